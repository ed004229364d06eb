"""Who people are: cards for lists, profiles, roles, and the little the vault tells others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext

from cohive.bond.models import Circle, Commitment, Member, Place, RoleGrant, User
from cohive.bond.models.place import ROLES
from cohive.look.formats import CHINESE, initials, tone

LIMIT_PEOPLE = 50


@dataclass(frozen=True)
class MemberCard:
    """An agent as lists show her: a person, a circle, the firm or the world.

    `state` is active, unclaimed or erased; `url` is '' when she has no page of her own.
    """

    agent: UUID
    name: str
    lang: str
    tone: int
    initials: str
    url: str
    state: str
    kind: str = "person"


@dataclass(frozen=True)
class LoginView:
    """What the frame needs of who is signed in."""

    agent: UUID
    name: str
    language: str
    time_zone: str
    roles: frozenset[str]
    unread_notices: int


@dataclass(frozen=True)
class ProfileView:
    """A member's page."""

    agent: UUID
    name: str
    name_alt: str
    slug: str
    state: str
    about: str
    skills: tuple[str, ...]
    interests: tuple[str, ...]
    needs: tuple[str, ...]
    language: str
    time_zone: str
    joined_at: datetime
    helped: int
    was_helped: int


@dataclass(frozen=True)
class PersonLine:
    """A member on the stewards' list."""

    agent: UUID
    name: str
    url: str
    state: str
    joined_at: datetime
    roles: frozenset[str]


@dataclass(frozen=True)
class WaysIn:
    """How a member signs in: her address, whether it is confirmed, password, passkeys."""

    email: str
    is_verified: bool
    has_password: bool
    passkeys: int


def cards(agents: Iterable[UUID]) -> dict[UUID, MemberCard]:
    """The cards of these agents; an unknown agent is missing in the answer.

    One SQL query when all are people, else two.
    """
    wanted = set(agents)
    if not wanted:
        return {}
    people = Member.objects.filter(agent__in=wanted).values_list(
        "agent_id", "name", "slug", "state"
    )
    found = {row[0]: _card(*row, "person") for row in people}
    others = wanted - found.keys()
    if others:
        found |= {row[0]: _card(*row) for row in _rows_of_others(others)}
    return found


def _rows_of_others(wanted: set[UUID]) -> QuerySet[Any, Any]:
    """Circles, the firm and the world in one query."""
    circle_rows = Circle.objects.filter(agent__in=wanted).values_list(
        "agent_id",
        "name",
        "slug",
        Value("active", output_field=CharField()),
        Value("circle", output_field=CharField()),
    )
    firm_rows = _place_rows("firm", "name", wanted)
    world_rows = _place_rows("world", "tagline", wanted)
    return circle_rows.union(firm_rows, world_rows, all=True)


def _place_rows(role: str, name: str, wanted: set[UUID]) -> QuerySet[Place, Any]:
    return Place.objects.filter(**{f"{role}__in": wanted}).values_list(
        f"{role}_id",
        name,
        Value("", output_field=CharField()),
        Value("active", output_field=CharField()),
        Value(role, output_field=CharField()),
    )


def _card(agent: UUID, name: str, slug: str, state: str, kind: str) -> MemberCard:
    if state == "erased":
        name = gettext("someone who left")
    elif kind == "world":
        name = gettext("a guest")
    return MemberCard(
        agent=agent,
        name=name,
        lang="zh" if CHINESE.search(name) else "",
        tone=tone(agent),
        initials="·" if state == "erased" else initials(name),
        url=_address(slug, state, kind),
        state=state,
        kind=kind,
    )


def _address(slug: str, state: str, kind: str) -> str:
    if kind == "circle":
        return reverse("bond:circle", kwargs={"slug": slug})
    if kind == "person" and state == "active":
        return reverse("bond:profile", kwargs={"slug": slug})
    return ""


def member_of_user(user: object) -> UUID | None:
    """The agent of a signed-in user; None for a visitor. One SQL query."""
    key = getattr(user, "pk", None)
    if key is None:
        return None
    return Member.objects.filter(user_id=key).values_list("agent_id", flat=True).first()


VIEWER = """
    SELECT member.agent_id, member.name, member.language, member.time_zone, held.role,
        (SELECT COUNT(*) FROM bond_notice AS notice
         WHERE notice.to_id = member.agent_id AND notice.read_at IS NULL) AS unread
    FROM bond_member AS member
    LEFT JOIN bond_rolegrant AS held
        ON held.member_id = member.agent_id AND held.revoked_at IS NULL
    WHERE member.user_id = %s
"""
"""Written by hand: every page asks it, and building it took ten times as long as running it."""


def viewer_of_user(user_id: UUID) -> LoginView | None:
    """What the frame shows of this user: name, roles, unread notices. One SQL query."""
    key = User._meta.pk.get_db_prep_value(user_id, connection)
    rows = list(Member.objects.raw(VIEWER, [key]))  # one for each role, at least one
    if not rows:
        return None
    member = rows[0]
    return LoginView(
        agent=member.agent_id,
        name=member.name,
        language=member.language,
        time_zone=member.time_zone,
        roles=frozenset(row.role for row in rows if row.role),  # type: ignore[attr-defined]
        unread_notices=member.unread,  # type: ignore[attr-defined]
    )


def roles_of(agent: UUID) -> frozenset[str]:
    """The roles an agent holds now. One SQL query."""
    grants = RoleGrant.objects.filter(member=agent, revoked_at__isnull=True)
    return frozenset(grants.values_list("role", flat=True))


def stewards() -> list[UUID]:
    """Who is a steward now, longest first. One SQL query."""
    grants = RoleGrant.objects.filter(role="steward", revoked_at__isnull=True).order_by("id")
    return list(grants.values_list("member_id", flat=True))


def staff() -> frozenset[UUID]:
    """Who holds or held a role of the place: the brand's own people. One SQL query."""
    return frozenset(RoleGrant.objects.values_list("member_id", flat=True))


def active_members() -> frozenset[UUID]:
    """Everybody who is a member now. One SQL query."""
    return frozenset(Member.objects.filter(state="active").values_list("agent_id", flat=True))


def language_of(agent: UUID) -> str:
    """The member's language, else the place's first, else English. One or two SQL queries."""
    own = Member.objects.filter(agent=agent).values_list("language", flat=True).first()
    if own:
        return own
    languages = Place.objects.filter(id=Place.THE_ONE).values_list("languages", flat=True).first()
    return str(languages[0]) if languages else "en"


def email_of(agent: UUID) -> str | None:
    """The address mails go to, from the vault; None for who has none. One SQL query."""
    return Member.objects.filter(agent=agent).values_list("user__email", flat=True).first()


def proven_email_of(agent: UUID) -> str | None:
    """Her address once she showed that it is hers, else None. One SQL query.

    Anybody can join with anybody's address: what belongs to an address is shown to this one only.
    """
    mine = EmailAddress.objects.filter(user__member__agent=agent, verified=True)
    own = mine.filter(email__iexact=F("user__email")).values_list("user__email", flat=True).first()
    return str(own) if own else None


def emails_of(agents: Iterable[UUID]) -> dict[UUID, str]:
    """The addresses mails go to, of those who have one. One SQL query."""
    rows = Member.objects.filter(agent__in=set(agents)).exclude(user=None)
    return {agent: email for agent, email in rows.values_list("agent_id", "user__email") if email}


def members_by_address(addresses: Iterable[str]) -> dict[str, UUID]:
    """Active members by the address they showed to be theirs, in lower case. One SQL query."""
    rows = Member.objects.filter(
        user__email__in=set(addresses),
        state="active",
        user__emailaddress__verified=True,
        user__emailaddress__email__iexact=F("user__email"),
    )
    return {str(email): agent for email, agent in rows.values_list("user__email", "agent_id")}


def unclaimed_by_key(keys: Iterable[str]) -> dict[str, UUID]:
    """Members recorded under these keys by an import, claimed or not. One SQL query."""
    rows = Member.objects.filter(source_key__in=list(keys)).values_list("source_key", "agent_id")
    return {str(key): agent for key, agent in rows}


def members_called(name: str) -> list[MemberCard]:
    """Everyone of this name, unlisted people too, in the order they came. Two SQL queries."""
    plain = " ".join(name.split())
    is_called = Q(name__iexact=plain) | Q(name_other__iexact=plain)
    rows = Member.objects.filter(is_called).exclude(state="erased").order_by("agent_id")
    agents = list(rows.values_list("agent_id", flat=True)[:LIMIT_PEOPLE])
    known = cards(agents)
    return [known[agent] for agent in agents]


def members_like(text: str, *, limit: int) -> list[UUID]:
    """Members whose name holds this text, unlisted makers too, newest first. One SQL query."""
    plain = " ".join(text.split())
    holds = Q(name__icontains=plain) | Q(name_other__icontains=plain)
    rows = Member.objects.filter(holds).exclude(state="erased").order_by("-agent")
    return list(rows.values_list("agent_id", flat=True)[:limit]) if plain else []


def agent_of_slug(slug: str) -> UUID | None:
    """The agent behind a page's address; None when there is no such listed member. One query."""
    return (
        Member.objects.filter(slug=slug, state="active").values_list("agent_id", flat=True).first()
    )


def profile(agent: UUID) -> ProfileView | None:
    """A member's page; None for who is not listed. Two SQL queries."""
    row = Member.objects.filter(agent=agent, state="active").first()
    if row is None:
        return None
    helped = Count("id", filter=Q(provider=agent))
    was_helped = Count("id", filter=Q(receiver=agent))
    done = Commitment.objects.filter(Q(provider=agent) | Q(receiver=agent), state="done")
    counts = done.aggregate(helped=helped, was_helped=was_helped)
    return ProfileView(
        agent=row.agent_id,
        name=row.name,
        name_alt=row.name_other,
        slug=row.slug,
        state=row.state,
        about=row.about,
        skills=tuple(row.skills),
        interests=tuple(row.interests),
        needs=tuple(row.needs),
        language=row.language,
        time_zone=row.time_zone,
        joined_at=row.joined_at,
        helped=counts["helped"],
        was_helped=counts["was_helped"],
    )


def people(*, before: UUID | None = None, limit: int = LIMIT_PEOPLE) -> list[PersonLine]:
    """Members and unclaimed makers for the stewards, newest first, older than `before`. 1 query."""
    rows = Member.objects.exclude(state="erased").order_by("-agent")
    if before:
        rows = rows.filter(agent__lt=before)
    held = {
        f"is_{role}": Exists(
            RoleGrant.objects.filter(member=OuterRef("agent"), role=role, revoked_at__isnull=True)
        )
        for role in ROLES
    }
    found = cast(Iterable[dict[str, Any]], rows.annotate(**held).values()[:limit])
    return [
        PersonLine(
            agent=row["agent_id"],
            name=row["name"],
            url=_address(row["slug"], row["state"], "person"),
            state=row["state"],
            joined_at=row["joined_at"],
            roles=frozenset(role for role in ROLES if row[f"is_{role}"]),
        )
        for row in found
    ]


def is_anybody_else_here(besides: Iterable[UUID]) -> bool:
    """Whether the place has active members besides these. One SQL query."""
    return Member.objects.filter(state="active").exclude(agent__in=list(besides)).exists()


def ways_in(agent: UUID) -> WaysIn | None:
    """How a member can sign in, for her own settings. Three SQL queries."""
    user = User.objects.filter(member__agent=agent).first()
    if user is None:
        return None
    return WaysIn(
        email=user.email,
        is_verified=EmailAddress.objects.filter(
            user=user, email__iexact=user.email, verified=True
        ).exists(),
        has_password=user.has_usable_password(),
        passkeys=Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count(),
    )
