"""What Night Ferry sells beside its first run: things made ahead, drawn, reviewed, asked about."""

from __future__ import annotations

from dataclasses import dataclass

Moment = tuple[int, int, int, int]


@dataclass(frozen=True)
class Said:
    """A review of the shirt: who bought it (a key of `Story.orders`), what she says, the answer."""

    by: str
    stars: int
    text: str
    at: Moment
    basis: str = ""
    language: str = "en"
    answer: str = ""


REVIEWS = (
    Said("guest14", 5, "The lines really do dry out towards the hem. My neighbour asked whether "
         "it is a real table. It is.", (11, 14, 20, 0)),
    Said("guest17", 2, "I like it, but the sleeves are made for somebody taller than me.",
         (11, 15, 9, 30), answer="Thank you for saying so. We measured again: the next run is two "
         "centimetres shorter, and you may change this one."),
    Said("dov", 4, "Four, because the other half of my pair lives in Ningbo and does not answer.",
         (11, 16, 18, 0), "paid"),
    Said("tong", 5, "字很大，潮线很静。洗了三次，没有糊。", (11, 17, 8, 0), "paid", "zh-hans"),
)  # fmt: skip

WANTED_AHEAD = (
    ("hanna", 1), ("dov", 1), ("", 2), ("yusra", 1), ("", 1), ("", 1), ("noor", 2), ("", 1),
    ("ifeoma", 1), ("", 2),
)  # fmt: skip
"""Who has paid for the night cloth, and how many; '' is a stranger: 13 of the 20 it takes."""

NAMES_ON_HEM = ("NOOR", "M. + T.", "", "HANNA", "51.9 N", "", "KADE 9", "", "IFE", "")

IN_THE_DRAW = ("teo", "kit", "sana", "hanna", "ifeoma", "tong", "bas", "yusra", "pilar")
"""Who entered the draw that is over; what is drawn is four sets of cards."""

IN_THE_NEXT_DRAW = ("anouk", "yizhou", "teo", "dov", "hanna", "lan", "noor", "yusra")

PAID_BY_BANK = (
    ("jonas", "Jonas Bakker", "NL20INGB0001234567", "NL"),
    ("sana", "Sana Iqbal", "NL39RABO0300065264", "NL"),
    ("ruben", "Ruben Haak", "NL02ABNA0123456789", "NL"),
)
"""Whom the first batch pays, with accounts that are examples of their banks."""

PAID_NEXT = (
    ("mei", "Mei Qiao", "NL91ABNA0417164300", "NL"),
    ("anouk", "Anouk de Wit", "BE68539007547034", "BE"),
    ("pilar", "Pilar Rios", "DE89370400440532013000", "DE"),
)
