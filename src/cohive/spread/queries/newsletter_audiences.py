"""Who of a list an issue is for, now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from cohive.bond.queries import emails_of
from cohive.spread import audiences
from cohive.spread.audiences import PEOPLE_MIN, AudienceReach
from cohive.spread.mail_addresses import digest_of
from cohive.spread.models.newsletters import NewsletterIssue
from cohive.spread.models.subscriptions import Subscription
from cohive.spread.newsletter_readers import only_readers
from cohive.spread.queries.subscriptions import audience_count
from cohive.words.refusals import Refused

AT_ONCE = 400
Key = TypeVar("Key")


def reached_by(row: NewsletterIssue, *, at: datetime) -> AudienceReach:
    """Who is in its audience. Raises Refused when it may not be written to."""
    key = row.audience_id
    found = audiences.reached(row.audience_kind, key, at=at) if key else None
    if found is None:
        raise Refused(
            "This group is gone or has fewer than ten people. Choose another one.",
            field="audience",
        )
    return found


def narrowed(row: NewsletterIssue, *, at: datetime) -> list[UUID]:
    """The subscriptions of an issue's list whose people are in its audience, in order of id.

    A member is known by her account or the address she signs in with.
    """
    reach = reached_by(row, at=at)
    addresses = {*reach.addresses, *emails_of(reach.members).values()}
    digests = [digest_of(address.strip().lower()) for address in addresses]
    mine = Subscription.objects.filter(
        list_kind=row.list_kind, list_id=row.list_id, state="confirmed"
    )
    found: set[UUID] = set()
    for part in _parts(digests):
        same = mine.filter(subscriber__digest__in=part)
        found.update(same.values_list("id", flat=True))
    for agents in _parts(list(reach.members)):
        same = mine.filter(subscriber__agent__in=agents)
        found.update(same.values_list("id", flat=True))
    return sorted(found)


def subscriptions_within(row: NewsletterIssue, members: Iterable[UUID]) -> list[UUID]:
    """The subscriptions of an issue's list that are these members', in order of id."""
    mine = Subscription.objects.filter(
        list_kind=row.list_kind, list_id=row.list_id, state="confirmed"
    )
    found: list[UUID] = []
    for agents in _parts(list(members)):
        found += mine.filter(subscriber__agent__in=agents).values_list("id", flat=True)
    return sorted(found)


def _parts(values: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def readers_of(issue: UUID, *, at: datetime) -> int:
    """How many would get a draft now; 0 when its audience is gone or too small."""
    row = NewsletterIssue.objects.filter(id=issue).first()
    if row is None:
        return 0
    readers = only_readers(row.list_kind, row.list_id, at=at)
    if row.audience_id is None and readers is not None:
        return len(subscriptions_within(row, readers))
    if row.audience_id is None:
        return audience_count(row.list_kind, row.list_id)
    try:
        count = len(narrowed(row, at=at))
    except Refused:
        return 0
    return count if count >= PEOPLE_MIN else 0
