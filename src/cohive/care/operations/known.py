"""What somebody who was brought along does by her private link: come, say no, be forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.pseudonyms import pseudonym
from cohive.care.models import KnownPerson
from cohive.care.operations.audience_mail import forget_mail, stop_mail
from cohive.words.refusals import Missing, Refused

LINK_SALT = "care.known"
CLAIM_DAYS = 1
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
    """She wants her page: return the address where she joins; nothing is hers before she did."""
    row = KnownPerson.objects.select_for_update().filter(id=person).first()
    if row is None:
        raise Missing(NOTHING)
    if row.claimed_at is not None:
        raise Refused("This has been claimed already. Sign in to see it.")
    if row.member_id is None:
        here = people.place()
        if here is None:
            raise Missing(NOTHING)
        row.member_id = bond.make_unclaimed(
            name=row.name or pseudonym(row.language), key=row.email or row.key, by=here.agent, at=at
        )
        row.save(update_fields=["member"])
    assert row.member_id is not None  # noqa: S101 - given above
    path = reverse("bond:claim")
    return bond.one_tap_url(agent=row.member_id, path=path, at=at, days=CLAIM_DAYS)


def note_claimed(*, member: UUID, at: datetime) -> None:
    """She joined by her link: her row is hers now and is not forgotten by the clock."""
    KnownPerson.objects.filter(member=member, claimed_at=None).update(claimed_at=at)


@transaction.atomic
def withdraw_consent(*, person: UUID, at: datetime) -> None:
    """She takes her consent back: nobody writes to her any more. Her own step, so no act names her.

    Asking again changes nothing.
    """
    for address in KnownPerson.objects.filter(id=person).values_list("email", flat=True):
        stop_mail(address, at=at)
    KnownPerson.objects.filter(id=person).update(agreed_on=None, agreed_words="")


@transaction.atomic
def forget_person(*, person: UUID, at: datetime) -> None:
    """She wants to be forgotten: her row, what she bought elsewhere and her mails go at once."""
    for address in KnownPerson.objects.filter(id=person).values_list("email", flat=True):
        forget_mail(address, at=at)
    KnownPerson.objects.filter(id=person).delete()


def erase_known(*, agent: UUID, at: datetime) -> None:
    """A member leaves: what an import knew of her goes with her."""
    del at
    KnownPerson.objects.filter(member=agent).delete()


def forget_due(*, at: datetime) -> int:
    """Forget who did not come within her year; return how many rows went, purchases included."""
    gone, _ = KnownPerson.objects.filter(claimed_at=None, forget_at__lte=at).delete()
    return gone
