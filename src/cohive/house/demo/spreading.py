"""What Night Ferry says outside: its channels, two campaigns, and who passed a work on."""

from __future__ import annotations

from dataclasses import dataclass

Moment = tuple[int, int, int, int]

CHANNELS = (
    ("mastodon", "Mastodon", "@nightferry@social.example", "https://social.example/@nightferry",
     ""),
    ("telegram", "Telegram 频道", "@nightferry", "https://t.me/nightferry", "zh-hans"),
    ("bluesky", "Bluesky", "@ferry.example", "https://bsky.app/profile/ferry.example", "en"),
)  # fmt: skip
"""Network, name, account, page, language ('' every language of the place)."""


@dataclass(frozen=True)
class Said:
    """A post: its campaign, when it was written, in both languages; counts by channel.

    Counts are likes, boosts, replies a day later, where the network tells.
    """

    campaign: str
    by: str
    at: Moment
    english: str
    chinese: str
    picture: str = ""
    described: str = ""
    counts: tuple[tuple[str, int, int, int], ...] = ()
    channels: tuple[str, ...] = ("mastodon", "telegram", "bluesky")


SAID = (
    Said("first", "ruben", (11, 6, 18, 30),
         "Tomorrow at nine: 60 long-sleeves with the tide of both harbours on them. The lines dry "
         "out towards the hem. Numbered, in pairs.",
         "明早九点：六十件长袖，两个港口的潮画在上面。潮线往下摆越来越干。编号，成对。",
         "shirt", "A white long-sleeve with two words and a field of thinning lines",
         (("mastodon", 41, 12, 5), ("bluesky", 17, 3, 1))),
    Said("first", "sana", (11, 8, 10, 0),
         "Gone by midnight. Parcels leave today; the other half of your pair may be on the same "
         "boat.",
         "半夜前就没了。包裹今天走；你那一半的同号，也许在同一条船上。",
         counts=(("mastodon", 28, 4, 3), ("bluesky", 9, 1, 0))),
    Said("second", "ruben", (11, 15, 20, 0),
         "Sixty were too few, so we printed again. From tomorrow morning, same two inks, same "
         "number once more on each pair.",
         "六十件不够，所以又印了一批。明早开始，还是两种墨，一对同号。",
         "shirt-night", "The same long-sleeve at night, hung over a rail",
         (("mastodon", 63, 22, 9), ("bluesky", 21, 6, 2))),
    Said("second", "lan", (11, 18, 12, 0),
         "A voucher for who came late: NIGHTFERRY-10 takes ten per cent off from €20.",
         "来晚的人有一张券：NIGHTFERRY-10，满二十欧减一成。",
         counts=(("mastodon", 19, 7, 2), ("bluesky", 6, 2, 0))),
    Said("", "mei", (11, 20, 21, 0),
         "Five proofs, pulled before the run. Who gets them is drawn by the height of the water.",
         "五张样稿，开印前拉的。给谁，由水位来抽。",
         "low-tide-timetable", "Tide lines over a grid of numbers",
         (("mastodon", 33, 9, 4),), ("mastodon", "telegram")),
)  # fmt: skip

PLANNED = Said(
    "second", "ruben", (11, 23, 9, 0),
    "Jonas has unpacked the second run. Sizes S to XL are on the shelf again.",
    "第二批拆箱了，S 到 XL 又在架上。",
)  # fmt: skip
"""Written, and to go out tomorrow at nine."""

VISITS = (
    ("first", "mastodon", (11, 6, 19, 0), 46), ("first", "telegram", (11, 6, 20, 0), 31),
    ("first", "bluesky", (11, 6, 21, 0), 12), ("second", "mastodon", (11, 15, 21, 0), 58),
    ("second", "telegram", (11, 15, 22, 0), 26), ("second", "bluesky", (11, 16, 8, 0), 19),
    ("kit", "shirt", (11, 6, 19, 30), 64), ("kit", "shirt", (11, 16, 6, 20), 71),
)  # fmt: skip
"""Campaign, channel, since when, how many came by its link, a quarter of an hour apart."""

HANDS = (
    ("yizhou", (11, 6, 18, 5), "", 9), ("kit", (11, 6, 18, 20), "yizhou", 22),
    ("hanna", (11, 6, 21, 0), "kit", 14), ("dov", (11, 7, 7, 40), "hanna", 11),
    ("yusra", (11, 7, 8, 15), "hanna", 7), ("tong", (11, 7, 8, 30), "yizhou", 8),
    ("ifeoma", (11, 7, 8, 50), "dov", 5), ("bas", (11, 7, 9, 20), "kit", 0),
)  # fmt: skip
"""Who passed “Two Harbours” on: when, by whose link she came, how many came by hers."""

MOMENTS = (
    ("High water at Hoek, 2.1 m: the stall moves up the quay", (11, 24, 17, 40), ""),
    ("Kit reads the weather from the workshop", (11, 27, 6, 20), "second"),
    ("宁波老外滩夜市，两张桌子", (11, 28, 18, 0), "second"),
    ("Sinterklaas: last parcels that arrive in time", (12, 2, 12, 0), "second"),
    ("Winter market, Maashaven", (12, 12, 11, 0), ""),
)  # fmt: skip

ELSEWHERE = (
    ("mare", "tidal.example", "Mare Vos", "en",
     "Does the hem survive sixty degrees? I have two small sailors.", (11, 20, 20, 10)),
    ("qing", "haibian.example", "海边的青", "zh-Hans",
     "宁波能自提吗？我就住在江北。", (11, 21, 22, 5)),
    ("old_pilot", "tidal.example", "Old Pilot", "en", "", (11, 20, 9, 0)),
    ("lettering", "type.example", "Lettering, daily", "en", "", (11, 19, 18, 0)),
)  # fmt: skip
"""Who follows from elsewhere: name there, server, what she calls herself, what she answered."""
