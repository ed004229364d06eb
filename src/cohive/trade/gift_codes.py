"""The code of a gift: sixteen letters only this place can make from its order, kept as a digest."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.utils.crypto import salted_hmac

SALT = "cohive.trade.membership.gift"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 16
GROUP = 4


def code_of(order: UUID) -> str:
    """'K7QM-2ZPA-9FWD-H3TX': sixteen letters of 32, 80 bits."""
    number = int.from_bytes(salted_hmac(SALT, order.hex, algorithm="sha256").digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, LENGTH, GROUP))


def digest_of(code: str) -> str:
    """By what a code is found, whatever its case, spaces and dashes."""
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashlib.sha256(f"{SALT}:{plain}".encode()).hexdigest()
