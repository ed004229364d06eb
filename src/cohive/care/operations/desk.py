"""Labels, canned answers, opening hours and rules of the inbox; what an answer was worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond.operations import notify
from cohive.bond.queries import place, stewards
from cohive.care.events import AnswerRated, InboxChanged
from cohive.care.models import CannedAnswer, InboxRules, Label, Message, OpeningHours, Satisfaction
from cohive.care.models.desk import SCORES, TONES
from cohive.care.operations.standing import require_answerer, require_steward
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

MINUTES_A_DAY = 24 * 60
ANSWERS_MAX = 200
LABELS_MAX = 60
RETENTION_DAYS = (30, 3650)
PROMISE_HOURS = (1, 720)
ORIGINS_LENGTH = 1000
COMMENT_LENGTH = 500
MAILBOX_CHANGED = gettext_noop("%(name)s connected another mailbox to the inbox, or let it go.")
BOT_CHANGED = gettext_noop("%(name)s connected another Telegram bot to the inbox, or let it go.")


@transaction.atomic
def make_label(*, name: str, tone: str, by: UUID, at: datetime) -> UUID:
    """A new label; the name of one that is in use is refused."""
    require_answerer(by)
    plain = " ".join(name.split())
    if not plain or len(plain) > 40:
        raise Refused("A label has 1 to 40 characters.", field="name")
    if tone not in TONES:
        raise Refused("Choose one of the colours.", field="tone")
    used = Label.objects.filter(retired_at__isnull=True)
    if used.filter(name=plain).exists():
        raise Refused("There is a label of this name.", field="name")
    if used.count() >= LABELS_MAX:
        raise Refused("At most %(count)s labels.", field="name", count=LABELS_MAX)
    made = Label.objects.create(name=plain, tone=tone)
    _changed("label", by=by, at=at)
    return made.id


@transaction.atomic
def retire_label(*, label: UUID, by: UUID, at: datetime) -> None:
    """Take a label out of use; conversations that have it keep it."""
    require_answerer(by)
    if not Label.objects.filter(id=label, retired_at__isnull=True).update(retired_at=at):
        raise Missing("There is no such label.")
    _changed("label", by=by, at=at)


@transaction.atomic
def keep_canned_answer(
    *, title: str, text: str, language: str, by: UUID, at: datetime, answer: UUID | None = None
) -> UUID:
    """Write a canned answer, or (`answer`) write it anew; the one before is retired."""
    require_answerer(by)
    plain, words = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if not plain or len(plain) > 80:
        raise Refused("A title has 1 to 80 characters.", field="title")
    if not words or len(words) > 4000:
        raise Refused("An answer has 1 to 4,000 characters.", field="text")
    if CannedAnswer.objects.filter(retired_at__isnull=True).count() >= ANSWERS_MAX:
        raise Refused("At most %(count)s answers.", field="title", count=ANSWERS_MAX)
    if answer is not None:
        retire_canned_answer(answer=answer, by=by, at=at)
    made = CannedAnswer.objects.create(
        title=plain, text=words, language=language[:10], by_id=by, at=at
    )
    _changed("canned", by=by, at=at)
    return made.id


@transaction.atomic
def retire_canned_answer(*, answer: UUID, by: UUID, at: datetime) -> None:
    """Take a canned answer out of use."""
    require_answerer(by)
    if not CannedAnswer.objects.filter(id=answer, retired_at__isnull=True).update(retired_at=at):
        raise Missing("There is no such answer.")
    _changed("canned", by=by, at=at)


@transaction.atomic
def set_opening_hours(*, hours: Mapping[int, tuple[int, int]], by: UUID, at: datetime) -> None:
    """Day of the week (0 Monday) to minutes from and until; no day at all: always open."""
    require_steward(by)
    for day, (opens, closes) in hours.items():
        if not (0 <= day <= 6 and 0 <= opens < closes <= MINUTES_A_DAY):
            raise Refused("The hour of closing comes after that of opening.", field=f"day{day}")
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens_minute=opens, closes_minute=closes)
        for day, (opens, closes) in sorted(hours.items())
    )
    _changed("hours", by=by, at=at)


@transaction.atomic
def set_inbox_rules(
    *,
    promise_hours: int,
    retention_days: int,
    has_widget: bool,
    widget_origins: str,
    by: UUID,
    at: datetime,
) -> None:
    """What is promised on the form, how long words are kept, who may show the form in a frame."""
    require_steward(by)
    if not PROMISE_HOURS[0] <= promise_hours <= PROMISE_HOURS[1]:
        raise Refused("From 1 to 720 hours.", field="promise_hours")
    if not RETENTION_DAYS[0] <= retention_days <= RETENTION_DAYS[1]:
        raise Refused("From 30 to 3,650 days.", field="retention_days")
    InboxRules.objects.update_or_create(
        id=InboxRules.THE_ONE,
        defaults={
            "promise_hours": promise_hours,
            "retention_days": retention_days,
            "has_widget": has_widget,
            "widget_origins": " ".join(checked_origins(widget_origins)),
        },
    )
    _changed("rules", by=by, at=at)


def checked_origins(text: str) -> tuple[str, ...]:
    """Addresses of websites as a browser names them, https://shop.example; none means any."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            parts = urlsplit(word)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            parts, port = urlsplit(""), ""
        host = parts.hostname or ""
        is_plain = host.isascii() and all(sign.isalnum() or sign in ".-" for sign in host)
        if parts.scheme not in ("https", "http") or not host or not is_plain:
            raise Refused("Write addresses such as https://shop.example.", field="widget_origins")
        found.append(f"{parts.scheme}://{host}{port}")
    if len(" ".join(found)) > ORIGINS_LENGTH:
        raise Refused("These are too many websites.", field="widget_origins")
    return tuple(dict.fromkeys(found))


@transaction.atomic
def connect_source(*, what: str, keep: Callable[[], None], by: UUID, at: datetime) -> None:
    """A steward connected or let go a mailbox or a bot; `keep` writes its keys into their file.

    The other stewards are told: who changes it reads and answers what people write to the place.
    """
    require_steward(by)
    _changed(what, by=by, at=at)
    keep()
    sentence = MAILBOX_CHANGED if what == "mailbox" else BOT_CHANGED
    for steward in stewards():
        if steward != by:
            notify(
                to=steward,
                kind="care.inbox.connected",
                sentence=sentence,
                values={"name": f"agent:{by}"},
                url=reverse("care:inbox-settings"),
                at=at,
            )


@transaction.atomic
def rate_answer(*, message: UUID, score: int, comment: str, at: datetime) -> None:
    """What an answer was worth: 1 not well, 2 fairly, 3 well. The last tap counts."""
    here = place()
    row = Message.objects.filter(id=message, kind="out").first()
    if row is None or here is None:
        raise Missing("There is no such answer.")
    if score not in SCORES:
        raise Refused("Choose one of the three.", field="score")
    if len(comment) > COMMENT_LENGTH:
        raise Refused("Keep it under %(count)s characters.", field="comment", count=COMMENT_LENGTH)
    Satisfaction.objects.update_or_create(
        message=row, defaults={"score": score, "comment": comment.strip(), "at": at}
    )
    record(
        AnswerRated(message, score),
        by=here.world,
        at=at,
        object_kind="message",
        object=message,
    )


def _changed(what: str, *, by: UUID, at: datetime) -> None:
    here = place()
    if here is not None:
        record(InboxChanged(what), by=by, at=at, object_kind="place", object=here.agent)
