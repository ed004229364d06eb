"""Orders from PrefLib, the library of preferences: .soc, .soi, .toc and .toi.

    # TITLE: A vote
    # DATA TYPE: toi
    # NUMBER ALTERNATIVES: 3
    # ALTERNATIVE NAME 1: Castor
    4: 1,2              four voters put 1 before 2
    2: 3,{1,2}          two put 3 first, then 1 and 2 equal

Source: Mattei and Walsh, PrefLib: A Library for Preferences (2013); the format of 2022.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cohive.bridges.ballots import BallotFile, BallotForm
from cohive.bridges.ballots.opening import SHOWN_MAX, count_of, numbered_lines
from cohive.bridges.ballots.rankings import Rankings, checked_size
from cohive.words.refusals import Refused

__all__ = ["looks_like_preflib", "read_preflib"]

_HEAD = re.compile(r"#\s*([A-Z][A-Z ]*?)\s*(\d{1,6})?\s*:(.*)", re.ASCII)
_RANK = re.compile(r"\s*(?:\{([^{}]*)\}|([^,{}]+))\s*(?:,|$)")
_NAME = "ALTERNATIVE NAME"
_ORDERS = ("soc", "soi", "toc", "toi")


def looks_like_preflib(text: str) -> bool:
    """Whether the head has the words of PrefLib."""
    return bool(re.search(r"^# (FILE NAME|DATA TYPE|ALTERNATIVE NAME \d+):", text[:10_000], re.M))


def read_preflib(text: str) -> BallotFile:
    """Read names and orders. Raises Refused at "file", naming the line where there is one.

    Candidates are "1", "2" … by their numbers there. PrefLib knows no seats.
    """
    lines = numbered_lines(text)
    head, names = _head([(number, line) for number, line in lines if line.startswith("#")])
    kind = head.get("DATA TYPE", "toi")
    if kind not in _ORDERS:
        raise Refused(
            "This PrefLib file is of type “%(kind)s”. Those with orders are soc, soi, toc, toi.",
            field="file",
            kind=kind[:SHOWN_MAX],
        )
    rankings = Rankings(checked_size(len(names), 1))
    missing = [number for number in rankings.ranks if number not in names]
    if missing:
        raise Refused(
            "The alternatives are not numbered from 1: number %(missing)s has no name.",
            field="file",
            missing=missing[0],
        )
    for number, line in lines:
        if not line.startswith("#"):
            _ballot(line, number, rankings)
    _check_voters(head, rankings)
    return BallotFile(
        BallotForm.RANKED,
        {name: names[name] for name in rankings.ranks},
        title=head.get("TITLE", ""),
        rankings=tuple(rankings.read),
        set_aside=rankings.set_aside(),
        details=head,
    )


def _head(lines: list[tuple[int, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """What the file says of itself, and the names by number."""
    head: dict[str, str] = {}
    names: dict[str, str] = {}
    for number, line in lines:
        found = _HEAD.fullmatch(line)
        if not found:
            continue  # a remark
        key, candidate, value = found[1], found[2], found[3].strip()
        if key != _NAME or candidate is None:
            head[key] = value
            continue
        if candidate in names:
            raise Refused(
                "Line %(line)s: alternative %(candidate)s is named twice.",
                field="file",
                line=number,
                candidate=candidate,
            )
        names[candidate] = value
    return head, names


def _ballot(line: str, number: int, rankings: Rankings) -> None:
    count, colon, order = line.partition(":")
    ranks: list[str] = []
    place = 0
    order = order.strip()
    while place < len(order):
        found = _RANK.match(order, place)
        if not found:
            break
        ranks += [found[1] if found[1] is not None else found[2]]
        place = found.end()
    if not colon or place < len(order):
        raise Refused(
            "Line %(line)s: “%(text)s” is not a ballot. Write how many, a colon, and the order.",
            field="file",
            line=number,
            text=line[:SHOWN_MAX],
        )
    said = [rank.strip() for rank in ranks if rank.strip()]  # {} holds nobody
    rankings.add(said, count_of(count.strip(), number), number, between=",")


def _check_voters(head: Mapping[str, str], rankings: Rankings) -> None:
    """A file that says how many voted and holds fewer ballots is cut off."""
    said = head.get("NUMBER VOTERS", "")
    found = sum(count for _, count in rankings.read) + rankings.blank
    if said.isascii() and said.isdigit() and said.lstrip("0") != str(found):
        raise Refused(
            "The head says %(said)s voters, and there are ballots of %(found)s: this file is cut "
            "off or altered.",
            field="file",
            said=said[:SHOWN_MAX],
            found=found,
        )
