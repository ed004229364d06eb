"""Rows of the journal. Act, EconomicEvent and Seal are append-only (see triggers.py).

No personal data stands here: agents are bare ids; names live in the vault of `bond`.
"""

from django.db import models

from cohive.words.ids import new_id
from cohive.words.verbs import Action, Stage, Verb


class Agent(models.Model):
    """Anyone who can act or hold: a person, a circle, the firm, a program, the place itself."""

    KINDS = [(kind, kind) for kind in ("person", "circle", "firm", "software", "world")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=KINDS)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Act(models.Model):
    """Who did what, to what, addressed to whom, in which circle, when (ActivityStreams 2.0)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    verb = models.CharField(max_length=12, choices=[(verb.value, verb.value) for verb in Verb])
    actor = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    target = models.ForeignKey(Agent, models.PROTECT, related_name="+", null=True)
    circle = models.ForeignKey(Agent, models.PROTECT, related_name="+", null=True)
    parent_id = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            # "what happened to this thing", newest first
            models.Index(fields=["object_id", "id"], name="act_of_object"),
            # "what this person did", newest first
            models.Index(fields=["actor", "id"], name="act_of_actor"),
            # feeds of one kind of act, newest first
            models.Index(fields=["kind", "id"], name="act_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor_id}"


class EconomicEvent(models.Model):
    """What moved from whom to whom, into or out of which process (ValueFlows)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.ForeignKey(Act, models.PROTECT, related_name="flows")
    action = models.CharField(max_length=20, choices=[(a.value, a.value) for a in Action])
    provider = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    resource_kind = models.CharField(max_length=40)
    resource_id = models.UUIDField()
    stage = models.CharField(max_length=16, choices=[(s.value, s.value) for s in Stage], blank=True)
    quantity = models.BigIntegerField(default=1)
    unit = models.CharField(max_length=16, default="one")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="economic_event_amount_has_currency",
                condition=models.Q(amount_minor__isnull=True, currency="")
                | (models.Q(amount_minor__isnull=False) & ~models.Q(currency="")),
            ),
        ]
        indexes = [
            # "everything that went into or came out of this resource"
            models.Index(fields=["resource_id", "id"], name="economic_event_of_resource"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.resource_kind} {self.resource_id}"


class Seal(models.Model):
    """The one order of all sealed rows, and the chain of their hashes."""

    n = models.BigIntegerField(primary_key=True)
    row_kind = models.CharField(max_length=20)
    row_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.n} {self.row_kind}"


class PendingSeal(models.Model):
    """A written row that waits for its place in the order (PostgreSQL; emptied by the sealer)."""

    id = models.BigAutoField(primary_key=True)
    row_kind = models.CharField(max_length=20)
    row_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"{self.row_kind} {self.row_id}"


class Stamp(models.Model):
    """A random value, another one after every change of a stamped table (`remembered`)."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    value = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.CheckConstraint(name="stamp_is_one", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return self.value


class ListenerCursor(models.Model):
    """How far in the order a listener has read."""

    name = models.CharField(max_length=80, primary_key=True)
    n = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.n}"


class Delivery(models.Model):
    """One act given to one listener; unique, so that nothing is heard twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listener = models.CharField(max_length=80)
    act = models.ForeignKey(Act, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listener", "act"], name="delivery_once"),
        ]
        indexes = [
            # failed deliveries that are due again
            models.Index(fields=["next_at"], name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.listener}: {self.act_id}"


class Job(models.Model):
    """Work on the clock: once at `run_at`, or again `every_seconds`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    run_at = models.DateTimeField(null=True)
    every_seconds = models.PositiveIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_run_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="job_once")]
        indexes = [
            # what is due now
            models.Index(fields=["run_at"], name="job_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
