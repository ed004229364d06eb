"""Pay held while a group is reviewed: what moves, what stays, and that all of it comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohive.bond.models import Notice
from cohive.guard import operations as guard
from cohive.guard import queries as guard_queries
from cohive.journal.operations import create_agent
from cohive.ledger import checks as ledger_checks
from cohive.ledger import queries as ledger
from cohive.ledger.models import Entry
from cohive.settle import checks, queries
from cohive.settle.models import Credit, Distribution, Hold, Pool
from cohive.settle.operations import follow_reviews
from cohive.words.money import Money
from tests.settle import shirt
from tests.settle.stall import sell

pytestmark = pytest.mark.django_db
WHY = {"reason": "They came together."}
SORRY = {**WHY, "apology": "We were wrong."}


def review_of(members, targets, stewards, at: datetime) -> UUID:
    """A review of these people, publicly marked."""
    review, _ = guard.open_review(
        members=frozenset(members),
        targets=dict.fromkeys(targets, "work"),
        witnesses=("lockstep", "target"),
        evidence={},
        by=stewards[0],
        at=at,
    )
    guard.mark(review=review, by=stewards[0], at=at, **WHY)
    return review


@pytest.fixture
def stewards(now: datetime) -> list[UUID]:
    return [create_agent(kind="person", at=now - timedelta(days=90)) for _ in range(3)]


def books(agent: UUID) -> tuple[int, int]:
    """What is free, and what is held."""
    return (
        ledger.balance(agent, "earned", "EUR").minor,
        ledger.balance(agent, "held_earned", "EUR").minor,
    )


def faults() -> list[str]:
    all_checks = (
        checks.wrong_books,
        checks.wrong_holds,
        checks.wrong_pool,
        checks.wrong_claim,
        ledger_checks.unbalanced_entry,
        ledger_checks.wrong_balance,
    )
    return [said for said in (check() for check in all_checks) if said]


def test_a_hold_keeps_what_is_not_final_and_a_release_gives_it_back(
    sold, place, cast, stewards, now
):
    mei, zhou = cast["mei"], cast["zhou"]
    free = books(mei)[0]
    review = review_of([mei, cast["kit"]], [shirt.PRODUCT], stewards, now)
    assert follow_reviews(by=place.agent, at=now) == 0
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    assert books(mei) == (9510, free - 9510)  # the sixty shirts of 15 days ago were final
    assert books(zhou)[1] == 0
    assert faults() == []
    effect = queries.effect_of(review)
    assert effect.people == 2
    assert effect.held[0].minor == sum(books(cast[name])[1] for name in ("mei", "kit"))
    for steward in stewards[:2]:
        guard.release(review=review, by=steward, at=now, **SORRY)
    follow_reviews(by=place.agent, at=now)
    assert books(mei) == (free, 0)
    assert queries.effect_of(review).held == ()
    assert queries.effect_of(review).returned == effect.held
    assert faults() == []


def test_hearing_it_twice_moves_nothing_twice(sold, place, cast, stewards, now):
    review = review_of([cast["mei"], cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    assert follow_reviews(by=place.agent, at=now) > 0
    entries, rows = Entry.objects.count(), Hold.objects.count()
    assert follow_reviews(by=place.agent, at=now + timedelta(days=1)) == 0
    assert (Entry.objects.count(), Hold.objects.count()) == (entries, rows)


def test_under_two_reviews_the_money_moves_with_the_first_and_comes_back_with_the_last(
    sold, place, cast, stewards, now
):
    mei = cast["mei"]
    free = books(mei)[0]
    both = [
        review_of([mei, cast[other]], [shirt.PRODUCT], stewards, now) for other in ("kit", "zhou")
    ]
    for review in both:
        guard.hold(review=review, by=stewards[0], at=now, **WHY)
        follow_reviews(by=place.agent, at=now)
        assert books(mei) == (9510, free - 9510)
    for review, held in zip(both, (free - 9510, 0), strict=True):
        for steward in stewards[:2]:
            guard.release(review=review, by=steward, at=now, **SORRY)
        follow_reviews(by=place.agent, at=now)
        assert books(mei) == (free - held, held)
        assert faults() == []


def test_a_confirmation_keeps_it_held_and_a_reversal_gives_it_back(
    sold, place, cast, stewards, now
):
    mei = cast["mei"]
    free = books(mei)[0]
    review = review_of([mei, cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    for steward in stewards[:2]:
        guard.confirm(review=review, by=steward, at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    assert books(mei) == (9510, free - 9510)
    guard.appeal(review=review, text="We are friends.", by=mei, at=now)
    guard.reverse(review=review, by=stewards[2], at=now, **SORRY)
    follow_reviews(by=place.agent, at=now)
    assert books(mei) == (free, 0)


def test_what_is_sold_while_pay_is_held_is_held_at_once(sold, place, cast, stewards, now):
    review = review_of([cast["mei"], cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    before = books(cast["mei"])
    with transaction.atomic():
        shirt.sell(Pool.objects.get(), 1, firm=place.agent, at=now + timedelta(hours=1))
    after = books(cast["mei"])
    assert after[0] == before[0]
    assert after[1] > before[1]
    assert faults() == []


def test_a_refund_goes_the_way_of_its_sale(sold, place, cast, stewards, now):
    mei = cast["mei"]
    old, new = Distribution.objects.order_by("sequence")[0], Distribution.objects.last()
    review = review_of([mei, cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    free, held = books(mei)
    with transaction.atomic():
        shirt.take_back(Distribution.objects.get(id=old.id), 1, firm=place.agent, at=now)
    assert books(mei) < (free, held)
    assert books(mei)[1] == held  # its sale was final and free, so its refund is
    free = books(mei)[0]
    with transaction.atomic():
        shirt.take_back(Distribution.objects.get(id=new.id), 1, firm=place.agent, at=now)
    assert books(mei)[0] == free
    assert books(mei)[1] < held
    assert faults() == []


def test_other_things_and_other_people_are_left_alone(sold, place, cast, stewards, now):
    review = review_of([cast["mei"], cast["kit"]], [UUID(int=5)], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    assert follow_reviews(by=place.agent, at=now) == 0
    assert queries.payees_touched(review) == 0


def test_a_real_sale_is_held_when_it_is_heard_and_the_payee_is_told(
    shop, place, steward, mei, kit, stewards, now, hear
):
    sell(shop, steward, now)
    hear(now)
    review = review_of([mei, kit], [shop["product"]], stewards, now)
    assert queries.payees_touched(review) == 2
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    hear(now)
    assert books(mei) == (0, 5518)
    assert Notice.objects.filter(to=mei, kind="settle.held").count() == 1
    (held,) = queries.held_of(mei)
    assert (held.review, held.amount) == (review, Money(5518, "EUR"))
    for one in stewards[:2]:
        guard.release(review=review, by=one, at=now, **SORRY)
    hear(now)
    assert books(mei) == (5518, 0)
    assert Notice.objects.filter(to=mei, kind="settle.returned").count() == 1


def test_the_statement_says_held_why_and_that_it_stays_hers(
    sold, place, cast, stewards, now, sign_in
):
    review = review_of([cast["mei"], cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    (totals,) = queries.totals_of(cast["mei"], at=now)
    assert totals.by_state == {"under_review": 9510, "final": 9510}
    page = sign_in(cast["mei"]).get("/statement/").content.decode()
    assert "held by a review" in page
    assert "stays yours" in page
    assert queries.all_credits_of(cast["mei"], at=now)[0][-1].state == "under_review"


def test_the_database_refuses_what_a_hold_must_never_be(sold, place, cast, stewards, now):
    review = review_of([cast["mei"], cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    row = Hold.objects.first()
    assert row is not None

    def another(**changed) -> None:
        values = {
            "review_id": review, "credit_id": row.credit_id, "step": "returned",
            "amount_minor": row.amount_minor, "act_id": row.act_id, "at": now,
        }  # fmt: skip
        with transaction.atomic():
            Hold.objects.create(**(values | changed))

    with pytest.raises(IntegrityError, match="exactly what its credit brought"):
        another(amount_minor=row.amount_minor + 1)
    with pytest.raises(IntegrityError, match="only what a review holds"):
        another(review_id=UUID(int=9))
    with pytest.raises(IntegrityError):
        another(step="held")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Hold.objects.update(amount_minor=1)


def test_verify_names_a_held_balance_that_no_review_explains(sold, place, cast, stewards, now):
    review = review_of([cast["mei"], cast["kit"]], [shirt.PRODUCT], stewards, now)
    guard.hold(review=review, by=stewards[0], at=now, **WHY)
    follow_reviews(by=place.agent, at=now)
    row = Hold.objects.filter(credit__payee=cast["mei"]).first()
    assert row is not None
    Hold.objects.create(
        review_id=review, credit=row.credit, step="returned",
        amount_minor=row.amount_minor, act=row.act, at=now,
    )  # fmt: skip
    assert f"agent {cast['mei']} has" in checks.wrong_holds()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 3)),
        st.tuples(st.just("refund"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["hold", "release", "confirm", "reverse"]), st.integers(0, 1)),
        st.tuples(st.just("follow"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 9)),
    ),
    max_size=14,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_in_any_order_the_books_agree_and_clearing_everybody_leaves_nothing_held(
    place, cast, stewards, now, steps
):
    with transaction.atomic():
        Played(place.agent, cast, stewards, now).play(steps)
        transaction.set_rollback(True)


class Played:
    """A pool, two reviews that overlap in one payee, and whatever happens to them."""

    def __init__(self, firm: UUID, cast: dict[str, UUID], stewards: list[UUID], now: datetime):
        self.firm, self.stewards, self.at = firm, stewards, now
        self.pool = shirt.shirt_pool(cast, now)
        self.people = [cast["mei"], cast["zhou"], cast["anouk"]]
        pairs = (self.people[:2], self.people[1:])
        self.reviews = [review_of(pair, [shirt.PRODUCT], stewards, now) for pair in pairs]
        self.pairs = dict(zip(self.reviews, pairs, strict=True))

    def play(self, steps) -> None:
        for name, number in steps:
            getattr(self, name)(number)
            assert faults() == []
        for review in self.reviews:
            self.clear(review)
        self.follow(0)
        assert faults() == []
        for agent in self.people:
            credited = sum(
                Credit.objects.filter(payee=agent).values_list("amount_minor", flat=True)
            )
            assert books(agent) == (credited, 0)

    def sell(self, units: int) -> None:
        shirt.sell(Pool.objects.get(id=self.pool.id), units, firm=self.firm, at=self.at)

    def refund(self, which: int) -> None:
        sales = list(Distribution.objects.filter(kind="sale").order_by("sequence"))
        left = [sale for sale in sales if not sale.refunds.exists()]
        if left:
            first = left[which % len(left)]
            shirt.take_back(first, first.units, firm=self.firm, at=self.at)

    def hold(self, which: int) -> None:
        self.step(which, guard.hold, "marked")

    def confirm(self, which: int) -> None:
        self.step(which, guard.confirm, "marked", "held", both=True)

    def release(self, which: int) -> None:
        self.step(which, guard.release, "marked", "held", both=True, apology="Sorry.")

    def reverse(self, which: int) -> None:
        review = self.reviews[which]
        if state_of(review) == "confirmed":
            guard.appeal(review=review, text="No.", by=self.pairs[review][0], at=self.at)
            guard.reverse(review=review, by=self.stewards[2], at=self.at, **SORRY)

    def step(self, which: int, do, *states: str, both: bool = False, **more: str) -> None:
        review = self.reviews[which]
        if state_of(review) in states:
            for steward in self.stewards[: 2 if both else 1]:
                do(review=review, by=steward, at=self.at, **WHY, **more)

    def clear(self, review: UUID) -> None:
        which = self.reviews.index(review)
        self.release(which)
        self.reverse(which)

    def follow(self, _number: int) -> None:
        follow_reviews(by=self.firm, at=self.at)

    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)


def state_of(review: UUID) -> str:
    view = guard_queries.review(review)
    assert view is not None
    return view.state
