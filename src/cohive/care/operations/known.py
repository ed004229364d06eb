"""What somebody who was brought along does by her private link: come, say no, be forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.pseudonyms import pseudonym
from cohive.care.models import KnownPerson
from cohive.care.operations.audience_mail import forget_mail, stop_mail
from cohive.care.operations.refusing import forget_asked, note_refused
from cohive.care.queries.known_as import known_as
from cohive.words.refusals import Missing, Refused

LINK_SALT = "care.known"
CLAIM_DAYS = 1
PROOF_DAYS = 14
"""As long as other links that open what is owed."""
NOTHING = "Nothing is kept here under this link."


def token_of(person: UUID) -> str:
    """The word of her private link; it holds as long as her row does."""
    return signing.Signer(salt=LINK_SALT).sign(person.hex)


def person_of_token(token: str) -> UUID:
    """Whose link it is. Raises Missing for one that was not made here."""
    try:
        return UUID(signing.Signer(salt=LINK_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise Missing(NOTHING) from None


def note_opened(*, person: UUID, at: datetime) -> None:
    """She looked at her page; a measurement, no act."""
    KnownPerson.objects.filter(id=person, opened_at=None).update(opened_at=at)


@transaction.atomic
def begin_claim(*, person: UUID, at: datetime) -> str:
    """She wants her page: return the address where she joins; nothing is hers before she did.

    Where a maker of this address stood here before, to whom something may be owed, her mail must
    be fresh: it proved whose the mailbox is when it was sent, and mails are passed on.
    """
    row = KnownPerson.objects.select_for_update().filter(id=person).first()
    if row is None:
        raise Missing(NOTHING)
    if row.claimed_at is not None:
        raise Refused("This has been claimed already. Sign in to see it.")
    if row.member_id is None:
        here = people.place()
        if here is None:
            raise Missing(NOTHING)
        _refuse_stale(row, at=at)
        row.member_id = _recorded(row, by=here.agent, at=at)
        row.save(update_fields=["member"])
    assert row.member_id is not None  # noqa: S101 - given above
    path = reverse("bond:claim")
    return bond.one_tap_url(agent=row.member_id, path=path, at=at, days=CLAIM_DAYS)


def _refuse_stale(row: KnownPerson, *, at: datetime) -> None:
    if not row.email or not people.unclaimed_by_key([row.email]):
        return
    if row.mailed_at is None or at >= row.mailed_at + timedelta(days=PROOF_DAYS):
        raise Refused("This link is too old. Ask for a new one, or sign in.")


def _recorded(row: KnownPerson, *, by: UUID, at: datetime) -> UUID:
    """Her agent, with a pen name where her file's name cannot be shown."""
    key, pen_name = row.email or row.key, pseudonym(row.language)
    try:
        return bond.make_unclaimed(name=row.name or pen_name, key=key, by=by, at=at)
    except Refused:
        return bond.make_unclaimed(name=pen_name, key=key, by=by, at=at)


def note_claimed(*, member: UUID, at: datetime) -> None:
    """She joined by her link: her row is hers now and is not forgotten by the clock."""
    KnownPerson.objects.filter(member=member, claimed_at=None).update(claimed_at=at)


@transaction.atomic
def withdraw_consent(*, person: UUID, at: datetime) -> None:
    """She takes her consent back: nobody writes to her any more. Her own step, so no act names her.

    Asking again changes nothing, and no later file gives it back.
    """
    rows = KnownPerson.objects.filter(id=person)
    for address in rows.values_list("email", flat=True):
        stop_mail(address, at=at)
    note_refused(keys=list(rows.values_list("key", flat=True)), reason="no_mail", at=at)
    rows.update(agreed_on=None, agreed_words="")


@transaction.atomic
def forget_person(*, person: UUID, at: datetime) -> None:
    """She wants to be forgotten: row, what she bought elsewhere and her mails go, for good."""
    rows = KnownPerson.objects.filter(id=person)
    for address in rows.values_list("email", flat=True):
        forget_mail(address, at=at)
    note_refused(keys=list(rows.values_list("key", flat=True)), reason="forgotten", at=at)
    rows.delete()


def erase_known(*, agent: UUID, at: datetime) -> None:
    """A member leaves: what an import knew of her goes with her, under her account or address."""
    rows = KnownPerson.objects.filter(known_as(agent))
    note_refused(keys=list(rows.values_list("key", flat=True)), reason="forgotten", at=at)
    rows.delete()


@transaction.atomic
def forget_due(*, at: datetime) -> int:
    """Forget who did not come within her year; return how many rows went, purchases included.

    Whoever was asked was promised to hear no more of it, so she is not brought along again.
    """
    due = KnownPerson.objects.filter(claimed_at=None, forget_at__lte=at)
    asked = list(due.filter(mailed_at__isnull=False).values_list("key", flat=True))
    note_refused(keys=asked, reason="forgotten", at=at)
    forget_asked(at=at)
    gone, _ = due.delete()
    return gone
