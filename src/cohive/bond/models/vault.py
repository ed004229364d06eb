"""The vault: who an agent is. Every row here can be erased while the journal stays whole."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

MEMBER_STATES = StateGraph(
    "member",
    {
        "unclaimed": ["active", "erased"],
        "active": ["closed", "erased"],
        "closed": ["active", "erased"],
        "erased": [],
    },
)


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None) -> User:
        """A user who may sign in; without a password she does so by link or passkey."""
        user = self.model(email=email.strip().lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Who may sign in: an address, perhaps a password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"user {self.id}"


class Member(models.Model):
    """A person as the others know her: a pen name and what she says of herself.

    `unclaimed` members were named by a file of past sales or a history; they have no user until
    they claim what is theirs. `closed` is the account of somebody who died: her name stays with
    what she made, and nobody can sign in as her. `erased` members keep their agent and nothing
    else.
    """

    agent = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    user = models.OneToOneField(User, models.SET_NULL, null=True, related_name="member")
    state = models.CharField(max_length=10, choices=MEMBER_STATES.choices())
    name = models.CharField(max_length=80, blank=True)
    name_other = models.CharField(max_length=80, blank=True)
    slug = models.CharField(max_length=100, unique=True)
    # how a file of another place names her (an address, a handle); personal, so it stands here
    source_key = models.CharField(max_length=320, null=True, unique=True)  # noqa: DJ001 - unique
    about = models.TextField(blank=True)
    skills = models.JSONField(default=list)
    interests = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        indexes = [
            # the desk's list of people, newest first
            models.Index(fields=["state", "agent"], name="member_of_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="member_erased_has_no_name",
                condition=~models.Q(state="erased") | models.Q(name="", user__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.agent_id}"
