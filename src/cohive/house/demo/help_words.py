"""Answers of Night Ferry that became pages, with who wrote which version."""

from __future__ import annotations

from dataclasses import dataclass

Moment = tuple[int, int, int, int]


@dataclass(frozen=True)
class Version:
    """One wording in one language, and why it was written anew."""

    language: str
    title: str
    text: str
    by: str
    at: Moment
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A page: from which conversation, whether who asked may be named (None: not asked)."""

    talk: str
    versions: tuple[Version, ...]
    asker: bool | None = None
    useful: int = 0
    not_useful: int = 0


PAGES = (
    Page("zh-care", (
        Version("zh-hans", "怎么洗，领口会松吗", "反面，三十度，别烘。领口穿两三次就松了。\n\n"
                "墨是印在棉里的，不是盖在上面的，所以洗多少次都看得见布纹。", "yusra",
                (11, 18, 8, 30)),
        Version("en", "How to wash it, and does the collar give?", "Inside out, thirty degrees, "
                "no tumble dryer. The collar gives after two or three times.\n\nThe ink is in the "
                "cotton and not on it, so one sees the cloth through it, however often it is "
                "washed.", "pilar", (11, 18, 10, 0)),
        Version("en", "How to wash it, and does the collar give?", "Inside out. Thirty degrees is "
                "enough; sixty does no harm to the ink, only to the size. No tumble dryer.\n\nThe "
                "collar gives after two or three times. The ink is in the cotton and not on it, "
                "so one sees the cloth through it, however often it is washed.", "sana",
                (11, 20, 21, 0), "Somebody asked about sixty degrees."),
    ), True, 23, 2),
    Page("customs", (
        Version("en", "Parcels beyond the union: who pays what", "We send everywhere for €14.50. "
                "What the border asks is paid there, often about a fifth of the price. If you "
                "refuse the parcel there and it comes back, we pay you back all but the postage.",
                "sana", (11, 18, 17, 0)),
        Version("zh-hans", "寄到欧盟以外：谁付什么", "哪里都寄，十四欧五十。"
                "海关要的由收件人当地付，大约是价钱的五分之一。"
                "如果拒收退回，我们退款，只扣邮费。", "lan", (11, 19, 9, 0)),
    ), False, 11, 1),
    Page("", (
        Version("en", "What the numbers on the label mean", "Every long-sleeve has a number and a "
                "partner of the same number. Nobody at the workshop keeps a list of who has which: "
                "you find each other, or you do not.", "ruben", (11, 10, 9, 0)),
        Version("zh-hans", "标签上的号是什么意思", "每件长袖都有一个号，还有一件同号的。"
                "谁拿了哪一件，工坊不记；遇见就遇见，遇不见也好。", "lan", (11, 10, 20, 0)),
        Version("en", "What the numbers on the label mean", "Every long-sleeve has a number and a "
                "partner of the same number, often in the other port. Nobody at the workshop keeps "
                "a list of who has which: you find each other, or you do not. The second run "
                "counts on from 61.", "ruben", (11, 16, 9, 0), "The second run counts on."),
    ), None, 41, 3),
    Page("sleeves", (
        Version("en", "The sleeves are too long. What now?", "The first run was made for tall "
                "people. Those of the second are two centimetres shorter. On the page of your "
                "order there is “change this one”; you pay nothing.", "sana", (11, 15, 12, 0)),
    ), None, 6, 0),
)  # fmt: skip
