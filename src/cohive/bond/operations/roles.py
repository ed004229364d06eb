"""Roles are rows, given and taken back by act."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cohive.bond.events import RoleGranted, RoleRevoked
from cohive.bond.models import Member, RoleGrant
from cohive.bond.models.place import ROLES
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import is_firm, require_role
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

ROLE_SENTENCES = {
    "steward": _("%(who)s made you a steward of this place."),
    "maker": _("%(who)s made you a maker of the firm."),
    "seller": _("%(who)s lets you sell for the firm."),
    "answerer": _("%(who)s trusts you to answer for the place."),
}

MADE_STEWARD = _("%(who)s made %(whom)s a steward of this place.")


@transaction.atomic
def grant_role(*, to: UUID, role: str, by: UUID, at: datetime) -> None:
    """A steward (or the firm, at its founding) gives a role; giving it twice changes nothing."""
    require_role(by, "steward")
    if role not in ROLES:
        raise Refused("There is no such role.", field="role")
    if not Member.objects.filter(agent=to, state="active").exists():
        raise Missing("There is no such member.")
    _, is_new = RoleGrant.objects.get_or_create(
        member_id=to,
        role=role,
        revoked_at=None,
        defaults={"granted_by_id": by, "granted_at": at},
    )
    if not is_new:
        return
    record(
        RoleGranted(member=to, role=role),
        by=by,
        at=at,
        object_kind="member",
        object=to,
        target=to,
    )
    if role == "steward" and not is_firm(by):
        _tell_other_stewards(to, by=by, at=at)
    if to != by and not is_firm(by):
        notify(
            to=to,
            kind="role",
            sentence=ROLE_SENTENCES[role],
            values={"who": f"agent:{by}"},
            url="/",
            at=at,
            subject=to,
        )


def _tell_other_stewards(new: UUID, *, by: UUID, at: datetime) -> None:
    """One person with two accounts must not become two stewards unseen."""
    others = RoleGrant.objects.filter(role="steward", revoked_at__isnull=True)
    for steward in others.exclude(member_id__in=(new, by)).values_list("member_id", flat=True):
        notify(
            to=steward,
            kind="role",
            sentence=MADE_STEWARD,
            values={"who": f"agent:{by}", "whom": f"agent:{new}"},
            url="/desk/people/",
            at=at,
            subject=new,
        )


@transaction.atomic
def revoke_role(*, to: UUID, role: str, by: UUID, at: datetime) -> None:
    """A steward takes a role back; the last steward's cannot be taken."""
    require_role(by, "steward")
    grants = RoleGrant.objects.select_for_update().filter(role=role, revoked_at__isnull=True)
    held = next((grant for grant in grants if grant.member_id == to), None)
    if held is None:
        raise Missing("There is no such role here.")
    if role == "steward" and len(grants) == 1:
        raise Refused("A place needs a steward. Make somebody else one first.")
    _end(held, by=by, at=at)


def end_roles(*, of: UUID, by: UUID, at: datetime) -> None:
    """All roles of who leaves end; inside the leaving's transaction."""
    for grant in RoleGrant.objects.filter(member=of, revoked_at__isnull=True):
        _end(grant, by=by, at=at)


def _end(grant: RoleGrant, *, by: UUID, at: datetime) -> None:
    grant.revoked_by_id, grant.revoked_at = by, at
    grant.save(update_fields=["revoked_by", "revoked_at"])
    record(
        RoleRevoked(member=grant.member_id, role=grant.role),
        by=by,
        at=at,
        object_kind="member",
        object=grant.member_id,
        target=grant.member_id,
    )
