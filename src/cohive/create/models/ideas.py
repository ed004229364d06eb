"""Rows of ideas: what came out of a conversation and waits for an answer."""

from django.db import models

from cohive.words.ids import new_id


class Idea(models.Model):
    """A post that became an idea: it keeps its author, and its number is what people call it by.

    Whether it is answered stands in the decision about it, not here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=140)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    author = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    circle = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    post_id = models.UUIDField(unique=True, null=True)
    thread_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # the ideas of a circle, newest first
            models.Index(fields=["circle", "-number"], name="idea_of_circle"),
            # what the posts of a thread became
            models.Index(fields=["thread_id"], name="idea_of_thread"),
        ]

    def __str__(self) -> str:
        return f"idea {self.number}"


class IdeaMaker(models.Model):
    """Somebody whose words the idea rests on, with her weight beside the others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="makers")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "agent"], name="idea_maker_once"),
            models.CheckConstraint(name="idea_maker_weighs", condition=models.Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.idea_id}"
