"""The family of a work as two drawings and a table that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from cohive.create.queries import FamilyView, WorkCard, WorkView
from cohive.create.views.showing import Cards, ask_sentence, names_of
from cohive.look.charts.drawing import Chart
from cohive.look.charts.lineage import Descent, Lineage, Work, lineage


@dataclass(frozen=True)
class FamilyRow:
    """One work in the table: its number, what it is, and the numbers of what it grew from."""

    number: int
    title: str
    url: str
    by: str
    ask: str
    grew_from: str
    is_here: bool


@dataclass(frozen=True)
class Family:
    """The tree, its table, and how many generations and people it spans."""

    chart: Chart
    rows: tuple[FamilyRow, ...]
    generations: int
    people: int
    is_cut: bool


def drawn_family(
    view: WorkView, family: FamilyView, works: Mapping[UUID, WorkCard], cards: Cards
) -> Family | None:
    """Draw the family; None for a work that stands alone."""
    if len(works) < 2:
        return None
    keys = sorted(works, key=lambda key: (family.generations[key], key))
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    edges = [edge for edge in family.edges if edge[0] in works and edge[1] in works]
    rows = tuple(_row(works[key], view, numbers, edges, cards) for key in keys)
    title = _("What “%(title)s” grew from, and what grew from it") % {"title": view.title}
    tree = Lineage(
        works=tuple(
            Work(
                key=str(key),
                title=works[key].title,
                note=names_of(works[key].makers, cards) or works[key].holder,
                picture=_thumb(works[key]),
                is_here=key == view.id,
            )
            for key in keys
        ),
        descents=tuple(
            Descent(str(parent), str(child), is_dashed=not weight)
            for child, parent, weight in edges
        ),
        title=title,
    )
    return Family(
        chart=lineage(tree),
        rows=rows,
        generations=len({family.generations[key] for key in keys}),
        people=len({agent for card in works.values() for agent, _weight in card.makers}),
        is_cut=family.is_cut,
    )


def _row(
    card: WorkCard,
    view: WorkView,
    numbers: Mapping[UUID, int],
    edges: list[tuple[UUID, UUID, int]],
    cards: Cards,
) -> FamilyRow:
    named = _("%(number)s (named only)")
    parents = sorted(
        (numbers[parent], weight) for child, parent, weight in edges if child == card.id
    )
    return FamilyRow(
        number=numbers[card.id],
        title=card.title,
        url=card.url,
        by=names_of(card.makers, cards) or card.holder,
        ask=ask_sentence(card),
        grew_from=", ".join(
            str(number) if weight else named % {"number": number} for number, weight in parents
        ),
        is_here=card.id == view.id,
    )


def _thumb(card: WorkCard) -> str:
    return card.picture.thumb_url if card.picture and card.state == "published" else ""
