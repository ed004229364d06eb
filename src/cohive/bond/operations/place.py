"""Opening a place: its firm, its strangers, its first steward, its first circles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from cohive.bond import naming
from cohive.bond.events import PlaceChanged, PlaceFounded
from cohive.bond.models import Place
from cohive.bond.operations.circles import create_circle
from cohive.bond.operations.members import join
from cohive.bond.operations.roles import grant_role
from cohive.bond.operations.standing import require_role
from cohive.bond.queries.place import PlaceView, place
from cohive.bond.templates_of_place import PRESETS, FirstCircle
from cohive.journal.operations import create_agent, record
from cohive.words.money import minor_digits
from cohive.words.refusals import Missing, Refused

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
COUNTRY = re.compile(r"[A-Z]{2}")
FIRST_ROLES = ("steward", "maker", "seller")


def found_place(
    *,
    name: str,
    languages: Sequence[str],
    currency: str,
    tax_name: str,
    tax_rate: Fraction,
    template: str,
    steward_email: str,
    steward_name: str,
    at: datetime,
    is_demo: bool = False,
    name_alt: str = "",
    tagline: str = "",
    tagline_alt: str = "",
    country: str = "",
    time_zone: str = "",
    accent: str = "",
    steward_password: str | None = None,
) -> PlaceView:
    """Open the place with its first steward, who holds every role; refused when it is open.

    `tax_rate` is a fraction of the net price (21/100). Texts and circles come from the template.
    """
    spoken = _languages(languages)
    currency = currency.strip().upper()
    minor_digits(currency)
    _check(tax_rate=tax_rate, template=template, country=country, zone=time_zone, accent=accent)
    preset = PRESETS[template]
    with transaction.atomic():
        if Place.objects.exists():
            raise Refused("This place is open already. Another place is another folder.")
        firm, world = create_agent(kind="firm", at=at), create_agent(kind="world", at=at)
        Place.objects.create(
            firm_id=firm,
            world_id=world,
            name=naming.clean_name(name),
            name_other=naming.clean_name(name_alt, field="name_alt") if name_alt else "",
            tagline=tagline.strip() or preset.tagline.said(spoken[0]),
            tagline_other=tagline_alt.strip(),
            languages=spoken,
            currency=currency,
            tax_name=tax_name.strip(),
            tax_numerator=tax_rate.numerator,
            tax_denominator=tax_rate.denominator,
            country=country,
            time_zone=time_zone,
            accent=accent,
            template=template,
            is_demo=is_demo,
            founded_at=at,
        )
        steward = join(
            email=steward_email,
            name=steward_name,
            at=at,
            password=steward_password,
            language=spoken[0],
            time_zone=time_zone,
            is_verified=True,
        )
        record(
            PlaceFounded(firm=firm, world=world, template=template),
            by=steward,
            at=at,
            object_kind="place",
            object=firm,
        )
        for role in FIRST_ROLES:
            grant_role(to=steward, role=role, by=firm, at=at)
        for first in preset.circles:
            _open_circle(first, languages=spoken, by=steward, at=at)
    opened = place()
    assert opened is not None  # noqa: S101 - it was just made
    return opened


def _open_circle(first: FirstCircle, *, languages: list[str], by: UUID, at: datetime) -> None:
    main = languages[0]
    other = next((code for code in languages if code[:2] != main[:2]), "")
    create_circle(
        name=first.name.said(main),
        name_other=first.name.said(other) if other else "",
        slug=first.slug,
        purpose=first.purpose.said(main),
        purpose_other=first.purpose.said(other) if other else "",
        by=by,
        at=at,
    )


def _languages(wanted: Sequence[str]) -> list[str]:
    """Django's codes in the wanted order: 'zh' is said for 'zh-hans'."""
    known = dict(settings.LANGUAGES)
    codes = ["zh-hans" if code.lower() in ("zh", "zh-cn") else code.lower() for code in wanted]
    spoken = list(dict.fromkeys(codes))
    if not spoken or any(code not in known for code in spoken):
        raise Refused("Choose English, Simplified Chinese or both.", field="languages")
    return spoken


def _check(*, tax_rate: Fraction, template: str, country: str, zone: str, accent: str) -> None:
    if not 0 <= tax_rate < 1:
        raise Refused("The tax lies between 0 and 100 percent. Write it like 21.", field="tax_rate")
    if template not in PRESETS:
        raise Refused("Choose one of the three beginnings.", field="template")
    if country and not COUNTRY.fullmatch(country):
        raise Refused("Write the country as two letters, like NL.", field="country")
    if zone and zone not in available_timezones():
        raise Refused("Choose a time zone from the list.", field="time_zone")
    if accent and not COLOUR.fullmatch(accent):
        raise Refused("Write the colour like #23406b.", field="accent")


@transaction.atomic
def change_place(
    *,
    by: UUID,
    at: datetime,
    name: str,
    name_alt: str = "",
    tagline: str = "",
    tagline_alt: str = "",
    accent: str = "",
) -> None:
    """A steward changes what the place says of itself; money and tax are not changed here."""
    require_role(by, "steward")
    row = Place.objects.select_for_update().first()
    if row is None:
        raise Missing("There is no place yet.")
    if accent and not COLOUR.fullmatch(accent):
        raise Refused("Write the colour like #23406b.", field="accent")
    row.name = naming.clean_name(name)
    row.name_other = naming.clean_name(name_alt, field="name_alt") if name_alt else ""
    row.tagline, row.tagline_other = tagline.strip()[:200], tagline_alt.strip()[:200]
    row.accent = accent
    row.save()
    record(PlaceChanged(firm=row.firm_id), by=by, at=at, object_kind="place", object=row.firm_id)
