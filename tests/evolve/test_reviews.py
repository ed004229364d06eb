"""A paid crowd is found, marked, judged; a group that is cleared reads an apology."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond.queries import everything_of, notices
from cohive.create import operations as create
from cohive.evolve.operations.watching import watch_groups
from cohive.guard import operations as guard
from cohive.guard import queries
from cohive.journal import jobs
from cohive.journal.models import Act
from tests.conftest import NOW
from tests.create.conftest import drawing
from tests.evolve.conftest import Crew, night_ferry

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ENTRIES, HONEST, ARMY = 24, 60, 8


class Attack(NamedTuple):
    """The votes of a challenge of which a few came together."""

    crew: Crew
    stewards: tuple[UUID, ...]
    army: tuple[UUID, ...]
    works: tuple[UUID, ...]


@pytest.fixture(scope="module")
def attack(django_db_setup, django_db_blocker) -> Iterator[Attack]:
    """Made once for all tests of the file, which each undo what they do to it themselves."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _attack_on(night_ferry(NOW), NOW)
        transaction.set_rollback(True)


@pytest.fixture
def attacked(attack, db) -> Attack:
    return attack


def _attack_on(crew: Crew, now: datetime) -> Attack:
    """Honest votes over three weeks, and eight people who gave six entries the best in minutes."""
    while jobs.run_due(at=now - 99 * DAY):
        pass
    draw = Random(7)  # noqa: S311 - a made-up crowd
    stewards = [crew.steward]
    for member in crew.members[:2]:
        bond.grant_role(to=member, role="steward", by=crew.steward, at=now - 90 * DAY)
        stewards.append(member)
    people = tuple(
        bond.join(
            email=f"v{number}@example.org",
            name=f"Voter {number:02d}",
            at=now - draw.randrange(40, 95) * DAY if number < HONEST else now - 21 * DAY,
        )
        for number in range(HONEST + ARMY)
    )
    call = create.open_challenge(
        title="Poster for Ebb",
        brief="Two inks.",
        circle=crew.circle,
        decides="firm",
        opens_at=now - 30 * DAY,
        closes_at=now - 20 * DAY,
        voting_closes_at=now + 5 * DAY,
        by=crew.steward,
        at=now - 31 * DAY,
    )
    works = tuple(
        create.submit_work(
            title=f"Poster {number:02d}",
            by=crew.members[2 + number % 10],
            picture=drawing(f"poster {number}"),
            makers=[(crew.members[2 + number % 10], 1)],
            accepts_terms=True,
            challenge=call,
            at=now - 25 * DAY,
        )
        for number in range(ENTRIES)
    )
    votes = [
        (now - 20 * DAY + draw.random() * 19 * DAY, person, work, draw.randrange(1, 5))
        for person in people[:HONEST]
        for work in draw.sample(works, 8)
    ]
    votes += [
        (now - (9 - at) * DAY + (3 * number + draw.random()) * MINUTE, person, work, 5)
        for at, work in enumerate(works[:6])
        for number, person in enumerate(people[HONEST:])
    ]
    for at, person, work, value in sorted(votes, key=lambda vote: vote[0]):
        create.score_work(work=work, value=value, would_buy=False, by=person, at=at)
    return Attack(crew, tuple(stewards), people[HONEST:], works)


@pytest.fixture
def found(attacked, now) -> UUID:
    assert watch_groups(at=now) == 1
    return queries.all_reviews()[0].id


def address(name: str, review: UUID) -> str:
    return reverse(f"evolve:{name}", args=[review])


def test_the_army_is_found_once_and_nobody_else(attacked, found, now):
    assert queries.review_members(found) == frozenset(attacked.army)
    view = queries.review(found)
    assert view.state == "observe"
    assert view.witnesses >= 2
    assert set(view.targets) <= set(attacked.works[:6])
    assert watch_groups(at=now + DAY) == 0
    assert Act.objects.filter(kind="guard.review.opened").count() == 1


def test_evidence_is_frozen_with_what_chance_and_others_do(attacked, found):
    evidence = queries.review(found).evidence
    assert evidence["control"]["group"] == {"people": ARMY, "two": ARMY}
    assert len(evidence["checks"]) >= 3
    assert all(len(evidence["accounts"][str(agent)]) >= 2 for agent in attacked.army)
    assert evidence["timeline"]
    entry = next(
        one for one in evidence["counts"][0]["entries"] if one["work"] == str(attacked.works[0])
    )
    assert entry["scores"] - entry["scores_without"] == ARMY
    assert entry["points"] - entry["points_without"] == 5 * ARMY


def test_from_watching_to_a_verdict_and_its_reversal(attacked, found, as_member, hear, now):
    first, second, third = map(as_member, attacked.stewards)
    page = first.get(address("review", found)).content.decode()
    assert "Voter 60" in page
    assert "count nothing for now" in page
    assert Client().get(address("review-public", found)).status_code == 404
    refused = first.post(address("review-step", found), {"do": "mark", "reason": ""})
    assert refused.status_code == 422
    assert "Say it in a sentence" in refused.content.decode()
    first.post(address("review-step", found), {"do": "mark", "reason": "They came together."})
    again = first.post(address("review-step", found), {"do": "hold", "reason": "They came."})
    assert again.status_code == 422  # no page says that pay is kept back while the books do not
    hear(now)
    assert len(notices(attacked.army[0])) == 1
    public_address = address("review-public", found)
    public = Client().get(public_address).content.decode()
    assert "with the group → without it" in public
    assert "Poster 00" in public
    brief, whole = public.split("Show all 24 entries")
    targets = [f"Poster {number:02d}" for number in range(6)]
    assert all(title in brief for title in targets)
    assert "Poster 23" not in brief
    assert "Poster 23" in whole
    assert "Voter" not in public
    accused = as_member(attacked.army[0])
    own = accused.get(address("review-own", found)).content.decode()
    assert "“you”" in own
    assert "Voter 61" not in own
    for browser in (first, second):
        browser.post(address("review-step", found), {"do": "confirm", "reason": "Arranged."})
    assert queries.review(found).state == "confirmed"
    assert accused.post(address("review-appeal", found), {"text": " "}).status_code == 422
    accused.post(address("review-appeal", found), {"text": "We are a choir."})
    taken = everything_of(attacked.army[0])["reviews_of_groups"]
    assert str(attacked.army[1]) not in str(taken[0]["evidence"])
    assert taken[0]["state"] == "appealed"
    undo = {"do": "reverse", "reason": "A choir.", "apology": "We judged a choir. Sorry."}
    assert first.post(address("review-step", found), undo).status_code == 403
    silent = third.post(address("review-step", found), undo | {"apology": " "})
    assert silent.status_code == 422
    third.post(address("review-step", found), undo)
    assert queries.review(found).state == "reversed"
    for page in (accused.get(address("review-own", found)), Client().get(public_address)):
        assert "We judged a choir. Sorry." in page.content.decode()
    assert queries.review(found).appeal == "We are a choir."
    guard.forget_words(agent=attacked.army[0], at=timezone.now())
    assert queries.review(found).appeal == ""
    assert "reversed" in Client().get(reverse("evolve:reviews")).content.decode()


def test_one_of_the_group_answers_and_only_stewards_read_it(attacked, found, as_member, hear, now):
    first, second, _third = map(as_member, attacked.stewards)
    first.post(address("review-step", found), {"do": "mark", "reason": "They came together."})
    accused = as_member(attacked.army[0])
    public_address = address("review-public", found)
    silent = accused.post(address("review-answer", found), {"text": " "})
    assert silent.status_code == 422
    assert "stewards read it before they decide" in silent.content.decode()
    for said in ("We are friends.", "We met on Sunday."):
        accused.post(address("review-answer", found), {"text": said})
    hear(now)
    assert [one.kind for one in notices(attacked.stewards[0])].count("guard.review.answered") == 1
    page = first.get(address("review", found)).content.decode()
    assert "We met on Sunday." in page
    assert "We are friends." not in page
    assert "We met on Sunday." not in Client().get(public_address).content.decode()
    other = as_member(attacked.army[1]).get(address("review-own", found)).content.decode()
    assert "We met on Sunday." not in other
    taken = everything_of(attacked.army[0])["reviews_of_groups"]
    assert taken[0]["answer"] == ["We met on Sunday."]
    for browser in (first, second):
        browser.post(address("review-step", found), {"do": "confirm", "reason": "Arranged."})
    assert accused.post(address("review-answer", found), {"text": "Late."}).status_code == 422
    assert "We met on Sunday." in accused.get(address("review-own", found)).content.decode()


def test_who_is_cleared_reads_the_apology(attacked, found, as_member, hear, now):
    first, second, _third = map(as_member, attacked.stewards)
    first.post(address("review-step", found), {"do": "mark", "reason": "They came together."})
    missing = first.post(address("review-step", found), {"do": "release", "reason": "A class."})
    assert missing.status_code == 422
    for browser in (first, second):
        browser.post(
            address("review-step", found),
            {"do": "release", "reason": "A school class.", "apology": "We were wrong, sorry."},
        )
    hear(now)
    own = as_member(attacked.army[3]).get(address("review-own", found)).content.decode()
    assert "We were wrong, sorry." in own
    assert len(notices(attacked.army[3])) == 2
    assert "We were wrong" in Client().get(address("review-public", found)).content.decode()


def test_a_group_that_was_only_watched_never_hears_of_it(attacked, found, as_member, hear, now):
    clear = {"do": "release", "reason": "A class.", "apology": "-"}
    first, second, _third = map(as_member, attacked.stewards)
    assert (
        "Nobody is told, since nobody was ever marked"
        in first.get(address("review", found)).content.decode()
    )
    said = first.post(address("review-step", found), clear, follow=True).content.decode()
    assert "when a second steward finds the same" in said
    said = second.post(address("review-step", found), clear, follow=True).content.decode()
    assert "Nobody is told" in said
    assert "told to those concerned" not in said
    hear(now)
    assert notices(attacked.army[0]) == []
    assert Client().get(address("review-public", found)).status_code == 404


def test_strangers_and_members_are_refused(attacked, found, as_member):
    member = as_member(attacked.crew.members[9])
    assert member.get(reverse("evolve:reviews-desk")).status_code == 403
    assert member.get(address("review", found)).status_code == 403
    assert member.post(address("review-step", found), {"do": "mark"}).status_code == 403
    assert member.post(reverse("evolve:reviews-look")).status_code == 403
    assert member.get(address("review-own", found)).status_code == 404
    assert member.post(address("review-appeal", found), {"text": "x"}).status_code == 403
    assert member.post(address("review-answer", found), {"text": "x"}).status_code == 403
    assert Client().get(address("review-own", found)).status_code == 302
    steward = as_member(attacked.stewards[0])
    assert steward.post(address("review-step", found), {"do": "ban"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("review-answer", "Thank you. Stewards read it before they decide."),
        ("review-appeal", "Your appeal is with another steward now."),
    ],
)
def test_what_one_says_is_kept_and_what_is_refused_stays_in_the_form(
    attacked, found, as_member, name, words
):
    first, second, _third = map(as_member, attacked.stewards)
    first.post(address("review-step", found), {"do": "mark", "reason": "They came together."})
    if name == "review-appeal":
        for browser in (first, second):
            browser.post(address("review-step", found), {"do": "confirm", "reason": "Arranged."})
    accused = as_member(attacked.army[0])
    long = "a" * 5_000
    refused = accused.post(address(name, found), {"text": long})
    assert refused.status_code == 422
    assert long in refused.content.decode()
    told = accused.post(address(name, found), {"text": "We are a choir."}, follow=True)
    assert told.redirect_chain == [(address("review-own", found), 302)]
    assert words in told.content.decode()
    review = queries.review(found)
    assert "We are a choir." in (review.appeal, *(one.text for one in queries.answers(found)))
    assert (
        as_member(attacked.stewards[0]).post(address(name, found), {"text": "x"}).status_code == 403
    )  # a refusal of the person has a page of its own
