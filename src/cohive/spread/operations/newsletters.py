"""Writing an issue, planning it, letting it go out, stopping it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.queries import place
from cohive.journal.operations import record
from cohive.spread.events_newsletter import (
    NewsletterBegun,
    NewsletterDiscarded,
    NewsletterMoved,
    NewsletterQueued,
    NewsletterRulesSet,
    NewsletterScheduled,
    NewsletterSent,
    NewsletterWritten,
)
from cohive.spread.models import CampaignLetter
from cohive.spread.models.newsletters import (
    ISSUE_STATES,
    PER_HOUR_MAX,
    POSTAL_CHARACTERS_MAX,
    SUBJECT_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    NewsletterIssue,
    NewsletterMail,
    NewsletterRules,
    NewsletterText,
)
from cohive.spread.newsletter_lists import known_list
from cohive.spread.operations.campaign_letters import begin_letter, refuse_small_lot
from cohive.spread.operations.newsletter_audiences import give_rows, refuse_small_audience
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def begin_issue(*, list_kind: str, list_id: UUID, by: UUID, at: datetime) -> UUID:
    """Begin a draft to a list; return its id."""
    asked = known_list(list_kind, list_id)
    issue = NewsletterIssue.objects.create(
        list_kind=asked.kind, list_id=asked.id, state=ISSUE_STATES.start, created_at=at
    )
    _record(issue, NewsletterBegun(list_kind=asked.kind), by=by, at=at)
    return issue.id


def _record(issue: NewsletterIssue, event: object, *, by: UUID, at: datetime) -> None:
    record(event, by=by, at=at, object_kind="newsletter", object=issue.id)


def _locked(issue: UUID) -> NewsletterIssue:
    row = NewsletterIssue.objects.select_for_update().filter(id=issue).first()
    if row is None:
        raise Missing("There is no such issue.")
    return row


def _draft(issue: UUID) -> NewsletterIssue:
    row = _locked(issue)
    if row.state != "draft":
        raise Refused("Only a draft can be changed. Take the plan back first.")
    return row


@transaction.atomic
def write_issue(
    *, issue: UUID, language: str, subject: str, text: str, by: UUID, at: datetime
) -> None:
    """Save a draft's subject and Markdown in one language; both empty takes the language away."""
    row = _draft(issue)
    here = place()
    if here is None or language not in here.languages:
        raise Refused("Choose one of the languages of this place.", field="language")
    title, body = " ".join(subject.split()), text.strip()
    if len(title) > SUBJECT_CHARACTERS_MAX:
        raise Refused(
            "A subject has at most %(most)s signs.", field="subject", most=SUBJECT_CHARACTERS_MAX
        )
    if len(body) > TEXT_CHARACTERS_MAX:
        raise Refused("A text has at most %(most)s signs.", field="text", most=TEXT_CHARACTERS_MAX)
    known = NewsletterText.objects.filter(issue=row, language=language).first()
    if ((known.subject, known.text) if known else ("", "")) == (title, body):
        return
    if title or body:
        NewsletterText.objects.update_or_create(
            issue=row, language=language, defaults={"subject": title, "text": body}
        )
    else:
        NewsletterText.objects.filter(issue=row, language=language).delete()
    _record(row, NewsletterWritten(language=language), by=by, at=at)


@transaction.atomic
def discard_issue(*, issue: UUID, by: UUID, at: datetime) -> None:
    """Throw a draft away with its texts."""
    row = _draft(issue)
    _record(row, NewsletterDiscarded(list_kind=row.list_kind), by=by, at=at)
    CampaignLetter.objects.filter(issue=row).delete()
    row.texts.all().delete()
    row.delete()


def _refuse_unfinished(row: NewsletterIssue) -> None:
    texts = list(row.texts.all())
    if not texts:
        raise Refused("Write a subject and a text first.", field="subject")
    if not all(text.subject for text in texts):
        raise Refused("Every language needs a subject.", field="subject")
    if not all(text.text for text in texts):
        raise Refused("Every language needs a text.", field="text")


@transaction.atomic
def schedule_issue(*, issue: UUID, starts_at: datetime, by: UUID, at: datetime) -> None:
    """Plan when a draft goes out: now, or an instant to come."""
    row = _draft(issue)
    _refuse_unfinished(row)
    refuse_small_audience(row, at=at)
    refuse_small_lot(row, at=at)
    row.state = ISSUE_STATES.move(row.state, "scheduled")
    row.starts_at = max(starts_at, at)
    row.save()
    _record(row, NewsletterScheduled(starts_at=row.starts_at.isoformat()), by=by, at=at)


@transaction.atomic
def unschedule_issue(*, issue: UUID, by: UUID, at: datetime) -> None:
    """Take the plan back: it is a draft again."""
    row = _locked(issue)
    if row.state != "scheduled":
        raise Refused("It is not planned, or it goes out already.")
    row.state, row.starts_at = ISSUE_STATES.move(row.state, "draft"), None
    row.save()
    _record(row, NewsletterScheduled(starts_at=""), by=by, at=at)


@transaction.atomic
def queue_issue(*, issue: UUID, by: UUID, at: datetime) -> int:
    """Give every recipient of the list her row and begin; return how many. Doing it twice: 0."""
    row = _locked(issue)
    if row.state not in ("draft", "scheduled"):
        return 0
    _refuse_unfinished(row)
    refuse_small_lot(row, at=at)
    row.state = ISSUE_STATES.move(row.state, "sending")
    row.starts_at, row.queued_at = row.starts_at or at, at
    row.recipients = give_rows(row, at=at)
    row.save()
    _record(row, NewsletterQueued(recipients=row.recipients), by=by, at=at)
    begin_letter(row, by=by, at=at)
    return row.recipients


def queue_due_issues(*, at: datetime) -> None:
    """Let every issue go out whose time has come: in the place's own name.

    One whose audience became too small meanwhile is a draft again.
    """
    here = place()
    if here is None:
        return
    due = NewsletterIssue.objects.filter(state="scheduled", starts_at__lte=at).order_by("starts_at")
    for issue in list(due.values_list("id", flat=True)):
        try:
            queue_issue(issue=issue, by=here.agent, at=at)
        except Refused:
            unschedule_issue(issue=issue, by=here.agent, at=at)


@transaction.atomic
def pause_issue(*, issue: UUID, by: UUID, at: datetime, because: str = "") -> None:
    """Nothing more of it is begun; `because`: the mail server's code when nobody paused it."""
    _move(issue, "paused", by=by, at=at, because=because)


@transaction.atomic
def resume_issue(*, issue: UUID, by: UUID, at: datetime) -> None:
    """Go on with who waits."""
    _move(issue, "sending", by=by, at=at)


@transaction.atomic
def stop_issue(*, issue: UUID, by: UUID, at: datetime) -> None:
    """Who waits gets none, for good."""
    row = _move(issue, "stopped", by=by, at=at)
    NewsletterMail.objects.filter(issue=row, state__in=("waiting", "later")).update(
        state="left", done_at=at
    )
    row.ended_at = at
    row.save()


def _move(issue: UUID, state: str, *, by: UUID, at: datetime, because: str = "") -> NewsletterIssue:
    row = _locked(issue)
    row.state = ISSUE_STATES.move(row.state, state)
    row.waits_until, row.waits_because = None, because
    row.save()
    _record(row, NewsletterMoved(state=state), by=by, at=at)
    return row


@transaction.atomic
def finish_issue(*, issue: UUID, at: datetime) -> bool:
    """Say that it has gone out, once nothing of it waits; return whether it has."""
    row, here = _locked(issue), place()
    open_mails = row.mails.filter(state__in=("waiting", "later", "claimed"))
    if row.state != "sending" or here is None or open_mails.exists():
        return False
    row.state, row.ended_at = ISSUE_STATES.move(row.state, "sent"), at
    row.waits_until, row.waits_because = None, ""
    row.save()
    count = {
        state: row.mails.filter(state=state).count()
        for state in ("accepted", "refused", "uncertain")
    }
    _record(row, NewsletterSent(**count), by=here.agent, at=at)
    return True


@transaction.atomic
def set_newsletter_rules(
    *, per_hour_max: int | None, postal_address: str, by: UUID, at: datetime
) -> None:
    """How many mails of newsletters may leave in an hour (None: no limit); the foot's address."""
    if per_hour_max is not None and not 1 <= per_hour_max <= PER_HOUR_MAX:
        raise Refused(
            "Write a whole number from 1 to %(most)s, or leave it empty for no limit.",
            field="per_hour_max",
            most=PER_HOUR_MAX,
        )
    where = postal_address.strip()
    if len(where) > POSTAL_CHARACTERS_MAX:
        raise Refused(
            "An address has at most %(most)s signs.",
            field="postal_address",
            most=POSTAL_CHARACTERS_MAX,
        )
    here = place()
    if here is None:
        raise Missing("There is no place yet.")
    NewsletterRules.objects.update_or_create(
        id=NewsletterRules.THE_ONE,
        defaults={"per_hour_max": per_hour_max, "postal_address": where},
    )
    record(
        NewsletterRulesSet(per_hour_max=per_hour_max or 0),
        by=by,
        at=at,
        object_kind="place",
        object=here.agent,
    )
