"""Conversations, what was said in them, and what is on its way out.

Personal words stand here only (text, subject, preview, search terms, files), so that forgetting a
conversation is emptying its rows; the journal holds ids.
"""

from django.db import models
from django.db.models import F, Q

from cohive.care.models.correspondents import CHANNELS, Correspondent
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CONVERSATION_STATES = StateGraph(
    "conversation",
    {
        "open": ("waiting", "snoozed", "done", "forgotten"),
        "waiting": ("open", "snoozed", "done", "forgotten"),
        "snoozed": ("open", "waiting", "done", "forgotten"),
        "done": ("open", "waiting", "forgotten"),
        "forgotten": (),
    },
)
"""`open` waits for us, `waiting` for them. `forgotten`: its words were erased, only counts stay."""
DISPATCH_STATES = StateGraph(
    "dispatch",
    {
        "queued": ("sending", "taken_back"),
        "sending": ("queued", "sent", "failed", "unsure"),
        "unsure": ("queued", "sent", "taken_back"),
        "failed": ("queued", "taken_back"),
        "sent": ("failed",),
        "taken_back": (),
    },
)
"""`unsure`: whether it left is not known, so it is not sent again by itself; a sent mail that comes
back has failed."""
MESSAGE_KINDS = ("in", "out", "note", "draft")
TEXT_LENGTH = 20_000
QUOTED_LENGTH = 20_000
SUBJECT_LENGTH = 200
PREVIEW_LENGTH = 160
REMOTE_LENGTH = 255
ERROR_LENGTH = 300
TOKEN_LENGTH = 24


class Conversation(models.Model):
    """One matter with one person in one channel.

    `waits_since` is when the oldest message came that nobody answered; `first_answer_seconds` are
    seconds of opening hours from the first message to the first answer. `door` numbers the secret
    link: another number closes the old link.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=12, choices=[(name, name) for name in CHANNELS])
    remote_id = models.CharField(max_length=REMOTE_LENGTH, blank=True)
    correspondent = models.ForeignKey(Correspondent, models.PROTECT, related_name="conversations")
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    preview = models.CharField(max_length=PREVIEW_LENGTH, blank=True)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=CONVERSATION_STATES.choices())
    assignee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    order = models.UUIDField(null=True)
    door = models.PositiveSmallIntegerField(default=1)
    is_automatic = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_kind = models.CharField(max_length=5, default="in")
    waits_since = models.DateTimeField(null=True)
    first_answer_at = models.DateTimeField(null=True)
    first_answer_seconds = models.PositiveBigIntegerField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    root = models.ForeignKey("self", models.PROTECT, related_name="standing_for")

    class Meta:
        constraints = [
            # also serves the next message of a chat
            models.UniqueConstraint(
                fields=["channel", "remote_id"],
                condition=~Q(remote_id=""),
                name="conversation_once_per_remote",
            ),
            models.CheckConstraint(
                name="conversation_snoozed_until",
                condition=~Q(state="snoozed") | Q(snoozed_until__isnull=False),
            ),
        ]
        indexes = [
            # Waiting, Answered, Snoozed, Done: newest first
            models.Index(
                F("state"),
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(merged_into__isnull=True),
                name="inbox_by_state",
            ),
            # Everything, newest first
            models.Index(
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(merged_into__isnull=True),
                name="inbox_all",
            ),
            # Mine, whatever its state but done
            models.Index(
                F("assignee"),
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(merged_into__isnull=True, state__in=("open", "waiting", "snoozed")),
                name="inbox_of_assignee",
            ),
            # one channel in one state
            models.Index(
                F("channel"),
                F("state"),
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(merged_into__isnull=True),
                name="inbox_by_channel",
            ),
            # what one person wrote, newest first
            models.Index(
                F("correspondent"),
                F("opened_at").desc(),
                F("id").desc(),
                name="conversation_of_person",
            ),
            # the one that waits longest
            models.Index(
                fields=["waits_since"],
                condition=Q(merged_into__isnull=True, state="open"),
                name="inbox_oldest_waiting",
            ),
            # what wakes up
            models.Index(
                fields=["snoozed_until"], condition=Q(state="snoozed"), name="inbox_snoozed"
            ),
            # first-answer times of late
            models.Index(
                F("first_answer_at").desc(),
                condition=Q(first_answer_at__isnull=False),
                name="inbox_first_answers",
            ),
            # what is old enough to be forgotten
            models.Index(fields=["done_at"], condition=Q(state="done"), name="inbox_done_since"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} conversation {self.id}"


class Message(models.Model):
    """One thing said: by them (`in`), by us (`out`), among us (`note`), or not yet (`draft`).

    `remote_id` is the name the channel gives it: the same name again is the same message.
    `contribution` is the work it was logged as. `writer` is the member whose proven address a mail
    says it is from; only with `is_authenticated` did the mail prove it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=5, choices=[(kind, kind) for kind in MESSAGE_KINDS])
    correspondent = models.ForeignKey(Correspondent, models.PROTECT, related_name="+", null=True)
    author = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)
    quoted = models.CharField(max_length=QUOTED_LENGTH, blank=True)
    language = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=12, choices=[(name, name) for name in CHANNELS])
    remote_id = models.CharField(max_length=REMOTE_LENGTH, blank=True)
    is_automatic = models.BooleanField(default=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    contribution = models.UUIDField(null=True)
    writer = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    is_authenticated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_proves_a_writer",
                condition=Q(is_authenticated=False) | Q(writer__isnull=False),
            ),
            # the door `receive` is idempotent by this; it also finds what a mail answers
            models.UniqueConstraint(
                fields=["channel", "remote_id"],
                condition=~Q(remote_id=""),
                name="message_once_per_remote",
            ),
            models.UniqueConstraint(
                fields=["conversation", "author"],
                condition=Q(kind="draft"),
                name="message_one_draft_each",
            ),
        ]
        indexes = [
            # a conversation in its order
            models.Index(fields=["conversation", "at", "id"], name="message_of_conversation"),
            # a member's answers that are not logged as work yet
            models.Index(
                fields=["author", "at"],
                condition=Q(kind="out", contribution__isnull=True),
                name="message_not_logged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Dispatch(models.Model):
    """An answer on its way out: tried again while that is safe, never sent twice.

    Before anything leaves the row says `sending`; if nobody can tell what became of it, it stays
    with whoever looks at the conversation to say so.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="out")
    state = models.CharField(max_length=10, choices=DISPATCH_STATES.choices())
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    class Meta:
        indexes = [
            # what is due
            models.Index(fields=["next_at"], condition=Q(state="queued"), name="dispatch_due"),
            # what somebody began and did not end
            models.Index(
                fields=["claimed_at"], condition=Q(state="sending"), name="dispatch_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.message_id}"


class Attachment(models.Model):
    """A file that came with a message: kept in the place's folder, never under an address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"attachment of {self.message_id}"


class Presence(models.Model):
    """Who looks at a conversation or writes in it: a measurement of the last minute, no act."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="presences")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    is_writing = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "agent"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.conversation_id}"


class Term(models.Model):
    """A word or a pair of Chinese signs that stands in a conversation: what search looks up."""

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=TOKEN_LENGTH)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            # serves search: the conversations of a token
            models.UniqueConstraint(fields=["token", "conversation"], name="term_once"),
        ]

    def __str__(self) -> str:
        return self.token
