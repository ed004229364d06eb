"""Where a parcel goes and where its mail goes: the form of an address, before it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cohive.words.refusals import Refused

POSTCODES = {
    "NL": (re.compile(r"[1-9]\d{3} ?[A-Z]{2}"), "3111 CH"),
    "BE": (re.compile(r"[1-9]\d{3}"), "1000"),
    "DE": (re.compile(r"\d{5}"), "10115"),
    "FR": (re.compile(r"\d{5}"), "75011"),
    "CN": (re.compile(r"\d{6}"), "315000"),
}
"""How a postcode is written where mistakes are common, with an example; elsewhere all is taken."""

LENGTHS = {"email": 254, "name": 120, "street": 200, "postcode": 20, "town": 120}


@dataclass(frozen=True)
class Contact:
    """Name and address as the buyer wrote them; all but the e-mail may stay empty at a stall."""

    email: str = ""
    name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


def checked(contact: Contact, *, wants_address: bool, wants_email: bool = False) -> Contact:
    """The contact without stray spaces; Refused at the field that cannot be right.

    What comes by post wants an address and an e-mail, a file an e-mail only.
    """
    tidy = Contact(
        email=contact.email.strip(),
        name=" ".join(contact.name.split()),
        street=" ".join(contact.street.split()),
        postcode=" ".join(contact.postcode.upper().split()),
        town=" ".join(contact.town.split()),
        country=contact.country.strip().upper(),
    )
    for field, length in LENGTHS.items():
        if len(getattr(tidy, field)) > length:
            raise Refused("At most %(length)s characters.", field=field, length=length)
    if tidy.email or wants_address or wants_email:
        _check_email(tidy.email)
    if wants_address:
        _check_address(tidy)
    return tidy


def is_country(code: str) -> bool:
    """Whether CLDR knows a country of this two-letter code."""
    return len(code) == 2 and code.isalpha() and code in Locale("en").territories


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("Write an e-mail address such as name@example.org.", field="email") from None


def _check_address(contact: Contact) -> None:
    if not contact.name:
        raise Refused("Whose name goes on the parcel?", field="name")
    if not contact.street:
        raise Refused("Which street and number?", field="street")
    if not contact.town:
        raise Refused("Which town?", field="town")
    if not is_country(contact.country):
        raise Refused("Choose a country.", field="country")
    known = POSTCODES.get(contact.country)
    if known and not known[0].fullmatch(contact.postcode):
        raise Refused(
            "This is not a postcode of this country. Write it like %(example)s.",
            field="postcode",
            example=known[1],
        )
