"""Rows of what members reported of messages they got, and of questions put to one person.

Nobody is accused here: a contradiction between the books and what somebody said in public is first
a question to her. It is never shown in public, and only stewards and she herself read it.
"""

from __future__ import annotations

from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CHANNELS = ("mail", "chat", "here", "elsewhere")

CONTRADICTION_STATES = StateGraph(
    "contradiction",
    {
        "found": ["asked", "closed"],
        "asked": ["answered", "closed"],
        "answered": ["closed"],
        "closed": [],
    },
)
"""Found by the nightly look; a person asks, the person concerned answers, a person closes it."""


class ReportedMessage(models.Model):
    """Words somebody received and chose to report; no other message is ever read.

    The words are deleted when she who reported them leaves, or who wrote them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    reporter = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=[(name, name) for name in CHANNELS])
    text = models.TextField(blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=CHANNELS), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(sender=models.F("reporter")), name="message_of_another"
            ),
        ]
        indexes = [
            # what was reported about one person, the newest first
            models.Index(fields=["sender", "-id"], name="message_of_sender"),
        ]

    def __str__(self) -> str:
        return f"a message of {self.sender_id}"


class Contradiction(models.Model):
    """The books say that somebody gained from one for whom she spoke, and she declared nothing.

    `evidence` names acts and entries by their ids, so that it recomputes; it holds no text. Where
    only a message that was reported speaks, `message` names it and there is no `beneficiary`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(
        max_length=10, choices=CONTRADICTION_STATES.choices(), default=CONTRADICTION_STATES.start
    )
    person = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    message = models.ForeignKey(ReportedMessage, models.PROTECT, related_name="+", null=True)
    evidence = models.JSONField()
    found_at = models.DateTimeField()
    asked_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    has_declared = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            # one question about one pair of people; it is never opened a second time
            models.UniqueConstraint(
                fields=["person", "beneficiary"], name="contradiction_once_a_pair"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CONTRADICTION_STATES.states),
                name="contradiction_state_known",
            ),
            models.UniqueConstraint(fields=["message"], name="contradiction_once_a_message"),
            models.CheckConstraint(
                condition=models.Q(beneficiary__isnull=False) | models.Q(message__isnull=False),
                name="contradiction_has_a_ground",
            ),
            # nothing is answered before it was asked, nothing closed without a reason
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(asked_at__isnull=False),
                name="contradiction_asked_first",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | ~models.Q(reason=""),
                name="contradiction_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("beneficiary")),
                name="contradiction_of_two",
            ),
        ]
        indexes = [
            # the stewards' list, and hers
            models.Index(fields=["state", "-id"], name="contradiction_of_state"),
        ]

    def __str__(self) -> str:
        return f"contradiction {self.id}: {self.state}"
