"""Accounts on networks, what the place says there, and each message on its way.

Keys and addresses of an account stand in a file of the place (`channel_keys`), never in these rows.
"""

from django.db import models
from django.db.models import F, Q

from cohive.spread.models.links import KIND_LENGTH, Link
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

KINDS = ("mastodon", "telegram", "discord", "webpush", "bluesky", "wechat", "weibo")
CHANNEL_STATES = StateGraph(
    "channel", {"connected": ("broken", "off"), "broken": ("connected", "off"), "off": ()}
)
POST_STATES = StateGraph("post", {"planned": ("cancelled",), "cancelled": ()})
DELIVERY_STATES = StateGraph(
    "delivery",
    {
        "waiting": ("sending", "cancelled"),
        "sending": ("sent", "failed", "given_up", "uncertain"),
        "failed": ("sending", "given_up", "uncertain", "cancelled"),  # comes again by itself
        "given_up": ("waiting", "cancelled"),  # a person may ask for it again
        "uncertain": ("sent", "waiting"),  # a person looked: it is there, or it is not
        "sent": (),
        "cancelled": (),
    },
)
TITLE_LENGTH, TEXT_LENGTH, DESCRIPTION_LENGTH = 120, 20_000, 1_500


class Channel(models.Model):
    """One connected account: `name` is ours for it, `account` and `url` the network's.

    `language` is the one it speaks ('' for every language of a post). One that is let go stays,
    `off`, because what was sent over it stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    name = models.CharField(max_length=120)
    account = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12, choices=CHANNEL_STATES.choices())
    connected_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    connected_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Post(models.Model):
    """One message for one or more channels: `texts` and `titles` by language, as they were written.

    It changes no more once it is planned. `due_at` is when it goes out; `campaign` is what it
    belongs to, if anything. The picture lies in the place's media under its digest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    target_kind = models.CharField(max_length=KIND_LENGTH, blank=True)
    target = models.UUIDField(null=True)
    link = models.ForeignKey(Link, models.PROTECT, related_name="+", null=True)
    picture = models.CharField(max_length=64, blank=True)
    picture_description = models.CharField(max_length=DESCRIPTION_LENGTH, blank=True)
    state = models.CharField(max_length=12, choices=POST_STATES.choices())
    due_at = models.DateTimeField()
    campaign = models.UUIDField(null=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_names_a_whole_target",
                condition=Q(target_kind="", target__isnull=True)
                | (~Q(target_kind="") & Q(target__isnull=False)),
            ),
        ]
        indexes = [
            # the list of posts, newest first
            models.Index(F("created_at").desc(), F("id").desc(), name="post_newest"),
            # posts of a campaign
            models.Index(fields=["campaign", "due_at"], name="post_of_campaign"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """A post on its way over one channel, claimed by one worker at a time.

    `link` is the link of this channel alone, where the post belongs to a campaign.
    `attempts` counts claims; `lost_at` is when an answer was lost first: from then on only a
    network that keeps idempotency keys may be asked again. `fault` is a sentence in English and
    `fault_values` what stands in it. The counts are None where the network does not tell.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    link = models.ForeignKey(Link, models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=12, choices=DELIVERY_STATES.choices())
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=500, blank=True)
    remote_url = models.CharField(max_length=1000, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    fault_values = models.JSONField(default=dict)
    likes = models.PositiveIntegerField(null=True)
    boosts = models.PositiveIntegerField(null=True)
    replies = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    count_next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "channel"], name="post_delivery_once_per_channel"
            ),
            models.CheckConstraint(
                name="post_delivery_sent_has_its_time",
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_delivery_sending_is_claimed",
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            # what is due, and what was claimed and never came back
            models.Index(fields=["state", "next_try_at"], name="post_delivery_due"),
            # what shall be counted again
            models.Index(
                fields=["count_next_at"],
                condition=Q(count_next_at__isnull=False),
                name="post_delivery_to_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} over {self.channel_id}"


class PushSubscription(models.Model):
    """A member's browser that wants to be told: where its push service listens, and its keys."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # a member's browsers
            models.Index(fields=["member"], name="push_of_member"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Push(models.Model):
    """A delivery on its way to one browser. It is gone with the subscription."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="pushes")
    subscription = models.ForeignKey(PushSubscription, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "subscription"], name="push_once_per_browser"
            ),
        ]
        indexes = [
            # pushes that are due
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="push_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} to {self.subscription_id}"
