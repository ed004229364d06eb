"""Leaving: the vault is erased, what was said and made stays without a name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cohive.bond import erasure
from cohive.bond.events import MemberLeft
from cohive.bond.models import (
    Commitment,
    Member,
    Membership,
    Notice,
    Post,
    Proposal,
    RoleGrant,
)
from cohive.bond.models.vault import MEMBER_STATES
from cohive.bond.operations.circles import leave_circle
from cohive.bond.operations.proposals import drop_commitment, withdraw_proposal
from cohive.bond.operations.roles import end_roles
from cohive.bond.operations.talk import withdraw_post
from cohive.bond.operations.tier_applications import erase_answers
from cohive.bond.operations.tier_periods import end_periods_of
from cohive.bond.operations.translations import withdraw_translations_of
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def delete_account(*, by: UUID, at: datetime, withdraw_posts: bool = False) -> None:
    """Erase who this member is: address, name, page, passkeys, notices, addresses of orders.

    Her agent stays, so that acts, books and other people's threads still add up; what is owed to
    her stays owed. With `withdraw_posts` her posts that nobody answered go too,
    and her translations.
    """
    member = Member.objects.select_for_update().filter(agent=by, state="active").first()
    if member is None:
        raise Missing("There is no such member.")
    _refuse_last_steward(by)
    if withdraw_posts:
        _withdraw_unanswered(by, at=at)
        withdraw_translations_of(by, at=at)
    _end_agreements(by, at=at)
    end_roles(of=by, by=by, at=at)
    for circle in list(Membership.objects.filter(member=by).values_list("circle_id", flat=True)):
        leave_circle(circle=circle, by=by, at=at)
    end_periods_of(by, by=by, at=at)
    erase_answers(of=by, at=at)
    Notice.objects.filter(to=by).delete()
    erasure.erase(agent=by, at=at)
    user = member.user
    member.state = MEMBER_STATES.move(member.state, "erased")
    member.user = None
    member.name = member.name_other = member.about = member.language = member.time_zone = ""
    member.skills, member.interests, member.needs = [], [], []
    member.slug, member.source_key = by.hex, None
    member.save()
    if user is not None:
        user.delete()  # with its addresses and passkeys
    record(MemberLeft(member=by), by=by, at=at, object_kind="member", object=by)


def _refuse_last_steward(agent: UUID) -> None:
    grants = RoleGrant.objects.filter(role="steward", revoked_at__isnull=True)
    holders = set(grants.values_list("member_id", flat=True))
    if holders == {agent}:
        raise Refused("You are the only steward. Make somebody else a steward, then leave.")


def _withdraw_unanswered(agent: UUID, *, at: datetime) -> None:
    answers = Post.objects.filter(parent=OuterRef("id"), withdrawn_at__isnull=True)
    mine = Post.objects.filter(author=agent, withdrawn_at__isnull=True).exclude(Exists(answers))
    for post_id in mine.order_by("-at", "-id").values_list("id", flat=True):
        withdraw_post(post=post_id, by=agent, at=at)


def _end_agreements(agent: UUID, *, at: datetime) -> None:
    held = Commitment.objects.filter(Q(provider=agent) | Q(receiver=agent), state="agreed")
    for commitment in held.values_list("id", flat=True):
        drop_commitment(commitment=commitment, by=agent, at=at)
    for proposal in Proposal.objects.filter(by=agent, state="open").values_list("id", flat=True):
        withdraw_proposal(proposal=proposal, by=agent, at=at)
