"""Bringing one's people along: giving a file, keeping it, taking it back, asking them once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cohive.bridges.audience import (
    AudienceFile,
    PeopleMapping,
    propose_people,
    read_audience,
)
from cohive.care.events_audience import AudienceAsked, AudienceKept, AudienceTakenBack
from cohive.care.models import (
    IMPORT_STATES,
    AudienceImport,
    KnownPerson,
    KnownPurchase,
    RememberedColumns,
)
from cohive.care.models.audience import TAKE_BACK_DAYS
from cohive.care.operations.audience_mail import subscribe_agreed, take_back_subscriptions
from cohive.care.operations.keeping import (
    end_added_consents,
    end_refused,
    identified,
    keep_file,
)
from cohive.care.operations.refusing import heeded, note_asked
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

FOLDER = "audience"
FILE_BYTES_MAX = 50 * 1024 * 1024
FILE_KEPT_FOR = timedelta(days=7)
"""A file nobody confirmed the columns of is thrown away then."""
ASK_JOB = "care.ask_audience"
NOT_THERE = "There is no such file of people."


def file_path(audience_import: UUID) -> Path:
    """Where the bytes of a given file lie."""
    return Path(settings.HOME) / FOLDER / audience_import.hex


def give_file(*, name: str, content: bytes, by: UUID, at: datetime) -> UUID:
    """Look at an uploaded file and hold it until its columns are confirmed; return its id.

    Nothing is kept of anybody yet, so there is no act. Raises Refused (field "file").
    """
    if not content:
        raise Refused("This file is empty.", field="file")
    if len(content) > FILE_BYTES_MAX:
        raise Refused(
            "This file is larger than %(limit)s MiB.",
            field="file",
            limit=FILE_BYTES_MAX // 1024**2,
        )
    proposal = propose_people(content, field="file")
    row = AudienceImport.objects.create(
        name=name[:200],
        kind=proposal.kind,
        state=IMPORT_STATES.start,
        given_by_id=by,
        given_at=at,
    )
    path = file_path(row.id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(content)
    return row.id


def drop_file(*, audience_import: UUID, at: datetime, by: UUID | None = None) -> None:
    """Throw a given file away before anybody of it is kept."""
    del by  # whoever may give a file may drop one; nobody was kept, so there is no act
    with transaction.atomic():
        row = _locked(audience_import)
        row.state = IMPORT_STATES.move(row.state, "dropped")
        row.ended_at = at
        row.save(update_fields=["state", "ended_at"])
    file_path(audience_import).unlink(missing_ok=True)


def drop_old_files(*, at: datetime) -> int:
    """Throw away given files that were neither kept nor dropped; return how many."""
    old = AudienceImport.objects.filter(state="given", given_at__lte=at - FILE_KEPT_FOR)
    ids = list(old.values_list("id", flat=True))
    for audience_import in ids:
        drop_file(audience_import=audience_import, at=at)
    return len(ids)


def keep_people(
    *, audience_import: UUID, mapping: PeopleMapping | None, by: UUID, at: datetime
) -> AudienceImport:
    """Keep everybody of the file who has a reason to be known, wholly or not at all.

    A person known before gains what this file adds; a consent she gave before stays. Who declined
    loses hers, and what she said here herself is not overruled. Who agreed is subscribed to the
    place's newsletter with that proof; who declined is not written to, whatever comes later, until
    she asks herself. Raises Refused at "file" or
    "mapping" for a file that cannot be read so.
    """
    path = file_path(audience_import)
    if not path.exists():
        raise Missing(NOT_THERE)
    file = read_audience(path, mapping=mapping, field="file")
    if not (file.people or file.declined or file.said_no):
        raise Refused(
            "Nobody in this file agreed to anything or bought anything. Nothing was kept.",
            field="file",
        )
    with transaction.atomic():
        row = _locked(audience_import)
        row.state = IMPORT_STATES.move(row.state, "kept")
        if AudienceImport.objects.filter(digest=file.digest, state="kept").exists():
            raise Refused("This very file has been kept before.", field="file")
        people = heeded(identified(row, person) for person in file.people)
        _count(row, file, len(people), keep_file(row, file, people, at=at), mapping)
        subscribe_agreed(row.id, replace(file, people=tuple(people)), by=by, at=at)
        end_refused(row, file.said_no, by=by, at=at)
        row.kept_by_id, row.kept_at = by, at
        row.save()
        if mapping is not None:
            _remember(path, mapping, at=at)
        record(
            AudienceKept(audience_import=row.id, people=row.people_new),
            by=by,
            at=at,
            object_kind="audience_import",
            object=row.id,
        )
    path.unlink(missing_ok=True)
    return row


def _count(
    row: AudienceImport,
    file: AudienceFile,
    people: int,
    people_new: int,
    mapping: PeopleMapping | None,
) -> None:
    row.digest, row.kind = file.digest, file.kind
    row.mapping = mapping.to_json() if mapping else ""
    row.people_new, row.people_known = people_new, people - people_new
    row.joined, row.declined = file.joined, len(file.declined)
    row.strangers = file.strangers + len(file.people) - people


def _remember(path: Path, mapping: PeopleMapping, *, at: datetime) -> None:
    digest = propose_people(path, field="file").header_digest
    RememberedColumns.objects.update_or_create(
        header_digest=digest, defaults={"mapping": mapping.to_json(), "chosen_at": at}
    )


@transaction.atomic
def take_back(*, audience_import: UUID, by: UUID, at: datetime) -> int:
    """Undo an import within 30 days: who came by it and has not come herself is erased.

    Of a member who stood in the file nothing of it stays either. Return how many. People known
    before lose what this file added of their purchases, and a consent that came with it. What it
    subscribed ends; whoever said no, in it or since, stays unwritten to, and who was sent a claim
    mail is not sent another for a year.
    """
    row = _locked(audience_import)
    if row.kept_at and at >= row.kept_at + timedelta(days=TAKE_BACK_DAYS):
        raise Refused("An import can be taken back for %(days)s days.", days=TAKE_BACK_DAYS)
    row.state = IMPORT_STATES.move(row.state, "taken_back")
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    KnownPurchase.objects.filter(audience_import=row).delete()
    take_back_subscriptions(row, by=by, at=at)
    # a member who stood in the file was known in the same instant: she did not come by it
    mine = KnownPerson.objects.filter(audience_import=row)
    rows = mine.filter(Q(claimed_at=None) | Q(claimed_at=row.kept_at))
    gone = rows.count()
    asked = rows.filter(mailed_at__isnull=False).values_list("key", "mailed_at")
    note_asked(asked=[(key, on) for key, on in asked if on])
    end_added_consents(row)
    rows.delete()
    record(
        AudienceTakenBack(audience_import=row.id, people=gone),
        by=by,
        at=at,
        object_kind="audience_import",
        object=row.id,
    )
    return gone


@transaction.atomic
def ask_people(*, audience_import: UUID, by: UUID, at: datetime) -> None:
    """Send the claim mail of an import, once: only to who agreed to be written to."""
    row = _locked(audience_import)
    if row.state != "kept":
        raise Refused("Keep the people of this file first.")
    if row.mailed_at is not None:
        raise Refused("The claim mail of this file has gone out. It is sent once.")
    row.mailed_at = at
    row.save(update_fields=["mailed_at"])
    record(
        AudienceAsked(audience_import=row.id),
        by=by,
        at=at,
        object_kind="audience_import",
        object=row.id,
    )
    jobs.schedule(ASK_JOB, key=row.id.hex, run_at=at, arguments={"audience_import": row.id.hex})


def _locked(audience_import: UUID) -> AudienceImport:
    row = AudienceImport.objects.select_for_update().filter(id=audience_import).first()
    if row is None:
        raise Missing(NOT_THERE)
    return row
