"""What several people complained about or wished, followed from the first voice to the thanks.

Joining two concerns moves nothing: `root` says for which a row stands now. A voice has no copy of
what was said: its words are its message's, so that erasing the message erases them here too.
"""

from django.db import models
from django.db.models import F, Q

from cohive.care.models.conversations import Conversation, Message
from cohive.care.models.listening import Mention
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CONCERN_STATES = StateGraph(
    "concern",
    {"asked": ("idea", "declined"), "declined": ("idea",), "idea": ("released",), "released": ()},
)
"""`asked`: whose words it began with was asked. What is answered stands in the idea's decision."""
CONSENT_STATES = StateGraph(
    "consent",
    {"unasked": ("asked",), "asked": ("yes", "named", "no"), "yes": (), "named": (), "no": ()},
)
"""`named`: with her name. `unasked`: she is told and counted, nothing of hers is shown."""
THANKS_STATES = StateGraph(
    "thanks",
    {"waiting": ("told", "elsewhere", "untellable"), "told": (), "elsewhere": (), "untellable": ()},
)
"""`elsewhere`: the same person was told by another of her voices."""
VOICE_KINDS = ("conversation", "mention", "maker")
TITLE_LENGTH = 140
WORDS_LENGTH = 2000
WHAT_LENGTH = 300
WHY_LENGTH = 20


class Concern(models.Model):
    """One matter that people raised. `title` and `text` are the words its idea has or shall have.

    They are written by who answers, and tell nothing private; `what` says in one sentence what was
    released, when no product says it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=8, choices=CONCERN_STATES.choices())
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.CharField(max_length=WORDS_LENGTH, blank=True)
    idea = models.UUIDField(null=True, unique=True)
    product = models.UUIDField(null=True)
    what = models.CharField(max_length=WHAT_LENGTH, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    idea_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    released_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    merged_at = models.DateTimeField(null=True)
    root = models.ForeignKey("self", models.PROTECT, related_name="standing_for")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="concern_not_in_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="concern_has_its_idea",
                condition=Q(state__in=("asked", "declined"), idea__isnull=True)
                | Q(state__in=("idea", "released"), idea__isnull=False),
            ),
            models.CheckConstraint(
                name="concern_released_when",
                condition=~Q(state="released") | Q(released_at__isnull=False),
            ),
        ]
        indexes = [
            # the list, newest first
            models.Index(
                F("at").desc(),
                F("id").desc(),
                condition=Q(merged_into__isnull=True),
                name="concern_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} concern {self.id}"


class Voice(models.Model):
    """One who stands behind a concern: a conversation, a public mention, or a maker of its idea.

    `message` holds the words she may agree to have quoted. `agent` is who she is here, once she
    said yes. `thanks_message` is the answer she was told by; what became of it stands in its
    dispatch. `why` is one word for why she could not be told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="voices")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in VOICE_KINDS])
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+", null=True)
    message = models.ForeignKey(Message, models.PROTECT, related_name="+", null=True)
    mention = models.ForeignKey(Mention, models.SET_NULL, related_name="+", null=True)
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    consent = models.CharField(max_length=7, choices=CONSENT_STATES.choices())
    may_quote = models.BooleanField(default=False)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    thanks = models.CharField(
        max_length=10, choices=THANKS_STATES.choices(), default=THANKS_STATES.start
    )
    thanks_message = models.ForeignKey(Message, models.PROTECT, related_name="+", null=True)
    thanks_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        constraints = [
            # also serves what a conversation became
            models.UniqueConstraint(fields=["conversation", "concern"], name="voice_once"),
            models.UniqueConstraint(fields=["mention", "concern"], name="voice_mention_once"),
            models.UniqueConstraint(
                fields=["concern", "agent"], condition=Q(kind="maker"), name="voice_maker_once"
            ),
            models.CheckConstraint(
                name="voice_quoted_by_consent",
                condition=Q(may_quote=False) | Q(consent__in=("yes", "named")),
            ),
            models.CheckConstraint(
                name="voice_of_conversation",
                condition=~Q(kind="conversation") | Q(conversation__isnull=False),
            ),
        ]
        indexes = [
            # how many there were in a season
            models.Index(F("at"), name="voice_since"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} voice {self.id}"
