"""A circle becomes two: previewed, chosen, voted, founded with its money, and undone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bond.models import Membership, Notice
from cohive.evolve.events_changes import TreasuryFilled
from cohive.evolve.models.changes import ChangeMember, ChangeMoney, CircleChange
from cohive.evolve.operations.changes import (
    choose_side,
    count_closed_votes,
    open_change_vote,
    vote_on_change,
    withdraw_change,
)
from cohive.evolve.operations.founding import ask_undo, found_change
from cohive.evolve.operations.proposing import propose_merge, propose_split
from cohive.evolve.operations.treasury import fill_treasury
from cohive.evolve.queries.changes import change_view, is_closed
from cohive.evolve.treasuries import treasury_of
from cohive.journal.models import Act, EconomicEvent
from cohive.journal.operations import record
from cohive.ledger import operations as ledger
from cohive.ledger.checks import unbalanced_entry, wrong_balance
from cohive.ledger.models import Entry, Leg
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

DAY = timedelta(days=1)


def rich_house(crew, minor, now):
    """Money of the house, as sales would bring it."""
    with transaction.atomic():
        act = record(
            TreasuryFilled(circle=crew.circle, minor=minor, currency="EUR"),
            by=crew.steward,
            at=now,
            object_kind="circle",
            object=crew.circle,
        )
        ledger.post(
            kind="test",
            act=act,
            key=f"test:{minor}:{act}",
            postings=[
                ledger.Posting(crew.place.agent, "till", Money(-minor, "EUR")),
                ledger.Posting(crew.place.agent, "house", Money(minor, "EUR")),
            ],
            at=now,
        )


def fill(crew, minor, now, circle=None):
    rich_house(crew, minor, now)
    fill_treasury(circle=circle or crew.circle, amount=Money(minor, "EUR"), by=crew.steward, at=now)


def proposed(crew, now, going=4) -> UUID:
    return propose_split(
        circle=crew.circle,
        reason="Most of us talk about prints, some about tides.",
        name="Print bench",
        purpose="Prints.",
        going=crew.members[:going],
        by=crew.members[0],
        at=now,
    )


def asked(crew, now, going=4, willing=2) -> UUID:
    change = proposed(crew, now, going)
    for member in crew.members[:willing]:
        choose_side(change=change, side="second", is_willing=True, by=member, at=now)
    open_change_vote(change=change, by=crew.members[0], at=now)
    return change


def people_of(circle) -> dict[UUID, bool]:
    return {one.agent: one.keeps for one in members.circle_members(circle, limit=None)}


def test_proposing_decides_nothing_and_tells_everybody(crew, now):
    before = people_of(crew.circle)
    change = proposed(crew, now)
    assert people_of(crew.circle) == before
    assert Act.objects.filter(kind="evolve.change.proposed", object_id=change).count() == 1
    assert Notice.objects.filter(subject_id=change).count() == 13
    view = change_view(change, viewer=crew.members[0], at=now)
    assert view.second.size == 4
    assert view.own.side == "second"
    assert not view.own.has_chosen


def test_ties_are_counted_from_the_talk_of_the_circle(talked, now):
    view = change_view(proposed(talked, now), viewer=talked.members[0], at=now)
    assert view.border.ties == 24  # everybody is tied to the next two around the ring
    assert view.border.cut == 6  # three across each end of four neighbours


def test_everybody_chooses_for_herself_until_the_vote_opens(crew, now):
    change = proposed(crew, now)
    choose_side(change=change, side="both", by=crew.members[5], at=now)
    assert ChangeMember.objects.get(change=change, member=crew.members[5]).side == "both"
    assert Act.objects.filter(kind="evolve.change.chosen", actor=crew.members[5]).count() == 1
    with pytest.raises(Refused, match="one side, the other, or both"):
        choose_side(change=change, side="neither", by=crew.members[5], at=now)
    stranger = bond.join(email="s@example.org", name="Stranger", at=now)
    with pytest.raises(Forbidden):
        choose_side(change=change, side="first", by=stranger, at=now)
    for member in crew.members[:2]:
        choose_side(change=change, side="second", is_willing=True, by=member, at=now)
    open_change_vote(change=change, by=crew.members[0], at=now)
    with pytest.raises(Refused, match="border is drawn"):
        choose_side(change=change, side="first", by=crew.members[5], at=now)


def test_a_side_of_one_or_without_keepers_is_not_put_to_the_vote(crew, now):
    change = proposed(crew, now, going=1)
    with pytest.raises(Refused, match="at least 2 people"):
        open_change_vote(change=change, by=crew.members[0], at=now)
    for member in crew.members[:4]:
        choose_side(change=change, side="second", by=member, at=now)
    with pytest.raises(Refused, match="willing to keep"):
        open_change_vote(change=change, by=crew.members[0], at=now)


def test_the_larger_side_cannot_outvote_the_smaller(crew, now):
    change = asked(crew, now)
    for number, member in enumerate((*crew.members, crew.steward)):
        if member in people_of(crew.circle):
            vote_on_change(change=change, answer="no" if number < 2 else "yes", by=member, at=now)
    row = CircleChange.objects.get(id=change)
    count_closed_votes(at=now + 8 * DAY)
    row.refresh_from_db()
    assert row.state == "declined"
    assert (row.second_yes, row.second_size) == (2, 4)
    with pytest.raises(Refused, match="not asked again"):
        proposed(crew, now + 30 * DAY)
    proposed(crew, now + 120 * DAY)


def test_silence_is_no_yes_and_the_clock_ends_it(crew, now):
    change = asked(crew, now)
    assert count_closed_votes(at=now + 6 * DAY) == 0
    with pytest.raises(Refused, match="closed"):
        vote_on_change(change=change, answer="yes", by=crew.members[0], at=now + 7 * DAY)
    assert count_closed_votes(at=now + 7 * DAY) == 1
    assert CircleChange.objects.get(id=change).state == "declined"
    assert Act.objects.filter(kind="evolve.change.counted").count() == 1


def test_totals_are_hidden_until_they_are_counted(crew, now):
    change = asked(crew, now)
    vote_on_change(change=change, answer="yes", by=crew.members[0], at=now)
    view = change_view(change, viewer=crew.members[0], at=now)
    assert view.first.yes is None
    assert view.second.yes is None
    assert view.voted == 1


def everybody_agrees(crew, now, **how) -> tuple[UUID, UUID]:
    """The steward belongs to the circle too."""
    change = asked(crew, now, **how)
    for member in people_of(crew.circle):
        vote_on_change(change=change, answer="yes", by=member, at=now)
    return change, found_change(change=change, by=crew.members[0], at=now)


def test_the_new_circle_lives_with_its_people_rights_and_money(crew, now):
    fill(crew, 61_240, now)
    change, daughter = everybody_agrees(crew, now)
    assert people_of(daughter) == {
        crew.members[0]: True,
        crew.members[1]: True,
        crew.members[2]: False,
        crew.members[3]: False,
    }
    assert set(people_of(crew.circle)) == {*crew.members[4:], crew.steward}
    assert any(people_of(crew.circle).values())
    # 9 of 13 people, 4 of 13: 42396.92 and 18843.08
    assert treasury_of(crew.circle) == {"EUR": 42_397}
    assert treasury_of(daughter) == {"EUR": 18_843}
    act = Act.objects.get(kind="evolve.change.done")
    assert act.object_id == change
    assert EconomicEvent.objects.get(act=act).amount_minor == 18_843
    assert Entry.objects.get(kind="evolve.split.done").act_id == act.id
    assert unbalanced_entry() == wrong_balance() == ""
    bond.start_thread(circle=daughter, title="Ours", text="Hello.", by=crew.members[2], at=now)
    with pytest.raises(Refused):
        bond.start_thread(circle=daughter, title="No", text="Hello.", by=crew.members[8], at=now)
    with pytest.raises(Refused, match="once"):
        found_change(change=change, by=crew.members[0], at=now)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(minor=st.integers(1, 10**9), going=st.integers(2, 10), both=st.integers(0, 2))
def test_money_is_divided_to_the_cent_and_walks_back_whole(crew, now, minor, going, both):
    with transaction.atomic():
        fill(crew, minor, now)
        entries, legs = Entry.objects.count(), Leg.objects.count()
        change = proposed(crew, now, going)
        for number, member in enumerate(crew.members[:going]):
            choose_side(change=change, side="second", is_willing=number < 2, by=member, at=now)
        for member in crew.members[going : going + both]:
            choose_side(change=change, side="both", by=member, at=now)
        open_change_vote(change=change, by=crew.members[0], at=now)
        for member in people_of(crew.circle):
            vote_on_change(change=change, answer="yes", by=member, at=now)
        old = people_of(crew.circle)
        daughter = found_change(change=change, by=crew.members[0], at=now)
        one = treasury_of(crew.circle).get("EUR", 0)
        two = treasury_of(daughter).get("EUR", 0)
        assert one + two == minor
        assert abs(two * 26 - minor * (2 * going + both)) < 26
        for member in crew.members[: going + both]:
            if ask_undo(change=change, by=member, at=now + DAY):
                break
        assert treasury_of(crew.circle) == {"EUR": minor}
        assert treasury_of(daughter) == {}
        assert people_of(crew.circle) == old
        assert Entry.objects.count() == entries + (2 if two else 0)
        assert Leg.objects.count() == legs + (4 if two else 0)
        assert unbalanced_entry() == wrong_balance() == ""
        transaction.set_rollback(True)


def test_an_undone_split_takes_nobody_in_any_more(crew, now):
    since = {row.member_id: row.joined_at for row in Membership.objects.filter(circle=crew.circle)}
    change, daughter = everybody_agrees(crew, now)
    for member in crew.members[:2]:
        assert not ask_undo(change=change, by=member, at=now)
    assert ask_undo(change=change, by=crew.members[2], at=now)
    assert Act.objects.filter(kind="evolve.change.undone", object_id=change).count() == 1
    assert since == {
        row.member_id: row.joined_at for row in Membership.objects.filter(circle=crew.circle)
    }
    assert is_closed(daughter)
    with pytest.raises(Refused, match="part of another"):
        bond.join_circle(circle=daughter, by=crew.members[7], at=now)


def test_a_keeper_of_each_circle_undoes_it_too(crew, now):
    change, _daughter = everybody_agrees(crew, now)
    keeper = next(agent for agent, keeps in people_of(crew.circle).items() if keeps)
    assert not ask_undo(change=change, by=keeper, at=now)
    assert ask_undo(change=change, by=crew.members[0], at=now)


def test_after_ninety_days_it_stays(crew, now):
    change, _daughter = everybody_agrees(crew, now)
    with pytest.raises(Refused, match="could be undone until"):
        ask_undo(change=change, by=crew.members[0], at=now + 91 * DAY)


def test_two_circles_become_one_and_part_again(crew, now):
    other = bond.create_circle(name="Press", purpose="Print.", by=crew.members[0], at=now)
    bond.join_circle(circle=other, by=crew.members[1], at=now)
    guest = bond.join(email="g@example.org", name="Guest", at=now)
    bond.join_circle(circle=other, by=guest, at=now)
    fill(crew, 1_001, now)
    fill(crew, 500, now, circle=other)
    old, old_other = people_of(crew.circle), people_of(other)
    change = propose_merge(
        circle=crew.circle, other=other, reason="We meet anyway.", by=guest, at=now
    )
    open_change_vote(change=change, by=guest, at=now)
    for member in {**old, **old_other}:
        vote_on_change(change=change, answer="yes", by=member, at=now)
    found_change(change=change, by=guest, at=now)
    assert treasury_of(crew.circle) == {"EUR": 1_501}
    assert treasury_of(other) == {}
    assert guest in people_of(crew.circle)
    assert people_of(other) == {}
    with pytest.raises(Refused, match="part of another"):
        bond.join_circle(circle=other, by=guest, at=now)
    assert not ask_undo(change=change, by=guest, at=now)
    assert ask_undo(change=change, by=crew.members[0], at=now)
    assert treasury_of(crew.circle) == {"EUR": 1_001}
    assert treasury_of(other) == {"EUR": 500}
    assert set(people_of(crew.circle)) == set(old)
    assert set(people_of(other)) == set(old_other)


def test_a_circle_one_can_pay_to_enter_is_not_changed_by_a_vote(crew, now):
    terms = bond.TierTerms(name="Deck", gives=("A key",))
    tier = bond.make_tier(terms=terms, by=crew.steward, at=now)
    bond.set_circle_tier(circle=crew.circle, tier=tier, by=crew.steward, at=now)
    with pytest.raises(Refused, match="paying does not buy votes"):
        proposed(crew, now)
    bond.set_circle_tier(circle=crew.circle, tier=None, by=crew.steward, at=now)
    proposed(crew, now)


def test_only_one_thing_is_proposed_at_a_time_and_by_who_belongs(crew, now):
    change = proposed(crew, now)
    with pytest.raises(Refused, match="already"):
        proposed(crew, now)
    stranger = bond.join(email="s@example.org", name="Stranger", at=now)
    with pytest.raises(Forbidden):
        withdraw_change(change=change, by=stranger, at=now)
    withdraw_change(change=change, by=crew.steward, at=now)
    with pytest.raises(Forbidden):
        propose_split(circle=crew.circle, reason="I", by=stranger, at=now)
    with pytest.raises(Missing):
        withdraw_change(change=stranger, by=crew.steward, at=now)


def test_the_database_keeps_one_open_change_of_a_circle(crew, now):
    change = CircleChange.objects.get(id=proposed(crew, now))
    with pytest.raises(IntegrityError), transaction.atomic():
        CircleChange.objects.create(
            kind="split",
            circle_id=change.circle_id,
            reason="x",
            state="preview",
            proposed_by_id=crew.steward,
            proposed_at=now,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeMoney.objects.create(change=change, currency="EUR", held_minor=1, moved_minor=-1)


def test_the_house_gives_what_it_has_and_only_by_a_steward(crew, now):
    rich_house(crew, 100, now)
    with pytest.raises(Refused, match="The house has"):
        fill_treasury(circle=crew.circle, amount=Money(101, "EUR"), by=crew.steward, at=now)
    with pytest.raises(Refused, match="above zero"):
        fill_treasury(circle=crew.circle, amount=Money(0, "EUR"), by=crew.steward, at=now)
    with pytest.raises(Forbidden):
        fill_treasury(circle=crew.circle, amount=Money(1, "EUR"), by=crew.members[0], at=now)


def test_who_leaves_the_place_leaves_no_vote(crew, now):
    change = asked(crew, now)
    vote_on_change(change=change, answer="yes", by=crew.members[3], at=now)
    assert members.everything_of(crew.members[3])["changes_of_circles"][0]["answer"] == "yes"
    bond.delete_account(by=crew.members[3], at=now)
    assert not ChangeMember.objects.filter(member=crew.members[3]).exists()


def test_it_goes_the_whole_way_by_its_pages(crew, as_member, now):
    fill(crew, 1_000, now)
    slug = members.circle(crew.circle).slug
    first = as_member(crew.members[0])
    assert "Split it" in first.get("/desk/changes/").content.decode()
    refused = first.post(f"/changes/split/{slug}/", {"reason": ""})
    assert refused.status_code == 422
    assert "Say in a sentence why." in refused.content.decode()
    answer = first.post(
        f"/changes/split/{slug}/",
        {"reason": "Prints.", "name": "Bench", "going": [str(m) for m in crew.members[:3]]},
    )
    address = answer["Location"]
    assert "A guess so far" in first.get(address).content.decode()
    for member in crew.members[:3]:
        as_member(member).post(f"{address}side/", {"side": "second", "is_willing": "on"})
    assert "What is proposed for it" in first.get(f"/circles/{slug}/").content.decode()
    assert first.post(f"{address}ask/", {"days": "x"}).status_code == 422
    first.post(f"{address}ask/", {"days": "7"})
    for member in people_of(crew.circle):
        browser = as_member(member)
        assert "Totals are hidden" in browser.get(address).content.decode()
        browser.post(f"{address}vote/", {"answer": "yes"})
    unnamed = first.post(f"{address}found/", {"name": "Bench", "purpose": ""})
    assert unnamed.status_code == 422
    first.post(f"{address}found/", {"name": "Bench", "purpose": "Prints."})
    page = first.get(address).content.decode()
    assert "became two circles" in page
    bench = next(one for one in members.circles() if one.name == "Bench")
    page = Client().get(bench.url).content.decode()
    assert "It grew out of" in page
    assert "€2.31" in page


def test_strangers_and_other_members_have_no_say(crew, as_member, now):
    change = proposed(crew, now)
    assert Client().get(f"/changes/{change}/").status_code == 302
    stranger = as_member(bond.join(email="s@example.org", name="Stranger", at=now))
    assert stranger.get(f"/changes/{change}/").status_code == 200
    assert stranger.post(f"/changes/{change}/side/", {"side": "first"}).status_code == 403
    assert stranger.post(f"/changes/{change}/ask/", {"days": "7"}).status_code == 403
    assert stranger.post("/desk/changes/treasury/").status_code == 403
    assert stranger.get(f"/changes/{crew.circle}/").status_code == 404


def test_a_treasury_is_offered_only_when_the_house_has_something(crew, now, as_member):
    steward = as_member(crew.steward)
    page = steward.get("/desk/changes/").content.decode()
    assert "The house has nothing to give yet." in page
    assert "Put it into the treasury" not in page
    rich_house(crew, 1_000, now)
    assert "Put it into the treasury" in steward.get("/desk/changes/").content.decode()
