"""Closing the account of somebody who died: her name stays, and nobody acts in it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.events import MemberClosed, MemberReopened
from cohive.bond.models import Member, Notice
from cohive.bond.models.vault import MEMBER_STATES
from cohive.bond.operations.roles import end_roles
from cohive.bond.operations.standing import require_role
from cohive.journal.operations import record
from cohive.words.refusals import Missing


@transaction.atomic
def close_account(*, member: UUID, by: UUID, at: datetime) -> bool:
    """Close a member's account; False when there is none that is open. A steward's to do.

    From then on nobody can sign in as her, nothing asks for her answer and her roles end. What she
    made and said keeps her name; her circles keep her among those who were there.
    """
    require_role(by, "steward")
    row = Member.objects.select_for_update().filter(agent=member, state="active").first()
    if row is None:
        return False
    end_roles(of=member, by=by, at=at)
    Notice.objects.filter(to=member).delete()
    row.state = MEMBER_STATES.move(row.state, "closed")
    row.save(update_fields=["state"])
    _let_in(row, is_let_in=False)
    record(MemberClosed(member=member), by=by, at=at, object_kind="member", object=member)
    return True


@transaction.atomic
def reopen_account(*, member: UUID, by: UUID, at: datetime) -> None:
    """It was a mistake: she signs in as before; roles are given anew. A steward's to do."""
    require_role(by, "steward")
    row = Member.objects.select_for_update().filter(agent=member, state="closed").first()
    if row is None:
        raise Missing("There is no such account.")
    row.state = MEMBER_STATES.move(row.state, "active")
    row.save(update_fields=["state"])
    _let_in(row, is_let_in=True)
    record(MemberReopened(member=member), by=by, at=at, object_kind="member", object=member)


def _let_in(row: Member, *, is_let_in: bool) -> None:
    if row.user is not None:
        row.user.is_active = is_let_in
        row.user.save(update_fields=["is_active"])
