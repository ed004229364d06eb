"""One line of a basket with what it is, and with what the buyer filled in for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from cohive.trade.goods import Good


@dataclass(frozen=True)
class Filled:
    """An answer to an option, checked: the text, the choice with its surcharge, or the work."""

    option: UUID
    label: str
    kind: str
    position: int
    text: str = ""
    choice: str = ""
    surcharge_minor: int = 0
    work: UUID | None = None
    picture: str = ""


class Wanted(NamedTuple):
    """So many pieces of a good; its price contains the surcharges of what was filled in."""

    good: Good
    quantity: int
    filled: tuple[Filled, ...] = ()


class PieceFilling(NamedTuple):
    """What the form says for one option of one piece: a text, or the id of a choice or a work."""

    variant: UUID
    piece: int
    option: UUID
    value: str

    @property
    def field(self) -> str:
        """The name of its field in the form, where a refusal is shown."""
        return field_of(self.variant, self.piece, self.option)


def field_of(variant: UUID, piece: int, option: UUID) -> str:
    """How the field of an option of one piece is called."""
    return f"fill-{variant.hex}-{piece}-{option.hex}"
