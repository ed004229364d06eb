"""Amounts, shares, days and names in the viewer's language and time zone.

The language is Django's active one and the zone Django's active one (both set per request by
`look.middleware`); the reference instant of `relative` is an argument. Everything comes from CLDR
through Babel and none of it rounds an amount. All functions return plain text; `num` and `tongue`
return markup.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from uuid import UUID

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django.utils import timezone
from django.utils.translation import get_language, gettext, to_locale
from markupsafe import Markup, escape

from cohive.words.money import Money, minor_digits

MINUS = "\u2212"
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MOMENT, MINUTE, DAY = 5, 60, 86_400
WEEK = timedelta(days=7)
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
    return _money(amount, current_locale())


@lru_cache(maxsize=8192)
def _money(amount: Money, locale: Locale) -> str:
    """CLDR's words for an amount; every line of a statement says the same few."""
    return format_currency(amount.decimal, amount.currency, locale=locale).replace("-", MINUS)


@lru_cache(maxsize=8192)
def _whole(units: int, locale: Locale) -> str:
    return format_decimal(units, locale=locale)


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
    return f"{sign}{symbol}{_whole(units, current_locale())}{point}{kept}{more}"


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
    return Markup(f'<span class="num">{escape(text)}</span>')  # noqa: S704 - escaped


# -- days and times ------------------------------------------------------------------------------


def _local(at: datetime) -> datetime:
    return timezone.localtime(at)


def _date(at: date | datetime) -> date:
    return _local(at).date() if isinstance(at, datetime) else at


@lru_cache(maxsize=4096)
def _day(at: date, locale: Locale, shape: str) -> str:
    """CLDR's words for a day; a page of a thread says the same few days again and again."""
    if shape == "weekday":
        return format_date(at, "EEEE", locale=locale)
    if shape == "month":
        return format_date(at, "LLL", locale=locale)
    if shape == "month of year":
        return str(format_skeleton("yMMMM", at, locale=locale))
    if locale.language == "en":
        return format_date(at, "d MMMM y" if shape == "long" else "d MMM", locale=locale)
    if shape == "long":
        return format_date(at, "long", locale=locale)
    noon = datetime(at.year, at.month, at.day, 12, tzinfo=UTC)
    text: str = format_skeleton("MMMd", noon, locale=locale)
    return text


@lru_cache(maxsize=4096)
def _distance(seconds: int, locale: Locale) -> str:
    if abs(seconds) < MOMENT:  # CLDR would say "in 0 seconds"
        return gettext("just now")
    span = timedelta(seconds=seconds)
    return format_timedelta(span, add_direction=True, threshold=1.2, locale=locale)


def _plain_seconds(seconds: int) -> int:
    """As exact as it will be said: whole minutes from one minute on, whole hours from two days."""
    step = 1 if abs(seconds) < MINUTE else MINUTE if abs(seconds) < 2 * DAY else 60 * MINUTE
    return round(seconds / step) * step


def day(at: date | datetime) -> str:
    """'22 November 2026', '2026年11月22日'."""
    return _day(_date(at), current_locale(), "long")


def day_short(at: date | datetime) -> str:
    """'22 Nov', '11月22日': where the year is plain."""
    return _day(_date(at), current_locale(), "short")


def month(at: date | datetime) -> str:
    """'Nov', '11月': where the year is plain."""
    return _day(_date(at), current_locale(), "month")


def month_of_year(at: date | datetime) -> str:
    """'November 2026', '2026年11月'."""
    return _day(_date(at), current_locale(), "month of year")


def weekday(at: date | datetime) -> str:
    """'Sunday', '星期日'."""
    return _day(_date(at), current_locale(), "weekday")


def clock(at: datetime) -> str:
    """'09:14' in the viewer's time zone."""
    return _local(at).strftime("%H:%M")


def moment(at: datetime) -> str:
    """'22 November 2026, 09:14'."""
    return _moment(_local(at), current_locale())


def _moment(local: datetime, locale: Locale) -> str:
    comma = " " if locale.language == "zh" else ", "
    return f"{_day(local.date(), locale, 'long')}{comma}{local:%H:%M}"


def relative(at: datetime, now: datetime) -> str:
    """'2 days ago', 'in 40 minutes', '2天前', seen from `now`."""
    seconds = round((at - now).total_seconds())
    return _distance(_plain_seconds(seconds), current_locale())


def duration(span: timedelta) -> str:
    """'40 minutes', '7 days'."""
    return format_timedelta(span, threshold=1.2, locale=current_locale())


def when(at: datetime, now: datetime) -> str:
    """How a feed says a time: relative within a week, else the day (with its year if another)."""
    return _when(_local(at), now, current_locale())


def _when(local: datetime, now: datetime, locale: Locale) -> str:
    span = local - now
    if abs(span) < WEEK:
        return _distance(_plain_seconds(round(span.total_seconds())), locale)
    same_year = local.year == now.astimezone(local.tzinfo).year
    return _day(local.date(), locale, "short" if same_year else "long")


def time_tag(at: datetime, now: datetime) -> Markup:
    """The `<time>` of a feed: what `when` says, with the exact moment behind it."""
    local, locale = _local(at), current_locale()
    return Markup(  # noqa: S704 - an ISO instant and CLDR's words
        f'<time datetime="{at.isoformat()}" title="{_moment(local, locale)}">'
        f"{_when(local, now, locale)}</time>"
    )


# -- names ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
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
    if not CHINESE.search(plain) or current_locale().language == "zh":
        return escape(text)
    return Markup(f'<span lang="zh">{escape(text)}</span>')  # noqa: S704 - escaped
