"""What is said in the circles of Night Ferry, and what members do for each other."""

from __future__ import annotations

from dataclasses import dataclass

When = tuple[int, int, int, int]
"""Month, day, hour, minute of the story."""


@dataclass(frozen=True)
class Line:
    """One post: who, when, what; `to` answers the line with that key, '' the first."""

    by: str
    at: When
    text: str
    language: str = "en"
    key: str = ""
    to: str = ""


@dataclass(frozen=True)
class Thread:
    """A thread: its circle, its title, its lines; the first line opens it."""

    key: str
    circle: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Circle:
    """A circle with who founds it and who joins."""

    slug: str
    name: str
    purpose: str
    by: str
    members: tuple[str, ...]


CIRCLES = (
    Circle(
        "tide-and-print",
        "Tide & print 潮汐与印刷",
        "Screen printing, tide tables and everything that runs.",
        "anouk",
        ("mei", "yizhou", "xiaoman", "pilar", "lan", "teo", "kit", "sana", "jonas", "ruben",
         "hanna", "dov", "ifeoma", "noor"),
    ),
    Circle(
        "ningbo",
        "Ningbo 宁波",
        "老外滩这边的人：夜市、印所、面。",
        "lan",
        ("yizhou", "xiaoman", "tong", "mei", "pilar"),
    ),
    Circle(
        "night-market",
        "Night market",
        "Tables, licences, weather, change.",
        "bas",
        ("lan", "yusra", "sana", "hanna", "tong", "dov"),
    ),
)  # fmt: skip

THREADS = (
    Thread(
        "quay",
        "tide-and-print",
        "Print the tide table of the quay again",
        (
            Line("lan", (9, 21, 19, 40), "The old table by the lock is unreadable since the rain. "
                 "Somebody should print it again, for the wall."),
            Line("ruben", (9, 21, 20, 15), "For the wall, and why not for a pocket. The archive "
                 "has the sheet of 1961, out of copyright.", key="pocket"),
            Line("xiaoman", (9, 22, 8, 30), "1961 年那张我见过，数字是手刻的。", "zh-hans"),
        ),
    ),
    Thread(
        "shirt",
        "tide-and-print",
        "A shirt you can read the tide on",
        (
            Line("lan", (10, 3, 21, 14), "The tide table on the quay is the one thing both our "
                 "ports print every year. What if the hem of a shirt were that chart, one month "
                 "of it, so you could hold it up against the real water?\n\n"
                 "两个港口，一张表。衣服下摆就是那个月的潮。", key="first"),
            Line("teo", (10, 3, 22, 2), "I would wear the same date as you. Two people meeting "
                 "with the same month on the hem is half the reason to own it.", key="date"),
            Line("kit", (10, 4, 6, 41), "Then sell them in pairs, and let people find out who has "
                 "the other one.", key="pairs"),
            Line("anouk", (10, 4, 9, 15), "Pairs are hard for sizes. But a number on the label, 1 "
                 "of 2, costs nothing. I can do that in the same pass.", to="pairs"),
            Line("jonas", (10, 4, 13, 30), "Hem printing is the expensive part: flat before "
                 "sewing, about €1.90 more each. Chest is free."),
            Line("yizhou", (10, 5, 8, 2), "下摆的字只有四毫米，水洗十次以后会糊。"
                 "胸口可以写大一点，潮线留在下面。",
                 "zh-hans", key="chest"),
            Line("pilar", (10, 5, 8, 20), "He says: at 4 mm the hem lettering blurs after ten "
                 "washes. Write it large on the chest and let the tide lines fall below.",
                 to="chest"),
            Line("mei", (10, 5, 8, 40), "Yes. I’d thin the lines towards the hem, so it dries "
                 "like a shore.", to="chest"),
            Line("noor", (11, 22, 8, 54), "Just arrived, read it all. Is there any place for "
                 "people who hate wearing white? Asking for every printer I know."),
        ),
    ),
    Thread(
        "raincoat",
        "ningbo",
        "A raincoat that admits it is raining",
        (
            Line("lan", (11, 3, 20, 10), "Everything sold for rain pretends it is not wet. I want "
                 "a coat that changes colour where the drops are.\n\n一件承认下雨的雨衣。",
                 key="first"),
            Line("tong", (11, 4, 9, 5), "夜市上肯定有人要。", "zh-hans"),
            Line("xiaoman", (11, 4, 12, 30), "湿了才看得见的字，可以写。", "zh-hans", key="ink"),
        ),
    ),
    Thread(
        "white-ink",
        "tide-and-print",
        "How do you keep white ink from cracking on heavy cotton?",
        (
            Line("noor", (11, 19, 10, 20), "After ten washes it breaks along every fold. I have "
                 "tried two bases and a slower belt. What am I doing wrong?"),
        ),
    ),
    Thread(
        "vertical",
        "tide-and-print",
        "竖排的英文怎么办？",
        (
            Line("xiaoman", (11, 18, 15, 12), "低潮时刻表里有 “Hoek van Holland”，"
                 "转九十度还是拆开？",
                 "zh-hans"),
            Line("yizhou", (11, 18, 19, 3), "我画了三种。转九十度最安静。", "zh-hans", key="three"),
            Line("pilar", (11, 19, 8, 0), "In English he says: turn it ninety degrees, that is "
                 "the quietest.", to="three"),
        ),
    ),
    Thread(
        "blanks",
        "night-market",
        "I can bring forty blanks across on the Thursday boat",
        (
            Line("sana", (11, 20, 17, 45), "Who has a corner to store them until the printing "
                 "day?"),
            Line("hanna", (11, 20, 18, 30), "Two square metres, dry, near Maashaven. The key is "
                 "at the café."),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """An offer or a need in a circle; `taken` is who took it up, `done` whether both said so."""

    is_offer: bool
    kind: str
    by: str
    at: When
    title: str
    text: str
    language: str = "en"
    taken: str = ""
    done: bool = False


WISHES = (
    Wish(False, "skill", "noor", (11, 19, 10, 30), "Somebody who has kept white ink from cracking",
         "On heavy cotton, after ten washes. An hour by voice would do, I bring the failed "
         "samples."),
    Wish(False, "thing", "dov", (11, 21, 11, 0), "A 70-durometer squeegee, 40 cm, for one weekend",
         "Mine has a nick that prints a line through every wave."),
    Wish(False, "help", "xiaoman", (11, 20, 9, 0), "两个人，周六帮我拍十二张字",
         "要有窗光的地方。拍完一起吃面。", "zh-hans"),
    Wish(True, "skill", "pilar", (9, 10, 9, 0), "Chinese and English, both ways",
         "Letters, labels, a hard sentence in a thread. Two pages a week.", taken="mei"),
    Wish(True, "thing", "sana", (11, 20, 17, 50), "Room for forty blanks on the Thursday boat",
         "To Ningbo, dry, up to 60 kg. Back with paper, if anyone needs some."),
    Wish(True, "skill", "yizhou", (10, 11, 9, 0), "Lettering, looked at honestly",
         "Sundays, three pieces at most. I say what I would cut."),
    Wish(True, "help", "anouk", (11, 17, 15, 0), "An hour at the drying rack",
         "For whoever is new to screens.", taken="noor", done=True),
)  # fmt: skip
