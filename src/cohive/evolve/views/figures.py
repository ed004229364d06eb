"""The figures in words and pictures: from what was taken to what the page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.written import said
from cohive.look import formats

Data = Mapping[str, Any]
MUCH, LITTLE = 0.6, 0.3


@dataclass(frozen=True)
class Figure:
    """One number with its range along a line, what it is of, and its definition.

    low, middle, high: percentages along the line, or None where nothing can be told.
    """

    title: str
    value: str
    meaning: str
    definition: str = ""
    low: float | None = None
    middle: float | None = None
    high: float | None = None


def two(value: float) -> str:
    """A part of one with two decimals."""
    return f"{value:.2f}"


def verdict(data: Data, before: float | None) -> str:
    """Where it stands in a sentence, and whether that changed."""
    index, low, high = data["index"], data["low"], data["high"]
    if index is None:
        return _("It cannot be told yet whether this is a community or a fan club.")
    if low >= MUCH:
        where = _("Clearly a community.")
    elif high <= LITTLE:
        where = _("Rather a fan club: at least one of the five parts below is small.")
    elif low >= LITTLE:
        where = _("More a community than a fan club.")
    else:
        where = _("It cannot be told apart from a fan club.")
    if before is None:
        return where
    if low <= before <= high:
        change = _("It cannot be told apart from the window before (%(before)s).")
    elif index > before:
        change = _("More so than in the window before (%(before)s).")
    else:
        change = _("Less so than in the window before (%(before)s).")
    return f"{where} {change % {'before': two(before)}}"


def parts(data: Data) -> list[Figure]:
    """The five parts of the index."""
    titles = {
        "member_to_member": _("Member to member"),
        "reciprocity": _("What comes back"),
        "many_ways": _("Many ways"),
        "many_makers": _("Many makers"),
        "value_to_members": _("Value to members"),
    }
    definitions = {
        "member_to_member": _("Acts of members that address members ÷ all acts that address"
                              " somebody."),
        "reciprocity": _("The smaller of both directions, over all pairs, ÷ all acts that address"
                         " somebody (Squartini 2013)."),
        "many_ways": _("1 − how far the shortest ways between people all pass one person (Freeman"
                       " 1978)."),
        "many_makers": _("1 − Gini coefficient of things made, by everybody with a tie."),
        "value_to_members": _("What members received of sales ÷ what members, staff and the house"
                              " received."),
    }  # fmt: skip
    return [
        _figure(titles[part["name"]], part, said(part["said"]), definitions[part["name"]])
        for part in data["parts"]
    ]


def _figure(title: str, part: Data, meaning: str, definition: str) -> Figure:
    if part["value"] is None:
        return Figure(title, _("cannot be told"), meaning, definition)
    low, high = part["low"], part["high"]
    value = formats.percent(part["value"], 0)
    if low is None:
        return Figure(title, value, meaning, definition)
    return Figure(
        title,
        _("%(value)s, from %(low)s to %(high)s")
        % {"value": value, "low": formats.percent(low, 0), "high": formats.percent(high, 0)},
        meaning,
        definition,
        100 * low,
        100 * part["value"],
        100 * high,
    )


def hands(data: Data) -> list[Figure]:
    """In few hands or many: talk, attention, money, making; what was not counted is left out."""
    titles = (
        ("talking", _("Talk"), _("of what is said comes from the tenth who say most")),
        (
            "attention",
            _("Attention"),
            _("of what members receive goes to the tenth who receive most"),
        ),
        ("money", _("Money"), _("of what members were paid goes to the tenth who were paid most")),
        ("making", _("Making"), _("of what members made comes from the tenth who made most")),
    )  # fmt: skip
    found = []
    for name, title, meaning in titles:
        if name not in data:  # figures taken before it was counted
            continue
        held = data[name]
        if not held or held["gini"] is None or held["n"] < 10:
            found.append(Figure(title, _("cannot be told"), _("It takes ten people.")))
            continue
        found.append(
            Figure(
                title,
                formats.percent(held["top_tenth"], 0),
                _("%(part)s. %(half)s") % {"part": meaning, "half": _half(name, held)},
                f"{_gini(held)} {_chaoss(name)}".strip(),
                100 * held["low"],
                100 * held["gini"],
                100 * held["high"],
            )
        )
    return found


def _half(name: str, held: Data) -> str:
    """How few hold half, in a sentence."""
    sentences = {
        "talking": _("Half of all talk comes from %(few)s of %(n)s members."),
        "attention": _("Half of it goes to %(few)s of %(n)s members."),
        "money": _("Half of it went to %(few)s of the %(n)s who were paid."),
        "making": _("Half of it comes from %(few)s of the %(n)s who made something."),
    }
    return sentences[name] % {
        "few": formats.number(held["absence_factor"]),
        "n": formats.number(held["n"]),
    }


def _gini(held: Data) -> str:
    return _(
        "The line shows the Gini coefficient: 0 where all have the same, towards 1 where one has"
        " everything; here %(gini)s, from %(low)s to %(high)s, over %(n)s people. The range is"
        " what comes out in 95 of 100 times when the people are drawn again."
    ) % {
        "gini": formats.number(round(held["gini"], 2)),
        "low": formats.number(round(held["low"], 2)),
        "high": formats.number(round(held["high"], 2)),
        "n": formats.number(held["n"]),
    }


def _chaoss(name: str) -> str:
    """What is counted, and CHAOSS's name for the few who hold half."""
    if name == "talking":
        return _(
            "Counted are posts and answers of each member who did anything in this window; who"
            " said nothing counts as 0. The fewest who bring half are what CHAOSS calls"
            " Contributor Absence Factor."
        )
    if name == "making":
        return _("The fewest who bring half are what CHAOSS calls Contributor Absence Factor.")
    return ""


def life(data: Data) -> list[str]:
    """Newcomers, answers, staying and renewal in sentences."""
    new, talk, stay, flow = data["newcomers"], data["talk"], data["stays"], data["flow"]
    found = []
    if new["answered_of"] >= 10:
        found.append(
            _("%(answered)s of %(of)s newcomers who spoke up were answered within a day; %(tied)s"
              " of %(tied_of)s had ties both ways with three people after a month.")
            % {
                "answered": formats.number(new["answered"]),
                "of": formats.number(new["answered_of"]),
                "tied": formats.number(new["tied"]),
                "tied_of": formats.number(new["tied_of"]),
            }
        )  # fmt: skip
    if talk["asked"]:
        found.append(
            ngettext(
                "%(answered)s of %(num)s thing told to the place was answered, %(members)s first by"
                " a member.",
                "%(answered)s of %(num)s things told to the place were answered, %(members)s first"
                " by a member.",
                talk["asked"],
            )
            % {
                "answered": formats.number(talk["answered"]),
                "num": formats.number(talk["asked"]),
                "members": formats.number(talk["by_members"]),
            }
        )
    if stay["median"] is not None and stay["n"] >= 10:
        found.append(
            _("Half of all members stay longer than %(days)s days.")
            % {"days": formats.number(round(stay["median"]))}
        )
    if flow["before"] >= 10:
        found.append(
            _("Since the window before %(left)s fell quiet, %(joined)s came for the first time and"
              " %(returned)s came back.")
            % {key: formats.number(flow[key]) for key in ("left", "joined", "returned")}
        )  # fmt: skip
    turns = data["renewal"]["turns"]
    if len(turns) > 1 and len(turns[-1]["core"]) > 1:
        found.append(
            _("Of the tenth who do most, %(kept)s were there a quarter before and %(fresh)s are"
              " new.")
            % {key: formats.number(turns[-1][key]) for key in ("kept", "fresh")}
        )  # fmt: skip
    return found


def life_definition() -> str:
    """What newcomers, answers and comings and goings count, by CHAOSS's names where it has one."""
    return _(
        "Newcomers: members by their first act (CHAOSS: New Contributors). Answered: of what was"
        " told to the place and could be answered for a day or more, what another person answered;"
        " how soon is CHAOSS's Time to First Response. Fell quiet: active in the window before and"
        " not in this one (Inactive Contributors). The tenth who do most: by acts of the quarter."
    )


def unknown(data: Data) -> list[str]:
    """What cannot be told, each once."""
    sources = (
        data["horizontality"]["cannot_tell"],
        data["ladder"]["cannot_tell"],
        data["roles"]["cannot_tell"],
        data["cannot_tell"],
        *((data.get(name) or {}).get("cannot_tell", ()) for name in ("needs", "language", "style")),
    )
    return list(dict.fromkeys(said(one) for some in sources for one in some))
