"""`cohive split`: divide an amount along a lineage, and show each path the money takes.

Every payee gets the floor of her exact part; what is left over by rounding, and what reaches
nobody, waits. So the amounts and what waits add up to the whole, and a larger amount never pays
anybody less. The answer depends on what the file says, never on the order it says it in.
"""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from cohive.engine.allotment import Allotment, allot
from cohive.engine.attribution import Attribution, attribute
from cohive.engine.attribution import Path as Way
from cohive.engine.effort import Bounds
from cohive.engine.lineage import Graph
from cohive.house.command import show
from cohive.house.computing.graph_files import read_graph
from cohive.house.computing.json_files import written
from cohive.house.computing.naming import naming
from cohive.house.histories.table import printable, row
from cohive.look import formats
from cohive.look.refusals import told
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["run"]

AMOUNT_DIGITS_MAX = 1_000
PATHS_MAX = 100_000
SIGNS_MAX = 50_000_000
"""Of all listed paths together: what still fits a file one can open, and the memory."""
DIGITS_MAX = 20_000_000
"""Digits of all exact fractions together, some ten thousand generations."""
WORK_MAX = 1_000_000_000
"""Products of machine words: about a minute, with what is listed and explained of it."""
WAYS_SHOWN_MAX = 8
"""Paths of one payee in the table; the JSON lists them all."""
NODES_SHOWN_MAX = 8
SIGNS_SHOWN_MAX = 24
"""A fraction longer than this is shown as a percentage in the table."""
NODES_NAMED_MAX = 5
GROUPED_BELOW = 10**18


@dataclass(frozen=True)
class Split:
    """An amount divided along a lineage: fractions and paths, whole units, and the sentences."""

    graph: Graph
    total: int
    attribution: Attribution
    allotment: Allotment
    explanation: tuple[Sentence, ...]

    def payees(self) -> list[str]:
        """The largest fraction first, equal ones by id."""
        fractions = self.attribution.fractions
        return sorted(fractions, key=lambda payee: (-fractions[payee], payee))

    def ways(self) -> dict[str, list[Way]]:
        """The paths of each payee, the largest first."""
        ways: dict[str, list[Way]] = {payee: [] for payee in self.attribution.fractions}
        for path in self.attribution.paths:
            ways[path.payee].append(path)
        return ways


def run(arguments: Namespace) -> int:
    """Divide and print; exit status 0."""
    total = _amount(arguments.amount)
    path = Path(arguments.graph)
    graph, keep_min = read_graph(path)
    with _any_number_of_digits():
        with naming(path):
            done = split(graph, keep_min, total)
        if arguments.json:
            show(written(_document(done)))
        else:
            for line in _table(done):
                show(line)
    return 0


def split(graph: Graph, keep_min: Fraction, total: int) -> Split:
    """Divide `total` minor units along the lineage, and say what waits and what was cut."""
    attribution = attribute(
        graph,
        keep_min=keep_min,
        paths_max=PATHS_MAX,
        bounds=Bounds(signs=SIGNS_MAX, digits=DIGITS_MAX, work=WORK_MAX),
    )
    allotment = allot(attribution.fractions, cumulative_before=0, cumulative_after=total)
    explanation = _explanation(graph, keep_min, attribution, allotment)
    return Split(graph, total, attribution, allotment, explanation)


def _amount(text: str) -> int:
    """A whole number of minor units from 0."""
    if not re.fullmatch(rf"\d{{1,{AMOUNT_DIGITS_MAX}}}", text, re.ASCII):
        raise Refused(
            "“%(text)s” is not an amount in minor units. Write a whole number from 0, such as "
            "100000 for 1,000.00.",
            field="amount",
            text=printable(text[:SIGNS_SHOWN_MAX]),
        )
    return int(text)


def _explanation(
    graph: Graph, keep_min: Fraction, attribution: Attribution, allotment: Allotment
) -> tuple[Sentence, ...]:
    """Why something waits, who keeps more, which asks were cut, which paths are not listed."""
    sentences = list(_where_it_ends(graph, attribution))
    rounded = allotment.waiting_after - attribution.undivided * sum(
        (allotment.waiting_after, *allotment.amounts.values())
    )
    if rounded:
        sentences.append(
            Sentence(
                "Each part is rounded down to whole units. What is left over by that waits, less "
                "than one unit for each payee; it is divided when more comes in."
            )
        )
    sentences += _lifted(graph, keep_min, attribution)
    sentences += _named_twice(graph, attribution)
    sentences += [
        Sentence(
            "“%(parent)s” asks %(asked)s of “%(node)s” and gets %(given)s: asks together may not "
            "exceed what “%(node)s” can pass on.",
            {
                "parent": printable(cut.parent),
                "node": printable(cut.node),
                "asked": _fraction(cut.asked),
                "given": _fraction(cut.given),
            },
        )
        for cut in attribution.cuts
    ]
    merged = sum(path.merged for path in attribution.paths)
    if merged:
        sentences.append(
            Sentence(
                "Smaller paths are not listed one by one but summed up for each payee: %(count)s "
                "of them.",
                {"count": _count(merged)},
            )
        )
    return tuple(sentences)


def _where_it_ends(graph: Graph, attribution: Attribution) -> Iterator[Sentence]:
    """What reaches nobody, and the nodes it ends at."""
    if not attribution.undivided:
        return
    passing = _passing(graph)
    nodes = _named(
        f"“{printable(node.id)}”"
        for node in sorted(graph.nodes, key=lambda node: node.id)
        if node.id in attribution.reached and not node.makers and node.id not in passing
    )
    if attribution.undivided == 1:
        yield Sentence(
            "The whole amount reaches nobody and waits. It ends at %(nodes)s: no makers there, "
            "and no sources that could be paid instead.",
            {"nodes": nodes},
        )
    else:
        yield Sentence(
            "The part %(part)s reaches nobody and waits. It ends at %(nodes)s: no makers there, "
            "and no sources that could be paid instead.",
            {"part": _fraction(attribution.undivided), "nodes": nodes},
        )


def _lifted(graph: Graph, keep_min: Fraction, attribution: Attribution) -> Iterator[Sentence]:
    """Whose makers keep more than their node says, since `keep_min` is the least of all."""
    passing = _passing(graph)
    names = [
        f"“{printable(node.id)}” ({_fraction(node.keep)})"
        for node in sorted(graph.nodes, key=lambda node: node.id)
        if node.makers and node.keep < keep_min
        if node.id in passing and node.id in attribution.reached
    ]
    if names:
        yield Sentence(
            "Nothing keeps less than “keep_min”, %(keep_min)s, even where its “keep” is smaller: "
            "%(nodes)s.",
            {"keep_min": _fraction(keep_min), "nodes": _named(names)},
        )


def _named_twice(graph: Graph, attribution: Attribution) -> Iterator[Sentence]:
    """Who stands twice among the makers of one node, which may be meant or a slip."""
    twice = [
        f"“{printable(payee)}” (“{printable(node.id)}”)"
        for node in sorted(graph.nodes, key=lambda node: node.id)
        if node.id in attribution.reached
        for payee, times in sorted(Counter(maker.payee for maker in node.makers).items())
        if times > 1
    ]
    if twice:
        yield Sentence(
            "Given more than once among the makers of one node, and paid by the sum of the "
            "weights: %(makers)s.",
            {"makers": _named(twice)},
        )


def _passing(graph: Graph) -> set[str]:
    """The nodes that have a source to pay."""
    return {edge.made for edge in graph.edges if edge.weight}


def _named(names: Iterable[str]) -> str:
    """The first few of them."""
    first = list(islice(names, NODES_NAMED_MAX + 1))
    return ", ".join([*first[:-1], "…"] if len(first) > NODES_NAMED_MAX else first)


def _document(done: Split) -> dict[str, object]:
    """The answer for programs: amounts as integers, fractions as exact text."""
    attribution = done.attribution
    ways = done.ways()
    return {
        "total": done.total,
        "waiting": done.allotment.waiting_after,
        "undivided": str(attribution.undivided),
        "shares": [
            {
                "payee": payee,
                "amount": done.allotment.amounts[payee],
                "fraction": str(attribution.fractions[payee]),
                "paths": [_way(way) for way in ways[payee]],
            }
            for payee in done.payees()
        ],
        "cuts": [
            {
                "node": cut.node,
                "parent": cut.parent,
                "asked": str(cut.asked),
                "given": str(cut.given),
            }
            for cut in attribution.cuts
        ],
        "explanation": [told(sentence) for sentence in done.explanation],
    }


def _way(way: Way) -> dict[str, object]:
    one: dict[str, object] = {"nodes": list(way.nodes), "fraction": str(way.fraction)}
    if way.merged:
        one["merged"] = way.merged
    return one


def _table(done: Split) -> Iterator[str]:
    """The answer for people: who gets what, which part that is, along which paths."""
    attribution = done.attribution
    ways = done.ways()
    yield _("%(total)s divided from “%(root)s”, in minor units:") % {
        "total": _number(done.total),
        "root": printable(done.graph.root),
    }
    for payee in done.payees():
        yield ""
        amount = _number(done.allotment.amounts[payee])
        part = _fraction(attribution.fractions[payee])
        yield f"{row(printable(payee), amount)}  {part}"
        for line in _ways_in_words(ways[payee]):
            yield f"      {line}"
    yield ""
    yield row(_("Not divided yet"), _number(done.allotment.waiting_after))
    for sentence in done.explanation:
        yield f"  {told(sentence)}"


def _ways_in_words(ways: Sequence[Way]) -> Iterator[str]:
    """The largest ways, and how much goes along all others together."""
    listed = [way for way in ways if not way.merged][:WAYS_SHOWN_MAX]
    for way in listed:
        yield _way_in_words(way)
    count = sum(way.merged or 1 for way in ways) - len(listed)
    if count:
        rest = sum((way.fraction for way in ways), Fraction(0)) - sum(
            (way.fraction for way in listed), Fraction(0)
        )
        yield _("%(part)s along %(count)s smaller paths") % {
            "part": _fraction(rest),
            "count": _count(count),
        }


def _way_in_words(way: Way) -> str:
    """'1/16 by way of A → B → C': from what was sold back to the work that is paid."""
    part = _fraction(way.fraction)
    names = [printable(name) for name in way.nodes]
    if len(names) == 1:
        return _("%(part)s for “%(work)s” itself") % {"part": part, "work": names[0]}
    if len(names) > NODES_SHOWN_MAX:
        half = NODES_SHOWN_MAX // 2
        names = [*names[:half], "…", *names[-half:]]
    return _("%(part)s for “%(work)s”, by way of %(nodes)s") % {
        "part": part,
        "work": names[-1],
        "nodes": " → ".join(names),
    }


def _number(value: int) -> str:
    """'100,000'; a number beyond any currency plain."""
    return formats.number(value) if value < GROUPED_BELOW else str(value)


def _count(value: int) -> str:
    """'1,902', or the order of a number nobody can picture: '≈ 10^301'."""
    return formats.number(value) if value < GROUPED_BELOW else f"≈ 10^{len(str(value)) - 1}"


def _fraction(value: Fraction) -> str:
    """'3/16', or a percentage where the exact fraction is too long to read."""
    exact = str(value)
    return exact if len(exact) <= SIGNS_SHOWN_MAX else f"≈ {formats.percent(value, digits=6)}"


@contextmanager
def _any_number_of_digits() -> Iterator[None]:
    """Exact fractions of a deep lineage have more digits than Python writes by default."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)
