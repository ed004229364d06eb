"""What `cohive verify` re-derives from the legs: one pass of the database for each check."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.db import connection

from cohive.ledger.exchange import EXCHANGE, converted
from cohive.ledger.models import Conversion, Leg
from cohive.ledger.rebuilding import summed_days
from cohive.words.money import Money

_UNBALANCED = """
    SELECT ledger_leg.entry_id, SUM(minor) FROM ledger_leg
    JOIN ledger_account ON ledger_account.id = ledger_leg.account_id
    GROUP BY ledger_leg.entry_id, ledger_account.currency HAVING SUM(minor) <> 0
    ORDER BY 1 LIMIT 1
"""
_THIN = """
    SELECT ledger_entry.id FROM ledger_entry
    WHERE (SELECT COUNT(*) FROM ledger_leg WHERE entry_id = ledger_entry.id) < 2 LIMIT 1
"""
_OTHER_DATE = """
    SELECT ledger_entry.id FROM ledger_leg JOIN ledger_entry ON ledger_entry.id = entry_id
    WHERE ledger_leg.at <> ledger_entry.at LIMIT 1
"""
_WRONG_BALANCE = """
    SELECT ledger_account.id, purpose, COALESCE(ledger_balance.minor, 0), COALESCE(summed, 0),
        COALESCE(ledger_balance.legs_count, 0), COALESCE(counted, 0)
    FROM ledger_account
    LEFT JOIN ledger_balance ON ledger_balance.account_id = ledger_account.id
    LEFT JOIN (
        SELECT account_id, SUM(minor) AS summed, COUNT(*) AS counted
        FROM ledger_leg GROUP BY account_id
    ) AS legs ON legs.account_id = ledger_account.id
    WHERE COALESCE(ledger_balance.minor, 0) <> COALESCE(summed, 0)
        OR COALESCE(ledger_balance.legs_count, 0) <> COALESCE(counted, 0)
    ORDER BY 1 LIMIT 1
"""
_WRONG_RUNNING = """
    SELECT account_id, number, after_minor, summed, counted FROM (
        SELECT account_id, number, after_minor,
            SUM(minor) OVER (PARTITION BY account_id ORDER BY number) AS summed,
            ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY number) AS counted
        FROM ledger_leg
    ) AS running WHERE after_minor <> summed OR number <> counted
    ORDER BY 1, 2 LIMIT 1
"""


def _first(statement: str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def unbalanced_entry() -> str:
    """The first entry whose legs do not sum to zero, are too few or bear another date, or ''."""
    if crooked := _first(_UNBALANCED):
        return f"entry {crooked[0]} is off by {crooked[1]} minor units"
    if thin := _first(_THIN):
        return f"entry {thin[0]} has fewer than two legs"
    other = _first(_OTHER_DATE)
    return f"entry {other[0]} has a leg of another date" if other else ""


def wrong_balance() -> str:
    """The first account whose running balance differs from the sum of its legs, or ''."""
    wrong = _first(_WRONG_BALANCE)
    if wrong is None:
        return ""
    account, purpose, running, summed, running_count, counted = wrong
    if running != summed:
        return f"account {account} ({purpose}) stands at {running}, its legs sum to {summed}"
    return f"account {account} ({purpose}) says {running_count} legs, it has {counted}"


def wrong_turnover() -> str:
    """The first day of an account whose turnover is not what its legs of that day sum to, or ''."""
    derived = f"SELECT account_id, day, debit_minor, credit_minor, legs_count FROM ({summed_days(connection.vendor)}) AS days"  # noqa: S608, E501
    kept = "SELECT account_id, day, debit_minor, credit_minor, legs_count FROM ledger_dayturnover"
    wrong = _first(f"{derived} EXCEPT {kept} ORDER BY 1, 2 LIMIT 1") or _first(
        f"{kept} EXCEPT {derived} ORDER BY 1, 2 LIMIT 1"
    )
    if wrong is None:
        return ""
    return f"the turnover of account {wrong[0]} on {wrong[1]} is not the sum of its legs"


def wrong_running() -> str:
    """The first leg that does not follow the one before it on its account, or ''."""
    wrong = _first(_WRONG_RUNNING)
    if wrong is None:
        return ""
    account, number, after, summed, counted = wrong
    if number != counted:
        return f"leg {counted} of account {account} is missing"
    return f"leg {number} of account {account} leaves {after}, its legs sum to {summed}"


def wrong_conversion() -> str:
    """The first exchange whose rate or entry does not give what was taken, or ''."""
    for row in Conversion.objects.order_by("id").iterator(chunk_size=2_000):
        given = Money(row.given_minor, row.given_currency)
        rate = Fraction(row.rate_numerator, row.rate_denominator)
        if converted(given, row.taken_currency, rate).minor != row.taken_minor:
            return f"conversion {row.id}: its rate does not give {row.taken_minor}"
        legs = Leg.objects.filter(entry_id=row.entry_id, account__purpose=EXCHANGE)
        moved = set(legs.values_list("account__currency", "minor"))
        if moved != {
            (row.given_currency, -row.given_minor),
            (row.taken_currency, row.taken_minor),
        }:
            return f"conversion {row.id}: its entry moves something else"
    return ""


COMPARED: tuple[Callable[[], str], ...] = (wrong_balance, wrong_turnover, wrong_running)
"""What the nightly comparison asks; a fault in any of them stops payouts."""
