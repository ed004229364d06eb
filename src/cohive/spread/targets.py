"""What can be passed on, and where a link leads: the one place that knows all kinds.

A later room that has something to pass on registers its kind with one line in its wiring:
`targets.register("level", describe_level)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cohive.bond import queries as bond
from cohive.create import queries as create

LEAD_LENGTH_MAX = 200


@dataclass(frozen=True)
class Target:
    """The thing behind a link: its name, its page (a path), and what kind of thing it is.

    `lead` is its own words in a line, in `language` ('' where it is not known). `picture` is the
    digest of a picture of it; `works` are those it shows, whose makers must have said yes before
    anybody may carry it on a card.
    """

    kind: str
    id: UUID
    title: str
    url: str
    title_other: str = ""
    lead: str = ""
    language: str = ""
    picture: str = ""
    works: tuple[UUID, ...] = ()


Describe = Callable[[UUID], Target | None]


def line_of(text: str, *, most: int = LEAD_LENGTH_MAX) -> str:
    """The first words of a text in one line, cut between words."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    cut = words[:most]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut) + "…"


def of_place(place: bond.PlaceView) -> Target:
    """The place itself."""
    return Target("place", place.agent, place.name, "/", place.name_alt, line_of(place.tagline))


def of_circle(circle: bond.CircleView) -> Target:
    """A circle."""
    name, other = circle.name, circle.name_alt
    return Target("circle", circle.agent, name, circle.url, other, line_of(circle.purpose))


def of_challenge(found: create.ChallengeView) -> Target:
    """A challenge, with the beginning of its brief."""
    lead, language = line_of(found.brief), found.lang
    return Target("challenge", found.id, found.title, found.url, lead=lead, language=language)


def of_work(work: create.WorkView) -> Target:
    """A work with its newest picture."""
    return Target(
        "work",
        work.id,
        work.title,
        work.url,
        lead=line_of(work.text),
        language=work.card.lang,
        picture=work.card.picture.digest if work.card.picture else "",
        works=(work.id,),
    )


def of_product(product: create.ProductView) -> Target:
    """A product with its first picture: the firm's own, or that of a work."""
    front = next((picture for picture in product.pictures if picture.digest), None)
    return Target(
        "product",
        product.id,
        product.title,
        product.url,
        lead=line_of(product.description),
        language=product.language,
        picture=front.digest if front else "",
        works=(front.work,) if front and front.work else (),
    )


def of_idea(idea: create.IdeaView) -> Target:
    """An idea in its author's words."""
    lead, language = line_of(idea.text), idea.lang
    return Target("idea", idea.id, idea.title, idea.url, lead=lead, language=language)


def of_gathering(found: bond.GatheringView) -> Target:
    """A gathering, with what it is; when and where stand on its page."""
    lead, language = line_of(found.text), found.lang
    return Target("gathering", found.id, found.title, found.url, lead=lead, language=language)


def _place(target: UUID) -> Target | None:
    place = bond.place()
    return of_place(place) if place and place.agent == target else None


def _circle(target: UUID) -> Target | None:
    circle = bond.circle(target)
    return of_circle(circle) if circle else None


def _challenge(target: UUID) -> Target | None:
    challenge = create.challenge(target)
    return of_challenge(challenge) if challenge else None


def _work(target: UUID) -> Target | None:
    work = create.work(target)
    return of_work(work) if work and work.card.state != "withdrawn" else None


def _product(target: UUID) -> Target | None:
    product = create.product(target)
    return of_product(product) if product and product.state != "draft" else None


def _idea(target: UUID) -> Target | None:
    idea = create.idea(target)
    return of_idea(idea) if idea else None


def _gathering(target: UUID) -> Target | None:
    gathering = bond.gathering(target)
    return of_gathering(gathering) if gathering and gathering.state == "planned" else None


_OF_VIEWS: dict[type, Callable[[Any], Target]] = {
    bond.PlaceView: of_place,
    bond.CircleView: of_circle,
    create.ChallengeView: of_challenge,
    create.WorkView: of_work,
    create.ProductView: of_product,
    create.IdeaView: of_idea,
    bond.GatheringView: of_gathering,
}


def of_view(view: object) -> Target | None:
    """The thing a page already read; no SQL query."""
    known = _OF_VIEWS.get(type(view))
    return known(view) if known else None


_kinds: dict[str, Describe] = {
    "place": _place,
    "circle": _circle,
    "challenge": _challenge,
    "work": _work,
    "product": _product,
    "idea": _idea,
    "gathering": _gathering,
}


def register(kind: str, describe: Describe) -> None:
    """Let a later room's things be passed on; called from its wiring."""
    _kinds[kind] = describe


def kinds() -> frozenset[str]:
    """Everything that can be passed on."""
    return frozenset(_kinds)


def describe(kind: str, target: UUID) -> Target | None:
    """The thing, or None when it is not there or not shown to everyone yet."""
    known = _kinds.get(kind)
    return known(target) if known else None
