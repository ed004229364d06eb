"""People of one household, class or team look like one hand: a steward says what a group is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cohive.bond import operations as bond
from cohive.evolve.operations.watched import _teams
from cohive.guard import operations as guard
from cohive.guard import queries
from cohive.guard.models import GroupDeclaration
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.evolve.conftest import DAY

WHY = "They sit in one room on Tuesdays; I teach there."
REASON = "They came together within one minute."


@pytest.fixture
def watched(talked, now):
    """A review of two members; three stewards could judge it."""
    for one in talked.members[5:7]:
        bond.grant_role(to=one, role="steward", by=talked.steward, at=now - 2 * DAY)
    review, _ = guard.open_review(
        members=frozenset(talked.members[:2]),
        targets={talked.circle: "circle"},
        witnesses=("lockstep", "target"),
        evidence={"checks": []},
        by=talked.place.agent,
        at=now - 2 * DAY,
    )
    return review


def declare(review, by, now, *, kind="class", sentence=WHY):
    guard.declare_group(review=review, kind=kind, sentence=sentence, by=by, at=now)


def test_a_steward_declares_what_a_group_is_and_no_vote_changes(talked, watched, now):
    guard.mark(review=watched, reason=REASON, by=talked.steward, at=now - DAY)
    before = queries.set_aside([talked.circle])
    declare(watched, talked.steward, now)
    found = queries.declaration_of(watched)
    assert (found.kind, found.sentence, found.steward) == ("class", WHY, talked.steward)
    act = Act.objects.get(kind="guard.review.declared")
    assert (act.actor_id, act.object_id) == (talked.steward, watched)
    assert WHY not in str(Act.objects.filter(id=act.id).values().get())
    assert queries.set_aside([talked.circle]) == before
    assert queries.review(watched).state == "marked"


@pytest.mark.parametrize(
    ("kind", "sentence", "field"),
    [("choir", WHY, "kind"), ("class", "  ", "sentence"), ("team", "x" * 501, "sentence")],
)
def test_what_is_no_declaration_is_refused_where_it_was_said(
    talked, watched, now, kind, sentence, field
):
    with pytest.raises(Refused) as refused:
        declare(watched, talked.steward, now, kind=kind, sentence=sentence)
    assert refused.value.field == field
    assert queries.declaration_of(watched) is None


def test_nobody_declares_a_group_of_her_own_twice_or_after_the_verdict(talked, watched, now):
    with pytest.raises(Forbidden):
        declare(watched, talked.members[0], now)
    with pytest.raises(Missing):
        declare(talked.circle, talked.steward, now)
    declare(watched, talked.steward, now)
    with pytest.raises(Refused, match="already"):
        declare(watched, talked.members[5], now)
    guard.mark(review=watched, reason=REASON, by=talked.steward, at=now)
    for steward in (talked.steward, talked.members[5]):
        guard.confirm(review=watched, reason=REASON, by=steward, at=now)
    with pytest.raises(Refused, match="until it is decided"):
        declare(watched, talked.steward, now)


def test_the_next_look_knows_the_group_only_once_two_stewards_cleared_it(talked, watched, now):
    declare(watched, talked.steward, now)
    assert queries.declared_groups() == []
    assert set(talked.members[:2]).isdisjoint(_teams(now))
    for steward in (talked.steward, talked.members[5]):
        guard.release(review=watched, reason=WHY, apology="We are sorry.", by=steward, at=now)
    assert queries.declared_groups() == [frozenset(talked.members[:2])]
    assert {_teams(now)[one] for one in talked.members[:2]} == {min(talked.members[:2])}


def test_a_declaration_is_never_deleted_and_its_words_go_with_the_people(talked, watched, now):
    declare(watched, talked.steward, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupDeclaration.objects.all().delete()
    guard.forget_words(agent=talked.members[1], at=now)
    found = queries.declaration_of(watched)
    assert (found.kind, found.sentence) == ("class", "")


def test_it_stands_among_the_innocent_explanations(talked, watched, as_member, client, now):
    guard.mark(review=watched, reason=REASON, by=talked.steward, at=now - DAY)
    page, address = as_member(talked.steward), f"/desk/reviews/{watched}/"
    assert "Are they a household, a class or a team?" in page.get(address).content.decode()
    refused = page.post(f"{address}declared/", {"kind": "class", "sentence": ""})
    assert refused.status_code == 422
    assert "Say in a sentence how you know" in refused.content.decode()
    done = page.post(f"{address}declared/", {"kind": "class", "sentence": WHY})
    assert (done.status_code, done["Location"]) == (302, f"{address}#innocent")
    shown = page.get(address).content.decode()
    assert "A steward declared: they are one class or course." in shown
    assert WHY in shown
    assert "Are they a household" not in shown
    own = as_member(talked.members[0]).get(f"/reviews/{watched}/yours/").content.decode()
    assert WHY in own
    public = client.get(f"/reviews/{watched}/").content.decode()
    assert "one class or course" in public
    assert WHY not in public


def test_only_a_steward_declares(talked, watched, as_member, client, now):
    address = f"/desk/reviews/{watched}/declared/"
    assert as_member(talked.members[3]).post(address, {}).status_code == 403
    assert client.post(address, {}).status_code in (302, 403)
    assert as_member(talked.steward).get(address).status_code == 405
