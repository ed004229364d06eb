"""Two stewards for a payout are two people: one with two accounts is refused where it is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cohive.bond.models import Member, User
from cohive.bond.queries import PlaceView
from cohive.guard import operations as guard
from cohive.guard.models import Review
from cohive.settle.models import PayoutBatch
from cohive.settle.operations import approve_batch, propose_batch
from cohive.words.refusals import Forbidden
from tests.settle import paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=30)


@pytest.fixture
def batch(
    sold: list[UUID],
    place: PlaceView,
    cast: dict[str, UUID],
    steward: UUID,
    now: datetime,
    later: datetime,
) -> UUID:
    """Proposed by Ruben; Mei has been a steward for thirty days, made one by him."""
    paying.second_steward(cast["mei"], by=steward, at=now)
    paying.take_in(480_000, firm=place.agent, at=now)
    paying.decide(by=steward, at=now)
    paying.bank(cast["hanna"], at=now)
    return propose_batch(currency="EUR", by=steward, at=later)


def refused(batch: UUID, by: UUID, at: datetime) -> str:
    with pytest.raises(Forbidden) as refusal:
        approve_batch(batch=batch, by=by, at=at)
    assert PayoutBatch.objects.get(id=batch).state == "proposed"
    return str(refusal.value)


def reviewed(first: UUID, second: UUID, by: UUID, at: datetime) -> UUID:
    """A group of these two, looked at."""
    review, _ = guard.open_review(
        members=frozenset({first, second}),
        targets={first: "work"},
        witnesses=("lockstep", "a steward"),
        evidence={},
        by=by,
        at=at,
    )
    return review


def user_of(agent: UUID) -> User:
    return Member.objects.get(agent=agent).user  # type: ignore[return-value]


def test_two_people_approve(batch: UUID, cast: dict[str, UUID], later: datetime) -> None:
    approve_batch(batch=batch, by=cast["mei"], at=later)
    assert PayoutBatch.objects.get(id=batch).state == "approved"


def test_whom_she_made_a_steward_the_other_day_is_no_second_yet(
    batch: UUID, cast: dict[str, UUID], steward: UUID, later: datetime
) -> None:
    paying.second_steward(cast["bas"], by=steward, at=later - timedelta(days=13))
    said = refused(batch, cast["bas"], later)
    assert "less than 14 days ago" in said
    approve_batch(batch=batch, by=cast["bas"], at=later + timedelta(days=1))


def test_whom_somebody_else_made_a_steward_is_a_second_at_once(
    batch: UUID, cast: dict[str, UUID], later: datetime
) -> None:
    paying.second_steward(cast["bas"], by=cast["mei"], at=later)
    approve_batch(batch=batch, by=cast["bas"], at=later)


def test_one_account_number_is_one_person(
    batch: UUID, cast: dict[str, UUID], steward: UUID, later: datetime
) -> None:
    paying.bank(steward, at=later, iban=paying.IBANS[1], country="DE")
    paying.bank(cast["mei"], at=later, iban=paying.IBANS[1], country="DE")
    assert "paid to the same account" in refused(batch, cast["mei"], later)


@pytest.mark.parametrize("address", ["ruben+second@example.org", "RUBEN+2@example.org"])
def test_one_address_under_two_spellings_is_one_person(
    batch: UUID, cast: dict[str, UUID], later: datetime, address: str
) -> None:
    User.objects.filter(id=user_of(cast["mei"]).id).update(email=address)
    assert "same address of mail" in refused(batch, cast["mei"], later)


def test_one_passkey_is_one_person(
    batch: UUID, cast: dict[str, UUID], steward: UUID, later: datetime
) -> None:
    for agent in (steward, cast["mei"]):
        Authenticator.objects.create(
            user=user_of(agent),
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "phone", "credential": {"rawId": "abc"}},
        )
    assert "same passkey" in refused(batch, cast["mei"], later)


def test_a_declared_household_is_no_two(
    batch: UUID, cast: dict[str, UUID], steward: UUID, later: datetime
) -> None:
    review = reviewed(steward, cast["mei"], cast["bas"], later)
    guard.declare_group(
        review=review, kind="household", sentence="They live together.", by=cast["bas"], at=later
    )
    assert "one household" in refused(batch, cast["mei"], later)


def test_a_verdict_counts_until_it_is_reversed(
    batch: UUID, cast: dict[str, UUID], steward: UUID, later: datetime
) -> None:
    review = reviewed(steward, cast["mei"], cast["bas"], later)
    Review.objects.filter(id=review).update(state="confirmed", marked_at=later, witnesses=2)
    assert "one hand" in refused(batch, cast["mei"], later)
    Review.objects.filter(id=review).update(state="reversed", apology="Sorry.")
    approve_batch(batch=batch, by=cast["mei"], at=later)


def test_the_page_says_why_and_shows_no_button(
    batch: UUID,
    cast: dict[str, UUID],
    steward: UUID,
    sign_in: Callable[[UUID], Client],
    later: datetime,
) -> None:
    paying.bank(steward, at=later, iban=paying.IBANS[1], country="DE")
    paying.bank(cast["mei"], at=later, iban=paying.IBANS[1], country="DE")
    page = sign_in(cast["mei"]).get(f"/payouts/desk/{batch}/").content.decode()
    assert "paid to the same account: another steward approves" in page
    assert "/approve/" not in page
