"""The mails about signing in, as data: what each says and which button it has.

allauth names them by the path of a template; every one of its mails has its letter here, a test
compares. `places` in the sentences are filled from what allauth knows (address, code, link).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Letter:
    """Subject and paragraphs are msgids; `link` names the context value the button leads to."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""
    link: str = ""
    has_code: bool = False
    is_notice: bool = False


IGNORE = _("If this was not you, you need not do anything.")
CHANGED = _("If this was not you, set a new password at once and tell a steward of the place.")

CONFIRM = Letter(
    subject=_("Is this your address?"),
    paragraphs=(
        _("Somebody gave this address at %(place_name)s. If it was you, say so with one tap."),
        IGNORE,
    ),
    button=_("Yes, this is my address"),
    link="activate_url",
)

LETTERS: Mapping[str, Letter] = {
    "account/email/login_code": Letter(
        subject=_("Your way in to %(place_name)s"),
        paragraphs=(
            _("Tap the button and you are in. It works once, for 30 minutes, in any browser."),
            _("Or type this code into the page you came from:"),
        ),
        button=_("Sign in"),
        link="sign_in_url",
        has_code=True,
    ),
    "account/email/email_confirmation": CONFIRM,
    "account/email/email_confirmation_signup": Letter(
        subject=_("Welcome to %(place_name)s"),
        paragraphs=(
            _("You have joined. One thing is left: say with one tap that this address is yours."),
            IGNORE,
        ),
        button=_("Yes, this is my address"),
        link="activate_url",
    ),
    "account/email/password_reset_key": Letter(
        subject=_("A new password for %(place_name)s"),
        paragraphs=(
            _("Somebody, probably you, asked for a new password. Choose it here."),
            IGNORE,
        ),
        button=_("Choose a new password"),
        link="password_reset_url",
    ),
    "account/email/password_reset_code": Letter(
        subject=_("A new password for %(place_name)s"),
        paragraphs=(_("Type this code into the page you came from:"),),
        has_code=True,
    ),
    "account/email/unknown_account": Letter(
        subject=_("Nobody has joined with this address"),
        paragraphs=(
            _("Somebody tried to sign in at %(place_name)s with this address. It is not known."),
            _("If it was you: perhaps you used another address, or you can join with this one."),
        ),
        button=_("Join"),
        link="signup_url",
    ),
    "account/email/account_already_exists": Letter(
        subject=_("You have joined already"),
        paragraphs=(
            _("Somebody tried to join %(place_name)s with this address, which is known."),
            _("If you forgot your password, choose a new one; or sign in with a link by mail."),
        ),
        button=_("Choose a new password"),
        link="password_reset_url",
    ),
    "account/email/email_changed": Letter(
        subject=_("Your address was changed"),
        paragraphs=(
            _("%(place_name)s now writes to %(to_email)s instead of %(from_email)s."),
            CHANGED,
        ),
        is_notice=True,
    ),
    "account/email/email_confirm": Letter(
        subject=_("Your address is confirmed"),
        paragraphs=(_("%(place_name)s knows now that this address is yours."), CHANGED),
        is_notice=True,
    ),
    "account/email/email_deleted": Letter(
        subject=_("An address was taken away"),
        paragraphs=(
            _("%(place_name)s does not write to %(deleted_email)s any more."),
            CHANGED,
        ),
        is_notice=True,
    ),
    "account/email/password_changed": Letter(
        subject=_("Your password was changed"),
        paragraphs=(_("Your password at %(place_name)s is a new one now."), CHANGED),
        is_notice=True,
    ),
    "account/email/password_reset": Letter(
        subject=_("Your password was changed"),
        paragraphs=(_("Your password at %(place_name)s is a new one now."), CHANGED),
        is_notice=True,
    ),
    "account/email/password_set": Letter(
        subject=_("You have a password now"),
        paragraphs=(_("You can sign in at %(place_name)s with it, or still by link."), CHANGED),
        is_notice=True,
    ),
    "mfa/email/webauthn_added": Letter(
        subject=_("A passkey was added"),
        paragraphs=(_("You can sign in at %(place_name)s with it from now on."), CHANGED),
        is_notice=True,
    ),
    "mfa/email/webauthn_removed": Letter(
        subject=_("A passkey was taken away"),
        paragraphs=(_("It does not open %(place_name)s any more."), CHANGED),
        is_notice=True,
    ),
}

UNUSED = frozenset(
    {
        "account/email/base",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
    }
)
"""Mails of parts of allauth that are switched off here."""

SAID: Mapping[str, str] = {
    "account/messages/cannot_delete_primary_email.txt": _("This is the address you sign in with."),
    "account/messages/email_confirmation_failed.txt": _("This address belongs to somebody else."),
    "account/messages/email_confirmation_sent.txt": _("A mail is on its way to %(email)s."),
    "account/messages/email_confirmed.txt": _("Thank you, %(email)s is confirmed."),
    "account/messages/email_deleted.txt": _("%(email)s was taken away."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/login_code_sent.txt": _("A mail is on its way to %(email)s."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("You have a password now."),
    "account/messages/primary_email_set.txt": _("You sign in with this address now."),
    "account/messages/unverified_primary_email.txt": _("Confirm this address first."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is taken away."),
}
"""What allauth says after a step, in our words; what is not here is not said."""

ERRORS: Mapping[str, str] = {
    "account_inactive": _("This account sleeps. A steward of the place can wake it."),
    "cannot_remove_primary_email": _("This is the address you sign in with."),
    "duplicate_email": _("This address is yours already."),
    "email_password_mismatch": _("E-mail and password do not belong together."),
    "email_taken": _("Somebody has joined with this address already. Sign in instead."),
    "enter_current_password": _("Write your password of now."),
    "incorrect_code": _("This code does not fit. Look at the newest mail."),
    "incorrect_password": _("This is not your password."),
    "invalid_or_expired_key": _("This link has been used up."),
    "invalid_login": _("E-mail and password do not belong together."),
    "invalid_password_reset": _("This link has been used up."),
    "max_email_addresses": _("You have as many addresses as one can have (%d)."),
    "too_many_login_attempts": _("Too many tries. Wait a minute, or get a link by mail."),
    "unknown_email": _("Nobody has joined with this address."),
    "unverified_primary_email": _("Confirm your address first."),
    "select_only_one": _("Choose only one."),
    "same_as_current": _("This is what it is already."),
    "rate_limited": _("Too many tries in a short time. Wait a minute, then go on."),
}
