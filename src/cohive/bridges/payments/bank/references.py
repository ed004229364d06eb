"""Creditor references (ISO 11649), account numbers (ISO 13616), and the code banking apps read.

Both numbers carry check digits modulo 97, so that a slip of the pen is found and no money is
matched by a guess.
"""

from __future__ import annotations

import re

from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = [
    "checked_bic",
    "checked_iban",
    "creditor_reference",
    "found_references",
    "grouped",
    "is_creditor_reference",
    "transfer_code",
]

_BODY = re.compile(r"[A-Z0-9]{1,21}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
_TEXT_LENGTH_MAX = 2_000


def creditor_reference(body: str) -> str:
    """RF, two check digits and a body of 1 to 21 letters and digits, as ISO 11649 has it."""
    tidy = body.replace("-", "").upper()
    if not _BODY.fullmatch(tidy):
        raise Refused("A reference has up to 21 letters and digits.", field="reference")
    return f"RF{98 - _remainder(tidy + 'RF00'):02d}{tidy}"


def is_creditor_reference(text: str) -> bool:
    """Whether it is a creditor reference with right check digits, spaces aside."""
    tidy = "".join(text.split()).upper()
    return (
        tidy[:2] == "RF"
        and tidy[2:4].isdigit()
        and bool(_BODY.fullmatch(tidy[4:]))
        and _remainder(tidy[4:] + tidy[:4]) == 1
    )


def found_references(text: str, lengths: tuple[int, ...]) -> list[str]:
    """The creditor references of these lengths that a text holds, however it spaces them.

    Payers write them in groups, banks break lines inside. One that begins where another was found
    is that other.
    """
    tidy = re.sub(r"[^A-Z0-9]", "", text.upper()[:_TEXT_LENGTH_MAX])
    found: list[str] = []
    for begin in (match.start() for match in re.finditer(r"(?=RF\d\d)", tidy)):
        pieces = [tidy[begin : begin + length] for length in lengths]
        right = [
            piece
            for piece, length in zip(pieces, lengths, strict=True)
            if len(piece) == length and is_creditor_reference(piece)
        ]
        found += [piece for piece in right if piece not in found]
    return found


def checked_iban(text: str) -> str:
    """An account number without spaces; Refused (field "bank_iban") with a wrong check digit."""
    tidy = "".join(text.split()).upper()
    if not _IBAN.fullmatch(tidy) or _remainder(tidy[4:] + tidy[:4]) != 1:
        raise Refused("This is not an IBAN: a sign is missing or wrong.", field="bank_iban")
    return tidy


def checked_bic(text: str) -> str:
    """A bank's code of 8 or 11 signs, or '' for none; Refused (field "bank_bic") for others."""
    tidy = "".join(text.split()).upper()
    if tidy and not _BIC.fullmatch(tidy):
        raise Refused("A BIC has 8 or 11 letters and digits.", field="bank_bic")
    return tidy


def grouped(text: str) -> str:
    """In groups of four, as people read and copy it."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def transfer_code(*, holder: str, iban: str, bic: str, amount: Money, reference: str) -> str:
    """The text of an EPC QR code (EPC069-12, version 2), which fills a transfer in; euro only.

    '' for another currency: the standard has none, and banking apps would refuse it.
    """
    if amount.currency != "EUR":
        return ""
    lines = ["BCD", "002", "1", "SCT", bic, holder[:70], iban, f"EUR{amount.plain()}", ""]
    return "\n".join([*lines, reference])


def _remainder(text: str) -> int:
    """Modulo 97, letters counted as 10 to 35."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97
