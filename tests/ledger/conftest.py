"""A place with a steward and a member, an act to cite, and a short way to post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from cohive.bond import queries as bond
from cohive.bond.operations import found_place
from cohive.journal.events import event
from cohive.journal.operations import create_agent, record
from cohive.ledger.operations import Posting, post
from cohive.words.money import Money
from cohive.words.verbs import Verb


@event("ledger.test.sold", verb=Verb.CREATE, sentence="%(actor)s sold something.")
@dataclass(frozen=True)
class Sold:
    thing: UUID


@dataclass(frozen=True)
class Books:
    """Who is here."""

    firm: UUID
    steward: UUID
    member: UUID


@pytest.fixture
def books(db: None, now: datetime) -> Books:
    found_place(
        name="Night Ferry",
        languages=("en", "zh-hans"),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@nightferry.example",
        steward_name="Ruben",
        at=now.replace(year=2025),
    )
    [steward] = bond.stewards()
    place = bond.place()
    assert place
    return Books(place.agent, steward, create_agent(kind="person", at=now))


Legs = Sequence[tuple[UUID, str, int]]


@pytest.fixture
def enter(books: Books) -> Callable[..., UUID]:
    """Post legs (agent, purpose, minor) at an instant, by an act of their own."""

    def enter(legs: Legs, *, at: datetime, currency: str = "EUR", key: str = "") -> UUID:
        with transaction.atomic():
            thing = uuid4()
            act = record(Sold(thing), by=books.firm, at=at, object_kind="test", object=thing)
            return post(
                kind="test",
                act=act,
                key=key or str(thing),
                at=at,
                postings=[
                    Posting(agent, purpose, Money(minor, currency))
                    for agent, purpose, minor in legs
                ],
            )[0]

    return enter


@pytest.fixture
def sale(books: Books, enter: Callable[..., UUID]) -> Callable[..., UUID]:
    """Money came in and is owed to the member."""

    def sale(minor: int, *, at: datetime) -> UUID:
        return enter([(books.firm, "sales", -minor), (books.member, "earned", minor)], at=at)

    return sale
