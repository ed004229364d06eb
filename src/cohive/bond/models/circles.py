"""Circles and who belongs to them."""

from django.db import models

from cohive.words.ids import new_id


class Circle(models.Model):
    """A group that talks and makes things; itself an agent, so that it can act and be paid.

    `lets_machines`: who keeps it lets a machine translate what is said there; asked only of a
    circle that is for a tier.
    """

    agent = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    name_other = models.CharField(max_length=80, blank=True)
    slug = models.CharField(max_length=100, unique=True)
    purpose = models.TextField(blank=True)
    purpose_other = models.TextField(blank=True)
    created_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    lets_machines = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """A member belongs to a circle; who keeps it may welcome and tidy up.

    `votes_since` is from when she has a vote in it; None: she came in while it was for a tier, and
    has none until she joins by the door that is open to everybody, because paying buys no votes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="memberships")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    keeps = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    votes_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "member"], name="membership_once"),
        ]
        indexes = [
            # "my circles"
            models.Index(fields=["member", "circle"], name="membership_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.circle_id}"
