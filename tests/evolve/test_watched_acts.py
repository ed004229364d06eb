"""What the nightly look reads beside scores: votes, opening posts, ratings, announcements."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest

from cohive.bond import operations as bond
from cohive.create import operations as create
from cohive.create import queries as making
from cohive.evolve.operations.watched import Deed, as_events, deeds_since
from cohive.evolve.operations.watching import watch_groups
from cohive.evolve.views import review_figures
from cohive.guard import operations as guard
from cohive.guard import queries
from tests.evolve.test_reviews import DAY, attack, attacked

__all__ = ["attack", "attacked"]
HOUR = timedelta(hours=1)
SAID = (
    "Everybody should give these six posters the highest score today because they are clearly"
    " the finest printing that this ferry has ever carried across the whole winter sea."
)


@pytest.fixture
def crew(attacked):
    """The crew of the place that was attacked."""
    return attacked.crew


@pytest.fixture
def idea(crew, now) -> UUID:
    return create.make_idea(
        post=None, title="A hem", text="Turn it.", by=crew.members[5], at=now - 9 * DAY
    )


@pytest.fixture
def ballot(crew, idea, now):
    """Ask about the idea; returns the decision's id."""

    def ask(**given) -> UUID:
        return create.open_ballot(
            about_kind="idea",
            about=idea,
            closes_at=now + 5 * DAY,
            by=crew.steward,
            at=now - 4 * DAY,
            **given,
        )

    return ask


@pytest.fixture
def challenge(attacked) -> UUID:
    return making.cards_of(attacked.works)[attacked.works[0]].challenge


def read(now) -> list[Deed]:
    return deeds_since(now - 365 * DAY)


def circumstances(now):
    events = as_events(read(now), since=now - 365 * DAY, at=now)
    return events, events.circumstances


def test_a_vote_in_a_ballot_is_read_as_a_vote_and_never_as_what_it_says(
    attacked, crew, ballot, now
):
    asked = ballot(decides="circle", circle=crew.circle)
    before = read(now)
    create.vote_decision(decision=asked, answer="yes", by=crew.members[0], at=now - 3 * DAY)
    create.vote_decision(decision=asked, answer="no", by=crew.members[1], at=now - 2 * DAY)
    more = [deed for deed in read(now) if deed not in before]
    assert more == [
        Deed(crew.members[0], asked, "decision", now - 3 * DAY),
        Deed(crew.members[1], asked, "decision", now - 2 * DAY),
    ]


def test_who_was_named_for_a_jury_does_not_act_in_step_by_voting(attacked, crew, ballot, now):
    asked = ballot(decides="jury", jury=crew.members[:3])
    before = read(now)
    for juror in crew.members[:3]:
        create.vote_decision(decision=asked, answer="no", by=juror, at=now - 3 * DAY)
    assert read(now) == before


def test_votes_that_a_group_gave_in_a_ballot_can_be_set_aside(attacked, crew, ballot, now):
    for person in attacked.army:
        bond.join_circle(circle=crew.circle, by=person, at=now - 10 * DAY)
    asked = ballot(decides="circle", circle=crew.circle)
    for number, person in enumerate(attacked.army):
        create.vote_decision(
            decision=asked, answer="no", by=person, at=now - 3 * DAY + number * timedelta(minutes=2)
        )
    assert watch_groups(at=now) == 1
    [review] = queries.all_reviews()
    assert review.targets[asked] == "decision"
    assert review_figures.titles(review)[str(asked)] == "a vote"
    guard.mark(review=review.id, reason="They came together.", by=attacked.stewards[0], at=now)
    assert queries.set_aside([asked]) == {asked: frozenset(attacked.army)}


def test_opening_posts_are_compared_with_all_other_posts(attacked, crew, now):
    for number, person in enumerate(attacked.army):
        bond.join_circle(circle=crew.circle, by=person, at=now - 10 * DAY)
        bond.start_thread(
            circle=crew.circle,
            title=f"Posters {number}",
            text=SAID,
            by=person,
            at=now - 8 * DAY + number * HOUR,
        )
    for number, person in enumerate(crew.members):
        words = " ".join(f"word{number}x{at}" for at in range(20))  # each her own
        bond.start_thread(
            circle=crew.circle, title="Own", text=words, by=person, at=now - 7 * DAY + number * HOUR
        )
    opened = [deed for deed in read(now) if deed.kind == "circle"]
    assert {deed.what for deed in opened} == {crew.circle}
    assert [deed.text for deed in opened[: len(attacked.army)]] == [SAID] * len(attacked.army)
    assert watch_groups(at=now) == 1
    [review] = queries.all_reviews()
    assert "text" in review.evidence["witnesses"]
    assert "finest printing" not in str(review.evidence)
    assert review_figures.titles(review).get(str(crew.circle), "Tide") == "Tide"


def test_scores_are_ratings_from_one_end_to_the_other_and_nothing_else_is_one(attacked, crew, now):
    bond.start_thread(
        circle=crew.circle, title="Tide", text="High?", by=crew.members[0], at=now - DAY
    )
    deeds = read(now)
    events, _known = circumstances(now)
    assert events.ratings is not None
    given = {deed.value: rating for deed, rating in zip(deeds, events.ratings, strict=True)}
    assert np.isnan(given.pop(None))
    assert given == pytest.approx({1: -0.6, 2: -0.2, 3: 0.2, 4: 0.6, 5: 1.0})


def test_without_a_score_there_are_no_ratings(attacked, crew, now):
    bond.start_thread(
        circle=crew.circle, title="Tide", text="High?", by=crew.members[0], at=now - DAY
    )
    unrated = [deed for deed in read(now) if deed.value is None]
    assert as_events(unrated, since=now - 365 * DAY, at=now).ratings is None


def test_when_all_were_told_of_a_thing_is_known(attacked, crew, ballot, now):
    asked = ballot(decides="circle", circle=crew.circle)
    create.vote_decision(decision=asked, answer="no", by=crew.members[0], at=now - 3 * DAY)
    bond.start_thread(
        circle=crew.circle, title="Tide", text="High?", by=crew.members[0], at=now - DAY
    )
    events, known = circumstances(now)
    told = dict(zip(events.items, known.announced_seconds.tolist(), strict=True))
    assert told[str(attacked.works[0])] == (now - 20 * DAY).timestamp()  # entries closed
    assert told[str(asked)] == (now - 4 * DAY).timestamp()
    assert np.isnan(told[str(crew.circle)])


def test_a_challenge_that_was_moved_was_announced_for_its_new_day(attacked, challenge, now):
    create.move_challenge(
        challenge=challenge,
        closes_at=now - 10 * DAY,
        voting_closes_at=now + 5 * DAY,
        by=attacked.crew.steward,
        at=now - 21 * DAY,
    )
    events, known = circumstances(now)
    told = dict(zip(events.items, known.announced_seconds.tolist(), strict=True))
    assert told[str(attacked.works[0])] == (now - 10 * DAY).timestamp()
