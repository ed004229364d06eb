"""What Night Ferry sold: the first run of 120 shirts, in the order in which they went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Moment = tuple[int, int, int, int]
SIZES = ("XS", "S", "M", "L", "XL")
TOWNS = (
    ("Rotterdam", "NL", "3011 AB"),
    ("Antwerpen", "BE", "2000"),
    ("Hamburg", "DE", "20095"),
    ("宁波", "CN", "315000"),
    ("Maassluis", "NL", "3141 AA"),
)
NAMES = (
    "Lotte", "Samir", "Wen", "Greet", "Imre", "Nadia", "Joris", "Ayla", "Piet", "Marta", "Li Na",
    "Oskar", "Femke", "Hugo", "Zeynep", "Tomas",
)  # fmt: skip


@dataclass(frozen=True)
class Basket:
    """One order: where, when, which sizes; `buyer` a member's key or '' for a stranger."""

    channel: str
    at: Moment
    sizes: tuple[str, ...]
    buyer: str = ""


WEB_BUYERS = ("teo", "kit", "dov", "hanna", "ifeoma", "tong", "lan", "yusra", "pilar", "bas")


def _sizes(start: int, count: int) -> tuple[str, ...]:
    """`count` sizes, taking turns, so that every size sells."""
    return tuple(SIZES[(start + step) % len(SIZES)] for step in range(count))


def _web(month: int, day: int, units: int, buyers: tuple[str, ...] = ()) -> Iterator[Basket]:
    """Web orders of one and two pieces in turn, through a day."""
    sold, number = 0, 0
    while sold < units:
        count = min(2 if number % 3 == 2 else 1, units - sold)
        hour, minute = 9 + number * 20 // 60, number * 20 % 60
        buyer = buyers[number] if number < len(buyers) else ""
        yield Basket("web", (month, day, hour % 24, minute), _sizes(sold, count), buyer)
        sold, number = sold + count, number + 1


def _counter(channel: str, month: int, day: int, units: int, hour: int) -> Iterator[Basket]:
    """Counter sales of one piece, minutes apart."""
    for number in range(units):
        moment = (month, day, hour + number * 7 // 60, number * 7 % 60)
        yield Basket(channel, moment, _sizes(number, 1))


def baskets() -> list[Basket]:
    """All orders of the first run: 60, 54, 2, 3 and 1 pieces."""
    return [
        *_web(11, 7, 36, WEB_BUYERS),
        *_counter("stall", 11, 7, 24, 19),
        *_web(11, 16, 42),
        *_counter("partner", 11, 16, 12, 14),
        Basket("web", (11, 20, 9, 0), ("M", "L")),
        *_web(11, 21, 3),
        Basket("web", (11, 22, 8, 10), ("S",)),
    ]


def pieces_needed(channel: str) -> dict[str, int]:
    """How many of each size the first run sends to a channel: exactly what will be sold there."""
    sizes = [size for basket in baskets() if basket.channel == channel for size in basket.sizes]
    return {size: sizes.count(size) for size in SIZES if size in sizes}
