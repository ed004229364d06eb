"""What a work would pass on to its parents, before it is handed in: the same engine, a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from cohive.create.queries import WorkCard
from cohive.engine.attribution import flow_of
from cohive.engine.lineage import Edge, Graph, Maker, Node

DRAFT = "draft"


@dataclass(frozen=True)
class Passed:
    """One parent's part of what the work receives; `asked` when less than that is given."""

    work: UUID
    part: Fraction
    asked: Fraction | None


@dataclass(frozen=True)
class Passing:
    """How a work divides what it receives: kept + Σ parts = 1; cut asks are named."""

    kept: Fraction
    parts: tuple[Passed, ...]

    @property
    def is_cut(self) -> bool:
        """Whether the parents together ask more than a work here passes on."""
        return any(part.asked is not None for part in self.parts)

    @property
    def asked(self) -> Fraction:
        """What the cut asks were together."""
        return sum((part.asked for part in self.parts if part.asked is not None), Fraction(0))


def passing(
    parents: Sequence[tuple[WorkCard, int]], *, keep: Fraction, keep_min: Fraction
) -> Passing:
    """Divide one whole between a draft and its direct parents; weight 0 only names."""
    nodes = [Node(DRAFT, keep, (Maker("you", 1),))]
    nodes += [
        Node(str(card.id), Fraction(1), (Maker("they", 1),), card.ask) for card, _weight in parents
    ]
    edges = [Edge(DRAFT, str(card.id), weight) for card, weight in parents]
    flow = flow_of(Graph(DRAFT, tuple(nodes), tuple(edges)), keep_min=keep_min)
    cut = {found.parent: found.asked for found in flow.cuts}
    return Passing(
        kept=flow.kept[DRAFT],
        parts=tuple(
            Passed(
                work=card.id,
                part=flow.passed.get((DRAFT, str(card.id)), Fraction(0)),
                asked=cut.get(str(card.id)),
            )
            for card, _weight in parents
        ),
    )
