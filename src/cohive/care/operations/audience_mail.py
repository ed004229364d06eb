"""Who was brought along and agreed gets the place's mail; who declined is not written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from cohive.bond import queries as bond
from cohive.bridges.audience import AudienceFile
from cohive.care.models import AudienceImport, KnownPerson
from cohive.spread import operations as spread
from cohive.words.refusals import Missing


def nearest_language(wanted: str, offered: Sequence[str]) -> str:
    """The place's language nearest to hers, else its first."""
    plain = wanted.lower().split("-")[0]
    for code in offered:
        if plain and plain == code.split("-")[0]:
            return code
    return offered[0] if offered else "en"


def _place() -> bond.PlaceView:
    here = bond.place()
    if here is None:
        raise Missing("There is no place yet.")
    return here


def source_of(audience_import: UUID) -> str:
    """How a proof of consent names the file it came with."""
    return f"audience:{audience_import}"


def subscribe_agreed(
    audience_import: UUID, file: AudienceFile, *, by: UUID, at: datetime
) -> spread.BroughtAlong:
    """Those who declined first, so that no other line of the file overrules it."""
    here = _place()
    spread.decline_addresses(addresses=[each.email for each in file.declined], by=by, at=at)
    return spread.import_subscriptions(
        brought=_agreed(audience_import, file, here.languages, at=at),
        list_kind="place",
        list_id=here.agent,
        by=by,
        at=at,
    )


def _agreed(
    audience_import: UUID, file: AudienceFile, languages: Sequence[str], *, at: datetime
) -> Iterable[spread.BroughtSubscription]:
    """A consent is of a day: its first instant, or now where now is earlier."""
    for person in file.people:
        if person.consent is None or not person.email:
            continue
        since = datetime.combine(person.consent.on, time.min, tzinfo=UTC)
        yield spread.BroughtSubscription(
            person.email,
            nearest_language(person.language, languages),
            spread.RecordedConsent(
                min(since, at), person.consent.words, source_of(audience_import)
            ),
        )


def take_back_subscriptions(row: AudienceImport, *, by: UUID, at: datetime) -> int:
    """Undo what an import subscribed, but for who has come herself since."""
    came = KnownPerson.objects.filter(audience_import=row).exclude(claimed_at=None)
    return spread.take_back_imported(
        source=source_of(row.id),
        but_for=came.exclude(email="").values_list("email", flat=True),
        by=by,
        at=at,
    )


def end_mail(addresses: Sequence[str], *, by: UUID, at: datetime) -> None:
    """A file said no of them: what was brought along for them ends, and no file begins it again."""
    spread.end_brought(addresses=addresses, by=by, at=at)


def stop_mail(address: str, *, at: datetime) -> None:
    """She takes her consent back: what was brought along for her ends, and no act names her."""
    if address:
        spread.decline_addresses(addresses=[address], by=_place().world, at=at)


def forget_mail(address: str, *, at: datetime) -> None:
    """She is forgotten: the newsletter forgets her address too."""
    if address:
        spread.erase_address(address=address, at=at)
