"""Issues: drafts, how far sending is, what came of it, and the archive everybody reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from cohive.bond.queries import place
from cohive.spread.models.newsletters import (
    NewsletterIssue,
    NewsletterMail,
    NewsletterRules,
    NewsletterText,
)
from cohive.spread.newsletter_lists import MailingList, lists_by_key
from cohive.words.sentences import Sentence

PUBLISHED = ("sending", "paused", "stopped", "sent")
HOUR = timedelta(hours=1)
ISSUES_ON_A_PAGE = 20


@dataclass(frozen=True)
class IssueText:
    """Subject and Markdown in one language."""

    language: str
    subject: str
    text: str


@dataclass(frozen=True)
class NarrowedView:
    """The part of its list an issue is for; `reasons` follow the word “because”."""

    kind: str
    id: UUID
    name: str
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class IssueView:
    """An issue with its words; `texts` in the order of the place's languages."""

    id: UUID
    listed: MailingList | None
    state: str
    created_at: datetime
    starts_at: datetime | None
    queued_at: datetime | None
    ended_at: datetime | None
    recipients: int
    audience: NarrowedView | None
    waits_until: datetime | None
    waits_because: str
    texts: tuple[IssueText, ...]

    @property
    def is_published(self) -> bool:
        """Whether it has begun to go out, so that everybody may read it."""
        return self.state in PUBLISHED

    def text_in(self, language: str) -> IssueText | None:
        """Its words in a language, else in the first it has."""
        same = (text for text in self.texts if text.language == language)
        return next(same, self.texts[0] if self.texts else None)


@dataclass(frozen=True)
class IssueResult:
    """How many mails of an issue stand where. `bounced` and `unsubscribed` are of the accepted."""

    recipients: int = 0
    waiting: int = 0
    later: int = 0
    claimed: int = 0
    accepted: int = 0
    refused: int = 0
    failed: int = 0
    uncertain: int = 0
    left: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0

    @property
    def done(self) -> int:
        """Mails nothing more will happen with."""
        return self.accepted + self.refused + self.failed + self.uncertain + self.left

    @property
    def open(self) -> int:
        """Mails still to be sent."""
        return self.waiting + self.later + self.claimed


@dataclass(frozen=True)
class UncertainMail:
    """A mail that was in flight when its sender died."""

    mail: int
    address: str


@dataclass(frozen=True)
class NewsletterRulesView:
    """The place's rules; None: no limit."""

    per_hour_max: int | None = None
    postal_address: str = ""


def issue(key: UUID) -> IssueView | None:
    """One issue. Two SQL queries and the list's."""
    rows = _views(NewsletterIssue.objects.filter(id=key))
    return rows[0] if rows else None


def _views(rows: Iterable[NewsletterIssue]) -> list[IssueView]:
    rows = list(rows)
    here = place()
    order = list(here.languages) if here else []
    texts: dict[UUID, list[IssueText]] = {row.id: [] for row in rows}
    for one in NewsletterText.objects.filter(issue__in=[row.id for row in rows]):
        texts[one.issue_id].append(IssueText(one.language, one.subject, one.text))
    known = lists_by_key((row.list_kind, row.list_id) for row in rows)
    return [
        IssueView(
            id=row.id,
            listed=known.get((row.list_kind, row.list_id)),
            state=row.state,
            created_at=row.created_at,
            starts_at=row.starts_at,
            queued_at=row.queued_at,
            ended_at=row.ended_at,
            recipients=row.recipients,
            audience=_narrowed(row),
            waits_until=row.waits_until,
            waits_because=row.waits_because,
            texts=tuple(sorted(texts[row.id], key=lambda text: _place_of(text.language, order))),
        )
        for row in rows
    ]


def _narrowed(row: NewsletterIssue) -> NarrowedView | None:
    if row.audience_id is None:
        return None
    reasons = tuple(
        Sentence.known(english).filled(**values) for english, values in row.audience_reasons
    )
    return NarrowedView(row.audience_kind, row.audience_id, row.audience_name, reasons)


def _place_of(language: str, order: list[str]) -> int:
    return order.index(language) if language in order else len(order)


def issues(*, limit: int = ISSUES_ON_A_PAGE, before: UUID | None = None) -> list[IssueView]:
    """Every issue, the newest begun first, older than `before`. Two SQL queries and the lists'."""
    rows = NewsletterIssue.objects.order_by("-id")
    return _views((rows.filter(id__lt=before) if before else rows)[:limit])


def newest_issues(
    *,
    list_kind: str = "place",
    list_id: UUID | None = None,
    limit: int = ISSUES_ON_A_PAGE,
    before: UUID | None = None,
) -> list[IssueView]:
    """What a list sent (the place's when none is named), the newest first: for archive and feeds.

    What went to a part of the list only is read by who has its address. `before`: only older issues
    than this one. Two SQL queries and the list's.
    """
    here = place()
    if here is None:
        return []
    rows = NewsletterIssue.objects.filter(
        state__in=PUBLISHED,
        list_kind=list_kind,
        list_id=list_id or here.agent,
        audience_kind="",
    ).order_by("-id")
    return _views((rows.filter(id__lt=before) if before else rows)[:limit])


def issue_result(key: UUID) -> IssueResult:
    """What became of an issue's mails. Two SQL queries."""
    rows = NewsletterMail.objects.filter(issue=key)
    states = dict(rows.values_list("state").annotate(count=Count("id")).order_by())
    more = rows.aggregate(
        bounced=Count("id", filter=Q(bounce__in=("soft", "hard"), state="accepted")),
        complained=Count("id", filter=Q(bounce="complaint")),
        unsubscribed=Count("id", filter=Q(unsubscribed_at__isnull=False)),
    )
    return IssueResult(recipients=sum(states.values()), **states, **more)


def uncertain_mails(key: UUID, *, limit: int = 100) -> list[UncertainMail]:
    """Which mails were in flight when a sender died. One SQL query."""
    rows = (
        NewsletterMail.objects.filter(issue=key, state="uncertain")
        .order_by("id")
        .values_list("id", "subscription__subscriber__address")
    )
    return [UncertainMail(*row) for row in rows[:limit]]


def next_issue_to_send(*, at: datetime) -> UUID | None:
    """The oldest issue that is going out and has something to do now. Two SQL queries at most."""
    going = NewsletterIssue.objects.filter(state="sending").order_by("queued_at", "id")
    for key in going.values_list("id", flat=True):
        mails = NewsletterMail.objects.filter(issue=key)
        if mails.filter(Q(state="waiting") | Q(state="later", next_at__lte=at)).exists():
            return key
        if not mails.filter(state__in=("later", "claimed")).exists():
            return key  # nothing is left: to be finished
    return None


def newsletter_rules() -> NewsletterRulesView:
    """How fast newsletters may leave. One SQL query."""
    row = NewsletterRules.objects.filter(id=NewsletterRules.THE_ONE).first()
    return (
        NewsletterRulesView(row.per_hour_max, row.postal_address)
        if row
        else (NewsletterRulesView())
    )


def mails_left_in_hour(*, at: datetime) -> int | None:
    """How many more may leave within the hour before `at`; None when there is no limit."""
    limit = newsletter_rules().per_hour_max
    if limit is None:
        return None
    gone = NewsletterMail.objects.filter(done_at__gt=at - HOUR).exclude(state="left")
    return max(0, limit - gone.count())
