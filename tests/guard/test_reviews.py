"""Reviews of groups: graded, reversible, decided by two, appealed to another."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cohive.guard import operations, queries
from cohive.guard.models import Review
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.django_db
WHY = {"reason": "They came together."}


def kinds() -> list[str]:
    return list(
        Act.objects.filter(kind__startswith="guard.review")
        .order_by("id")
        .values_list("kind", flat=True)
    )


def marked(watched, now):
    operations.mark(review=watched.review, by=watched.stewards[0], at=now, **WHY)


def confirmed(watched, now):
    marked(watched, now)
    for steward in watched.stewards[:2]:
        operations.confirm(review=watched.review, by=steward, at=now, **WHY)


def test_watching_changes_no_weight_and_is_not_public(watched):
    assert queries.set_aside(watched.targets) == {}
    assert queries.public_reviews(watched.targets[0]) == []
    assert queries.review(watched.review).state == "observe"
    assert queries.review_members(watched.review) == frozenset(watched.group)
    assert queries.reviews_of(watched.group[0]) == []
    assert kinds() == ["guard.review.opened"]


def test_the_same_group_on_the_same_things_is_opened_once(watched, now):
    again, is_new = operations.open_review(
        members=frozenset(reversed(watched.group)),
        targets=dict.fromkeys(reversed(watched.targets), "work"),
        witnesses=("lockstep", "text"),
        evidence={"counted": ["other"]},
        by=watched.stewards[0],
        at=now,
    )
    assert (again, is_new) == (watched.review, False)
    assert queries.review(again).evidence == {"counted": []}
    assert kinds() == ["guard.review.opened"]


def test_a_mark_sets_the_groups_votes_aside_and_says_so(watched, now):
    marked(watched, now)
    group = frozenset(watched.group)
    assert queries.set_aside([*watched.targets, watched.review]) == dict.fromkeys(
        watched.targets, group
    )
    assert queries.public_reviews(watched.targets[0])[0].members == 4
    assert queries.reviews_of(watched.group[0])[0].id == watched.review
    assert queries.held_payouts() == []
    assert kinds()[-1] == "guard.review.marked"
    act = Act.objects.get(kind="guard.review.marked")
    assert act.object_id == watched.review
    assert act.payload["review"] == str(watched.review)


def test_one_witness_is_never_enough_not_even_for_the_database(watched, now):
    Review.objects.filter(id=watched.review).update(witnesses=1)
    with pytest.raises(Refused, match="Two independent witnesses"):
        marked(watched, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(id=watched.review).update(state="marked", marked_at=now)
    assert queries.set_aside(watched.targets) == {}


def test_the_database_refuses_a_hold_that_was_never_marked(watched):
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(id=watched.review).update(state="held")


def test_the_database_refuses_a_release_without_apology(watched):
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(id=watched.review).update(state="released")


def test_a_hold_follows_a_mark(watched, now):
    with pytest.raises(Refused):
        operations.hold(review=watched.review, by=watched.stewards[0], at=now, **WHY)
    marked(watched, now)
    operations.hold(review=watched.review, by=watched.stewards[0], at=now, **WHY)
    (payout,) = queries.held_payouts()
    assert (payout.review, payout.held_at) == (watched.review, now)
    assert payout.members == frozenset(watched.group)
    assert payout.targets == frozenset(watched.targets)
    assert kinds()[-1] == "guard.review.held"


def test_two_stewards_decide_and_one_steward_twice_does_not(watched, now):
    marked(watched, now)
    first, second = watched.stewards[:2]
    assert operations.confirm(review=watched.review, by=first, at=now, **WHY) is False
    assert operations.confirm(review=watched.review, by=first, at=now, **WHY) is False
    assert queries.review(watched.review).state == "marked"
    assert operations.confirm(review=watched.review, by=second, at=now, **WHY) is True
    assert queries.review(watched.review).state == "confirmed"
    assert set(queries.set_aside(watched.targets)) == set(watched.targets)
    assert kinds()[-1] == "guard.review.confirmed"


def test_stewards_who_disagree_decide_nothing(watched, now):
    marked(watched, now)
    operations.confirm(review=watched.review, by=watched.stewards[0], at=now, **WHY)
    decided = operations.release(
        review=watched.review, apology="Sorry.", by=watched.stewards[1], at=now, **WHY
    )
    assert decided is False
    assert queries.review(watched.review).state == "marked"


def test_a_release_lets_the_votes_count_again_and_apologises(watched, now):
    marked(watched, now)
    with pytest.raises(Refused) as refusal:
        operations.release(
            review=watched.review, apology=" ", by=watched.stewards[0], at=now, **WHY
        )
    assert refusal.value.field == "apology"
    for steward in watched.stewards[:2]:
        operations.release(review=watched.review, apology="Sorry.", by=steward, at=now, **WHY)
    found = queries.review(watched.review)
    assert (found.state, found.apology) == ("released", "Sorry.")
    assert queries.set_aside(watched.targets) == {}
    assert kinds()[-1] == "guard.review.released"
    with pytest.raises(Refused):
        operations.hold(review=watched.review, by=watched.stewards[0], at=now, **WHY)


def test_nobody_judges_a_group_of_which_she_is_one(watched, now):
    with pytest.raises(Forbidden):
        operations.mark(review=watched.review, by=watched.group[0], at=now, **WHY)
    marked(watched, now)
    with pytest.raises(Forbidden):
        operations.confirm(review=watched.review, by=watched.group[0], at=now, **WHY)


def test_an_appeal_is_of_the_group_and_judged_by_somebody_without_part(watched, now):
    confirmed(watched, now)
    with pytest.raises(Forbidden):
        operations.appeal(review=watched.review, text="No.", by=watched.stewards[2], at=now)
    operations.appeal(review=watched.review, text="We are a choir.", by=watched.group[0], at=now)
    assert set(queries.set_aside(watched.targets)) == set(watched.targets)
    for steward in watched.stewards[:2]:
        with pytest.raises(Forbidden):
            operations.reverse(review=watched.review, apology="Sorry.", by=steward, at=now, **WHY)
    third = watched.stewards[2]
    with pytest.raises(Refused):
        operations.reverse(review=watched.review, apology=" ", by=third, at=now, **WHY)
    operations.reverse(review=watched.review, apology="Sorry.", by=third, at=now, **WHY)
    assert queries.review(watched.review).apology == "Sorry."
    assert queries.set_aside(watched.targets) == {}
    assert kinds()[-2:] == ["guard.review.appealed", "guard.review.reversed"]
    log = queries.precision_log()
    assert (log.marked, log.confirmed, log.reversed, log.pending) == (1, 0, 1, 0)


def test_an_appeal_that_is_upheld_stands_and_is_not_appealed_again(watched, now):
    confirmed(watched, now)
    operations.appeal(review=watched.review, text="No.", by=watched.group[0], at=now)
    with pytest.raises(Refused):
        operations.confirm(review=watched.review, by=watched.stewards[3], at=now, **WHY)
    operations.uphold(review=watched.review, by=watched.stewards[2], at=now, **WHY)
    assert queries.review(watched.review).state == "confirmed"
    with pytest.raises(Refused, match="judged again already"):
        operations.appeal(review=watched.review, text="No.", by=watched.group[1], at=now)
    assert [one.appeal for one in queries.verdicts(watched.review)] == [False, False, True]


def test_every_step_says_why_and_about_what(watched, now):
    with pytest.raises(Refused) as refusal:
        operations.mark(review=watched.review, reason=" ", by=watched.stewards[0], at=now)
    assert refusal.value.field == "reason"
    with pytest.raises(Missing):
        operations.mark(review=watched.group[0], by=watched.stewards[0], at=now, **WHY)


def test_what_is_set_aside_costs_one_query(watched, now, django_assert_num_queries):
    marked(watched, now)
    with django_assert_num_queries(1):
        queries.set_aside(watched.targets)
