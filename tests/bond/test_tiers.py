"""Tiers: made by stewards, asked for, granted, earned; circles for one; never a vote."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

import cohive
from cohive.bond import operations, queries
from cohive.bond.models import Notice, TierApplication, TierPeriod, User
from cohive.bond.operations import TierTerms
from cohive.bond.operations.tier_applications import erase_answers
from cohive.bond.operations.tier_periods import earn_tiers, year_after
from cohive.create.operations import make_idea, open_ballot, vote_decision
from cohive.create.operations.decision_notices import voters
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DECK = TierTerms(name="Deck", gives=("The morning voice",))
SOURCE = Path(cohive.__file__).parent


@pytest.fixture
def deck(cast: Cast, now: datetime) -> UUID:
    return operations.make_tier(terms=DECK, by=cast.ruben, at=now)


def test_only_stewards_make_tiers_and_what_cannot_be_right_is_said_at_its_field(
    cast: Cast, deck: UUID, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        operations.make_tier(terms=DECK, by=cast.mei, at=now)
    wrong = [
        (replace(DECK, gives=(" ",)), "gives"),
        (replace(DECK, gives=("x" * 161,)), "gives"),
        (replace(DECK, rank=1), "rank"),
        (replace(DECK, places=0), "places"),
        (replace(DECK, grace_days=91), "grace_days"),
        (replace(DECK, joins_from=now, joins_until=now), "joins_until"),
        (replace(DECK, earned_by="nothing", earned_count=1), "earned_by"),
        (replace(DECK, earned_by="helped", earned_count=0), "earned_count"),
        (replace(DECK, name=""), "name"),
    ]
    for terms, field in wrong:
        with pytest.raises(Refused) as refused:
            operations.make_tier(terms=terms, by=cast.ruben, at=now)
        assert refused.value.field == field
    second = operations.make_tier(terms=replace(DECK, name="Mine"), by=cast.ruben, at=now)
    made = queries.tier(second)
    assert made is not None
    assert (made.rank, made.slug) == (2, "mine-2")  # "mine" is a page
    assert Act.objects.filter(kind="bond.tier.made").count() == 2


def test_a_change_leaves_what_was_granted(cast: Cast, deck: UUID, now: datetime) -> None:
    period = operations.grant_tier(tier=deck, member=cast.mei, by=cast.ruben, at=now)
    operations.change_tier(
        tier=deck, terms=replace(DECK, grace_days=0, name="Bow"), by=cast.ruben, at=now
    )
    held = queries.tier_period(period)
    assert held is not None
    assert held.holds_until == now.replace(year=2027) + 14 * DAY
    assert held.tier.name == "Bow"
    assert Act.objects.filter(kind="bond.tier.changed").exists()


def test_a_year_from_a_leap_day_ends_on_the_28th() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert year_after(leap) == leap.replace(year=2029, day=28)


def test_a_steward_grants_and_takes_back(cast: Cast, deck: UUID, now: datetime) -> None:
    with pytest.raises(Forbidden):
        operations.grant_tier(tier=deck, member=cast.mei, by=cast.mei, at=now)
    period = operations.grant_tier(tier=deck, member=cast.mei, by=cast.ruben, at=now)
    assert queries.holds_tier(cast.mei, deck, at=now)
    assert Notice.objects.filter(to=cast.mei, kind="tier").count() == 1
    operations.take_tier_back(period=period, by=cast.ruben, at=now + DAY)
    assert not queries.holds_tier(cast.mei, deck, at=now + DAY)
    kinds = Act.objects.filter(object_kind="tier").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["bond.tier.made", "bond.tier.granted", "bond.tier.ended"]


def test_a_period_that_ends_before_it_begins_is_refused_by_the_database(
    cast: Cast, deck: UUID, now: datetime
) -> None:
    period = operations.grant_tier(tier=deck, member=cast.mei, by=cast.ruben, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        TierPeriod.objects.filter(id=period).update(ends_at=now - DAY)


def test_asking_is_answered_with_a_reason_and_forgotten(cast: Cast, now: datetime) -> None:
    tier = operations.make_tier(
        terms=replace(DECK, questions=("What do you make?", "Why here?")), by=cast.ruben, at=now
    )
    with pytest.raises(Refused) as refused:
        operations.apply_for_tier(tier=tier, answers=["Prints."], by=cast.mei, at=now)
    assert refused.value.field == "answer-1"
    asked = operations.apply_for_tier(
        tier=tier, answers=["Prints.", "The tide."], by=cast.mei, at=now
    )
    with pytest.raises(Refused, match="asked already"):
        operations.apply_for_tier(tier=tier, answers=["A", "B"], by=cast.mei, at=now)
    assert Notice.objects.filter(to=cast.ruben, kind="tier").exists()
    with pytest.raises(Refused) as empty:
        operations.decline_for_tier(application=asked, answer=" ", by=cast.ruben, at=now)
    assert empty.value.field == "answer"
    with pytest.raises(Forbidden):
        operations.admit_to_tier(application=asked, by=cast.noor, at=now)
    operations.decline_for_tier(
        application=asked, answer="We are full of printers.", by=cast.ruben, at=now
    )
    view = queries.application_of(cast.mei, tier)
    assert view is not None
    assert (view.state, view.answer) == ("declined", "We are full of printers.")
    assert "Prints." not in str(list(Act.objects.values_list("payload", flat=True)))
    with pytest.raises(Refused):
        operations.admit_to_tier(application=asked, by=cast.ruben, at=now)
    erase_answers(at=now + 61 * DAY)
    assert TierApplication.objects.get(id=asked).answers == []


def test_an_admission_lapses_by_itself_and_a_wish_is_taken_back(cast: Cast, now: datetime) -> None:
    tier = operations.make_tier(terms=replace(DECK, questions=("Why?",)), by=cast.ruben, at=now)
    asked = operations.apply_for_tier(tier=tier, answers=["So."], by=cast.mei, at=now)
    operations.admit_to_tier(application=asked, by=cast.ruben, at=now)
    assert queries.is_admitted(cast.mei, tier, at=now + 13 * DAY)
    assert not queries.is_admitted(cast.mei, tier, at=now + 14 * DAY)
    with pytest.raises(Missing):
        operations.withdraw_application(application=asked, by=cast.noor, at=now)
    operations.withdraw_application(application=asked, by=cast.mei, at=now)
    assert not queries.is_admitted(cast.mei, tier, at=now)
    operations.apply_for_tier(tier=tier, answers=["Again."], by=cast.mei, at=now)


def helped(cast: Cast, at: datetime) -> None:
    """Mei does something for Noor, and both say so."""
    need = operations.make_proposal(
        kind="need", what="help", title=f"A hand {at:%j}", by=cast.noor, at=at
    )
    commitment = operations.take_up(proposal=need, by=cast.mei, at=at)
    operations.say_done(commitment=commitment, by=cast.mei, at=at)
    operations.say_done(commitment=commitment, by=cast.noor, at=at)


def test_a_tier_is_earned_by_what_one_does_and_says_why(cast: Cast, now: datetime) -> None:
    tier = operations.make_tier(
        terms=replace(DECK, earned_by="helped", earned_count=2), by=cast.ruben, at=now
    )
    helped(cast, now)
    assert earn_tiers(at=now) == 0
    helped(cast, now + DAY)
    assert earn_tiers(at=now + DAY) == 1
    assert earn_tiers(at=now + 2 * DAY) == 0
    [period] = queries.periods_of(cast.mei, at=now + DAY)
    assert (period.tier.id, period.reason, period.earned_by, period.earned_count) == (
        tier,
        "earned",
        "helped",
        2,
    )
    assert period.ends_at == (now + DAY).replace(year=2027)
    assert period.earned_label == "Things done for other members"
    assert not queries.periods_of(cast.noor, at=now + DAY)  # who was helped earns nothing by it
    # a year later it is counted anew
    assert earn_tiers(at=now + 370 * DAY) == 0
    helped(cast, now + 300 * DAY)
    helped(cast, now + 301 * DAY)
    assert earn_tiers(at=now + 370 * DAY) == 1
    assert queries.holds_tier(cast.mei, tier, at=now + 700 * DAY)


def test_an_earned_tier_keeps_to_its_places(cast: Cast, now: datetime) -> None:
    tier = operations.make_tier(
        terms=replace(DECK, earned_by="helped", earned_count=1, places=1), by=cast.ruben, at=now
    )
    operations.grant_tier(tier=tier, member=cast.sana, by=cast.ruben, at=now)
    helped(cast, now)
    assert earn_tiers(at=now) == 0
    assert queries.places_taken([tier], at=now) == {tier: 1}


def test_a_circle_for_a_tier_lets_its_members_in_and_no_others(
    cast: Cast, circle: UUID, deck: UUID, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        operations.set_circle_tier(circle=circle, tier=deck, by=cast.mei, at=now)
    operations.set_circle_tier(circle=circle, tier=deck, by=cast.ruben, at=now)
    newcomer = operations.join(email="kit@example.org", name="Kit", at=now)
    with pytest.raises(Refused, match="for members of"):
        operations.join_circle(circle=circle, by=newcomer, at=now)
    higher = operations.make_tier(terms=replace(DECK, name="Bridge"), by=cast.ruben, at=now)
    operations.grant_tier(tier=higher, member=newcomer, by=cast.ruben, at=now)
    operations.join_circle(circle=circle, by=newcomer, at=now)
    said: dict[str, Any] = {"circle": circle, "title": "Tide?", "text": "When is it?"}
    operations.start_thread(by=newcomer, at=now, **said)
    # Noor belongs since before and does not hold it; Mei keeps the circle
    with pytest.raises(Refused, match="for members of"):
        operations.start_thread(by=cast.noor, at=now, **said)
    operations.start_thread(by=cast.mei, at=now, **said)
    # it lapses by the clock alone
    with pytest.raises(Refused, match="for members of"):
        operations.start_thread(by=newcomer, at=now + 380 * DAY, **said)
    operations.set_circle_tier(circle=circle, tier=None, by=cast.ruben, at=now)
    operations.start_thread(by=cast.noor, at=now + DAY, **said)
    assert Act.objects.filter(kind="bond.tier.circle_set").count() == 2


def test_no_vote_is_held_in_a_circle_one_can_pay_to_enter(
    cast: Cast, circle: UUID, deck: UUID, now: datetime
) -> None:
    idea = make_idea(post=None, title="A raincoat", text="It rains.", by=cast.mei, at=now)
    ask = {
        "about_kind": "idea",
        "about": idea,
        "decides": "circle",
        "circle": circle,
        "closes_at": now + DAY,
        "by": cast.ruben,
        "at": now,
    }
    operations.set_circle_tier(circle=circle, tier=deck, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="paying does not buy votes") as refused:
        open_ballot(**ask)  # type: ignore[arg-type]
    assert refused.value.field == "circle"
    operations.set_circle_tier(circle=circle, tier=None, by=cast.ruben, at=now)
    open_ballot(**ask)  # type: ignore[arg-type]


def test_who_came_in_by_a_tier_has_no_vote_when_it_is_taken_off(
    cast: Cast, circle: UUID, deck: UUID, now: datetime, client: Client
) -> None:
    idea = make_idea(post=None, title="A raincoat", text="It rains.", by=cast.mei, at=now)
    operations.set_circle_tier(circle=circle, tier=deck, by=cast.ruben, at=now)
    payer = operations.join(email="kit@example.org", name="Kit", at=now)
    operations.grant_tier(tier=deck, member=payer, by=cast.ruben, at=now)
    operations.join_circle(circle=circle, by=payer, at=now)
    operations.set_circle_tier(circle=circle, tier=None, by=cast.ruben, at=now)
    told = Notice.objects.get(to=payer, kind="bond.circle.open")
    assert "join it as everybody does" in told.sentence
    later = now + DAY
    ask = {"about_kind": "idea", "about": idea, "decides": "circle", "circle": circle}
    asked = {**ask, "closes_at": later + DAY, "by": cast.ruben, "at": later}
    decision = open_ballot(**asked)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        vote_decision(decision=decision, by=payer, at=later, answer="yes")
    assert payer not in voters(decision)
    vote_decision(decision=decision, by=cast.noor, at=later, answer="yes")  # was there before
    # she joins by the door that is open to all, as any stranger may, and votes in what comes then
    client.force_login(User.objects.get(email="kit@example.org"))
    slug = next(one.slug for one in queries.circles() if one.agent == circle)
    assert "Join with a vote" in client.get(f"/circles/{slug}/").content.decode()
    operations.join_circle(circle=circle, by=payer, at=later + timedelta(hours=1))
    assert "Join with a vote" not in client.get(f"/circles/{slug}/").content.decode()
    assert Act.objects.filter(kind="bond.circle.vote_gained", actor=payer).count() == 1
    with pytest.raises(Forbidden):
        vote_decision(decision=decision, by=payer, at=later + timedelta(hours=2), answer="yes")
    assert queries.has_vote(payer, circle, since=later + DAY)


def test_what_came_in_by_a_tier_stays_so_where_circles_divide_and_join(
    cast: Cast, circle: UUID, deck: UUID, now: datetime
) -> None:
    operations.set_circle_tier(circle=circle, tier=deck, by=cast.ruben, at=now)
    payer = operations.join(email="kit@example.org", name="Kit", at=now)
    operations.grant_tier(tier=deck, member=payer, by=cast.ruben, at=now)
    operations.join_circle(circle=circle, by=payer, at=now)
    operations.set_circle_tier(circle=circle, tier=None, by=cast.ruben, at=now)
    people = [operations.Belonging(one, False, now) for one in (payer, cast.noor)]
    daughter = operations.divide_circle(
        circle=circle,
        name="The other tide",
        purpose="To meet.",
        members=people,
        leaving=[payer, cast.noor],
        by=cast.ruben,
        at=now,
    )
    assert [one.agent for one in queries.circle_voters(daughter)] == [cast.noor]
    operations.merge_circle(circle=daughter, into=circle, members=(), by=cast.ruben, at=now)
    assert payer not in {one.agent for one in queries.circle_voters(circle)}
    assert queries.is_member(payer, circle)


def test_a_vote_gained_late_is_no_older_where_circles_divide(
    cast: Cast, circle: UUID, deck: UUID, now: datetime
) -> None:
    operations.set_circle_tier(circle=circle, tier=deck, by=cast.ruben, at=now)
    payer = operations.join(email="kit@example.org", name="Kit", at=now)
    operations.grant_tier(tier=deck, member=payer, by=cast.ruben, at=now)
    operations.join_circle(circle=circle, by=payer, at=now)
    operations.set_circle_tier(circle=circle, tier=None, by=cast.ruben, at=now)
    operations.join_circle(circle=circle, by=payer, at=now + 2 * DAY)
    daughter = operations.divide_circle(
        circle=circle,
        name="The other tide",
        purpose="To meet.",
        members=[operations.Belonging(payer, False, now)],
        leaving=[payer],
        by=cast.ruben,
        at=now + 3 * DAY,
    )
    assert not queries.has_vote(payer, daughter, since=now + DAY)
    assert queries.has_vote(payer, daughter, since=now + 2 * DAY)


VOTING = (
    *("create/operations/decisions.py", "create/operations/scores.py", "create/queries"),
    *("create/models", "create/views/voting.py", "create/views/decisions.py"),
    *("evolve/operations", "evolve/queries", "evolve/models", "engine", "guard"),
)
TIERS = {
    *("holds_tier", "periods_of", "tier_of_circle", "tier_holders", "Tier", "TierPeriod", "tiers"),
    *("MembershipSale", "membership_of_order", "all_periods_of", "places_taken"),
}


def test_no_code_that_votes_or_counts_reads_who_holds_a_tier() -> None:
    """The one thing it may ask is whether a circle is for a tier, to hold no vote there."""
    readers = []
    for place in VOTING:
        root = SOURCE / place
        for path in [root] if root.suffix else sorted(root.rglob("*.py")):
            names = {
                part
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                for part in _names(node)
            }
            if names & TIERS:
                readers.append(f"{path.relative_to(SOURCE)}: {sorted(names & TIERS)}")
    assert readers == []


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.ImportFrom):
        return [alias.name for alias in node.names]
    return []
