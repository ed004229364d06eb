"""Her own no, which no file overrules: kept as a keyed digest from which no address can be read.

Who had herself forgotten, left, or did not come within her year is not brought along again. Who
takes no mail may be, without a consent. Files are old: the next export still says that she agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.crypto import salted_hmac

from cohive.bridges.audience import Person
from cohive.care.models import AskedPerson, RefusedPerson

SALT = "cohive.care.audience.refused"
PARAMETERS_MAX = 900
ASKED_AGAIN_AFTER = timedelta(days=365)
"""A claim mail that went out is not sent again before, whatever was taken back in between."""


def digest_of(key: str) -> str:
    """64 hexadecimal digits that stand for somebody of a file and tell nothing of her."""
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()


def note_refused(*, keys: Sequence[str], reason: str, at: datetime) -> None:
    """Remember that these take no mail ("no_mail"), said so in a file ("said_no"), or are not to be
    kept at all ("forgotten"). The weaker word never takes the place of the stronger.
    """
    digests = {digest_of(key) for key in keys}
    if reason == "no_mail":
        weaker = RefusedPerson.objects.filter(digest__in=digests, reason="said_no")
        weaker.update(reason=reason, at=at)
    rows = [RefusedPerson(digest=digest, reason=reason, at=at) for digest in sorted(digests)]
    if reason == "forgotten":
        RefusedPerson.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["reason", "at"],
        )
    else:
        RefusedPerson.objects.bulk_create(rows, ignore_conflicts=True)


def heeded(people: Iterable[Person]) -> list[Person]:
    """Those of a file who may be kept, each with the consent that she did not take back since."""
    by_digest = {digest_of(person.key): person for person in people}
    refused: dict[str, tuple[str, datetime]] = {}
    for part in _parts(list(by_digest)):
        for row in RefusedPerson.objects.filter(digest__in=part):
            refused[row.digest] = (row.reason, row.at)
    kept = []
    for digest, person in by_digest.items():
        reason, since = refused.get(digest, ("", None))
        if since is not None and _is_overruled(person, reason, since.date()):
            person = replace(person, consent=None)  # noqa: PLW2901 - the same person, told less
        if reason != "forgotten" and (person.consent or person.bought or person.contributions):
            kept.append(person)
    return kept


def _is_overruled(person: Person, reason: str, since: date) -> bool:
    """A no of her own holds for good; one of a file holds against every yes that is not younger."""
    if reason != "said_no":
        return True
    return person.consent is None or person.consent.on <= since


def note_asked(*, asked: Iterable[tuple[str, datetime]]) -> None:
    """Remember of people whose rows go that a claim mail went to them, and when."""
    AskedPerson.objects.bulk_create(
        [AskedPerson(digest=digest_of(key), at=at) for key, at in asked],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["at"],
    )


def asked_before(keys: Sequence[str], *, at: datetime) -> dict[str, datetime]:
    """When a claim mail went to those who come along again, by their keys; the last year only."""
    by_digest = {digest_of(key): key for key in keys}
    found: dict[str, datetime] = {}
    for part in _parts(list(by_digest)):
        rows = AskedPerson.objects.filter(digest__in=part, at__gt=at - ASKED_AGAIN_AFTER)
        found.update((by_digest[digest], on) for digest, on in rows.values_list("digest", "at"))
    return found


def forget_asked(*, at: datetime) -> None:
    """The year is over: they may be asked again, and nothing tells that they were."""
    AskedPerson.objects.filter(at__lte=at - ASKED_AGAIN_AFTER).delete()


def _parts(digests: Sequence[str]) -> Iterable[Sequence[str]]:
    return (
        digests[start : start + PARAMETERS_MAX] for start in range(0, len(digests), PARAMETERS_MAX)
    )
