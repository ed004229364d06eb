"""A lineage written as JSON, read into the engine's graph.

    {"root": id, "keep_min": "1/2", "nodes": [{"id", "keep": "1/2", "makers": [{"id", "weight"}],
     "ask": "1/10"}], "edges": [{"from": made, "to": made_from, "weight"}]}

Ids are text or whole numbers, and text from here on: 7 and "7" are the same id. Parts are exact as
written: "1/2", "0.5", 0.5 and 1 are what they say, never the nearest binary fraction. Weights are
whole numbers or parts; within one node only their ratio counts, and who stands twice among its
makers has both weights. Numbers have at most 40 digits above and below the line. `keep_min` (then
0), `ask` (then none), `makers` (then nobody) and `edges` (then none) may be left out, and `keep`
where there are no makers. Other keys are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from pathlib import Path

from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.house.computing.json_files import SHOWN_MAX, Numeral, read_json
from cohive.house.computing.naming import name_of, naming
from cohive.words.refusals import Refused

__all__ = ["read_graph"]

ID_CHARACTERS_MAX = 1_000
DIGITS_MAX = 40
"""Of one number, above and below the line: exact fractions multiply with each generation."""
NUMBER_MAX = 10**DIGITS_MAX
COMMON_DIGITS_MAX = 400
"""Of the common denominator of the weights in one node: each of them is written over it."""
PART = re.compile(
    rf"(?P<number>[+-]?\d{{1,{DIGITS_MAX}}})(?:/(?P<bottom>\d{{1,{DIGITS_MAX}}})"
    rf"|(?P<point>\.\d{{1,{DIGITS_MAX}}})?(?:[eE](?P<tens>[+-]?\d{{1,2}}))?)",
    re.ASCII,
)
"""'1/2', '0.5', '5e-1'; bounded, so that no text can ask for a number that fills the memory."""
LONG = re.compile(rf"[0-9]{{{DIGITS_MAX + 1}}}")
MISSING = object()


def read_graph(path: Path) -> tuple[Graph, Fraction]:
    """Return the lineage of a file and the least part each node keeps (0 when it is silent).

    Raises Refused, naming the file and the element, for what is not JSON of this form. What is of
    this form and no lineage (a circle, a node given twice, an edge into nowhere, a part outside
    0 to 1) is left to the engine to refuse: call it within `json_files.naming`, as is done here.
    """
    whole = read_json(path)
    if not isinstance(whole, dict):
        raise Refused(
            "“%(file)s” is not a graph. Write an object with “root”, “nodes” and “edges”.",
            field="file",
            file=name_of(path),
        )
    for key in ("root", "nodes"):
        if whole.get(key) is None:
            raise Refused(
                "“%(file)s” does not say its “%(key)s”.", field=key, file=name_of(path), key=key
            )
    with naming(path):
        return _graph(whole)


def _graph(whole: Mapping[str, object]) -> tuple[Graph, Fraction]:
    root = _id(whole["root"], "root")
    keep_min = whole.get("keep_min")
    nodes = [
        _node(one, f"nodes[{number}]")
        for number, one in enumerate(_objects(whole["nodes"], "nodes"))
    ]
    edges = [
        _edge(one, f"edges[{number}]")
        for number, one in enumerate(_objects(whole.get("edges"), "edges"))
    ]
    return (
        Graph(root, tuple(nodes), tuple(_edges(edges))),
        Fraction(0) if keep_min is None else _part(keep_min, "keep_min"),
    )


def _node(one: Mapping[str, object], place: str) -> Node:
    name = _id(_required(one, "id", place), f"{place}.id")
    place = f"{place} “{name}”"
    makers = [
        _maker(maker, f"{place}.makers[{number}]")
        for number, maker in enumerate(_objects(one.get("makers"), f"{place}.makers"))
    ]
    common = 1
    for _, weight in makers:
        common = _common(common, weight, f"{place}.makers")
    ask = one.get("ask")
    if makers or one.get("keep") is not None:
        keep = _part(_required(one, "keep", place), f"{place}.keep")
    else:
        keep = Fraction(0)
    return Node(
        name,
        keep,
        tuple(Maker(payee, int(weight * common)) for payee, weight in makers),
        None if ask is None else _part(ask, f"{place}.ask"),
    )


def _maker(one: Mapping[str, object], place: str) -> tuple[str, Fraction]:
    payee = _id(_required(one, "id", place), f"{place}.id")
    place = f"{place} “{payee}”.weight"
    weight = _number(one.get("weight", MISSING), place)
    if weight is None or weight <= 0:
        raise Refused(
            "%(place)s is %(value)s. Write a number above 0.",
            field="makers",
            place=place,
            value=_shown(one.get("weight", MISSING)),
        )
    return payee, weight


def _edge(one: Mapping[str, object], place: str) -> tuple[str, str, Fraction]:
    made = _id(_required(one, "from", place), f"{place}.from")
    made_from = _id(_required(one, "to", place), f"{place}.to")
    place = f"{place} “{made} → {made_from}”.weight"
    weight = _number(one.get("weight", MISSING), place)
    if weight is None or weight < 0:
        raise Refused(
            "%(place)s is %(value)s. Write 0 to cite, or a number above 0.",
            field="edges",
            place=place,
            value=_shown(one.get("weight", MISSING)),
        )
    return made, made_from, weight


def _edges(edges: Sequence[tuple[str, str, Fraction]]) -> Iterable[Edge]:
    """The edges with whole weights: the ratios among the inputs of each node stay as they are."""
    denominators: dict[str, int] = {}
    for made, _, weight in edges:
        denominators[made] = _common(denominators.get(made, 1), weight, f"edges “{made} → …”")
    for made, made_from, weight in edges:
        yield Edge(made, made_from, int(weight * denominators[made]))


def _common(denominator: int, weight: Fraction, place: str) -> int:
    """A denominator for this weight too, or a refusal when it grows beyond any use."""
    common = lcm(denominator, weight.denominator)
    if common >= 10**COMMON_DIGITS_MAX:
        raise Refused(
            "%(place)s: the weights have so many different denominators that their common one has "
            "more than %(most)s digits. Write simpler weights.",
            field="weight",
            place=_cut(place),
            most=COMMON_DIGITS_MAX,
        )
    return common


def _required(one: Mapping[str, object], key: str, place: str) -> object:
    value = one.get(key)
    if value is None:
        raise Refused(
            "%(place)s does not say its “%(key)s”.", field=key, place=_cut(place), key=key
        )
    return value


def _objects(value: object, place: str) -> list[dict[str, object]]:
    """A list of objects; nothing said is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused(
            "%(place)s is %(value)s. Write a list of objects.",
            field=place,
            place=_cut(place),
            value=_shown(value),
        )
    for number, one in enumerate(value):
        if not isinstance(one, dict):
            raise Refused(
                "%(place)s is %(value)s. Write an object.",
                field=place,
                place=f"{_cut(place)}[{number}]",
                value=_shown(one),
            )
    return value


def _id(value: object, place: str) -> str:
    """Text as it is, and whole numbers as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and not isinstance(value, Numeral):
        whole = value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)
        if whole and 0 < len(value) <= ID_CHARACTERS_MAX:
            return value
    raise Refused(
        "%(place)s is %(value)s. Write an id: a whole number, or a text of 1 to %(most)s signs.",
        field=place,
        place=place,
        value=_shown(value),
        most=ID_CHARACTERS_MAX,
    )


def _part(value: object, place: str) -> Fraction:
    """An exact part; whether it is between 0 and 1 is the engine's to say."""
    number = _number(value, place)
    if number is None:
        raise Refused(
            "%(place)s is %(value)s. Write a part such as 1/2 or 0.5, in quotes.",
            field=place,
            place=_cut(place),
            value=_shown(value),
        )
    return number


def _number(value: object, place: str) -> Fraction | None:
    """The exact number that a text or a numeral says; None when it says none."""
    number = _said(value)
    is_large = number and max(abs(number.numerator), number.denominator) > NUMBER_MAX
    if is_large or (isinstance(value, str) and LONG.search(value)):
        raise Refused(
            "%(place)s is %(value)s. A number here has at most %(most)s digits above and below the "
            "line.",
            field="weight",
            place=_cut(place),
            value=_shown(value),
            most=DIGITS_MAX,
        )
    return number


def _said(value: object) -> Fraction | None:
    if isinstance(value, int):
        return None if isinstance(value, bool) else Fraction(value)
    match = PART.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    if match["bottom"]:
        bottom = int(match["bottom"])
        return Fraction(int(match["number"]), bottom) if bottom else None
    plain = Fraction(match["number"] + (match["point"] or ""))
    return plain * Fraction(10) ** int(match["tens"] or 0)


def _shown(value: object) -> str:
    """A wrong value as it stands in the file, cut where it is long."""
    if value is MISSING or value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    plain = isinstance(value, int | Numeral)
    text = _cut(str(value).encode("utf-8", "replace").decode())
    return text if plain else f"“{text}”"


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…"
