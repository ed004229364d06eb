"""The moment somebody shows that an address is hers, by opening what was mailed there.

Three ways lead here: the sign-in link, the code of the same mail, and the link to a new password.
The mail that asks “is this your address?” is a fourth: it vouches for the joining itself, so what
was set at joining stays.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cohive.bond.models import User
from cohive.bond.operations.doors import drop_unproven_ways

BY_CODE = "account_confirm_login_code"


def listen() -> None:
    """Hear from allauth what its own pages proved."""
    email_confirmed.connect(_confirmed, dispatch_uid="bond.proving")
    password_reset.connect(_reset, dispatch_uid="bond.proving")


def proven_by_link(request: HttpRequest, user: User) -> None:
    """A sign-in link was used: it came by mail, so the address is hers."""
    if _prove(user):
        _tell(request, drop_unproven_ways(user))


def _confirmed(
    sender: object, request: HttpRequest, email_address: EmailAddress, **_more: object
) -> None:
    del sender
    way = request.resolver_match
    if way is not None and way.url_name == BY_CODE:
        _tell(request, drop_unproven_ways(email_address.user))


def _reset(sender: object, request: HttpRequest, user: User, **_more: object) -> None:
    del sender, request
    if _prove(user):
        drop_unproven_ways(user, keeps_password=True)


def _prove(user: User) -> bool:
    """Note that the address is hers; return whether that was new."""
    unproven = EmailAddress.objects.filter(user=user, email=user.email, verified=False)
    return bool(unproven.update(verified=True))


def _tell(request: HttpRequest, is_dropped: bool) -> None:
    if is_dropped:
        said = _(
            "You have shown that this address is yours. The password set before no longer works; "
            "choose a new one in the settings, or go on coming by link."
        )
        messages.info(request, said)
