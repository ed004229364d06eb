"""What is said of the place in public: words one listens for, sources, mentions, alarms, marks.

Nothing here gathers what one stranger wrote: a mention has the name it was published under, for the
quotation, and no index, key or query leads from that name to another mention.
"""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id

MOODS = ("warm", "plain", "cross", "undecided")
OWN_KINDS = ("replies", "talk", "reviews")
"""Places of our own: answers from the fediverse, talk in circles, reviews of buyers."""
SOURCE_KINDS = ("feed", "hashtag", "file", *OWN_KINDS)
SPANS = ("day", "week")
TEXT_MAX = 4_000
NAME_MAX = 120
URL_MAX = 2_000


class Watch(models.Model):
    """One thing one listens for, under any of its words; its counts by day outlive the posts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    label = models.CharField(max_length=60, unique=True)
    words = models.TextField(max_length=600)
    since = models.DateField()
    quiet_until = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class ListeningSource(models.Model):
    """Where one listens. After a fault the next try waits twice as long, a day at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in SOURCE_KINDS])
    name = models.CharField(max_length=NAME_MAX)
    address = models.CharField(max_length=URL_MAX)
    tag = models.CharField(max_length=100, default="")
    etag = models.CharField(max_length=400, default="")
    changed = models.CharField(max_length=100, default="")
    next_at = models.DateTimeField()
    faults = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, default="")
    heard_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # what the hourly job asks next
            models.Index(F("next_at"), name="source_next"),
        ]

    def __str__(self) -> str:
        return self.name


class Mention(models.Model):
    """A public post that names the place; erased after the days that the page states."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(ListeningSource, models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=64)
    url = models.CharField(max_length=URL_MAX, default="")
    author = models.CharField(max_length=NAME_MAX, default="")
    text = models.TextField(max_length=TEXT_MAX)
    language = models.CharField(max_length=8, default="")
    mood = models.CharField(max_length=9, choices=[(mood, mood) for mood in MOODS])
    copy_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    watches = models.ManyToManyField(Watch, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "remote_id"], name="mention_once_per_source"),
        ]
        indexes = [
            # the newest, topics of the last days, what is to be erased
            models.Index(F("at").desc(), F("id").desc(), name="mention_newest"),
        ]

    def __str__(self) -> str:
        return f"mention {self.id}"


class ErasedPost(models.Model):
    """A post its author had erased: keyed digests of its address and its words, so that no other
    source brings it back.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erased {self.at}"


class DayCount(models.Model):
    """How often a thing was mentioned on a day, copies folded: what stays when posts are erased."""

    watch = models.ForeignKey(Watch, models.PROTECT, related_name="+")
    day = models.DateField()
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # also serves the history of a thing
            models.UniqueConstraint(fields=["watch", "day"], name="day_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.posts} on {self.day}"


class Alarm(models.Model):
    """A day or week in which a thing was mentioned more than its own history explains.

    `day` is the day, or the week's Monday.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    watch = models.ForeignKey(Watch, models.PROTECT, related_name="+")
    span = models.CharField(max_length=4, choices=[(span, span) for span in SPANS], default="day")
    day = models.DateField()
    seen = models.PositiveIntegerField()
    usual_low = models.PositiveIntegerField()
    usual_high = models.PositiveIntegerField()
    once_in_days = models.PositiveBigIntegerField()
    began_at = models.DateTimeField()
    rang_at = models.DateTimeField()
    was_right = models.BooleanField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "day", "span"], name="alarm_once_a_span"),
            models.CheckConstraint(
                name="alarm_is_out_of_the_ordinary", condition=Q(seen__gt=F("usual_low"))
            ),
        ]
        indexes = [
            # those that are open, the newest first
            models.Index(F("rang_at").desc(), F("id").desc(), name="alarm_newest"),
        ]

    def __str__(self) -> str:
        return f"alarm of {self.day}"


class Mark(models.Model):
    """What a person says a post sounds like; stays without the post, to tell how well is heard.

    `is_asked`: the page asked about a post it drew. Only these say how often the ear is right;
    whoever corrects of her own accord corrects what is wrong.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mention = models.OneToOneField(Mention, models.SET_NULL, null=True, related_name="mark")
    language = models.CharField(max_length=8, default="")
    heard = models.CharField(max_length=9, choices=[(mood, mood) for mood in MOODS])
    mood = models.CharField(max_length=9, choices=[(mood, mood) for mood in MOODS])
    is_asked = models.BooleanField(default=False)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.heard} is {self.mood}"
