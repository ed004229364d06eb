"""The place itself, and the roles it gives."""

from django.db import models

from cohive.words.ids import new_id

ROLES = ("steward", "maker", "seller", "answerer")
TEMPLATES = ("label", "apparel", "customers")


class Place(models.Model):
    """One row: the brand's community that this installation serves."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    firm = models.OneToOneField("journal.Agent", models.PROTECT, related_name="+")
    world = models.OneToOneField("journal.Agent", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_other = models.CharField(max_length=80, blank=True)
    tagline = models.CharField(max_length=200, blank=True)
    tagline_other = models.CharField(max_length=200, blank=True)
    languages = models.JSONField()
    currency = models.CharField(max_length=3)
    tax_name = models.CharField(max_length=40)
    tax_numerator = models.PositiveIntegerField()
    tax_denominator = models.PositiveIntegerField()
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    template = models.CharField(max_length=20, choices=[(name, name) for name in TEMPLATES])
    is_demo = models.BooleanField(default=False)
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="place_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="place_tax_is_a_fraction", condition=models.Q(tax_denominator__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role given to a member by an act, until it is taken back by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=[(role, role) for role in ROLES])
    granted_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    revoked_by = models.ForeignKey("journal.Agent", models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role"],
                condition=models.Q(revoked_at__isnull=True),
                name="role_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.member_id}"
