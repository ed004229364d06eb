"""Amounts, shares, days and names in the viewer's language and time zone.

The language is Django's active one and the zone Django's active one (both set per request by
`look.middleware`); the reference instant of `relative` is an argument. Everything comes from CLDR
through Babel and none of it rounds an amount. All functions return plain text; `num` and `tongue`
return markup.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from uuid import UUID

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from markupsafe import Markup

from cohive.words.money import Money, minor_digits

MINUS = "\u2212"
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
EXACT_DIGITS_MORE = 4
"""How many digits below the smallest unit an exact amount may show before it says '…'."""


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(to_locale(code), sep="_")


def current_locale() -> Locale:
    """The CLDR locale of Django's active language (English when none is active)."""
    return _locale(get_language() or "en")


def language_tag() -> str:
    """The active language as HTML wants it: 'en', 'zh-Hans'."""
    return str(current_locale()).replace("_", "-")


# -- amounts -------------------------------------------------------------------------------------


def money(amount: Money) -> str:
    """'€3.17', '−€6.75': an amount in the viewer's language, with a true minus."""
    text = format_currency(amount.decimal, amount.currency, locale=current_locale())
    return text.replace("-", MINUS)


def money_exact(minor: Fraction | int, currency: str) -> str:
    """An exact amount in minor units, below the smallest unit too: 190 and 1/5 cents '€1.902'.

    Never rounded: what has no end within four more digits ends with '…'.
    """
    value = Fraction(minor)
    digits = minor_digits(currency)
    scale = 10 ** (digits + EXACT_DIGITS_MORE)
    scaled = abs(value) * scale / 10**digits
    whole = scaled.numerator // scaled.denominator
    units, rest = divmod(whole, scale)
    tail = str(rest).zfill(digits + EXACT_DIGITS_MORE)
    kept = tail if scaled.denominator != 1 else tail.rstrip("0").ljust(digits, "0")
    symbol = get_currency_symbol(currency, locale=current_locale())
    sign = MINUS if value < 0 else ""
    point = "." if kept else ""
    more = "…" if scaled.denominator != 1 else ""
    return f"{sign}{symbol}{format_decimal(units, locale=current_locale())}{point}{kept}{more}"


def number(value: float | int | Fraction) -> str:
    """'1,902' in the viewer's language."""
    plain = float(value) if isinstance(value, Fraction) else value
    return format_decimal(plain, locale=current_locale()).replace("-", MINUS)


def fraction(value: Fraction | int) -> str:
    """'1/8', '1', '0': an exact share as it is said."""
    return str(Fraction(value)).replace("-", MINUS)


def percent(value: Fraction | float | int, digits: int = 1) -> str:
    """'12 %', '12.5 %' (value 0..1); at most `digits` after the point, exact tens stay short."""
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    text = format_decimal(float(value) * 100, format=pattern, locale=current_locale())
    return text.replace("-", MINUS) + ("%" if current_locale().language == "zh" else " %")


def num(text: object) -> Markup:
    """Wrap an amount so that it never breaks and its figures line up."""
    return Markup('<span class="num">{}</span>').format(text)


# -- days and times ------------------------------------------------------------------------------


def _local(at: datetime) -> datetime:
    return timezone.localtime(at)


def day(at: date | datetime) -> str:
    """'22 November 2026', '2026年11月22日'."""
    local = _local(at).date() if isinstance(at, datetime) else at
    if current_locale().language == "en":
        return format_date(local, "d MMMM y", locale="en")
    return format_date(local, "long", locale=current_locale())


def day_short(at: date | datetime) -> str:
    """'22 Nov', '11月22日': where the year is plain."""
    local = _local(at).date() if isinstance(at, datetime) else at
    if current_locale().language == "en":
        return format_date(local, "d MMM", locale="en")
    text: str = format_skeleton(
        "MMMd",
        datetime(local.year, local.month, local.day, 12),  # noqa: DTZ001
        locale=current_locale(),
    )
    return text


def weekday(at: date | datetime) -> str:
    """'Sunday', '星期日'."""
    local = _local(at).date() if isinstance(at, datetime) else at
    return format_date(local, "EEEE", locale=current_locale())


def clock(at: datetime) -> str:
    """'09:14' in the viewer's time zone."""
    return format_time(_local(at).time(), "HH:mm", locale=current_locale())


def moment(at: datetime) -> str:
    """'22 November 2026, 09:14'."""
    comma = " " if current_locale().language == "zh" else ", "
    return f"{day(at)}{comma}{clock(at)}"


def relative(at: datetime, now: datetime) -> str:
    """'2 days ago', 'in 40 minutes', '2天前', seen from `now`."""
    return format_timedelta(at - now, add_direction=True, threshold=1.2, locale=current_locale())


def duration(span: timedelta) -> str:
    """'40 minutes', '7 days'."""
    return format_timedelta(span, threshold=1.2, locale=current_locale())


def when(at: datetime, now: datetime) -> str:
    """How a feed says a time: relative within a week, else the day (with its year if another)."""
    if abs(at - now) < timedelta(days=7):
        return relative(at, now)
    return day_short(at) if _local(at).year == _local(now).year else day(at)


# -- names ---------------------------------------------------------------------------------------


def initials(name: str) -> str:
    """What stands in a face without a picture: 'MQ' for Mei Qiao, '林' for 林一舟."""
    words = [word for word in re.split(r"[\s\-_.·]+", name.strip()) if word]
    if not words:
        return "·"
    if CHINESE.match(words[0]):
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def tone(agent_id: UUID) -> int:
    """0..7, always the same for the same agent (its random last bits)."""
    return agent_id.int % 8


def tongue(text: object) -> Markup:
    """Give Chinese words on a page of another language their `lang`, so that they look right."""
    plain = str(text)
    if current_locale().language == "zh" or not CHINESE.search(plain):
        return Markup("{}").format(text)
    return Markup('<span lang="zh">{}</span>').format(text)
