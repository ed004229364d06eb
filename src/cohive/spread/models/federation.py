"""Who of ours can be followed from elsewhere, who follows, and what they said.

Names and words of strangers stand in these rows only, and every one of them can be erased.
"""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id

ACTOR_KINDS = ("place", "circle")
NOTE_KINDS = ("Note", "Article")
REACTION_KINDS = ("boost", "like")
FOLLOWER_STATES = ("asked", "following")
URI_LENGTH_MAX = 500


class FederatedActor(models.Model):
    """The place or a circle as it can be followed; off until somebody switches it on.

    `handle` is the name before the @ and stays: others keep it.
    """

    agent = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in ACTOR_KINDS])
    handle = models.CharField(max_length=30, unique=True)
    is_on = models.BooleanField(default=True)
    approves_followers = models.BooleanField(default=False)
    changed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="place"), name="federated_place_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.handle


class RemoteActor(models.Model):
    """Somebody elsewhere, as her server described her when it was last asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uri = models.CharField(max_length=URI_LENGTH_MAX, unique=True)
    host = models.CharField(max_length=255)
    handle = models.CharField(max_length=200)
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=URI_LENGTH_MAX)
    inbox = models.CharField(max_length=URI_LENGTH_MAX)
    shared_inbox = models.CharField(max_length=URI_LENGTH_MAX, blank=True)
    key_id = models.CharField(max_length=URI_LENGTH_MAX)
    public_key = models.TextField()
    fetched_at = models.DateTimeField()

    class Meta:
        indexes = [
            # everything of a blocked domain
            models.Index(fields=["host", "id"], name="remote_actor_of_host"),
        ]

    def __str__(self) -> str:
        return f"remote {self.id}"


class Follower(models.Model):
    """Somebody elsewhere follows one of ours, or asked to. `follow` is the id of the request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(FederatedActor, models.CASCADE, related_name="followers")
    remote = models.ForeignKey(RemoteActor, models.CASCADE, related_name="follows")
    state = models.CharField(max_length=10, choices=[(state, state) for state in FOLLOWER_STATES])
    follow = models.CharField(max_length=URI_LENGTH_MAX)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "remote"], name="follower_once"),
        ]
        indexes = [
            # how many follow, who waits for a yes
            models.Index(fields=["actor", "state", "id"], name="follower_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.remote_id} follows {self.actor_id}"


class FederatedPost(models.Model):
    """Something one of ours said to the outside; withdrawn ones keep their id and lose their words.

    `source` is what it tells of here. `member` is whose words these are; null for the firm's own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(FederatedActor, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in NOTE_KINDS])
    source_kind = models.CharField(max_length=12, blank=True)
    source = models.UUIDField(null=True)
    member = models.ForeignKey("journal.Agent", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    texts = models.JSONField(default=dict)
    page = models.CharField(max_length=URI_LENGTH_MAX, blank=True)
    attachments = models.JSONField(default=list)
    hashtags = models.JSONField(default=list)
    answers = models.ForeignKey(
        "RemoteReply", models.SET_NULL, null=True, related_name="answered_by"
    )
    is_public = models.BooleanField(default=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source"],
                condition=Q(source__isnull=False),
                name="federated_once_per_source",
            ),
            models.CheckConstraint(
                name="federated_withdrawn_has_no_words",
                condition=Q(withdrawn_at__isnull=True) | Q(title="", page=""),
            ),
        ]
        indexes = [
            # an outbox, newest first
            models.Index(fields=["actor", "-id"], name="federated_post_of_actor"),
        ]

    def __str__(self) -> str:
        return f"federated {self.id}"


class RemoteReply(models.Model):
    """What somebody elsewhere said to one of ours. Erased ones lose author and words.

    `post` is null for a mention out of the blue, `to` the one of ours it was said to.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uri_digest = models.CharField(max_length=64, unique=True)
    uri = models.CharField(max_length=URI_LENGTH_MAX, blank=True)
    remote = models.ForeignKey(RemoteActor, models.SET_NULL, null=True, related_name="replies")
    to = models.ForeignKey(FederatedActor, models.PROTECT, related_name="replies")
    post = models.ForeignKey(FederatedPost, models.PROTECT, null=True, related_name="replies")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    url = models.CharField(max_length=URI_LENGTH_MAX, blank=True)
    is_public = models.BooleanField(default=True)
    is_quiet = models.BooleanField(default=False)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="remote_reply_erased_is_empty",
                condition=Q(erased_at__isnull=True)
                | Q(text="", uri="", url="", remote__isnull=True),
            ),
        ]
        indexes = [
            # what was said to a post, in order
            models.Index(fields=["post", "id"], name="remote_reply_to_post"),
        ]

    def __str__(self) -> str:
        return f"remote reply {self.id}"


class RemoteReaction(models.Model):
    """Somebody elsewhere passed a post of ours on, or liked it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in REACTION_KINDS])
    uri = models.CharField(max_length=URI_LENGTH_MAX)
    remote = models.ForeignKey(RemoteActor, models.CASCADE, related_name="reactions")
    post = models.ForeignKey(FederatedPost, models.CASCADE, related_name="reactions")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "remote", "kind"], name="remote_reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.post_id}"


class FederationConsent(models.Model):
    """A member lets what she begins in a federated circle leave this place. No row: it stays."""

    member = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent of {self.member_id}"
