"""Her own no, which no file overrules: kept as a keyed digest from which no address can be read.

Who had herself forgotten, left, or did not come within her year is not brought along again. Who
takes no mail may be, without a consent. Files are old: the next export still says that she agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.crypto import salted_hmac

from cohive.bridges.audience import Person
from cohive.care.models import RefusedPerson

SALT = "cohive.care.audience.refused"
PARAMETERS_MAX = 900


def digest_of(key: str) -> str:
    """64 hexadecimal digits that stand for somebody of a file and tell nothing of her."""
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()


def note_refused(*, keys: Sequence[str], reason: str, at: datetime) -> None:
    """Remember that these take no mail ("no_mail") or are not to be kept at all ("forgotten")."""
    rows = [RefusedPerson(digest=digest_of(key), reason=reason, at=at) for key in keys]
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
    refused: dict[str, str] = {}
    digests = list(by_digest)
    for start in range(0, len(digests), PARAMETERS_MAX):
        rows = RefusedPerson.objects.filter(digest__in=digests[start : start + PARAMETERS_MAX])
        refused.update(rows.values_list("digest", "reason"))
    kept = []
    for digest, person in by_digest.items():
        reason = refused.get(digest)
        if reason == "no_mail":
            person = replace(person, consent=None)  # noqa: PLW2901 - the same person, told less
        if reason != "forgotten" and (person.consent or person.bought or person.contributions):
            kept.append(person)
    return kept
