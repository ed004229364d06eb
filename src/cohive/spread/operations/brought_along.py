"""Taking over what people agreed to elsewhere, many at once, and taking it back again.

An import never overrules anybody's own word: who ended it here, or is not to be written to, is not
subscribed; what she confirmed from her own mailbox stays when the import is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.bond.queries import place
from cohive.journal.operations import record
from cohive.spread.events_newsletter import (
    AddressesDeclined,
    SubscriptionsImported,
)
from cohive.spread.mail_addresses import digest_of, plain_address
from cohive.spread.models.subscriptions import (
    CONSENT_CHARACTERS_MAX,
    PAGE_CHARACTERS_MAX,
    Subscriber,
    Subscription,
    SubscriptionConsent,
    SuppressedAddress,
)
from cohive.spread.newsletter_lists import MailingList, known_list
from cohive.spread.operations.subscriptions import end_subscription, erase_subscriber
from cohive.words.refusals import Missing, Refused

AT_ONCE = 400


@dataclass(frozen=True)
class RecordedConsent:
    """The proof of a yes given elsewhere: when, to what words, and where it is written down."""

    at: datetime
    text: str
    source: str


@dataclass(frozen=True)
class BroughtSubscription:
    """One address that agreed to mail elsewhere."""

    address: str
    language: str
    consent: RecordedConsent


@dataclass(frozen=True)
class BroughtAlong:
    """What became of them.

    `known` are in, were asked, or ended it here themselves; `suppressed` are not written to;
    `unreadable` are no addresses we can write to.
    """

    subscribed: int = 0
    known: int = 0
    suppressed: int = 0
    unreadable: int = 0


@transaction.atomic
def import_subscription(
    *,
    address: str,
    list_kind: str,
    list_id: UUID,
    language: str,
    consent: RecordedConsent | None,
    by: UUID,
    at: datetime,
) -> str:
    """Take over a subscription given elsewhere, with its proof; return what became of it.

    "subscribed"; "known" when she is in, asked, or once ended it here (an import never overrules
    her own word); "suppressed" when the address is not written to. Refused without a consent that
    says when, to what words and where it is recorded.
    """
    if consent is None:
        raise Refused("Without a recorded consent nobody is subscribed.", field="consent")
    brought = BroughtSubscription(plain_address(address), language, consent)
    found = import_subscriptions(
        brought=[brought], list_kind=list_kind, list_id=list_id, by=by, at=at
    )
    if found.suppressed:
        return "suppressed"
    return "subscribed" if found.subscribed else "known"


@transaction.atomic
def import_subscriptions(
    *,
    brought: Iterable[BroughtSubscription],
    list_kind: str,
    list_id: UUID,
    by: UUID,
    at: datetime,
) -> BroughtAlong:
    """Take over many subscriptions of one list, each with its proof, under one act.

    Six SQL queries for four hundred. Refused, and nobody is subscribed, when a consent does not
    say when, to what words and where it is recorded.
    """
    asked = known_list(list_kind, list_id)
    wanted: dict[str, BroughtSubscription] = {}
    unreadable = subscribed = suppressed = 0
    for one in brought:
        _refuse_unproved(one.consent, at=at)
        try:
            wanted.setdefault(digest_of(plain_address(one.address)), one)
        except Refused:
            unreadable += 1
    for digests in _parts(list(wanted)):
        barred = _barred(digests)
        suppressed += len(barred)
        mine = {digest: wanted[digest] for digest in digests if digest not in barred}
        subscribed += _take_over(mine, asked, at=at)
    if subscribed:
        record(
            SubscriptionsImported(subscribed=subscribed, list_kind=asked.kind),
            by=by,
            at=at,
            object_kind=asked.kind,
            object=asked.id,
        )
    known = len(wanted) - suppressed - subscribed
    return BroughtAlong(subscribed, known, suppressed, unreadable)


def _refuse_unproved(consent: RecordedConsent, *, at: datetime) -> None:
    if not consent.text.strip() or not consent.source.strip():
        raise Refused("Without a recorded consent nobody is subscribed.", field="consent")
    if consent.at > at:
        raise Refused("A consent cannot be given in the future.", field="consent")


def _parts(digests: Sequence[str]) -> Iterator[Sequence[str]]:
    return (digests[start : start + AT_ONCE] for start in range(0, len(digests), AT_ONCE))


def _barred(digests: Sequence[str]) -> set[str]:
    rows = SuppressedAddress.objects.filter(digest__in=digests)
    return set(rows.values_list("digest", flat=True))


def _take_over(mine: dict[str, BroughtSubscription], asked: MailingList, *, at: datetime) -> int:
    """Subscribe those who are not known yet; return how many."""
    people = [
        Subscriber(
            digest=digest,
            address=plain_address(one.address),
            language=one.language,
            created_at=at,
        )
        for digest, one in mine.items()
    ]
    Subscriber.objects.bulk_create(people, ignore_conflicts=True)  # who is there stays as she is
    keys = dict(Subscriber.objects.filter(digest__in=mine).values_list("digest", "id"))
    theirs = Subscription.objects.filter(
        subscriber__in=keys.values(), list_kind=asked.kind, list_id=asked.id
    )
    known = set(theirs.values_list("subscriber_id", flat=True))
    fresh = [
        (
            one.consent,
            Subscription(
                subscriber_id=keys[digest],
                list_kind=asked.kind,
                list_id=asked.id,
                state="confirmed",
                asked_at=one.consent.at,
                confirmed_at=one.consent.at,
            ),
        )
        for digest, one in mine.items()
        if keys[digest] not in known
    ]
    Subscription.objects.bulk_create([row for _consent, row in fresh])
    SubscriptionConsent.objects.bulk_create(
        SubscriptionConsent(
            subscription=row,
            step="imported",
            text=consent.text[:CONSENT_CHARACTERS_MAX],
            page=consent.source[:PAGE_CHARACTERS_MAX],
            at=consent.at,
        )
        for consent, row in fresh
    )
    return len(fresh)


@transaction.atomic
def decline_addresses(*, addresses: Iterable[str], by: UUID, at: datetime) -> int:
    """Their owners said no elsewhere: they are not written to; return how many that is new of.

    What was brought along for them ends. A yes she gave here from her own mailbox stays: it is
    hers, and she can end it by any mail. Her own asking opens the address again.
    """
    digests = []
    for address in addresses:
        try:
            digests.append(digest_of(plain_address(address)))
        except Refused:
            continue  # what cannot be written to need not be remembered
    declined = 0
    for part in _parts(list(dict.fromkeys(digests))):
        own = set(
            Subscriber.objects.filter(
                Q(subscriptions__state="confirmed", subscriptions__consents__step="confirmed"),
                digest__in=part,
            ).values_list("digest", flat=True)
        )
        left_out = own | _barred(part)
        fresh = [one for one in part if one not in left_out]
        SuppressedAddress.objects.bulk_create(
            [SuppressedAddress(digest=one, reason="declined", at=at) for one in fresh],
            ignore_conflicts=True,
        )
        open_ones = Subscription.objects.filter(subscriber__digest__in=fresh, state="confirmed")
        for key in open_ones.values_list("id", flat=True):
            end_subscription(subscription=key, at=at, because="declined")
        declined += len(fresh)
    here = place()
    if here is None:
        raise Missing("There is no place yet.")
    if declined:
        record(
            AddressesDeclined(addresses=declined),
            by=by,
            at=at,
            object_kind="place",
            object=here.agent,
        )
    return declined


def erase_address(*, address: str, at: datetime) -> None:
    """Forget an address with all it gets; only the digest that says “never again” stays."""
    try:
        digest = digest_of(plain_address(address))
    except Refused:
        return
    for key in Subscriber.objects.filter(digest=digest).values_list("id", flat=True):
        erase_subscriber(subscriber=key, at=at)
