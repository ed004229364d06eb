"""Account numbers (ISO 13616): right length for the country, right check digits, shown masked."""

from __future__ import annotations

import re

from cohive.words.refusals import Refused

LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip
"""The countries of SEPA, to which a bank file in euro can send."""
SHOWN_LETTERS = 4


def checked_iban(text: str, *, field: str = "iban") -> str:
    """The number without spaces, in capitals; Refused, at the field, for a wrong one."""
    plain = re.sub(r"[\s\u00a0\u202f-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", plain):
        raise Refused(
            "This is not an IBAN. It begins with two letters and two digits.", field=field
        )
    length = LENGTHS.get(plain[:2])
    if length is None:
        raise Refused(
            "A bank file cannot send to %(country)s. Choose the provider, or keep it here.",
            field=field,
            country=plain[:2],
        )
    if len(plain) != length:
        raise Refused(
            "An IBAN of %(country)s has %(length)s characters; this one has %(count)s.",
            field=field,
            country=plain[:2],
            length=length,
            count=len(plain),
        )
    if _remainder(plain) != 1:
        raise Refused("The check digits do not fit: a character is wrong or missing.", field=field)
    return plain


def _remainder(iban: str) -> int:
    """ISO 7064, MOD 97-10: 1 for a right number."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97


def masked_iban(iban: str) -> str:
    """'NL•• •••• 4300': the country and the last four, nothing else."""
    return f"{iban[:2]}•• •••• {iban[-SHOWN_LETTERS:]}" if iban else ""
