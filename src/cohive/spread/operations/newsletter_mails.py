"""Taking mails of an issue to send, writing down what became of them, and what came back.

Rows in masses: no act for each mail, the issue's own acts say how many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cohive.bridges.mail import bounces
from cohive.spread.models.newsletters import NewsletterIssue, NewsletterMail
from cohive.spread.newsletter_tokens import mail_of_message
from cohive.spread.operations.subscriptions import suppress_subscriber

ATTEMPTS_MAX = 6
FIRST_PAUSE = timedelta(minutes=5)
PAUSE_FACTOR = 3
"""Asked to come later: after 5 and 15 minutes, 45, 2 hours, 7 hours: about 10 hours in all."""
SOFT_IN_A_ROW = 5
PARAMETERS_MAX = 900


@dataclass(frozen=True)
class Claimed:
    """A mail that is this sender's alone to send."""

    mail: int
    subscription: UUID
    subscriber: UUID
    address: str
    language: str


@dataclass(frozen=True)
class Outcome:
    """What became of a claimed mail.

    `state` is accepted, refused, later or uncertain, or waiting when it was not begun; `status`
    the server's code; `is_dead` says that the address itself is refused for good.
    """

    mail: int
    state: str
    status: str = ""
    is_dead: bool = False


@transaction.atomic
def claim_mails(*, issue: UUID, most: int, at: datetime) -> list[Claimed]:
    """Take up to `most` mails; who left meanwhile is marked so and not taken. Commit, then send."""
    if not NewsletterIssue.objects.filter(id=issue, state="sending").exists():
        return []
    waiting = NewsletterMail.objects.filter(issue=issue)
    taken = list(waiting.filter(state="waiting").order_by("id").values_list("id")[:most])
    if len(taken) < most:
        due = waiting.filter(state="later", next_at__lte=at).order_by("id").values_list("id")
        taken += list(due[: most - len(taken)])
    rows = list(
        NewsletterMail.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(id__in=[key for (key,) in taken], state__in=("waiting", "later"))
        .order_by("id")
        .values_list(
            "id",
            "subscription_id",
            "subscription__subscriber_id",
            "subscription__subscriber__address",
            "subscription__subscriber__language",
            "subscription__state",
        )
    )
    gone = [row[0] for row in rows if row[5] != "confirmed" or not row[3]]
    NewsletterMail.objects.filter(id__in=gone).update(state="left", done_at=at)
    claimed = [Claimed(*row[:5]) for row in rows if row[0] not in set(gone)]
    NewsletterMail.objects.filter(id__in=[one.mail for one in claimed]).update(state="claimed")
    return claimed


@transaction.atomic
def settle_mails(*, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Write down what became of claimed mails; a dead address is not written to again."""
    by_answer: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in outcomes:
        by_answer[one.state, one.status].append(one.mail)
    for (state, status), mails in by_answer.items():
        for start in range(0, len(mails), PARAMETERS_MAX):
            _settle(state, status, mails[start : start + PARAMETERS_MAX], at=at)
    for one in outcomes:
        if one.is_dead:
            _note(one.mail, kind="hard", status=one.status, at=at)


def _settle(state: str, status: str, mails: list[int], *, at: datetime) -> None:
    mine = NewsletterMail.objects.filter(id__in=mails, state="claimed")
    if state == "waiting":
        mine.update(state="waiting")
    elif state != "later":
        mine.update(state=state, status=status, done_at=at, attempts=F("attempts") + 1)
    else:
        for row in mine:
            _put_off(row, status, at=at)


def _put_off(row: NewsletterMail, status: str, *, at: datetime) -> None:
    """Come again later, each time a longer while; after too many times it has failed softly."""
    row.attempts, row.status = row.attempts + 1, status
    if row.attempts < ATTEMPTS_MAX:
        pause = FIRST_PAUSE * PAUSE_FACTOR ** (row.attempts - 1)
        row.state, row.next_at = "later", at + pause
        row.save()
        return
    row.state, row.done_at, row.next_at = "failed", at, None
    row.save()
    _note(row.id, kind="soft", status=status, at=at)


def set_waiting(*, issue: UUID, until: datetime | None, because: str) -> None:
    """Say on the issue's page why nothing moves just now."""
    NewsletterIssue.objects.filter(id=issue, state="sending").update(
        waits_until=until, waits_because=because
    )


def claimed_mails() -> list[int]:
    """What some sender has claimed and not settled; while no sender lives: what it left behind."""
    return list(NewsletterMail.objects.filter(state="claimed").values_list("id", flat=True))


def record_returned_mail(*, message: EmailMessage, at: datetime) -> bool:
    """A mail came in: if it says that one of ours came back, write it down. Idempotent.

    True when it is a bounce or a complaint at all, also of a mail not ours: nobody's conversation.
    """
    found = bounces.read(message)
    if found is None:
        return False
    if found.kind == bounces.NOTICE:
        return True  # delayed, or delivered: nothing came back
    for token in found.tokens:
        mail = mail_of_message(token)
        if mail is not None:
            record_bounce(mail=mail, kind=found.kind, status=found.status, at=at)
            break
    return True


@transaction.atomic
def record_bounce(*, mail: int, kind: str, status: str, at: datetime) -> None:
    """One of our mails came back (`hard`, `soft`) or was called spam (`complaint`)."""
    _note(mail, kind=kind, status=status, at=at)


def _note(mail: int, *, kind: str, status: str, at: datetime) -> None:
    row = (
        NewsletterMail.objects.select_for_update(of=("self",))
        .select_related("subscription")
        .filter(id=mail)
        .first()
    )
    if row is None or row.bounce in ("hard", "complaint", kind):
        return
    row.bounce = kind
    row.status = status or row.status
    if row.state == "uncertain":  # now it is known: it did leave
        row.state = "accepted"
    row.save()
    subscription = row.subscription
    if subscription.state == "erased":
        return
    if kind == "soft" and not _is_in_a_row(subscription.subscriber_id):
        return
    reason = "complained" if kind == "complaint" else "bounced"
    suppress_subscriber(subscriber=subscription.subscriber_id, reason=reason, at=at)


def _is_in_a_row(subscriber: UUID) -> bool:
    """Whether the last mails to this address all came back softly."""
    last = NewsletterMail.objects.filter(
        subscription__subscriber=subscriber, state__in=("accepted", "failed")
    ).order_by("-id")[:SOFT_IN_A_ROW]
    kinds = [row.bounce for row in last]
    return len(kinds) == SOFT_IN_A_ROW and all(kind == "soft" for kind in kinds)
