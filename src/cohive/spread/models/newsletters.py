"""Issues of a newsletter, their words in each language, and one row for each mail of an issue.

A mail's row is claimed, and the claim committed, before any of it goes to the mail server: what
was claimed when a process died is never sent again by itself.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cohive.spread.models.subscriptions import LIST_KINDS, Subscription
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

SUBJECT_CHARACTERS_MAX = 150
TEXT_CHARACTERS_MAX = 50_000
POSTAL_CHARACTERS_MAX = 300
AUDIENCE_CHARACTERS_MAX = 80
PER_HOUR_MAX = 1_000_000

ISSUE_STATES = StateGraph(
    "newsletter",
    {
        "draft": ["scheduled", "sending"],
        "scheduled": ["draft", "sending"],
        "sending": ["paused", "stopped", "sent"],
        "paused": ["sending", "stopped"],
        "stopped": [],
        "sent": [],
    },
)
MAIL_STATES = (
    "waiting",  # not begun
    "later",  # the server asked to come again at `next_at`
    "claimed",  # a sender has it: nobody else may send it
    "accepted",  # the server took it
    "refused",  # the server said never
    "failed",  # asked for later too often
    "uncertain",  # in flight when the sender died: perhaps sent, never sent again by itself
    "left",  # she unsubscribed, or the issue was stopped, before it was sent
)
BOUNCES = ("soft", "hard", "complaint")


class NewsletterIssue(models.Model):
    """One issue to one list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list_kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in LIST_KINDS])
    list_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=ISSUE_STATES.choices())
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recipients = models.PositiveIntegerField(default=0)
    # only for a part of its list: which, how it is called, and why they get it, as sentences
    audience_kind = models.CharField(max_length=12, blank=True)
    audience_id = models.UUIDField(null=True)
    audience_name = models.CharField(max_length=AUDIENCE_CHARACTERS_MAX, blank=True)
    audience_reasons = models.JSONField(default=list)
    # why nothing moves just now: the mail server's code, and until when
    waits_until = models.DateTimeField(null=True)
    waits_because = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="newsletter_scheduled_has_its_instant",
                condition=~Q(state="scheduled") | Q(starts_at__isnull=False),
            ),
            models.CheckConstraint(
                name="newsletter_audience_is_whole",
                condition=Q(audience_kind="", audience_id__isnull=True)
                | (~Q(audience_kind="") & Q(audience_id__isnull=False)),
            ),
        ]
        indexes = [
            # what is to be sent, the oldest first
            models.Index(fields=["state", "starts_at"], name="newsletter_of_state"),
            # the archive, newest first
            models.Index(fields=["-queued_at", "-id"], name="newsletter_archive"),
        ]

    def __str__(self) -> str:
        return f"newsletter {self.id}"


class NewsletterText(models.Model):
    """An issue's subject and Markdown in one language."""

    issue = models.ForeignKey(NewsletterIssue, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=SUBJECT_CHARACTERS_MAX)
    text = models.TextField(max_length=TEXT_CHARACTERS_MAX)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "language"], name="newsletter_text_once_per_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.issue_id}"


class NewsletterMail(models.Model):
    """One issue to one subscription: what became of it. It holds no address."""

    issue = models.ForeignKey(NewsletterIssue, models.PROTECT, related_name="mails")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="mails")
    state = models.CharField(max_length=10, choices=[(state, state) for state in MAIL_STATES])
    attempts = models.PositiveSmallIntegerField(default=0)
    # the mail server's answer as a code, such as 5.1.1 or 250; never its words
    status = models.CharField(max_length=12, blank=True)
    next_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    bounce = models.CharField(max_length=10, blank=True, choices=[(kind, kind) for kind in BOUNCES])
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscription"], name="newsletter_mail_once"),
        ]
        indexes = [
            # the next to be claimed; what became of an issue's mails
            models.Index(fields=["issue", "state", "id"], name="newsletter_mail_of_state"),
            # how many went out within the last hour
            models.Index(fields=["done_at"], name="newsletter_mail_done"),
            # the last mails of a subscription: how many came back in a row
            models.Index(fields=["subscription", "-id"], name="newsletter_mail_last"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class NewsletterRules(models.Model):
    """How fast newsletters may leave, and the postal address at their foot. One row."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    per_hour_max = models.PositiveIntegerField(null=True)
    postal_address = models.CharField(max_length=POSTAL_CHARACTERS_MAX, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="newsletter_rules_are_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="newsletter_limit_is_above_zero",
                condition=Q(per_hour_max__isnull=True) | Q(per_hour_max__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return "newsletter rules"
