"""The key to an order's page: a word in its address that only this place can make.

It depends on the order and on the number of its door, so that a new link closes the old one.
"""

from __future__ import annotations

import base64
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "cohive.trade.order"
BYTES = 15


def token(order: UUID, door: int) -> str:
    """The word that opens this door: 20 letters, made of 120 bits nobody can guess."""
    digest = salted_hmac(SALT, f"{order.hex}:{door}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode("ascii")


def opens(word: str, order: UUID, door: int) -> bool:
    """Whether the word opens the order's present door."""
    return constant_time_compare(word, token(order, door))


def opened_once(word: str, order: UUID, door: int) -> bool:
    """Whether the word opened an earlier door of this order, which was closed since."""
    return any(opens(word, order, earlier) for earlier in range(1, door))
