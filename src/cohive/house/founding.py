"""Beginning a place: the answers of the first run, read and checked the same way everywhere.

The page `/begin` and the command `cohive init` both end in `found`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.conf import settings
from django.db import transaction

from cohive.bond import operations as bond
from cohive.bond.queries import PlaceView, stewards
from cohive.trade import operations as trade
from cohive.words.money import minor_digits
from cohive.words.refusals import Refused

TAX_PERCENT_MAX = 100


@transaction.atomic
def found(answers: Mapping[str, str], *, at: datetime, is_demo: bool = False) -> PlaceView:
    """Found the place from plain text answers; raises Refused at the field that needs mending.

    Keys: name, name_alt, tagline, tagline_alt, languages ("en,zh-hans"), currency, tax_name,
    tax_percent, template, country, time_zone, accent, steward_email, steward_name,
    steward_password; a missing one is empty. The shop's shelf is opened in the same transaction;
    the standing terms of the template are published by whoever hears of the founding.
    """
    said = {key: value.strip() for key, value in answers.items() if key != "steward_password"}
    if not said.get("name"):
        raise Refused("Give the place a name.", field="name")
    opened = bond.found_place(
        name=said["name"],
        name_alt=said.get("name_alt", ""),
        tagline=said.get("tagline", ""),
        tagline_alt=said.get("tagline_alt", ""),
        languages=languages_of(said.get("languages", "")),
        currency=currency_of(said.get("currency", "")),
        tax_name=said.get("tax_name", "") or "VAT",
        tax_rate=tax_rate_of(said.get("tax_percent", "")),
        template=said.get("template", "") or "label",
        country=said.get("country", "").upper(),
        time_zone=said.get("time_zone", ""),
        accent=said.get("accent", ""),
        steward_email=said.get("steward_email", ""),
        steward_name=said.get("steward_name", ""),
        steward_password=answers.get("steward_password") or None,
        is_demo=is_demo,
        at=at,
    )
    trade.web_shelf(by=stewards()[0], at=at)
    return opened


def languages_of(text: str) -> tuple[str, ...]:
    """'en, zh-hans' as codes the house speaks; the first leads."""
    known = dict(settings.LANGUAGES)
    codes = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise Refused(
            "Choose among these languages: %(known)s.", field="languages", known=", ".join(known)
        )
    return codes


def currency_of(text: str) -> str:
    """A currency code that exists."""
    code = text.strip().upper()
    minor_digits(code)
    return code


def tax_rate_of(text: str) -> Fraction:
    """'21' or '8.25' percent as a fraction of the net price; '' and '0' are no tax."""
    cleaned = text.strip().rstrip("%").strip().replace(",", ".") or "0"
    try:
        percent = Decimal(cleaned)
    except InvalidOperation:
        percent = Decimal(-1)
    if not percent.is_finite() or not 0 <= percent <= TAX_PERCENT_MAX:
        raise Refused(
            "Write the tax as a percentage from 0 to 100, such as 21.", field="tax_percent"
        )
    return Fraction(percent) / 100
