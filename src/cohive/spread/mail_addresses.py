"""An e-mail address as it is kept, compared and signed.

The digest is keyed with the place's secret: who steals the database cannot try addresses against
it. A new secret makes every digest unknown, so `keys/secret` belongs in the backup.
"""

from __future__ import annotations

import re

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from cohive.spread.models.subscriptions import ADDRESS_CHARACTERS_MAX
from cohive.words.refusals import Refused

SALT = "cohive.spread.newsletter.address"
CONTROL = re.compile(r"[\x00-\x20\x7f]")


def plain_address(text: str) -> str:
    """The address in lower case, its domain as the internet writes it (xn--…).

    Refused unless it is one address in plain signs: many mail servers take no others.
    """
    name, at_sign, domain = text.strip().rpartition("@")
    try:
        known = f"{name}{at_sign}{idna.encode(domain, uts46=True).decode()}".lower()
        validate_email(known)
        if CONTROL.search(known) or not known.isascii() or len(known) > ADDRESS_CHARACTERS_MAX:
            raise ValidationError("no address")
    except (ValidationError, idna.IDNAError, UnicodeError):
        raise Refused(
            "This is no e-mail address we can write to. Write it like name@example.org.",
            field="address",
        ) from None
    return known


def digest_of(address: str) -> str:
    """64 hexadecimal digits that stand for an address and tell nothing of it."""
    return salted_hmac(SALT, address, algorithm="sha256").hexdigest()


def masked(address: str) -> str:
    """'m…@example.org': enough to know one's own address by."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""
