"""Who is said to have died: two real people say it, she is told, and there is a week to object."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bond.models import Notice
from cohive.journal import jobs
from cohive.settle.models import Succession
from cohive.settle.operations import (
    approve_succession,
    propose_succession,
    reopen_after_mistake,
    stop_succession,
)
from cohive.settle.operations.passing import pass_on_all
from cohive.settle.operations.successions import MAIL_JOB
from cohive.words.refusals import Forbidden, Refused
from tests.settle.test_successions import balance, died, heir, later, propose, week

__all__ = ["died", "heir", "later", "week"]

pytestmark = pytest.mark.django_db


def second_account(of, mark, at):
    """Another account of the same person: her address with a mark behind a +."""
    name, host = members.email_of(of).split("@")
    return bond.join(email=f"{name}+{mark}@{host}", name=f"{mark} {name}", at=at)


def test_one_person_with_three_accounts_moves_nobodys_money(died, mei, heir, steward, kit, later):
    heir_too = second_account(steward, "heir", later)
    approver = second_account(steward, "approver", later)
    bond.grant_role(to=approver, role="steward", by=kit, at=later)
    with pytest.raises(Forbidden, match="belong together"):
        propose(mei, heir_too, steward, later)
    row = propose(mei, heir, steward, later)
    with pytest.raises(Forbidden, match="same address of mail"):
        approve_succession(succession=row, by=approver, at=later)
    stop_succession(succession=row, by=kit, at=later)
    row = propose(mei, second_account(kit, "heir", later), steward, later)
    with pytest.raises(Forbidden, match="belong together"):
        approve_succession(succession=row, by=kit, at=later)


def test_who_was_just_made_a_steward_by_the_proposer_is_no_second_one(
    died, mei, heir, steward, later
):
    other = bond.join(email="nora@example.org", name="Nora", at=later)
    bond.grant_role(to=other, role="steward", by=steward, at=later)
    row = propose(mei, heir, steward, later)
    with pytest.raises(Forbidden, match="less than 14 days"):
        approve_succession(succession=row, by=other, at=later + timedelta(days=13))
    approve_succession(succession=row, by=other, at=later + timedelta(days=14))


def test_she_of_whom_it_is_said_is_told_and_stops_it_herself(
    died, mei, heir, steward, kit, later, sign_in
):
    row = propose(mei, heir, steward, later)
    assert Notice.objects.filter(to=mei, kind="settle.succession_of_you", waits=True).count() == 1
    jobs.run_due(at=later, only=[MAIL_JOB])
    assert [each.to for each in mail.outbox] == [[members.email_of(mei)]]
    assert "it is a mistake" in mail.outbox[0].body
    with time_machine.travel(later, tick=False):
        stranger = sign_in(heir)
        assert stranger.post("/payouts/after/alive/").status_code == 302
        assert Succession.objects.get(id=row).state == "proposed"
        browser = sign_in(mei)
        page = browser.get("/payouts/after/alive/").content.decode()
        assert "A steward said that you died" in page
        assert browser.post("/payouts/after/alive/").status_code == 302
        assert "Nobody says otherwise" in browser.get("/payouts/after/alive/").content.decode()
    assert Succession.objects.get(id=row).state == "cancelled"
    assert not Notice.objects.filter(to=mei, waits=True).exists()


def test_for_a_week_after_approval_nothing_is_passed_on_and_it_can_be_undone(
    died, mei, heir, steward, kit, later, week
):
    owed = balance(mei, later)
    row = propose(mei, heir, steward, later)
    jobs.run_due(at=later, only=[MAIL_JOB])
    approve_succession(succession=row, by=kit, at=later)
    jobs.run_due(at=later, only=[MAIL_JOB])
    assert len(mail.outbox) == 2
    assert "tell any steward before that day" in mail.outbox[1].body
    pass_on_all(at=week - timedelta(microseconds=1))
    assert (balance(mei, week), balance(heir, week)) == (owed, 0)
    stop_succession(succession=row, by=steward, at=week)
    pass_on_all(at=week)
    assert (balance(mei, week), balance(heir, week)) == (owed, 0)
    reopen_after_mistake(succession=row, by=steward, at=week)
    assert members.cards([mei])[mei].state == "active"


def test_an_older_succession_does_not_open_an_account_while_another_runs(
    died, mei, heir, steward, kit, later, proven
):
    first = propose(mei, heir, steward, later)
    approve_succession(succession=first, by=kit, at=later)
    stop_succession(succession=first, by=steward, at=later)
    second = propose_succession(
        member=mei, to="community", heir=None, seen="paper", by=steward, at=later
    )
    approve_succession(succession=second, by=kit, at=later)
    with pytest.raises(Refused, match="Stop it first"):
        reopen_after_mistake(succession=first, by=steward, at=later)
    page = proven(steward).get("/payouts/desk/after/").content.decode()
    assert "open her account again" not in page
    assert members.cards([mei])[mei].state == "closed"


def test_opening_an_account_again_asks_for_a_fresh_proof(
    died, mei, heir, steward, kit, later, sign_in
):
    row = propose(mei, heir, steward, later)
    approve_succession(succession=row, by=kit, at=later)
    stop_succession(succession=row, by=steward, at=later)
    sign_in(steward).post(f"/payouts/desk/after/{row}/reopen/")
    assert members.cards([mei])[mei].state == "closed"
