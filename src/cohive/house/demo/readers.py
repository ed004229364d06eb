"""Who reads Night Ferry’s newsletter, who was brought along, and what they are sent."""

from __future__ import annotations

from dataclasses import dataclass

Moment = tuple[int, int, int, int]

READERS = (
    ("mei", (11, 6, 12, 0)), ("anouk", (11, 6, 12, 20)), ("yizhou", (11, 6, 13, 0)),
    ("xiaoman", (11, 6, 13, 10)), ("lan", (11, 7, 8, 0)), ("teo", (11, 7, 8, 20)),
    ("kit", (11, 7, 8, 25)), ("hanna", (11, 8, 9, 0)), ("dov", (11, 8, 9, 30)),
    ("ifeoma", (11, 8, 10, 0)), ("tong", (11, 9, 8, 0)), ("bas", (11, 9, 9, 0)),
    ("yusra", (11, 10, 7, 0)), ("noor", (11, 18, 9, 0)),
)  # fmt: skip
"""Members who asked for it, and when. The last one’s mail still waits for her yes."""

FIRST_PRESSING = "Ebb, first pressing"
_POSTER = "Quay poster 2025"
_LINES = """
Aafke de Boer|en|Netherlands|Rotterdam|3 May 2025|e
Bo Jansen|en|Netherlands|Rotterdam|3 May 2025|e
Cees Prins|en|Netherlands|Schiedam|4 May 2025|e
Daria Nowak|en|Poland|Gdynia|4 May 2025|e
Elif Kaya|en|Germany|Hamburg|6 May 2025|e
Finn Moen|en|Norway|Bergen|6 May 2025|e
沈航|zh-hans|China|宁波|8 May 2025|e
裘一帆|zh-hans|China|宁波|8 May 2025|e
童晓雯|zh-hans|China|舟山|9 May 2025|e
Gwen Parry|en|Netherlands|Rotterdam|11 May 2025|e
Hamid Azar|en|Belgium|Antwerpen|11 May 2025|e
Ilse Vonk|en|Netherlands|Rotterdam|12 May 2025|e
Jules Leroy|en|Belgium|Gent|14 May 2025|e
邵明|zh-hans|China|上海|15 May 2025|e
Klaas Mast|en|Netherlands|Maassluis|16 May 2025|e
Lea Brandt|en|Germany|Kiel|18 May 2025|p
马丽华|zh-hans|China|宁波|18 May 2025|p
Nico Serra|en|Italy|Genova|20 May 2025|p
Olga Beck|en|Netherlands|Delft|20 May 2025|p
Pim Rozen|en|Netherlands|Rotterdam|no|e
Qi Lan|zh-hans|China|宁波|no|p
Rik Sterk|en|Netherlands|Rotterdam|no|e
""".strip().splitlines()


def _row(number: int, line: str) -> tuple[str, ...]:
    name, language, country, town, agreed, thing = line.split("|")
    item = FIRST_PRESSING if thing == "e" else _POSTER
    return (f"before{number}@brought.example", name, language, country, town, agreed, item,
            f"{number % 27 + 1} April 2025")  # fmt: skip


BROUGHT = tuple(_row(number, line) for number, line in enumerate(_LINES))
"""Address, name, language, country, town, when she agreed, what she bought and when."""

CAME = ("before0@brought.example", "before6@brought.example", "before9@brought.example")
"""Who followed her link and joined."""


@dataclass(frozen=True)
class Issue:
    """An issue: language, subject, text, each as it was written."""

    at: Moment
    texts: tuple[tuple[str, str, str], ...]


ISSUE = Issue((11, 15, 16, 0), (
    ("en", "Printed again, and what a pair is for",
     "## Printed again\n\nThe first sixty went in a morning. [Two Harbours]"
     "(/shop/two-harbours-long-sleeve/) is on the press once more, and the sleeves are two "
     "centimetres shorter: **you told us so**.\n\n## What a pair is for\n\nNobody here keeps a "
     "list of who has which number. Dov has found his, by letter.\n\n- Market in Ningbo: Saturday "
     "at six, on the old bund\n- Workshop open: every Sunday, tea until it is gone"),
    ("zh-hans", "加印了，还有一对是做什么用的",
     "## 加印\n\n第一批六十件，一个上午就没了。[两港](/shop/two-harbours-long-sleeve/)又上了机，"
     "袖子短两厘米：**你们说的**。\n\n## 一对是做什么用的\n\n谁拿了哪个号，我们不记。"
     "Dov 写信找到了他的那一半。\n\n- 宁波夜市：周六晚六点，老外滩\n"
     "- 工坊：每周日开门，茶喝完为止"),
))  # fmt: skip

DRAFT = Issue((11, 21, 20, 0), (
    ("en", "A winter table, a knot, and four minutes",
     "## A knot\n\nLotte’s collar tore on a plastic loop. Every tag is tied with paper string "
     "now, and it began with her.\n\n## Four minutes\n\nKit read the tide from her sleeve, on "
     "air. The harbour master called."),
))  # fmt: skip
