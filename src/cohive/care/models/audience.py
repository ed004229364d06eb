"""People a firm brought along: the file they came by, what they agreed to, what they bought.

Nobody is made a member by being brought along. Everything here can be erased at any time.
"""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

IMPORT_STATES = StateGraph(
    "audience_import",
    {
        "given": ["kept", "dropped"],
        "kept": ["taken_back"],
        "dropped": [],
        "taken_back": [],
    },
)
KNOWN_BY = ("agreed", "bought", "took_part")
TAKE_BACK_DAYS = 30
REFUSED_BECAUSE = ("no_mail", "said_no", "forgotten")
"""For so long an import can be undone."""


class AudienceImport(models.Model):
    """A file of people. Its bytes lie in the place's folder only until it is kept or dropped.

    The counts are of people: `people_new` came by this file, `people_known` stood here before,
    `strangers` agreed to nothing and bought nothing and are forgotten.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    mapping = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=IMPORT_STATES.choices())
    people_new = models.PositiveIntegerField(default=0)
    people_known = models.PositiveIntegerField(default=0)
    joined = models.PositiveIntegerField(default=0)
    strangers = models.PositiveIntegerField(default=0)
    declined = models.PositiveIntegerField(default=0)
    given_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    kept_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    kept_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="kept"), name="audience_file_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RememberedColumns(models.Model):
    """The columns somebody chose for files with this header, kept for the next one."""

    header_digest = models.CharField(max_length=64, primary_key=True)
    mapping = models.TextField()
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.header_digest


class KnownPerson(models.Model):
    """Somebody the firm knew before: unclaimed and unlisted until she comes herself.

    `agreed_on` and `agreed_words` are the proof that she may be written to, else empty; `agreed_by`
    is the file it came with, which may be taken back.
    `forget_at`: without a sign of hers the row erases itself then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audience_import = models.ForeignKey(AudienceImport, models.PROTECT, related_name="people")
    key = models.CharField(max_length=320, unique=True)
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=80, blank=True)
    town = models.CharField(max_length=80, blank=True)
    known_by = models.CharField(max_length=10, choices=[(kind, kind) for kind in KNOWN_BY])
    agreed_on = models.DateField(null=True)
    agreed_words = models.CharField(max_length=600, blank=True)
    agreed_by = models.ForeignKey(AudienceImport, models.PROTECT, related_name="+", null=True)
    contributions = models.PositiveIntegerField(default=0)
    tags = models.JSONField(default=list)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    mailed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="known_person_agreed_with_words",
                condition=Q(agreed_on__isnull=True) | ~Q(agreed_words=""),
            ),
            models.CheckConstraint(
                name="known_person_written_to_agreed",
                condition=Q(mailed_at__isnull=True) | ~Q(email=""),
            ),
        ]
        indexes = [
            # whom the claim mail of an import still waits for
            models.Index(
                fields=["audience_import", "id"],
                name="known_person_to_mail",
                condition=Q(mailed_at__isnull=True, agreed_on__isnull=False),
            ),
            # who comes with this address
            models.Index(fields=["email"], name="known_person_of_address"),
            # who is to be forgotten
            models.Index(fields=["forget_at"], name="known_person_to_forget"),
            # what is known of a member
            models.Index(fields=["member"], name="known_person_of_member"),
        ]

    def __str__(self) -> str:
        return f"known person {self.id}"


class KnownPurchase(models.Model):
    """A thing she bought elsewhere before; `what` is "" where only the number is known."""

    person = models.ForeignKey(KnownPerson, models.CASCADE, related_name="bought")
    audience_import = models.ForeignKey(AudienceImport, models.PROTECT, related_name="+")
    what = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True)
    quantity = models.PositiveIntegerField()

    class Meta:
        indexes = [
            # who bought a thing of this name
            models.Index(fields=["what", "person"], name="known_purchase_of_thing"),
        ]

    def __str__(self) -> str:
        return f"purchase of {self.person_id}"


class AskedPerson(models.Model):
    """Somebody a claim mail went to and whose row is gone: a keyed digest, kept for a year."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"asked {self.at}"


class RefusedPerson(models.Model):
    """Somebody of a file who said no, or is forgotten: a keyed digest, which no file overrules.

    "no_mail": she is not written to; "said_no": by a file, so only a yes of a later day counts;
    "forgotten": nothing is kept of her again.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    reason = models.CharField(
        max_length=9, choices=[(reason, reason) for reason in REFUSED_BECAUSE]
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason


class Segment(models.Model):
    """A group of people by plain reasons, read anew each time. `rules`: a list of [kind, value].

    All rules must hold. Nothing is guessed about anybody: a rule names what she bought, made,
    belongs to or said of herself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    rules = models.JSONField()
    made_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
