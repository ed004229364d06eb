"""Coming: joining, being recorded by a file, claiming what was kept; and one's own page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from cohive.bond import naming
from cohive.bond.events import (
    MemberChanged,
    MemberClaimed,
    MemberJoined,
    MemberRecorded,
    MemberUnnamed,
)
from cohive.bond.models import Member, Place, User
from cohive.bond.models.vault import MEMBER_STATES
from cohive.bond.pseudonyms import pseudonym
from cohive.journal.operations import create_agent, record
from cohive.words.refusals import Missing, Refused

ABOUT_CHARACTERS_MAX = 1_000
ADDRESS_KNOWN = "Somebody has joined with this address already. Sign in instead."


def join(
    *,
    email: str,
    at: datetime,
    name: str = "",
    password: str | None = None,
    language: str = "",
    time_zone: str = "",
    user: User | None = None,
    is_verified: bool = False,
) -> UUID:
    """A person joins; return her agent. Without a name she gets a friendly pen name.

    `user` is a not yet saved user of the sign-up form (its address row is made by that form);
    otherwise the user and her address are made here. The password is hashed before the
    transaction begins.
    """
    secret = make_password(password) if user is None else user.password
    address = clean_address(email)
    try:
        with transaction.atomic():
            account = _account(user, address, secret, is_verified=is_verified)
            shown = _free_name(name, language)
            agent = create_agent(kind="person", at=at)
            Member.objects.create(
                agent_id=agent,
                user=account,
                state=MEMBER_STATES.move(MEMBER_STATES.start, "active"),
                name=shown,
                slug=_slug(shown),
                language=language,
                time_zone=time_zone,
                joined_at=at,
            )
            record(MemberJoined(member=agent), by=agent, at=at, object_kind="member", object=agent)
    except IntegrityError:
        raise Refused(ADDRESS_KNOWN, field="email") from None
    return agent


def clean_address(email: str) -> str:
    """The address in lower case; refused when it is none."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(
            "“%(text)s” is not an e-mail address. Write it like mei@example.org.",
            field="email",
            text=address,
        ) from None
    return address


def _account(user: User | None, address: str, secret: str, *, is_verified: bool) -> User:
    if User.objects.filter(email=address).exists():
        raise Refused(ADDRESS_KNOWN, field="email")
    if user is not None:
        user.email = address
        user.save()
        return user
    made = User.objects.create(email=address, password=secret)
    EmailAddress.objects.create(user=made, email=address, primary=True, verified=is_verified)
    return made


def _free_name(name: str, language: str) -> str:
    """The wanted name if nobody has it, or a free pen name when none is wanted."""
    if name.strip():
        wanted = naming.clean_name(name)
        _refuse_taken(wanted)
        return wanted
    drawn = pseudonym(language)
    for _ in range(naming.TRIES):
        if not Member.objects.filter(name__iexact=drawn).exists():
            return drawn
        drawn = f"{pseudonym(language)} {Member.objects.count() + 1}"
    return drawn


def check_name(name: str) -> None:
    """Refuse a name that cannot be shown or is somebody's: for a form, before joining."""
    _refuse_taken(naming.clean_name(name))


def _refuse_taken(name: str, *, but: UUID | None = None) -> None:
    naming.refuse_disguised(name)
    plain = unicodedata.normalize("NFKC", name)  # ｍｅｉ, in full width, is mei
    alike = Q(name__iexact=name) | Q(name__iexact=plain)
    same = Member.objects.filter(alike, state="active")
    if but:
        same = same.exclude(agent=but)
    if same.exists() or Place.objects.filter(alike).exists():
        raise Refused("Somebody here is called that already. Add something to it.", field="name")


def _slug(name: str) -> str:
    return naming.slug_for(
        name, fallback="member", is_taken=lambda slug: Member.objects.filter(slug=slug).exists()
    )


@transaction.atomic
def make_unclaimed(*, name: str, key: str, by: UUID, at: datetime) -> UUID:
    """Record a maker named by a file; the same key again gives the same agent. Unlisted.

    `key` is how the file names her (an address, a handle); it stays in the vault.
    """
    known = Member.objects.filter(source_key=key).values_list("agent_id", flat=True).first()
    if known:
        return known
    shown = naming.clean_name(name[: naming.NAME_CHARACTERS_MAX])
    agent = create_agent(kind="person", at=at)
    Member.objects.create(
        agent_id=agent,
        state=MEMBER_STATES.start,
        name=shown,
        slug=agent.hex,  # unlisted: no page has this address until she claims it
        source_key=key,
        joined_at=at,
    )
    record(MemberRecorded(member=agent), by=by, at=at, object_kind="member", object=agent)
    return agent


@transaction.atomic
def unname_unclaimed(*, keys: Iterable[str], name: str, by: UUID, at: datetime) -> int:
    """Take the names of makers who have not come; `name` stands in their place. Return how many.

    They asked to be forgotten: what they made stays, without saying who. Who has claimed hers
    changes and erases her name herself.
    """
    rows = Member.objects.filter(source_key__in=list(keys), state="unclaimed")
    unnamed = list(rows.values_list("agent_id", flat=True))
    for agent in unnamed:
        Member.objects.filter(agent=agent).update(name=name, name_other="")
        record(MemberUnnamed(member=agent), by=by, at=at, object_kind="member", object=agent)
    return len(unnamed)


def claim(
    *,
    agent: UUID,
    email: str,
    at: datetime,
    name: str = "",
    password: str | None = None,
    language: str = "",
    time_zone: str = "",
    user: User | None = None,
    is_verified: bool = False,
) -> UUID:
    """An unclaimed maker takes her place: same agent, so what is owed to her stays hers.

    Whoever calls this has checked that she holds the private link of this agent.
    """
    secret = make_password(password) if user is None else user.password
    address = clean_address(email)
    with transaction.atomic():
        member = Member.objects.select_for_update().filter(agent=agent).first()
        if member is None or member.state in ("closed", "erased"):
            raise Missing("Nothing is kept here under this link.")
        if member.state == "active":
            raise Refused("This has been claimed already. Sign in to see it.")
        if name.strip() and naming.clean_name(name) != member.name:
            member.name = naming.clean_name(name)
        _refuse_taken(member.name, but=agent)
        member.user = _account(user, address, secret, is_verified=is_verified)
        member.state = MEMBER_STATES.move(member.state, "active")
        member.slug, member.joined_at = _slug(member.name), at
        member.language, member.time_zone = language, time_zone
        member.save()
        record(MemberClaimed(member=agent), by=agent, at=at, object_kind="member", object=agent)
    return agent


@transaction.atomic
def change_profile(
    *,
    by: UUID,
    at: datetime,
    name: str,
    name_other: str = "",
    about: str = "",
    skills: str | list[str] = "",
    interests: str | list[str] = "",
    needs: str | list[str] = "",
) -> None:
    """Change one's own name and page; old posts follow the name, the address follows too."""
    member = _own(by)
    shown = naming.clean_name(name)
    if shown != member.name:
        _refuse_taken(shown, but=by)
        member.slug = _slug(shown)
    member.name = shown
    member.name_other = naming.clean_name(name_other, field="name_other") if name_other else ""
    if len(about) > ABOUT_CHARACTERS_MAX:
        raise Refused(
            "Keep it under %(count)s characters.", field="about", count=ABOUT_CHARACTERS_MAX
        )
    member.about = about.replace("\r\n", "\n").strip()
    member.skills = naming.clean_list(skills, field="skills")
    member.interests = naming.clean_list(interests, field="interests")
    member.needs = naming.clean_list(needs, field="needs")
    member.save()
    record(MemberChanged(member=by), by=by, at=at, object_kind="member", object=by)


@transaction.atomic
def set_tongue(*, by: UUID, at: datetime, language: str, time_zone: str | None = None) -> None:
    """Choose the language of the frame and of mails, and the time zone (None: leave it)."""
    member = _own(by)
    if time_zone and time_zone not in available_timezones():
        raise Refused("Choose a time zone from the list.", field="time_zone")
    member.language = language
    if time_zone is not None:
        member.time_zone = time_zone
    member.save(update_fields=["language", "time_zone"])
    record(MemberChanged(member=by), by=by, at=at, object_kind="member", object=by)


def _own(by: UUID) -> Member:
    member = Member.objects.select_for_update().filter(agent=by, state="active").first()
    if member is None:
        raise Missing("There is no such member.")
    return member
