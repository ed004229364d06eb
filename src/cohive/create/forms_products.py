"""What is typed on the pages of products, read into exact values; a refusal stands at its field.

`Filled` keeps what was typed, so that a page with something wrong comes back as it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from cohive.bond import queries as bond
from cohive.create.operations.products import SLUG_LENGTH_MAX
from cohive.look.refusals import said
from cohive.words.money import parse_money
from cohive.words.refusals import Refused

T = TypeVar("T")
PERCENT_DIGITS_MAX = 4
SIZES_SEPARATOR = re.compile(r"[,，、;；\n]+")
NOT_A_WHOLE_NUMBER = "“%(text)s” is not a whole number."


@dataclass
class Filled:
    """Values by field name as text, or as lists for rows, and the sentences about them."""

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def sent(cls, data: QueryDict) -> Filled:
        """What a form sent."""
        return cls(
            {name: str(data.get(name, "")) for name in data},
            {name: [str(value) for value in data.getlist(name)] for name in data},
        )

    @classmethod
    def of(cls, values: Mapping[str, object], **lists: list[str]) -> Filled:
        """What a form shows before anything was typed."""
        return cls({name: str(value) for name, value in values.items()}, lists)

    def at(self, name: str) -> list[str]:
        """The sentences at a field; '' are those about the whole form."""
        return self.errors.get(name, [])

    def value(self, name: str, otherwise: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, otherwise)

    def rows(self, *names: str) -> list[tuple[str, ...]]:
        """Fields that repeat, row by row; rows in which nothing stands are left out."""
        columns = [self.lists.get(name, []) for name in names]
        rows = [tuple(cell.strip() for cell in row) for row in zip(*columns, strict=False)]
        return [row for row in rows if any(row)]

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal where it belongs."""
        self.errors.setdefault(refusal.field, []).append(said(refusal))

    def done(self, work: Callable[[], T]) -> T | None:
        """Do what the form asks for; None (and a sentence at its field) when it is refused."""
        try:
            return work()
        except Refused as refusal:
            self.refuse(refusal)
            return None


def percent(text: str, *, name: str) -> Fraction:
    """'21', '21 %' and '12,5' as exact fractions of one."""
    plain = text.replace("%", "").replace("％", "").replace(",", ".").strip()
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise Refused(
            "“%(text)s” is not a percentage. Write it like 12.5.", field=name, text=text
        ) from None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > PERCENT_DIGITS_MAX:
        raise Refused("Write at most four digits after the point.", field=name)
    return Fraction(value) / 100


def percent_text(value: Fraction) -> str:
    """The fraction as a percentage a field can show: 21/100 is '21', 1/8 is '12.5'."""
    shown = Decimal(value.numerator * 100) / Decimal(value.denominator)
    return f"{round(shown, PERCENT_DIGITS_MAX).normalize():f}"


def whole(text: str, *, name: str) -> int:
    """A whole number as typed."""
    plain = text.strip()
    if not re.fullmatch(r"-?[0-9]{1,9}", plain):
        raise Refused(NOT_A_WHOLE_NUMBER, field=name, text=text)
    return int(plain)


def costs(rows: list[tuple[str, ...]], currency: str) -> list[tuple[str, int]]:
    """Rows of (label, amount) as costs in minor units."""
    return [(label, parse_money(amount, currency, field="costs").minor) for label, amount in rows]


def sizes(text: str, slug: str) -> list[tuple[str, str]]:
    """'S, M, L' as sizes, each with a stock number made of the product's address."""
    labels = [label.strip() for label in SIZES_SEPARATOR.split(text) if label.strip()]
    return [(label, stock_number(slug, label)) for label in dict.fromkeys(labels)]


def stock_number(slug: str, label: str) -> str:
    """A stock number that says product and size: 'two-harbours-XL'."""
    ending = slugify(label, allow_unicode=True).upper() or "1"
    return f"{slug[: 59 - len(ending)]}-{ending}"


def address(title: str, wanted: str) -> str:
    """The wanted address, else one made of the title; '' when nothing in it can be spelt so."""
    return wanted.strip() or slugify(title)[:SLUG_LENGTH_MAX].strip("-")


def instant(text: str, *, name: str) -> datetime:
    """A local day and hour of a form, in the viewer's time zone."""
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None:
        raise Refused("Choose a day and an hour.", field=name)
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def uuid_of(text: str, *, name: str) -> UUID:
    """An id as a form sends it back."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused("Choose one of these.", field=name) from None


def people(text: str, *, name: str) -> list[UUID]:
    """Pen names, separated by commas or lines, as members; the first unknown one is named."""
    names = dict.fromkeys(part.strip() for part in SIZES_SEPARATOR.split(text))
    return [member_called(called, name=name) for called in names if called]


def member_called(called: str, *, name: str) -> UUID:
    """The member of this pen name; refused when nobody here is called that."""
    wanted = " ".join(called.split())
    agent = bond.agent_of_slug(slugify(wanted, allow_unicode=True)) if wanted else None
    card = bond.cards([agent]).get(agent) if agent else None
    if card is None or card.name.casefold() != wanted.casefold():
        raise Refused(
            "Nobody here is called “%(name)s”. Write the pen name as it stands on the page.",
            field=name,
            name=called,
        )
    return card.agent
