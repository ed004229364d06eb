"""A proposal for the columns of a CSV nobody described: by their names, checked on their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from babel.numbers import is_currency

from cohive.bridges.sales.mapping import ColumnMapping
from cohive.bridges.sales.numbers import decimal_mark, has_amount, moment
from cohive.bridges.sales.table import normal
from cohive.words.refusals import Refused

__all__ = ["guess_mapping"]

_NAMES = {
    "date": (
        "date|day|sale date|order date|transaction date|paid at|created at|datum|verkaufsdatum"
        "|日期|时间|下单时间|付款时间|支付时间|成交时间"
    ),
    "product": (
        "product|product name|product title|item|item name|title|article|track|song|release"
        "|description|artikel|produkt|商品|产品|商品名称|产品名称|宝贝标题|品名"
    ),
    "artist": "artist|band|artist name|künstler|艺人|艺术家",
    "quantity": "quantity|qty|units|pieces|count|copies|cds|menge|anzahl|数量|件数|购买数量",
    "net": "net|net amount|net total|net sales|earnings|royalties|payout|netto|净额|净收入|实收",
    "gross": (
        "gross|gross amount|gross sales|total|item total|order total|line total|amount|sales"
        "|revenue|turnover|price|brutto|betrag|summe|umsatz"
        "|金额|总价|总金额|销售额|订单金额|实付|实付金额|单价"
    ),
    "fees": "fee|fees|commission|transaction fee|gebühr|gebühren|手续费|佣金",
    "tax": "tax|taxes|vat|sales tax|mwst|steuer|税|税额",
    "currency": "currency|currency code|währung|币种|货币",
    "id": (
        "id|order id|order|order number|order no|transaction id|transaction|invoice"
        "|bestellnummer|auftragsnummer|订单号|订单编号|交易号"
    ),
    "refund": "type|kind|status|transaction type|类型|状态|交易类型",
}
"""For each part the names that mean it, best first: every one is compared whole."""

_EACH = frozenset({"price", "unit price", "单价"})


def guess_mapping(header: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """Propose a mapping from a header and some rows; its `missing` is what a person must add."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for part in ("currency", "date", "net", "gross", "fees", "tax", "quantity", "refund"):
        _find(part, header, rows, found, taken)
    for part in ("product", "artist", "id"):
        _find(part, header, rows, found, taken)
    code = _currency_of_a_column(header, rows, found, taken)
    price = normal(found.get("gross", ""))
    amounts = [
        row[header.index(found[part])] for part in ("gross", "net") if part in found for row in rows
    ]
    return replace(
        ColumnMapping(),
        currency_code=code,
        amounts_are_each=price in _EACH and "quantity" in found,
        decimal=decimal_mark(amounts) or "",
        **found,  # type: ignore[arg-type]
    )


def _find(
    part: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    found: dict[str, str],
    taken: set[str],
) -> None:
    """Give a part the first column whose name means it and whose values may be it."""
    fits = _FITTING.get(part, _anything)
    for name in _NAMES[part].split("|"):
        for position, column in enumerate(header):
            plain = normal(re.sub(r"\([^)]*\)", "", column))
            if plain != name or column in taken:
                continue
            values = [row[position].strip() for row in rows if row[position].strip()]
            if values and all(fits(value) for value in values):
                found[part] = column
                taken.add(column)
                return


def _currency_of_a_column(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    found: dict[str, str],
    taken: set[str],
) -> str:
    """A currency named in a header, as in "usd" or "Earnings (USD)"; "usd" is then the amount."""
    if "currency" in found:
        return ""
    for position, column in enumerate(header):
        code = next((word for word in re.findall(r"\b[A-Za-z]{3}\b", column) if _is_code(word)), "")
        if not code:
            continue
        is_amount = column not in taken and normal(column) == code.casefold()
        if is_amount and "gross" not in found and all(_is_amount(row[position]) for row in rows):
            found["gross"] = column
            taken.add(column)
        return code.upper()
    return ""


def _is_code(word: str) -> bool:
    """Three letters that are a currency of today's shops, not any word (CLDR lists old ones)."""
    return word.upper() in _CODES and is_currency(word.upper())


_CODES = frozenset(
    (
        *("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "INR"),
        *("JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "SEK", "SGD", "TWD", "USD"),
    )
)


def _is_amount(value: str) -> bool:
    return bool(
        re.fullmatch(
            r"[-(]?[€$£¥￥]?\s?-?[\d.,'\s]*\d[\d.,]*\s?[€$£¥￥%A-Z]{0,3}\)?", value.strip()
        )
    )


def _is_money_or_nothing(value: str) -> bool:
    return not has_amount(value) or _is_amount(value)


def _is_day(value: str) -> bool:
    try:
        moment(value, month_leads=True, line=0, field="")
    except Refused:
        return _is_day_first(value)
    return True


def _is_day_first(value: str) -> bool:
    try:
        moment(value, month_leads=False, line=0, field="")
    except Refused:
        return False
    return True


def _is_count(value: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,9}(?:[.,]0+)?", value))


def _is_currency(value: str) -> bool:
    return is_currency(value.upper())


def _anything(value: str) -> bool:
    return bool(value)


def _is_words(value: str) -> bool:
    return not re.fullmatch(r"[\d.,\s-]+", value)


_FITTING: dict[str, Callable[[str], bool]] = {
    "date": _is_day,
    "currency": _is_currency,
    "quantity": _is_count,
    "gross": _is_money_or_nothing,
    "net": _is_money_or_nothing,
    "fees": _is_money_or_nothing,
    "tax": _is_money_or_nothing,
    "product": _is_words,
    "refund": _is_words,
}
