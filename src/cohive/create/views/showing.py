"""How this half of the room shows people and works: plain data for templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.bond import queries as bond
from cohive.bond.queries import MemberCard
from cohive.create.queries import WorkCard

NO_PICTURE = "look/mark.svg"
Cards = Mapping[UUID, MemberCard]


@dataclass(frozen=True)
class Person:
    """Somebody as a page names her; `url` is '' when she has no page."""

    agent: UUID
    name: str
    url: str
    weight: int = 1


@dataclass(frozen=True)
class ShownWork:
    """A work as a list shows it; `ask` is a sentence about what it asks from a remix."""

    id: UUID
    title: str
    lang: str
    url: str
    by: str
    thumb: str
    width: int
    height: int
    ask: str
    is_remix: bool
    is_source: bool


def people_of(makers: Iterable[tuple[UUID, int]], cards: Cards) -> list[Person]:
    """The makers with their names and pages."""
    return [
        Person(agent, cards[agent].name, cards[agent].url, weight)
        for agent, weight in makers
        if agent in cards
    ]


def names_of(makers: Iterable[tuple[UUID, int]], cards: Cards) -> str:
    """Their names in one line."""
    return ", ".join(person.name for person in people_of(makers, cards))


def shown(works: Sequence[WorkCard], cards: Cards | None = None) -> list[ShownWork]:
    """The works as a list shows them; one SQL query for the names when no cards are given."""
    known = cards if cards is not None else bond.cards(makers_in(works))
    return [_shown(work, known) for work in works]


def makers_in(works: Iterable[WorkCard]) -> set[UUID]:
    """Everybody who made one of these works."""
    return {agent for work in works for agent, _weight in work.makers}


def _shown(work: WorkCard, cards: Cards) -> ShownWork:
    picture = work.picture
    return ShownWork(
        id=work.id,
        title=work.title,
        lang=work.lang,
        url=work.url,
        by=names_of(work.makers, cards) or work.holder,
        thumb=picture.thumb_url if picture else "",
        width=picture.width if picture else 600,
        height=picture.height if picture else 600,
        ask=ask_sentence(work),
        is_remix=work.is_remix,
        is_source=work.kind == "source",
    )


def ask_sentence(work: WorkCard) -> str:
    """What a work asks from whoever builds on it, in words."""
    if work.ask:
        return _("asks %(ask)s of what a remix earns") % {"ask": work.ask}
    if work.kind == "source" or work.ask is not None:
        return _("asks nothing, wants to be named")
    return _("asks nothing; a remix passes on by weight")


def local_input(at: datetime) -> str:
    """An instant as a date field of a form shows it, in the viewer's time zone."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
