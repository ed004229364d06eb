"""Undoing what was brought along: an import taken back, or a later file that says no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cohive.bond.queries import place
from cohive.journal.operations import record
from cohive.spread.events_newsletter import SubscriptionsTakenBack
from cohive.spread.mail_addresses import digest_of, plain_address
from cohive.spread.models.newsletters import NewsletterMail
from cohive.spread.models.subscriptions import (
    Subscriber,
    Subscription,
    SubscriptionConsent,
    SuppressedAddress,
)
from cohive.spread.operations.brought_along import AT_ONCE
from cohive.spread.operations.subscriptions import end_subscription
from cohive.words.refusals import Refused


@transaction.atomic
def take_back_imported(*, source: str, but_for: Iterable[str] = (), by: UUID, at: datetime) -> int:
    """Undo what was brought along from a source; return how many subscriptions.

    Who said yes here herself since, and the addresses in `but_for`, keep theirs. Who said no since
    is forgotten but for the digest that keeps the next import from asking her. Who was written to
    meanwhile leaves a row without an address, so that results still add up.
    """
    kept = {digest_of(address) for address in but_for}
    own = SubscriptionConsent.objects.filter(subscription=OuterRef("id")).exclude(step="imported")
    rows = Subscription.objects.filter(
        ~Exists(own), consents__page=source, consents__step="imported"
    )
    _keep_noes(rows.filter(state="ended"), at=at)
    rows = rows.filter(state="confirmed")
    mails = NewsletterMail.objects.filter(subscription=OuterRef("id"))
    found = rows.annotate(is_written_to=Exists(mails))
    mine = [
        row
        for row in found.values_list("id", "subscriber_id", "subscriber__digest", "is_written_to")
        if row[2] not in kept
    ]
    for start in range(0, len(mine), AT_ONCE):
        part = mine[start : start + AT_ONCE]
        _forget([row[0] for row in part if not row[3]], [row[1] for row in part])
    for key, subscriber, _digest, is_written_to in mine:
        if is_written_to:
            _empty(key, subscriber, at=at)
    here = place()
    if mine and here is not None:
        record(
            SubscriptionsTakenBack(taken_back=len(mine)),
            by=by,
            at=at,
            object_kind="place",
            object=here.agent,
        )
    return len(mine)


def _keep_noes(rows: QuerySet[Subscription], *, at: datetime) -> None:
    """Who ended what was brought along for her: her address goes, her no stays as a digest."""
    for key, subscriber, digest in list(
        rows.values_list("id", "subscriber_id", "subscriber__digest")
    ):
        SuppressedAddress.objects.get_or_create(
            digest=digest, defaults={"reason": "declined", "at": at}
        )
        _empty(key, subscriber, at=at)


def _forget(subscriptions: list[UUID], subscribers: list[UUID]) -> None:
    """Delete subscriptions nobody was written to by, and addresses nothing hangs on any more."""
    SubscriptionConsent.objects.filter(subscription__in=subscriptions).delete()
    Subscription.objects.filter(id__in=subscriptions).delete()
    Subscriber.objects.filter(id__in=subscribers, subscriptions=None).delete()


def _empty(subscription: UUID, subscriber: UUID, *, at: datetime) -> None:
    """End one that mails were written for; its address goes unless she has another list."""
    end_subscription(subscription=subscription, at=at, because="erased")
    SubscriptionConsent.objects.filter(subscription=subscription).delete()
    Subscription.objects.filter(id=subscription).update(state="erased")
    if not Subscription.objects.filter(subscriber=subscriber).exclude(state="erased").exists():
        Subscriber.objects.filter(id=subscriber).update(
            address="", agent=None, language="", digest=subscriber.hex
        )


@transaction.atomic
def end_brought(*, addresses: Sequence[str], by: UUID, at: datetime) -> int:
    """A later file says no of them: what files subscribed ends; return how many subscriptions.

    A yes from her own mailbox stays. The address is not barred: she may ask for the mails as
    anybody may, but no file begins again what was ended.
    """
    del by  # each end is an act of its own
    digests = []
    for address in addresses:
        try:
            digests.append(digest_of(plain_address(address)))
        except Refused:
            continue  # nothing was ever sent there
    own = SubscriptionConsent.objects.filter(subscription=OuterRef("id")).exclude(step="imported")
    ended = 0
    for start in range(0, len(digests), AT_ONCE):
        rows = Subscription.objects.filter(
            ~Exists(own), subscriber__digest__in=digests[start : start + AT_ONCE], state="confirmed"
        )
        for key in list(rows.values_list("id", flat=True)):
            end_subscription(subscription=key, at=at, because="declined")
            ended += 1
    return ended
