"""A post becomes an idea and keeps its author."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from cohive.bond import operations as bond
from cohive.bond import queries as bond_queries
from cohive.create import operations, queries
from cohive.create.models.ideas import Idea
from cohive.journal.queries import acts_of_object
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused


@pytest.fixture
def post(cast: object, now: datetime) -> UUID:
    return bond.start_thread(
        circle=cast.circle,
        title="A shirt you can read the tide on",
        text="What if the hem of a shirt were that chart?",
        by=cast.mei,
        at=now,
        lang="en",
    )


def test_a_post_becomes_an_idea_with_its_words_and_its_author(cast, post, now):
    made = operations.make_idea(post=post, title="A tide hem", by=cast.noor, at=now)
    view = queries.idea(made)
    assert (view.author, view.text, view.circle) == (
        cast.mei,
        "What if the hem of a shirt were that chart?",
        cast.circle,
    )
    assert view.makers == ((cast.mei, 1),)
    assert view.state == "open"
    act = acts_of_object(made)[0]
    assert (act.kind, act.actor, act.event.post) == ("create.idea.made", cast.noor, post)


def test_numbers_go_on_from_the_highest(cast, post, now):
    operations.make_idea(post=None, title="Old one", number=88, by=cast.mei, at=now)
    made = operations.make_idea(post=post, title="A tide hem", by=cast.mei, at=now)
    assert queries.idea(made).number == 89
    assert queries.idea_by_number(89).id == made


def test_the_same_post_is_not_made_an_idea_twice(cast, post, now):
    operations.make_idea(post=post, title="A tide hem", by=cast.mei, at=now)
    with pytest.raises(Refused, match="idea 1 already"):
        operations.make_idea(post=post, title="Again", by=cast.lin, at=now)
    assert Idea.objects.count() == 1


def test_whoever_wrote_the_post_cannot_be_left_out(cast, post, now):
    with pytest.raises(Refused, match="stays named"):
        operations.make_idea(post=post, title="Mine", makers=[(cast.noor, 1)], by=cast.noor, at=now)
    assert not Idea.objects.exists()


def test_others_who_shaped_it_are_named_with_weights_and_told(cast, post, now):
    made = operations.make_idea(
        post=post, title="A tide hem", makers=[(cast.mei, 2), (cast.lin, 1)], by=cast.mei, at=now
    )
    operations.credit_idea(idea=made, maker=cast.noor, weight=1, by=cast.mei, at=now)
    assert dict(queries.idea(made).makers) == {cast.mei: 2, cast.lin: 1, cast.noor: 1}
    assert acts_of_object(made)[0].kind == "create.idea.credited"
    for agent in (cast.lin, cast.noor):
        assert bond_queries.unread_notices(agent) == 1
    assert bond_queries.unread_notices(cast.mei) == 0


def test_naming_somebody_twice_is_refused(cast, post, now):
    made = operations.make_idea(post=post, title="A tide hem", by=cast.mei, at=now)
    with pytest.raises(Refused, match="named already"):
        operations.credit_idea(idea=made, maker=cast.mei, by=cast.mei, at=now)


def test_a_stranger_to_the_idea_names_nobody(cast, post, now):
    made = operations.make_idea(post=post, title="A tide hem", by=cast.mei, at=now)
    with pytest.raises(Forbidden):
        operations.credit_idea(idea=made, maker=cast.noor, by=cast.lin, at=now)
    assert len(queries.idea(made).makers) == 1


@pytest.mark.parametrize("weight", [0, -1, 10_001, True])
def test_a_weight_is_a_whole_number_from_one(cast, post, now, weight):
    with pytest.raises(Refused, match="whole number") as refusal:
        operations.make_idea(
            post=post, title="A tide hem", makers=[(cast.mei, weight)], by=cast.mei, at=now
        )
    assert refusal.value.field == "makers"


def test_people_who_are_not_members_cannot_be_named(cast, post, now):
    with pytest.raises(Refused, match="not a member"):
        operations.make_idea(
            post=post, title="x", makers=[(cast.mei, 1), (new_id(), 1)], by=cast.mei, at=now
        )


def test_a_withdrawn_or_unknown_post_is_not_there(cast, post, now):
    with pytest.raises(Missing):
        operations.make_idea(post=new_id(), title="x", by=cast.mei, at=now)
    bond.withdraw_post(post=post, by=cast.mei, at=now)
    with pytest.raises(Missing):
        operations.make_idea(post=post, title="x", by=cast.mei, at=now)


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 141])
def test_an_idea_needs_a_title_of_one_line(cast, post, now, title):
    with pytest.raises(Refused) as refusal:
        operations.make_idea(post=post, title=title, by=cast.mei, at=now)
    assert refusal.value.field == "title"


def test_lists_show_the_latest_first_and_what_waits_longest_first(
    cast, now, django_assert_num_queries
):
    first = operations.make_idea(post=None, title="First", by=cast.mei, at=now)
    second = operations.make_idea(post=None, title="Second", by=cast.lin, at=now)
    # ideas, their makers, decisions about them
    with django_assert_num_queries(3):
        latest = queries.ideas()
    assert [view.id for view in latest] == [second, first]
    assert [view.id for view in queries.ideas(below=2)] == [first]
    assert [view.id for view in queries.open_ideas()] == [first, second]


def test_a_decision_answers_an_idea(cast, now):
    made = operations.make_idea(post=None, title="First", by=cast.mei, at=now)
    operations.decide(
        about_kind="idea",
        about=made,
        decides="firm",
        outcome="no",
        reason="The hem fails washing and adds 1.90 to each shirt, so not this season.",
        by=cast.ruben,
        at=now,
    )
    view = queries.idea(made)
    assert (view.state, view.answer.outcome, view.answer.by) == ("answered", "no", cast.ruben)
    assert queries.open_ideas() == []
