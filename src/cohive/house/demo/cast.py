"""The people of Night Ferry. They are invented; their pen names are public."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A member as she would fill in her profile; `joined` is (month, day) of the story."""

    key: str
    name: str
    language: str
    time_zone: str
    joined: tuple[int, int]
    about: str = ""
    interests: str = ""
    skills: str = ""
    needs: str = ""

    @property
    def email(self) -> str:
        """An address that can never reach anybody (RFC 2606)."""
        return f"{self.key}@nightferry.example"


AMSTERDAM, SHANGHAI = "Europe/Amsterdam", "Asia/Shanghai"

STEWARD = Person(
    "ruben",
    "Ruben Haak",
    "en",
    AMSTERDAM,
    (9, 1),
    "Keeps the workshop and the books, and says so when he does not know.",
    "tide tables, presses older than him",
    "web shop, screen printing",
    "somebody who enjoys customs forms",
)

PEOPLE = [
    Person(
        "mei",
        "Mei Qiao",
        "en",
        AMSTERDAM,
        (9, 2),
        "I draw water in lines you can count. Ask me about thin printing; do not ask about logos.",
        "overprint inks, tide tables",
        "patience with screens, Mandarin",
        "a photographer with window light",
    ),
    Person("anouk", "Anouk de Wit", "en", AMSTERDAM, (9, 2), "At the press, slow to answer.",
           "screens, cloth", "drawing, screen printing", "a taller drying rack"),
    Person("yizhou", "林一舟", "zh-hans", SHANGHAI, (9, 3), "写字，也修字。周日看三张。",
           "宋版书，招牌", "手写字，排版", "一台不卡纸的复印机"),
    Person("xiaoman", "何小满", "zh-hans", SHANGHAI, (9, 3), "把字写得像水退下去。",
           "潮汐表，竖排", "手写字", "有窗光的地方"),
    Person("pilar", "Pilar Ríos", "en", AMSTERDAM, (9, 4), "Between two languages, mostly by boat.",
           "translation, maps", "Chinese and English, both ways", "a quiet Tuesday"),
    Person("lan", "周岚", "zh-hans", SHANGHAI, (9, 4), "夜市摆摊，什么都记得住。",
           "夜市，衣服", "摆摊，说话", "一把不漏的伞"),
    Person("teo", "Teo Marchetti", "en", AMSTERDAM, (9, 5), "Three records, all about water.",
           "slow songs", "playing, tuning decks", "a sleeve"),
    Person("kit", "Kit Larsen", "en", AMSTERDAM, (9, 5), "The morning voice, 06:20, Maassluis.",
           "fog, radio", "speaking before coffee", "listeners who answer"),
    Person("sana", "Sana Iqbal", "en", AMSTERDAM, (9, 6), "Packs parcels. Talk to me.",
           "paper, string", "folding, counting", "room on the Thursday boat"),
    Person("jonas", "Jonas Bakker", "en", AMSTERDAM, (9, 1), "Staff, paid, and says so.",
           "lathes, presses", "production, quotes", "fewer sizes"),
    Person("hanna", "Hanna Vik", "en", AMSTERDAM, (9, 8), "Has a dry corner near Maashaven.",
           "storage, tea", "carrying things", "shelves"),
    Person("dov", "Dov Peretz", "en", AMSTERDAM, (9, 9), "Two hundred waves and counting.",
           "lines", "screens", "a squeegee without a nick"),
    Person("ifeoma", "Ifeoma Obi", "en", AMSTERDAM, (9, 10), "Holds records to the lamp.",
           "groove pitch", "listening", "the second pressing"),
    Person("tong", "吴桐", "zh-hans", SHANGHAI, (9, 11), "唱片转得慢一点也可以。",
           "唱片", "搬东西", "会调唱机的人"),
    Person("bas", "Bas Mulder", "en", AMSTERDAM, (9, 12), "Market days only.",
           "markets", "shouting kindly", "a licence in Chinese"),
    Person("yusra", "Yusra Haddad", "en", AMSTERDAM, (9, 14), "Puts cards where people wait.",
           "trams", "handing things out", "more cards"),
    Person("noor", "Noor Aziz", "en", AMSTERDAM, (11, 17), "New since Tuesday.",
           "dark cloth", "cutting tags", "white ink that does not crack"),
]  # fmt: skip

MAKERS = ("jonas", "sana")
"""Staff of the firm: products, decisions, packing."""

SELLERS = ("sana", "lan", "bas")
"""Who may sell at a stall."""

SECOND_STEWARD = "pilar"
"""Who has to say yes to what the first steward wants to pay out."""

DOORS = (
    ("member", "Mei Qiao", "mei-qiao"),
    ("maker", "Jonas Bakker", "jonas-bakker"),
    ("steward", "Ruben Haak", "ruben-haak"),
    ("second", "Pilar Ríos", "pilar-ríos"),
)
"""The roles a visitor of the demo can step into: who plays them, and her page's address."""
