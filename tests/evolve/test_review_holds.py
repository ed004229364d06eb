"""Holding pay from the page of a review: offered where somebody is paid, said where nobody is."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.guard import operations as guard
from cohive.guard import queries
from cohive.ledger import queries as ledger
from cohive.trade import operations as trade
from cohive.words.ids import new_id
from cohive.words.money import Money
from tests.settle import stall

DAY = timedelta(days=1)


@pytest.fixture
def shop(crew, now, hear) -> dict[str, UUID]:
    """A print two members made, nine of them sold."""
    at = now - 40 * DAY
    made = stall.open_product(
        title="Low tide timetable",
        slug="timetable",
        price=Money(2500, stall.EUR),
        tax_rate=Fraction(21, 100),
        costs=[("Paper, ink, tube", 734)],
        makers=(("design", crew.members[4]), ("sale", crew.members[5])),
        stall=trade.open_location(name="Night market", kind="stall", by=crew.steward, at=at),
        by=crew.steward,
        at=at,
    )
    stall.sell(made, crew.steward, now)
    hear(now)
    return made


def marked(crew, now, *, members, target: UUID) -> UUID:
    bond.grant_role(to=crew.members[0], role="steward", by=crew.steward, at=now - 90 * DAY)
    review, _ = guard.open_review(
        members=frozenset(members),
        targets={target: "work"},
        witnesses=("lockstep", "target"),
        evidence={},
        by=crew.steward,
        at=now,
    )
    guard.mark(review=review, reason="They came together.", by=crew.steward, at=now)
    return review


def test_pay_is_held_from_the_page_shown_and_given_back(crew, as_member, shop, now, hear):
    payee = crew.members[4]
    review = marked(crew, now, members=crew.members[4:6], target=shop["product"])
    page = as_member(crew.steward).get(reverse("evolve:review", args=[review])).content.decode()
    assert "2 of the group are paid for these things" in page
    step = reverse("evolve:review-step", args=[review])
    data = {"do": "hold", "reason": "It might be bought."}
    assert as_member(crew.steward).post(step, data).status_code == 302
    hear(timezone.now())
    assert ledger.balance(payee, "held_earned", "EUR").minor == 5518
    page = as_member(crew.steward).get(reverse("evolve:review", args=[review])).content.decode()
    assert "Held of 2 people" in page
    statement = as_member(payee).get("/statement/").content.decode()
    assert reverse("evolve:review-own", args=[review]) in statement
    public = as_member(crew.members[8]).get(reverse("evolve:review-public", args=[review]))
    assert "for some of the group is held" in public.content.decode()
    for steward in (crew.steward, crew.members[0]):
        cleared = {"do": "release", "reason": "Friends.", "apology": "We were wrong."}
        as_member(steward).post(step, cleared)
    hear(timezone.now())
    assert ledger.balance(payee, "held_earned", "EUR").minor == 0
    assert ledger.balance(payee, "earned", "EUR").minor == 5518


def test_where_nobody_is_paid_no_hold_is_offered_and_none_is_taken(crew, as_member, shop, now):
    review = marked(crew, now, members=crew.members[4:6], target=new_id())
    client = as_member(crew.steward)
    page = client.get(reverse("evolve:review", args=[review])).content.decode()
    assert "there is no pay to hold" in page
    assert 'value="hold"' not in page
    refused = client.post(
        reverse("evolve:review-step", args=[review]), {"do": "hold", "reason": "It might be."}
    )
    assert refused.status_code == 422
    found = queries.review(review)
    assert found is not None
    assert found.state == "marked"
