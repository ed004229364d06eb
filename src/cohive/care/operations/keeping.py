"""Writing the people of a file down, and ending what a file's no or its taking back ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cohive.bond import queries as bond
from cohive.bridges.audience import AudienceFile, Person
from cohive.care.models import AudienceImport, KnownPerson, KnownPurchase
from cohive.care.operations.audience_mail import end_mail
from cohive.care.operations.refusing import asked_before, note_refused

BATCH_ROWS = 2_000
FORGET_AFTER = timedelta(days=365)
"""Who does not come within a year of being brought along is forgotten."""
WORLDWIDE_IDS = ("discord", "shopify")
"""Programs that number all people of all their customers once."""


def identified(row: AudienceImport, person: Person) -> Person:
    """The person under a key that is nobody else's.

    An address and a worldwide number name the same person in every file. A number of somebody's own
    table does not: 17 of one shop is not 17 of another, so it counts within its file only.
    """
    if person.email or row.kind in WORLDWIDE_IDS:
        return person
    kind, _, number = person.key.partition(":")
    return replace(person, key=f"{kind}:{row.id.hex}:{number}")


def keep_file(
    row: AudienceImport, file: AudienceFile, people: Sequence[Person], *, at: datetime
) -> int:
    """Write the people in batches; return how many are new."""
    people_new = 0
    for start in range(0, len(people), BATCH_ROWS):
        people_new += _keep_batch(row, people[start : start + BATCH_ROWS], at=at)
    for start in range(0, len(file.declined), BATCH_ROWS):
        addresses = [each.email for each in file.declined[start : start + BATCH_ROWS]]
        _take_away(KnownPerson.objects.filter(email__in=addresses))
        note_refused(keys=[f"mail:{one}" for one in addresses], reason="no_mail", at=at)
    return people_new


def _keep_batch(row: AudienceImport, people: Sequence[Person], *, at: datetime) -> int:
    known = {each.key: each for each in KnownPerson.objects.filter(key__in=[p.key for p in people])}
    members = bond.members_by_address([person.email for person in people if person.email])
    asked = asked_before([person.key for person in people if person.key not in known], at=at)
    fresh = [
        _row_of(row, person, members, asked, at=at) for person in people if person.key not in known
    ]
    KnownPerson.objects.bulk_create(fresh)
    for person in people:
        if person.key in known:
            _add_to(known[person.key], person, row)
    ids = {each.key: each.id for each in (*fresh, *known.values())}
    bought_before = set(
        KnownPurchase.objects.filter(person__in=[each.id for each in known.values()]).values_list(
            "person_id", "what", "on"
        )
    )
    KnownPurchase.objects.bulk_create(
        KnownPurchase(
            person_id=ids[person.key],
            audience_import=row,
            what=thing.what,
            on=thing.on,
            quantity=thing.quantity,
        )
        for person in people
        for thing in person.bought
        if (ids[person.key], thing.what, thing.on) not in bought_before
    )
    return len(fresh)


def _row_of(
    row: AudienceImport,
    person: Person,
    members: dict[str, UUID],
    asked: dict[str, datetime],
    *,
    at: datetime,
) -> KnownPerson:
    member = members.get(person.email)
    return KnownPerson(
        audience_import=row,
        key=person.key[:320],
        email=person.email,
        name=person.name,
        language=person.language,
        country=person.country[:80],
        town=person.town,
        known_by=person.known_by.value,
        agreed_on=person.consent.on if person.consent else None,
        agreed_words=person.consent.words[:600] if person.consent else "",
        agreed_by=row if person.consent else None,
        mailed_at=asked.get(person.key) if person.email else None,
        contributions=person.contributions,
        tags=list(person.tags),
        member_id=member,
        claimed_at=at if member else None,
        forget_at=at + FORGET_AFTER,
    )


def _add_to(known: KnownPerson, person: Person, row: AudienceImport) -> None:
    """What a later file adds to somebody known; the first word about her and her consent stay."""
    for name in ("name", "language", "country", "town"):
        if not getattr(known, name):
            setattr(known, name, getattr(person, name)[:80])
    if known.agreed_on is None and person.consent is not None:
        known.agreed_on, known.agreed_words = person.consent.on, person.consent.words[:600]
        known.known_by, known.agreed_by = "agreed", row
    known.contributions = max(known.contributions, person.contributions)
    known.save()


def end_refused(row: AudienceImport, said_no: Sequence[str], *, by: UUID, at: datetime) -> int:
    """A file says no of people who agreed before: their consents end; return how many.

    A no of one program does not end what another was told, since people tick no box at a till and
    read its newsletter; a no in a firm's own table ends every one. Only a yes of a later day counts
    after it. What she said here herself is not touched.
    """
    ended = 0
    for start in range(0, len(said_no), BATCH_ROWS):
        agreed = KnownPerson.objects.filter(
            key__in=said_no[start : start + BATCH_ROWS], agreed_on__isnull=False
        )
        if row.kind != "table":
            agreed = agreed.filter(agreed_by__kind__in=(row.kind, "table"))
        found = list(agreed.values_list("id", "key", "email"))
        note_refused(keys=[key for _id, key, _email in found], reason="said_no", at=at)
        end_mail([email for _id, _key, email in found if email], by=by, at=at)
        _take_away(KnownPerson.objects.filter(id__in=[each[0] for each in found]))
        ended += len(found)
    return ended


def end_added_consents(row: AudienceImport) -> int:
    """A file is taken back: the consents it added to people known before go; return how many."""
    return _take_away(KnownPerson.objects.filter(agreed_by=row).exclude(audience_import=row))


def _take_away(people: QuerySet[KnownPerson]) -> int:
    """Take their consents; they are known by what they bought or wrote, as before."""
    ids = list(people.filter(agreed_on__isnull=False).values_list("id", flat=True))
    bought = Exists(KnownPurchase.objects.filter(person=OuterRef("id")))
    for start in range(0, len(ids), BATCH_ROWS):
        theirs = KnownPerson.objects.filter(id__in=ids[start : start + BATCH_ROWS])
        theirs.update(agreed_on=None, agreed_words="", agreed_by=None, known_by="took_part")
        theirs.filter(bought).update(known_by="bought")
    return len(ids)
