"""What Night Ferry makes: works and what they were made from, challenges, the products' stages."""

from __future__ import annotations

from dataclasses import dataclass

Moment = tuple[int, int, int, int]


@dataclass(frozen=True)
class Parent:
    """A work built upon, with the one human sentence of credit; weight 0 is only cited."""

    work: str
    weight: int
    credit: str


@dataclass(frozen=True)
class Piece:
    """A work: picture file, makers with weights, parents."""

    key: str
    title: str
    by: str
    at: Moment
    picture: str
    makers: tuple[tuple[str, int], ...]
    parents: tuple[Parent, ...] = ()
    challenge: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Brief:
    """A challenge: when it opens, closes, and voting closes."""

    key: str
    title: str
    text: str
    circle: str
    by: str
    opens: Moment
    closes: Moment
    voting_closes: Moment
    decides: str = "firm"


ARCHIVE = ("Getijtafel 1961", "City archive, public domain", (9, 20, 10, 0))

BRIEFS = (
    Brief(
        "tide",
        "A tide you can wear",
        "Both ports print the same table. Draw it for a shirt: chest, not hem, two inks at most.",
        "tide-and-print",
        "jonas",
        (10, 5, 18, 0),
        (10, 12, 20, 0),
        (10, 13, 20, 0),
    ),
    Brief(
        "sleeve",
        "A sleeve for “Slack Water”",
        "Teo’s third record is about the half hour when the tide does nothing. Draw that. Two "
        "inks, thirty centimetres, no photographs.",
        "tide-and-print",
        "ruben",
        (11, 1, 9, 0),
        (11, 21, 20, 0),
        (11, 26, 20, 0),
    ),
    Brief(
        "morning",
        "A print for the morning voice",
        "Something one can make out at half past six without glasses. Nine centimetres, one ink.",
        "tide-and-print",
        "ruben",
        (11, 16, 9, 0),
        (12, 6, 20, 0),
        (12, 13, 20, 0),
        "circle",
    ),
)

PIECES = (
    Piece("timetable", "Low tide timetable", "mei", (9, 24, 16, 0), "low-tide-timetable",
          (("mei", 1),),
          (Parent("archive", 0, "The numbers are the harbour’s own, cut by hand in 1961."),)),
    Piece("dichao", "低潮时刻表", "xiaoman", (10, 4, 10, 0), "dichao", (("xiaoman", 1),),
          (Parent("timetable", 1, "潮线之间的空白，比线更会说话。"),), language="zh-hans"),
    Piece("hoek", "Low tide at Hoek", "pilar", (10, 4, 17, 0), "hoek", (("pilar", 1),),
          (Parent("timetable", 1, "Mei’s lines, seen from the pier where I wait for the boat."),)),
    Piece("harbours", "Two Harbours", "anouk", (10, 6, 20, 0), "two-harbours",
          (("anouk", 1), ("yizhou", 1)),
          (Parent("dichao", 1, "小满把“低潮”两个字写得像水退下去，我学他的捺，写了“两港”。"),
           Parent("hoek", 1, "Pilar’s pier is the fold of the shirt. I only bent the last five "
                             "lines.")), "tide"),
    Piece("waves", "Two hundred waves", "dov", (10, 8, 11, 0), "waves", (("dov", 1),), (), "tide"),
    Piece("buoy", "Bell buoy, leaning", "hanna", (10, 9, 15, 0), "buoy", (("hanna", 1),), (),
          "tide"),
    Piece("lamp", "Harbour lamp, four rings", "xiaoman", (9, 28, 21, 0), "harbour-lamp",
          (("xiaoman", 1),)),
    Piece("fog", "Slack water, folded", "hanna", (11, 3, 12, 0), "fog", (("hanna", 1),), (),
          "sleeve"),
    Piece("ticket", "夜渡票", "yizhou", (11, 4, 9, 0), "ticket", (("yizhou", 1),), (), "sleeve",
          "zh-hans"),
    Piece("gulls", "Nineteen gulls", "ifeoma", (11, 5, 10, 0), "gulls", (("ifeoma", 1),), (),
          "sleeve"),
    Piece("knot", "Two ropes", "pilar", (11, 6, 18, 0), "knot", (("pilar", 1),),
          (Parent("buoy", 1, "Hanna’s buoy leans because something holds it. I drew the thing."),),
          "sleeve"),
    Piece("cranes", "Cranes at rest", "jonas", (11, 7, 19, 0), "cranes", (("jonas", 1),), (),
          "sleeve"),
    Piece("stack", "Cargo, sorted by no one", "bas", (11, 8, 13, 0), "stack", (("bas", 1),), (),
          "sleeve"),
    Piece("sideb", "Side B, low", "kit", (11, 10, 6, 50), "lp7", (("kit", 1),), (), "sleeve"),
    Piece("ferry", "Night ferry", "mei", (11, 12, 22, 0), "night-ferry", (("mei", 1),), (),
          "sleeve"),
    Piece("label", "Lights, then water", "tong", (11, 14, 8, 0), "label", (("tong", 1),),
          (Parent("lamp", 1, "小满的灯，我让它照到水面。"),), "sleeve", "zh-hans"),
    Piece("rings", "Four rings, one ink", "xiaoman", (11, 18, 21, 0), "harbour-lamp",
          (("xiaoman", 1),),
          (Parent("lamp", 1, "同一盏灯，只剩一种墨。"),), "morning", "zh-hans"),
)  # fmt: skip

SCORES = {
    "tide": {
        "harbours": {"mei": 5, "teo": 5, "kit": 4, "sana": 5, "dov": 4, "hanna": 4, "ifeoma": 5,
                     "lan": 5, "tong": 4, "bas": 3, "yusra": 5, "ruben": 4},
        "waves": {"mei": 4, "teo": 3, "kit": 4, "sana": 3, "hanna": 4, "ifeoma": 3, "lan": 3,
                  "anouk": 4, "yizhou": 3, "ruben": 4},
        "buoy": {"mei": 3, "teo": 4, "kit": 3, "dov": 3, "ifeoma": 3, "lan": 4, "anouk": 3,
                 "tong": 3, "bas": 4, "yusra": 3},
    },
    "sleeve": {
        "fog": {"teo": 4, "kit": 3, "dov": 4, "lan": 4, "anouk": 5, "ruben": 4},
        "ticket": {"teo": 4, "kit": 4, "sana": 4, "pilar": 4, "xiaoman": 5, "anouk": 3},
        "gulls": {"teo": 3, "dov": 4, "hanna": 4, "bas": 5, "yusra": 3},
        "knot": {"teo": 3, "xiaoman": 4, "anouk": 4, "sana": 3},
        "stack": {"teo": 2, "hanna": 3, "yusra": 4},
        "sideb": {"teo": 5, "ifeoma": 4, "tong": 4, "dov": 3},
        "ferry": {"teo": 4, "lan": 4, "xiaoman": 4, "anouk": 4, "yusra": 5},
        "label": {"teo": 3, "xiaoman": 4, "lan": 5},
    },
}  # fmt: skip
"""Scores by challenge, work and member; 4 and 5 would buy it."""


@dataclass(frozen=True)
class Job:
    """A contribution to a stage, by one or several, confirmed by a peer."""

    stage: str
    what: str
    weight: int
    makers: tuple[tuple[str, int], ...]
    at: Moment
    confirmed_by: str


SHIRT_JOBS = (
    Job("packaging", "Folding and numbers", 2, (("sana", 1),), (10, 13, 10, 0), "jonas"),
    Job("packaging", "Hang tag lettering", 1, (("yizhou", 1),), (10, 13, 11, 0), "xiaoman"),
    Job("production", "Cut, dried and pressed", 1, (("jonas", 1),), (10, 13, 12, 0), "anouk"),
    Job("production", "Screens, three days", 1, (("anouk", 1),), (10, 13, 12, 30), "jonas"),
    Job("dissemination", "Night market, two ports", 2, (("lan", 1),), (10, 13, 13, 0), "tong"),
    Job("dissemination", "The morning voice", 1, (("kit", 1),), (10, 13, 13, 30), "teo"),
    Job("dissemination", "Links and cards, six people", 1,
        (("hanna", 2), ("dov", 1), ("ifeoma", 1), ("tong", 1), ("bas", 1), ("yusra", 1)),
        (10, 13, 14, 0), "sana"),
    Job("sale", "The counter and the parcels", 1, (("sana", 1),), (10, 13, 15, 0), "jonas"),
    Job("sale", "The web shop", 1, (("ruben", 1),), (10, 13, 15, 30), "sana"),
)  # fmt: skip

SHIRT_TEXT = (
    "Heavy cotton, screen printed in Rotterdam, hand-lettered in Ningbo. Numbered, in pairs. "
    "每件都有一个同号的伙伴。"
)
SHIRT_YES = (
    "The hem fails washing and adds €1.90. We print on the chest, tide lines below, run of 120. "
    "Zhou Lan, Teo and Kit are recorded as where it began."
)
SHIRT_CHOICE = (
    "Two Harbours reads in both scripts from across a street, and its lines thin towards the hem "
    "as the thread asked. Two hundred waves would need three inks, the buoy looks lonely on a "
    "chest."
)
