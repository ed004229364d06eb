"""Asking for mail, saying yes from the mailbox, and ending it.

Nobody is written to without a yes that came out of her own mailbox, or a recorded one from
elsewhere. What was ended begins again in the same way only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.bond.queries import mailbox, place, proven_email_of
from cohive.guard.operations import allow
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.spread.events_newsletter import (
    SubscriptionAsked,
    SubscriptionConfirmed,
    SubscriptionEnded,
)
from cohive.spread.mail_addresses import digest_of, plain_address
from cohive.spread.models.newsletters import NewsletterMail
from cohive.spread.models.subscriptions import (
    CONSENT_CHARACTERS_MAX,
    PAGE_CHARACTERS_MAX,
    SUBSCRIPTION_STATES,
    Subscriber,
    Subscription,
    SubscriptionConsent,
    SuppressedAddress,
)
from cohive.spread.newsletter_lists import known_list
from cohive.spread.newsletter_readers import may_get
from cohive.spread.newsletter_tokens import CONFIRM_DAYS
from cohive.words.refusals import Missing, Refused

CONFIRM_JOB = "spread.newsletter_confirm_mail"
OWNER_JOB = "spread.newsletter_owner_mail"
HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS
ASKED_AN_HOUR_OF_ADDRESS = 3
ASKED_A_DAY_OF_ADDRESS = 6
"""From however many networks: each asking is a mail to somebody who may have asked for none."""
ASKED_AN_HOUR_OF_ACCOUNT = 20
ASKED_AN_HOUR_OF_NETWORK = 30
FORGOTTEN_AT_ONCE = 1_000
OWN_WORD_OPENS = ("bounced", "declined")
"""Why an address is not written to that its owner's own asking and confirming undoes."""
NO_SUBSCRIPTION = "There is no such subscription any more."


def count_asking(*, address: str, network: str, agent: UUID | None, at: datetime) -> None:
    """Refuse who asks again and again: per address, per account, per block of the network.

    `network` is a /24 or a /64; only digests are kept, for an hour, of the address for a day. One
    mailbox counts once, however its address is written (`me+news`).
    """
    what, seconds = "spread.newsletter.ask", HOUR_SECONDS
    if network:
        allow(what=what, who=network, limit=ASKED_AN_HOUR_OF_NETWORK, seconds=seconds, at=at)
    if agent:
        who = str(agent)
        allow(what=what, who=who, limit=ASKED_AN_HOUR_OF_ACCOUNT, seconds=seconds, at=at)
    whose = mailbox(address)
    allow(what=what, who=whose, limit=ASKED_AN_HOUR_OF_ADDRESS, seconds=seconds, at=at)
    a_day = f"{what}.day"
    allow(what=a_day, who=whose, limit=ASKED_A_DAY_OF_ADDRESS, seconds=DAY_SECONDS, at=at)


@transaction.atomic
def ask_for_newsletter(
    *,
    address: str,
    list_kind: str,
    list_id: UUID,
    language: str,
    consent: str,
    page: str,
    by: UUID | None,
    at: datetime,
    network: str = "",
) -> None:
    """Ask for mail of a list; a mail asks its owner whether it was she. Says nothing of who is in.

    `by` is the member who is signed in, None for a stranger; `consent` the words she agreed to,
    `page` the path they stood on; `network` a /24 or /64, counted and not kept. An address that
    was erased here or complained is written to only when a member asks for her own.
    """
    asked = known_list(list_kind, list_id)
    known = plain_address(address)
    count_asking(address=known, network=network, agent=by, at=at)
    is_own = by is not None and (proven_email_of(by) or "").lower() == known
    if not may_get(asked.kind, asked.id, by if is_own else None, at=at):
        raise Refused(
            "These mails are for who is in this circle now, at the address she signs in with.",
            field="address",
        )
    digest = digest_of(known)
    barred = SuppressedAddress.objects.filter(digest=digest).exclude(reason__in=OWN_WORD_OPENS)
    if barred.exists() and not is_own:
        return
    who = _subscriber(known, digest, agent=by if is_own else None, language=language, at=at)
    mine = Subscription.objects.select_for_update().filter(
        subscriber=who, list_kind=asked.kind, list_id=asked.id
    )
    row = mine.first()
    if row is None:
        row = Subscription.objects.create(
            subscriber=who, list_kind=asked.kind, list_id=asked.id, state="asked", asked_at=at
        )
    elif row.state != "confirmed":
        if row.state == "ended":
            row.state = SUBSCRIPTION_STATES.move(row.state, "asked")
        row.asked_at = at
        row.save()
    if row.state == "asked":
        _prove(row, "asked", text=consent, page=page, at=at)
        record(
            SubscriptionAsked(subscription=row.id, list_kind=asked.kind),
            by=by or _world(),
            at=at,
            object_kind=asked.kind,
            object=asked.id,
        )
    jobs.schedule(CONFIRM_JOB, key=str(row.id), run_at=at, arguments={"subscription": str(row.id)})


def _subscriber(
    address: str, digest: str, *, agent: UUID | None, language: str, at: datetime
) -> Subscriber:
    who, is_new = Subscriber.objects.get_or_create(
        digest=digest,
        defaults={
            "address": address,
            "agent_id": agent,
            "language": language,
            "created_at": at,
        },
    )
    if not is_new and agent and who.agent_id is None:
        who.agent_id = agent
        who.save(update_fields=["agent"])
    return who


def _prove(row: Subscription, step: str, *, text: str, page: str, at: datetime) -> None:
    SubscriptionConsent.objects.create(
        subscription=row,
        step=step,
        text=text[:CONSENT_CHARACTERS_MAX],
        page=page[:PAGE_CHARACTERS_MAX],
        at=at,
    )


def _world() -> UUID:
    here = place()
    if here is None:
        raise Missing("There is no place yet.")
    return here.world


def _actor(row: Subscription) -> UUID:
    return row.subscriber.agent_id or _world()


def _locked(subscription: UUID) -> Subscription:
    row = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("subscriber")
        .filter(id=subscription)
        .exclude(state="erased")
        .first()
    )
    if row is None:
        raise Missing(NO_SUBSCRIPTION)
    return row


@transaction.atomic
def confirm_subscription(*, subscription: UUID, at: datetime) -> None:
    """The owner of the mailbox says yes; saying it twice changes nothing.

    Refused when it was ended since the mail was written: she would have to ask again.
    """
    row = _locked(subscription)
    if row.state == "confirmed":
        return
    if row.state == "ended":
        raise Refused("This was ended since. Ask for the mails again, and a new mail comes.")
    row.state = SUBSCRIPTION_STATES.move(row.state, "confirmed")
    row.confirmed_at, row.ended_at, row.ended_because = at, None, ""
    row.save()
    SuppressedAddress.objects.filter(digest=row.subscriber.digest).delete()
    asked = row.consents.filter(step="asked").order_by("-at", "-id").first()
    _prove(row, "confirmed", text=asked.text if asked else "", page="mail", at=at)
    record(
        SubscriptionConfirmed(subscription=row.id, list_kind=row.list_kind),
        by=_actor(row),
        at=at,
        object_kind=row.list_kind,
        object=row.list_id,
    )


@transaction.atomic
def end_subscription(
    *, subscription: UUID, at: datetime, because: str = "unsubscribed", mail: int = 0
) -> None:
    """No more mail of this list; ending it twice changes nothing. `mail`: the one she left by."""
    row = _locked(subscription)
    if mail:
        NewsletterMail.objects.filter(
            id=mail, subscription=row, unsubscribed_at__isnull=True
        ).update(unsubscribed_at=at)
    _end(row, because=because, at=at)


def _end(row: Subscription, *, because: str, at: datetime) -> None:
    if row.state not in ("asked", "confirmed"):
        return
    row.state = SUBSCRIPTION_STATES.move(row.state, "ended")
    row.ended_at, row.ended_because = at, because
    row.save()
    record(
        SubscriptionEnded(subscription=row.id, reason=because),
        by=_actor(row),
        at=at,
        object_kind=row.list_kind,
        object=row.list_id,
    )


@transaction.atomic
def end_all_subscriptions(*, subscriber: UUID, at: datetime, because: str = "unsubscribed") -> int:
    """No more mail of anything; return how many lists that were."""
    rows = list(
        Subscription.objects.select_for_update(of=("self",))
        .select_related("subscriber")
        .filter(subscriber=subscriber, state__in=("asked", "confirmed"))
    )
    for row in rows:
        _end(row, because=because, at=at)
    return len(rows)


@transaction.atomic
def suppress_subscriber(*, subscriber: UUID, reason: str, at: datetime) -> None:
    """End everything and remember, as a digest, that this address is not written to."""
    digest = Subscriber.objects.values_list("digest", flat=True).get(id=subscriber)
    SuppressedAddress.objects.update_or_create(digest=digest, defaults={"reason": reason, "at": at})
    end_all_subscriptions(subscriber=subscriber, at=at, because=reason)


@transaction.atomic
def ask_owner(*, subscriber: UUID, at: datetime, network: str = "") -> None:
    """Write to an address so that its owner may take along or erase what is kept of it.

    The link of every mail opens her page, and mails are passed on: only a fresh one shows that it
    is she. Counted as asking for mails is. No act: nothing has changed yet.
    """
    who = Subscriber.objects.filter(id=subscriber).exclude(address="").first()
    if who is None:
        raise Missing(NO_SUBSCRIPTION)
    count_asking(address=who.address, network=network, agent=None, at=at)
    jobs.schedule(OWNER_JOB, key=str(who.id), run_at=at, arguments={"subscriber": str(who.id)})


@transaction.atomic
def choose_newsletter_language(*, subscriber: UUID, language: str, at: datetime) -> None:
    """In which language her mails come: a preference, so no act."""
    del at
    here = place()
    if here is None or language not in here.languages:
        raise Refused("Choose one of the languages of this place.", field="language")
    Subscriber.objects.filter(id=subscriber).exclude(address="").update(language=language)


@transaction.atomic
def erase_subscriber(*, subscriber: UUID, at: datetime) -> None:
    """Erase the address, its language, its proofs; keep only the digest that says: never again.

    What is left are subscriptions and mails without anybody, so that results still add up.
    """
    who = Subscriber.objects.select_for_update().filter(id=subscriber).exclude(address="").first()
    if who is None:
        return
    suppress_subscriber(subscriber=who.id, reason="erased", at=at)
    SubscriptionConsent.objects.filter(subscription__subscriber=who).delete()
    Subscription.objects.filter(subscriber=who).update(state="erased")
    who.address, who.agent_id, who.language, who.digest = "", None, "", who.id.hex
    who.save()


def erase_subscriptions_of(*, agent: UUID, at: datetime) -> None:
    """A member leaves: what she subscribed to goes, under her account or only its address."""
    for row in subscribers_of(agent):
        erase_subscriber(subscriber=row.id, at=at)


def subscribers_of(agent: UUID) -> list[Subscriber]:
    """The addresses that are a member's: linked to her, or the one she showed to be hers."""
    found = {row.id: row for row in Subscriber.objects.filter(agent=agent)}
    email = proven_email_of(agent)
    if email:
        same = Subscriber.objects.filter(digest=digest_of(email.strip().lower()))
        found |= {row.id: row for row in same}
    return list(found.values())


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> None:
    """Delete what nobody confirmed within its week, and addresses nothing hangs on any more.

    No digest is kept of them: they were never written to but once.
    """
    old = Subscription.objects.filter(
        state="asked", asked_at__lt=at - timedelta(days=CONFIRM_DAYS)
    ).order_by("asked_at")[:FORGOTTEN_AT_ONCE]
    for row in list(old.select_related("subscriber")):
        if row.confirmed_at is not None or row.mails.exists():
            _end(row, because="unconfirmed", at=at)
            continue
        row.consents.all().delete()
        who = row.subscriber
        row.delete()
        if not who.subscriptions.exists():
            who.delete()
