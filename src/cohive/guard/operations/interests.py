"""Declaring an interest, and withdrawing it in sight of everybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.guard.bases import BASES
from cohive.guard.events import InterestDeclared, InterestWithdrawn
from cohive.guard.models.interests import Interest
from cohive.journal.operations import record
from cohive.journal.queries import agent_kind
from cohive.words.refusals import Forbidden, Missing, Refused


@transaction.atomic
def say_interest(
    *, about_kind: str, about: UUID, basis: str, by: UUID, at: datetime, subject: UUID | None = None
) -> None:
    """Write what a form says of her interest: a basis declares it, '' withdraws what she declared.

    The same again changes nothing; another basis withdraws the one before, which stays to be seen.
    """
    if basis and basis not in BASES:
        raise Refused("Choose what your interest is.", field="interest")
    rows = Interest.objects.select_for_update().filter(person_id=by, withdrawn_at__isnull=True)
    row = rows.filter(about_kind=about_kind, about=about).first()
    if row and row.basis == basis:
        return
    if row:
        _withdraw(row, at=at)
    if basis:
        _declare(about_kind, about, basis, subject, by=by, at=at)


@transaction.atomic
def declare_standing_interest(*, subject: UUID, basis: str, by: UUID, at: datetime) -> None:
    """Declare an interest in a member, a circle or the place, for all she does from now on."""
    if basis not in BASES:
        raise Refused("Choose what your interest is.", field="basis")
    if agent_kind(subject) is None:
        raise Missing("There is no such person or circle.")
    if subject == by:
        raise Refused("Of yourself everybody knows; name somebody else.", field="subject")
    say_interest(about_kind="standing", about=subject, subject=subject, basis=basis, by=by, at=at)


@transaction.atomic
def withdraw_interest(*, interest: UUID, by: UUID, at: datetime) -> None:
    """Withdraw one's own declared interest; that it was declared, and until when, stays."""
    row = Interest.objects.select_for_update().filter(id=interest).first()
    if row is None:
        raise Missing("There is no such interest.")
    if row.person_id != by:
        raise Forbidden("Only who declared an interest may withdraw it.")
    if row.withdrawn_at is None:
        _withdraw(row, at=at)


def _declare(
    about_kind: str, about: UUID, basis: str, subject: UUID | None, *, by: UUID, at: datetime
) -> None:
    row = Interest.objects.create(
        person_id=by,
        about_kind=about_kind,
        about=about,
        subject=subject,
        basis=basis,
        declared_at=at,
    )
    event = InterestDeclared(interest=row.id, about_kind=about_kind, about=about, basis=basis)
    record(event, by=by, at=at, object_kind="interest", object=row.id)


def _withdraw(row: Interest, *, at: datetime) -> None:
    row.withdrawn_at = max(at, row.declared_at)
    row.save(update_fields=["withdrawn_at"])
    event = InterestWithdrawn(interest=row.id)
    record(event, by=row.person_id, at=at, object_kind="interest", object=row.id)
