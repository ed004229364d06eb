"""What can be passed on, and where a link leads: the one place that knows all kinds.

A later room that has something to pass on registers its kind with one line in its wiring:
`targets.register("gathering", describe_gathering)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


def line_of(text: str) -> str:
    """The first words of a text in one line, cut between words."""
    words = " ".join(text.split())
    if len(words) <= LEAD_LENGTH_MAX:
        return words
    cut = words[:LEAD_LENGTH_MAX]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LEAD_LENGTH_MAX // 2 :] else cut) + "…"


def _place(target: UUID) -> Target | None:
    place = bond.place()
    if place is None or place.agent != target:
        return None
    return Target("place", target, place.name, "/", place.name_alt, line_of(place.tagline))


def _circle(target: UUID) -> Target | None:
    circle = bond.circle(target)
    if circle is None:
        return None
    return Target(
        "circle", target, circle.name, circle.url, circle.name_alt, line_of(circle.purpose)
    )


def _challenge(target: UUID) -> Target | None:
    found = create.challenge(target)
    if found is None:
        return None
    return Target(
        "challenge", target, found.title, found.url, lead=line_of(found.brief), language=found.lang
    )


def _work(target: UUID) -> Target | None:
    work = create.work(target)
    if work is None or work.card.state == "withdrawn":
        return None
    return Target(
        "work",
        target,
        work.title,
        work.url,
        lead=line_of(work.text),
        picture=work.versions[0].picture if work.versions else "",
        works=(target,),
    )


def _product(target: UUID) -> Target | None:
    product = create.product(target)
    if product is None or product.state == "draft":
        return None
    front = next((picture for picture in product.pictures if picture.digest), None)
    return Target(
        "product",
        target,
        product.title,
        product.url,
        lead=line_of(product.description),
        language=product.language,
        picture=front.digest if front else "",
        works=(front.work,) if front and front.work else (),
    )


def _idea(target: UUID) -> Target | None:
    idea = create.idea(target)
    if idea is None:
        return None
    return Target("idea", target, idea.title, idea.url, lead=line_of(idea.text), language=idea.lang)


_kinds: dict[str, Describe] = {
    "place": _place,
    "circle": _circle,
    "challenge": _challenge,
    "work": _work,
    "product": _product,
    "idea": _idea,
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
