"""Signed words in the addresses of mails: they open one thing without signing in.

Four kinds, each with a salt of its own so that one never opens what another does: to confirm
(ends after a week), to unsubscribe by one mail (never ends), to change what one gets (never ends),
and to take along or erase what is kept (ends after an hour). Mails are passed on, so what stands in
every mail does nothing that its reader could not undo.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from cohive.words.refusals import Missing

CONFIRM_DAYS = 7
OWNER_MINUTES = 60
DAY_SECONDS = 24 * 60 * 60
GONE = "This link is not whole, or it is too old. Ask for the mails again."
TOO_OLD = "This link is not whole, or it is older than an hour. Ask for a new one."
SALT = "cohive.spread.newsletter."
MARK_LENGTH = 20


@dataclass(frozen=True)
class Leaving:
    """What an unsubscribe link is for: a subscription, and the mail it stood in (0: none)."""

    subscription: UUID
    mail: int


@cache
def _signer(what: str) -> signing.Signer:
    return signing.Signer(salt=SALT + what, sep=".")


def confirm_token(subscription: UUID) -> str:
    """For the mail that asks whether it was she who asked."""
    return signing.TimestampSigner(salt=SALT + "confirm", sep=".").sign(subscription.hex)


def confirming(token: str) -> UUID:
    """The subscription to be confirmed; Missing when the token is forged or a week old."""
    signer = signing.TimestampSigner(salt=SALT + "confirm", sep=".")
    try:
        return UUID(signer.unsign(token, max_age=CONFIRM_DAYS * DAY_SECONDS))
    except (signing.BadSignature, ValueError):
        raise Missing(GONE) from None


def leave_token(subscription: UUID, mail: int) -> str:
    """For the List-Unsubscribe header and the foot of one mail."""
    return _signer("leave").sign(f"{subscription.hex}-{mail}")


def leaving(token: str) -> Leaving:
    """What is to be ended; Missing when the token is forged."""
    try:
        subscription, _, mail = _signer("leave").unsign(token).partition("-")
        return Leaving(UUID(subscription), int(mail))
    except (signing.BadSignature, ValueError):
        raise Missing(GONE) from None


def preferences_token(subscriber: UUID) -> str:
    """For the page where one sees and changes what one gets."""
    return _signer("preferences").sign(subscriber.hex)


def preferring(token: str) -> UUID:
    """Whose page it is; Missing when the token is forged."""
    try:
        return UUID(_signer("preferences").unsign(token))
    except (signing.BadSignature, ValueError):
        raise Missing(GONE) from None


def owner_token(subscriber: UUID) -> str:
    """For the mail that only the owner of the mailbox has just been sent."""
    return signing.TimestampSigner(salt=SALT + "owner", sep=".").sign(subscriber.hex)


def owning(token: str) -> UUID:
    """Whose data it opens; Missing when the token is forged or an hour old."""
    signer = signing.TimestampSigner(salt=SALT + "owner", sep=".")
    try:
        return UUID(signer.unsign(token, max_age=OWNER_MINUTES * 60))
    except (signing.BadSignature, ValueError):
        raise Missing(TOO_OLD) from None


def message_token(mail: int) -> str:
    """For the Message-ID and the return address: which mail came back.

    Digits and letters a-f only, since some servers write addresses in small letters.
    """
    return f"{mail}.{_mark(mail)}"


def _mark(mail: int) -> str:
    return salted_hmac(SALT + "message", str(mail), algorithm="sha256").hexdigest()[:MARK_LENGTH]


def mail_of_message(token: str) -> int | None:
    """The mail a Message-ID names; None when it is none of ours."""
    number, _, mark = token.partition(".")
    if not number.isdecimal() or not constant_time_compare(mark, _mark(int(number))):
        return None
    return int(number)
