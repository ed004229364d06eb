"""Threads and posts. A thread's counters are derived from its posts; `verify` compares them."""

from django.db import models

from cohive.words.ids import new_id


class Thread(models.Model):
    """A conversation: its title, and what lists of threads need without reading the posts.

    Its id is the id of its first post. `waits` says that somebody waits for an answer: nobody has
    answered yet, or the last post asks something. News of the firm never waits.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    circle = models.ForeignKey("bond.Circle", models.PROTECT, related_name="threads")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=12, blank=True)
    started_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    is_news = models.BooleanField(default=False)
    post_count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    last_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    waits = models.BooleanField(default=True)

    class Meta:
        indexes = [
            # a circle's page: who waits, longest first; then the news
            models.Index(
                fields=["circle", "waits", "is_news", "last_at", "id"], name="thread_waiting"
            ),
            # a circle's threads, latest or quietest first
            models.Index(fields=["circle", "last_at", "id"], name="thread_latest"),
        ]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """One voice in a thread. Withdrawn posts keep their place and lose their text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    author = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("journal.Agent", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            # a thread's page, by keyset in the order of speaking
            models.Index(fields=["thread", "at", "id"], name="post_of_thread"),
            # a profile's posts and the withdrawal of all of a member's posts
            models.Index(fields=["author", "at", "id"], name="post_of_author"),
        ]
        constraints = [
            models.CheckConstraint(
                name="post_withdrawn_has_no_text",
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.id}"
