"""A graph of contributions written as JSON, read into the engine's table.

    {"meta": {"participants": 10, "base_ms": 0, "node_mint": [1, 4, 16],
              "edge_weights": [[0.5, 1], [1, 0.0625], [1, 0]]},
     "nodes": [[type, seconds after base]], "edges": [[type, source, target, seconds after base]],
     "parameters": {"alpha", "beta", "gammaForward", "gammaBackward"}, "sales": [...]}

Slots 0 … P-1 are participants, from P on contributions in the order of `nodes`. Edge types: 0
authors, 1 derives, 2 votes. `meta.participants` is a count or a list of ids; without ids the
numbers are the ids. A file with `sales`, [{"node": number, "amount": minor units, "currency"}], is
computed our way (only settled sales mint); one without them by its own weights, and `"mint":
"sales"` or `"weights"` says which when both are there. What a file brings as results (`intervals`,
`contributionCred`, other keys) is left alone. The options are read by `standing_options`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from babel.numbers import is_currency
from numpy.typing import NDArray

from cohive.engine.standing import (
    Attribution,
    Budget,
    Contributions,
    Dependency,
    Parameters,
    Weights,
)
from cohive.house.computing.json_files import Numeral, read_json
from cohive.house.computing.standing_options import (
    Ids,
    attributions_of,
    budgets_of,
    dependencies_of,
)
from cohive.house.computing.standing_values import (
    ABSENT,
    is_text,
    mapping,
    members,
    number,
    refuse,
    whole_number,
)
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Sales", "StandingFile", "read_standing"]

MEGABYTES_MAX = 256
"""About two million contributions with their edges."""
PARTICIPANTS_MAX = 10_000_000
CELLS_MAX = 5_000_000
WEEK_MS = 7 * 86_400_000
SIZE_MAX = 10**15
"""Beyond this a whole number is a mistake, and floats lose its last digit."""


@dataclass(frozen=True)
class Sales:
    """Settled sales: contributions' numbers, amounts in minor units of one currency, the keep."""

    sold: tuple[int, ...]
    amounts_minor: tuple[int, ...]
    currency: str
    keep: float


@dataclass(frozen=True)
class StandingFile:
    """What a file asks for: `sales` for the safe way; else `weights` and the chain's options."""

    graph: Contributions
    ids: Ids
    sales: Sales | None
    weights: Weights | None
    parameters: Parameters
    budgets: tuple[Budget, ...]
    attributions: tuple[Attribution, ...]
    dependencies: tuple[Dependency, ...]


def read_standing(path: Path) -> StandingFile:
    """Return the table and the options of a file.

    Raises Refused, naming the file or the element, for whatever is not of this form.
    """
    with _without_collecting():
        return _standing_of(path)


def _standing_of(path: Path) -> StandingFile:
    whole = mapping(read_json(path, megabytes_max=MEGABYTES_MAX, plain_whole=True), path.name)
    meta = mapping(whole.get("meta", ABSENT), "meta")
    ids = _ids(whole, meta)
    base_ms = number(meta.get("base_ms", 0), "meta.base_ms")
    nodes, node_seconds = _rows(whole.get("nodes", ABSENT), "nodes", 2)
    edges, edge_seconds = _rows(whole.get("edges", []), "edges", 4)
    graph = Contributions(
        len(ids),
        nodes[:, 0],
        base_ms + node_seconds * 1000,
        edges[:, 0],
        edges[:, 1],
        edges[:, 2],
        base_ms + edge_seconds * 1000,
    )
    _check_size(graph, len(ids))
    if _mints_at_sales(whole):
        return StandingFile(graph, ids, _sales(whole, graph), None, Parameters(), (), (), ())
    weights = _weights(meta)
    return StandingFile(
        graph,
        ids,
        None,
        weights,
        _parameters(whole.get("parameters")),
        budgets_of(whole.get("budgets"), len(weights.node_mint)),
        attributions_of(whole.get("personal_attributions"), ids),
        dependencies_of(whole.get("dependencies"), ids),
    )


def _check_size(graph: Contributions, participants: int) -> None:
    """Everybody has a number for every week: bounded, whatever two far dates a file holds.

    Raises Refused above `CELLS_MAX`.
    """
    times = np.concatenate([graph.times_ms, graph.edge_times_ms])
    weeks = int((times.max() - times.min()) // WEEK_MS) + 1 if times.size else 0
    if participants * weeks > CELLS_MAX:
        raise Refused(
            "With %(participants)s participants and %(weeks)s weeks between the first and the last"
            " date this table would be too large. Give the participants that stand in it, or fewer"
            " weeks.",
            field="meta.participants",
            participants=participants,
            weeks=weeks,
        )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Millions of short lists hold no circles; looking for some costs half of the reading."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _mints_at_sales(whole: dict[str, object]) -> bool:
    """Sales mint where there are any, unless the file says otherwise."""
    mint = whole.get("mint", "sales" if whole.get("sales") is not None else "weights")
    if isinstance(mint, Numeral) or mint not in ("sales", "weights"):
        refuse("mint", mint, Sentence("Write “sales” or “weights”."))
    if mint == "weights":
        return False
    for option in ("budgets", "personal_attributions", "dependencies"):
        if whole.get(option):
            raise Refused(
                "“%(option)s” goes with weights. Where sales mint, only authors and what was "
                "made from what count.",
                field=option,
                option=option,
            )
    return True


def _ids(whole: dict[str, object], meta: dict[str, object]) -> Ids:
    """The participants' ids: those given, or 0 … P-1."""
    given = meta.get("participants", ABSENT)
    listed = whole.get("participants")
    people = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if isinstance(given, list):
        return _named(given, "meta.participants")
    count = whole_number(
        len(people) if given in (None, ABSENT) and people else given, "meta.participants"
    )
    if not 0 <= count <= PARTICIPANTS_MAX:
        refuse("meta.participants", given, Sentence("Write how many there are, or their ids."))
    named = [one["id"] for one in people if "id" in one]
    if not named:
        return range(count)
    if len(named) != count:
        refuse(
            "meta.participants", count, Sentence("Each participant needs an id, or none has one.")
        )
    return _named(named, "participants")


def _named(named: Sequence[object], where: str) -> Ids:
    """Ids that differ, texts or whole numbers."""
    found: list[int | str] = []
    seen: set[int | str] = set()
    for place, one in enumerate(named):
        sort = isinstance(one, int | str) and not isinstance(one, bool | Numeral)
        if not isinstance(one, int | str) or not sort or not is_text(str(one)):
            refuse(f"{where}[{place}]", one, Sentence("Write an id: a text or a whole number."))
        if one in seen:
            raise Refused("The participant “%(id)s” is given twice.", field="participants", id=one)
        seen.add(one)
        found.append(one)
    return tuple(found)


def _rows(value: object, name: str, width: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows of whole numbers whose last one is seconds: (k, width-1) and (k,)."""
    if not isinstance(value, list):
        refuse(name, value, Sentence("Write a list."))
    for place, row in enumerate(value):
        if type(row) is not list or len(row) != width:
            refuse(
                f"{name}[{place}]",
                row,
                Sentence("Write a list of %(width)s numbers.", {"width": width}),
            )
    if not set(map(type, chain.from_iterable(value))) <= {int}:
        return _read_one_by_one(value, name, width)
    flat = chain.from_iterable(value)
    try:
        rows = np.fromiter(flat, dtype=np.int64, count=len(value) * width).reshape(-1, width)
    except OverflowError:
        return _read_one_by_one(value, name, width)
    return rows[:, :-1], rows[:, -1].astype(np.float64)


def _read_one_by_one(
    value: Sequence[Sequence[object]], name: str, width: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The slow way, for seconds with a decimal point, and to name what is no number."""
    firsts, seconds = [], []
    for place, row in enumerate(value):
        for one in row[:-1]:
            if abs(whole_number(one, f"{name}[{place}]")) > SIZE_MAX:
                refuse(f"{name}[{place}]", one, Sentence("This number is too large."))
        firsts.append(row[:-1])
        seconds.append(number(row[-1], f"{name}[{place}]"))
    return (
        np.array(firsts, dtype=np.int64).reshape(-1, width - 1),
        np.array(seconds, dtype=np.float64),
    )


def _weights(meta: dict[str, object]) -> Weights:
    mint = members(meta.get("node_mint", ABSENT), "meta.node_mint")
    pairs = members(meta.get("edge_weights", ABSENT), "meta.edge_weights")
    edges = []
    for kind, pair in enumerate(pairs):
        place = f"meta.edge_weights[{kind}]"
        both = members(pair, place)
        if len(both) != 2:
            refuse(place, pair, Sentence("Write two weights: forwards and backwards."))
        edges.append((number(both[0], place), number(both[1], place)))
    return Weights(
        tuple(number(one, f"meta.node_mint[{kind}]") for kind, one in enumerate(mint)),
        tuple(edges),
    )


def _parameters(value: object) -> Parameters:
    given = mapping({} if value is None else value, "parameters")
    standard = Parameters()
    return Parameters(
        *(
            number(given.get(key, default), f"parameters.{key}")
            for key, default in (
                ("alpha", standard.alpha),
                ("beta", standard.beta),
                ("gammaForward", standard.gamma_forward),
                ("gammaBackward", standard.gamma_backward),
            )
        )
    )


def _sales(whole: dict[str, object], graph: Contributions) -> Sales:
    sold, amounts, currency = [], [], ""
    for place, one in enumerate(members(whole.get("sales", ABSENT), "sales")):
        sale = mapping(one, f"sales[{place}]")
        node = whole_number(sale.get("node", ABSENT), f"sales[{place}].node")
        if not 0 <= node < graph.size:
            refuse(
                f"sales[{place}].node",
                node,
                Sentence("Write the number of a node, counted from 0."),
            )
        amount = whole_number(sale.get("amount", ABSENT), f"sales[{place}].amount")
        if not 0 <= amount <= SIZE_MAX:
            refuse(f"sales[{place}].amount", amount, Sentence("Write minor units, 0 or more."))
        stated = sale.get("currency", "")
        if not isinstance(stated, str) or not (stated == "" or is_currency(stated)):
            refuse(
                f"sales[{place}].currency",
                stated,
                Sentence("Write the code of a currency, such as EUR, or leave it out."),
            )
        if place and stated != currency:
            refuse(
                f"sales[{place}].currency", stated, Sentence("All sales must be in one currency.")
            )
        currency = stated
        sold.append(node)
        amounts.append(amount)
    return Sales(tuple(sold), tuple(amounts), currency, number(whole.get("keep", 0.5), "keep"))
