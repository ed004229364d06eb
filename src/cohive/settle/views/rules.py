"""A plain page on how money is shared here, made from the rules of a real product."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cohive.bond import queries as members
from cohive.create import queries as create
from cohive.engine.attribution import flow_of
from cohive.look import formats
from cohive.look.stages import stage_name
from cohive.settle.composition import compose
from cohive.settle.queries.flow import FlowSummary, flows_known
from cohive.settle.views.naming import fraction_text, line_name
from cohive.settle.views.proofs import TreeNode
from cohive.words.money import Money, floor_fraction


@dataclass(frozen=True)
class StageRule:
    """One stage of the example: its percent of the pool and what of one piece it gets."""

    stage: str
    percent: str
    width: float
    amount: str


@dataclass(frozen=True)
class WaitingExample:
    """A member's part that does not come out even, and after how many pieces it does."""

    part: str
    of_one: str
    pieces: int
    exact: str
    paid: Money
    left: str
    even_pieces: int
    even: Money


@dataclass(frozen=True)
class Example:
    """One piece of a product, all the way down."""

    title: str
    url: str
    price: Money
    lines: list[tuple[str, Money]]
    widths: list[tuple[str, float]]
    pool: Money
    stages: list[StageRule]
    tree: list[TreeNode]
    waiting: WaitingExample | None
    version: int


def money_here(request: HttpRequest) -> HttpResponse:
    """How money is shared: with the product that sold most, or in words alone before any sale."""
    found = flows_known()
    example = _example(found) if found else None
    place = members.place()
    return render(
        request,
        "settle/money_here.html",
        {"example": example, "firm": place.name if place else ""},
    )


def _example(found: list[FlowSummary]) -> Example | None:
    product = found[0]
    agreement = create.active_agreement(product.product)
    if agreement is None:
        return None
    terms = create.frozen_terms(agreement.id)
    lines = terms.lines()
    price, pool = lines[0].minor, lines[-1].minor
    total = sum(weight for weight, _graph in terms.stages.values()) or 1
    return Example(
        title=product.title,
        url=f"/flow/{product.product}/",
        price=Money(price, terms.currency),
        lines=[
            (line_name(line.kind, line.label), Money(line.minor, terms.currency))
            for line in lines[1:-1]
            if line.minor
        ],
        widths=[
            ("sale" if line.kind == "pool" else "rest", round(100 * line.minor / price, 3))
            for line in lines[1:]
            if line.minor and price
        ],
        pool=Money(pool, terms.currency),
        stages=[
            StageRule(
                stage,
                formats.percent(Fraction(weight, total)),
                round(100 * weight / total, 3),
                formats.money_exact(Fraction(weight, total) * pool, terms.currency),
            )
            for stage, (weight, _graph) in terms.stages.items()
            if weight
        ],
        tree=_lineage(terms, pool),
        waiting=_waiting(terms, pool),
        version=terms.version,
    )


def _lineage(terms: create.FrozenTerms, pool: int) -> list[TreeNode]:
    """The stage with the longest lineage: what each work receives of one piece, and keeps."""
    from_stage = max(
        terms.stages, key=lambda stage: len(terms.stages[stage][1].edges), default=None
    )
    if from_stage is None:
        return []
    total = sum(weight for weight, _graph in terms.stages.values()) or 1
    weight, graph = terms.stages[from_stage]
    amount = Fraction(weight, total) * pool
    flow = flow_of(graph, keep_min=terms.keep_min)
    rows: list[TreeNode] = []
    for node in graph.nodes:
        received = flow.received.get(node.id)
        if not received or node.id.startswith(("stage:", "contribution:")):
            continue
        rows.append(
            {
                "what": formats.tongue(terms.labels.get(node.id, node.id)),
                "amount": formats.money_exact(received * amount, terms.currency),
                "how": _keeps(flow.kept[node.id] / received),
                "order": -received,
            }
        )
    rows.sort(key=lambda row: row["order"])  # type: ignore[arg-type,return-value]
    head: TreeNode = {
        "what": stage_name(from_stage),
        "amount": formats.money_exact(amount, terms.currency),
        "below": rows,
    }
    return [head] if len(rows) > 1 else []


def _keeps(part: Fraction) -> str:
    if part == 1:
        return _("keeps all of it")
    return _("keeps %(part)s") % {"part": fraction_text(part)}


def _waiting(terms: create.FrozenTerms, pool: int) -> WaitingExample | None:
    """The largest part that does not come out even for one piece."""
    parts = sorted(compose(terms).fractions.values(), reverse=True)
    for part in parts:
        one = part * pool
        if one.denominator == 1 or one.denominator > 1_000:
            continue
        pieces = one.denominator - 1
        paid = floor_fraction(part, pool * pieces)
        return WaitingExample(
            part=fraction_text(part),
            of_one=formats.money_exact(one, terms.currency),
            pieces=pieces,
            exact=formats.money_exact(one * pieces, terms.currency),
            paid=Money(paid, terms.currency),
            left=formats.money_exact(one * pieces - paid, terms.currency),
            even_pieces=one.denominator,
            even=Money(int(one * one.denominator), terms.currency),
        )
    return None
