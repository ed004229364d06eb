"""Links that open by themselves: signing in once, and low doors to a single page.

A low door lets a member do one small thing (vote, question a line, claim a statement) from a mail
without signing in; it opens only the path it was made for, until its day. A sign-in link works
once, for half an hour: it carries a stamp of the user's last sign-in.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from cohive.bond.models import Member, User
from cohive.journal.clock import not_before_known
from cohive.words.refusals import Missing, Refused

LOW_DOOR_SALT = "bond.low_door"
SIGN_IN_SALT = "bond.sign_in"
DOOR_PARAMETER = "door"
SIGN_IN_MINUTES = 30
DAYS_DEFAULT = 14

TOO_OLD = "This link is too old. Ask for a new one, or sign in."
DAMAGED = "This link is not whole. Copy all of it from the mail, or sign in."


def one_tap_url(*, agent: UUID, path: str, at: datetime, days: int = DAYS_DEFAULT) -> str:
    """An absolute address that opens `path` for this agent without signing in, for some days."""
    ends_at = int((at + timedelta(days=days)).timestamp())
    token = signing.dumps([agent.hex, path, ends_at], salt=LOW_DOOR_SALT)
    return f"{settings.ADDRESS}{path}?{urlencode({DOOR_PARAMETER: token})}"


def low_door_agent(*, token: str, path: str, at: datetime) -> UUID:
    """The agent of a low door; refused when it is damaged, too old or made for another page."""
    try:
        hexadecimal, door_path, ends_at = signing.loads(token, salt=LOW_DOOR_SALT)
    except signing.BadSignature:
        raise Refused(DAMAGED) from None
    if door_path != path:
        raise Missing("This link leads to another page.")
    if at >= datetime.fromtimestamp(ends_at, tz=UTC):
        raise Refused(TOO_OLD)
    agent = UUID(hexadecimal)
    if not Member.objects.filter(agent=agent).exclude(state__in=("closed", "erased")).exists():
        raise Missing("Nothing is kept here under this link.")
    return agent


def sign_in_url(*, agent: UUID, at: datetime, next_path: str = "", minutes: int = 0) -> str:
    """An absolute address that signs this member in, once, within half an hour."""
    user = User.objects.filter(member__agent=agent, member__state="active").first()
    if user is None:
        raise Missing("There is no such member.")
    return f"{settings.ADDRESS}{sign_in_path(user, at=at, next_path=next_path, minutes=minutes)}"


def sign_in_path(user: User, *, at: datetime, next_path: str = "", minutes: int = 0) -> str:
    """The path of a sign-in link."""
    made_at = not_before_known(at)
    ends_at = int((made_at + timedelta(minutes=minutes or SIGN_IN_MINUTES)).timestamp())
    token = signing.dumps([user.pk.hex, ends_at, _stamp(user)], salt=SIGN_IN_SALT)
    path = reverse("bond:one-tap", kwargs={"token": token})
    return f"{path}?{urlencode({'next': next_path})}" if next_path else path


def user_of_sign_in(*, token: str, at: datetime) -> User:
    """The user of a sign-in link; refused when it was used, is too old or damaged."""
    try:
        hexadecimal, ends_at, stamp = signing.loads(token, salt=SIGN_IN_SALT)
    except signing.BadSignature:
        raise Refused(DAMAGED) from None
    user = User.objects.filter(pk=UUID(hexadecimal), is_active=True).first()
    if user is None:
        raise Missing("Nothing is kept here under this link.")
    is_fresh = not_before_known(at) < datetime.fromtimestamp(ends_at, tz=UTC)
    if not is_fresh or not constant_time_compare(stamp, _stamp(user)):
        raise Refused("This link has been used up. Links work once, for 30 minutes.")
    return user


def drop_unproven_ways(user: User, *, keeps_password: bool = False) -> bool:
    """She showed that the address is hers; return whether a password went.

    Until then anybody could have joined with it and waited for her to come: the password and the
    passkeys set before may be a stranger's, and go, with every session opened by them.
    """
    Authenticator.objects.filter(user=user).delete()
    if keeps_password or not user.has_usable_password():
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return True


def _stamp(user: User) -> str:
    """Changes with every sign-in and every new password, so that a link works once."""
    last = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac(SIGN_IN_SALT, f"{user.pk}{last}{user.password}").hexdigest()[:16]
