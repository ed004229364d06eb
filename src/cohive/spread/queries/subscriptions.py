"""Who gets what, as she sees it herself, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cohive.bond.queries import proven_email_of
from cohive.spread.mail_addresses import digest_of
from cohive.spread.models.subscriptions import (
    Subscriber,
    Subscription,
    SubscriptionConsent,
    SuppressedAddress,
)
from cohive.spread.newsletter_lists import MailingList, lists_by_key


@dataclass(frozen=True)
class SubscriptionView:
    """One list of one subscriber. `listed` is None when the circle or challenge is gone."""

    id: UUID
    subscriber: UUID
    address: str
    language: str
    listed: MailingList | None
    state: str
    asked_at: datetime
    confirmed_at: datetime | None
    ended_because: str


@dataclass(frozen=True)
class SubscriberView:
    """An address and all it gets; ended subscriptions too, so that one can ask again."""

    id: UUID
    address: str
    language: str
    subscriptions: tuple[SubscriptionView, ...]


@dataclass(frozen=True)
class Audience:
    """A list with how many get its mails, and how many were asked and have not said yes."""

    listed: MailingList
    confirmed: int
    unconfirmed: int


def subscription(key: UUID) -> SubscriptionView | None:
    """One subscription; None when it is erased or was never there. One SQL query and the list's."""
    row = (
        Subscription.objects.select_related("subscriber")
        .filter(id=key)
        .exclude(state="erased")
        .first()
    )
    return _views([row])[0] if row else None


def subscriber(key: UUID) -> SubscriberView | None:
    """An address with its subscriptions; None when it is erased."""
    return next(iter(_subscribers(Subscriber.objects.filter(id=key))), None)


def _subscribers(rows: QuerySet[Subscriber]) -> list[SubscriberView]:
    """Those who have an address yet. Two SQL queries and one for each kind of list."""
    found = {row.id: row for row in rows.exclude(address="").order_by("id")}
    if not found:
        return []
    asked = Subscription.objects.filter(subscriber__in=found).select_related("subscriber")
    theirs: dict[UUID, list[SubscriptionView]] = {key: [] for key in found}
    for view in _views(asked.order_by("asked_at", "id")):
        theirs[view.subscriber].append(view)
    return [
        SubscriberView(row.id, row.address, row.language, tuple(theirs[row.id]))
        for row in found.values()
    ]


def _views(rows: Iterable[Subscription]) -> list[SubscriptionView]:
    rows = list(rows)
    known = lists_by_key((row.list_kind, row.list_id) for row in rows)
    return [
        SubscriptionView(
            id=row.id,
            subscriber=row.subscriber_id,
            address=row.subscriber.address,
            language=row.subscriber.language,
            listed=known.get((row.list_kind, row.list_id)),
            state=row.state,
            asked_at=row.asked_at,
            confirmed_at=row.confirmed_at,
            ended_because=row.ended_because,
        )
        for row in rows
    ]


def subscribers_of_member(agent: UUID) -> list[SubscriberView]:
    """What a member gets, under her account or the address she showed to be hers.

    Three SQL queries and one for each kind of list.
    """
    email, mine = proven_email_of(agent), Q(agent=agent)
    if email:
        mine |= Q(digest=digest_of(email.strip().lower()))
    return _subscribers(Subscriber.objects.filter(mine))


def audience_count(list_kind: str, list_id: UUID) -> int:
    """How many get the mails of a list. One SQL query."""
    return Subscription.objects.filter(
        list_kind=list_kind, list_id=list_id, state="confirmed"
    ).count()


def audiences() -> list[Audience]:
    """Every list somebody asked for, the largest first. One SQL query and the lists' own."""
    rows = (
        Subscription.objects.filter(state__in=("asked", "confirmed"))
        .values_list("list_kind", "list_id", "state")
        .annotate(count=Count("id"))
        .order_by()
    )
    counts = {(kind, key, state): count for kind, key, state, count in rows}
    known = lists_by_key((kind, key) for kind, key, _ in counts)
    found = [
        Audience(
            one,
            counts.get((*key, "confirmed"), 0),
            counts.get((*key, "asked"), 0),
        )
        for key, one in known.items()
    ]
    return sorted(found, key=lambda one: (-one.confirmed, one.listed.kind, one.listed.title))


def is_suppressed(address: str) -> bool:
    """Whether this address is not written to. One SQL query."""
    return SuppressedAddress.objects.filter(digest=digest_of(address)).exists()


def said_no(addresses: Iterable[str]) -> frozenset[str]:
    """Those who ended the mails of the place, or are not written to. Two SQL queries.

    At most some hundred at once: each is a parameter of both.
    """
    by_digest = {digest_of(address): address for address in addresses}
    barred = SuppressedAddress.objects.filter(digest__in=by_digest)
    ended = Subscriber.objects.filter(
        digest__in=by_digest, subscriptions__list_kind="place", subscriptions__state="ended"
    )
    found = {*barred.values_list("digest", flat=True), *ended.values_list("digest", flat=True)}
    return frozenset(by_digest[digest] for digest in found)


def kept_of_subscriber(key: UUID) -> dict[str, Any]:
    """Everything kept of an address, as plain data: what it gets, and the proofs."""
    row = Subscriber.objects.filter(id=key).values("address", "language", "created_at").first()
    if row is None:
        return {}
    mine = Subscription.objects.filter(subscriber=key).order_by("asked_at", "id")
    proofs = SubscriptionConsent.objects.filter(subscription__subscriber=key).order_by("at", "id")
    return {
        **row,
        "subscriptions": list(
            mine.values(
                "id",
                "list_kind",
                "list_id",
                "state",
                "asked_at",
                "confirmed_at",
                "ended_at",
                "ended_because",
            )
        ),
        "consents": list(proofs.values("subscription", "step", "text", "page", "at")),
    }


def subscriptions_taken_out(agent: UUID) -> list[dict[str, Any]]:
    """The newsletter's part of what a member takes with her."""
    return [kept_of_subscriber(view.id) for view in subscribers_of_member(agent)]
