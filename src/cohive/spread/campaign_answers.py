"""What later rooms know of a campaign: how many were sold, and what a voucher's code takes off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Wanted:
    """What is counted: a thing, from an instant up to before another."""

    target_kind: str
    target: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Voucher:
    """A voucher as the shop says it in words, and whether it holds now."""

    words: str
    holds: bool


@dataclass(frozen=True)
class Buyers:
    """Who bought: those who were signed in, and the addresses guests gave."""

    agents: frozenset[UUID]
    addresses: frozenset[str]


Find = Callable[[Wanted], "Buyers | None"]
"""Who, or None where this kind of thing is not known to it. Few SQL queries."""
Counter = Callable[[Wanted], "int | None"]
"""How many, or None where this kind of thing is not counted by it. Few SQL queries."""
Describe = Callable[[str, datetime], "Voucher | None"]

_finders: dict[str, Find] = {}
_counters: dict[str, Counter] = {}
_vouchers: dict[str, Describe] = {}


def count_by(kind: str, counter: Counter) -> None:
    """Let a later room count goals of a kind (`orders`, `pre_orders`). Called from its wiring."""
    _counters[kind] = counter


def find_buyers_by(kind: str, find: Find) -> None:
    """Let a later room say who bought (`orders`, `pre_orders`), to compare letters by lot."""
    _finders[kind] = find


def bought(kind: str, wanted: Wanted) -> Buyers | None:
    """Who bought, as a later room knows; None where none does."""
    find = _finders.get(kind)
    return find(wanted) if find else None


def describe_vouchers_by(name: str, describe: Describe) -> None:
    """Let a later room say what a code takes off. Called from its wiring."""
    _vouchers[name] = describe


def counted(kind: str, wanted: Wanted) -> int | None:
    """What a later room counts, None where none does."""
    counter = _counters.get(kind)
    return counter(wanted) if counter else None


def voucher(code: str, at: datetime) -> Voucher | None:
    """What a code takes off; None for no code, and where nobody knows it."""
    if not code:
        return None
    said = (describe(code, at) for describe in _vouchers.values())
    return next((each for each in said if each is not None), None)
