"""What an official account sends, for the seconds until it is a message of the inbox."""

from django.db import models

from cohive.words.ids import new_id


class WechatCall(models.Model):
    """A signed call that was taken: the same signature with other words is refused."""

    signature = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # what is older than the window of time
            models.Index(fields=["at"], name="wechat_call_of_age"),
        ]

    def __str__(self) -> str:
        return f"call {self.signature}"


class WechatArrival(models.Model):
    """A message that waits to be taken in, perhaps for its picture; then it is erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    remote_id = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=254)
    text = models.TextField(blank=True)
    media_id = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        indexes = [
            # what is due
            models.Index(fields=["next_at"], name="wechat_arrival_due"),
        ]

    def __str__(self) -> str:
        return f"arrival {self.remote_id}"
