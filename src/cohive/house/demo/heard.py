"""What others write of Night Ferry in public: all of it invented for the demo."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

WHO = ("Kade 9", "tidewatcher", "阿岚的朋友", "print_friday", "Maas & more", "江边夜跑", "Rosa",
       "slowmail", "小潮", "Deckhand", "旧报纸", "Wim", "lamp_post", "周末出海")  # fmt: skip

OPENINGS = (
    ("en", "Saw a Night Ferry shirt on the tram this morning"),
    ("zh", "夜渡的衣服到了"),
    ("en", "My Night Ferry parcel came, wrapped in an old tide table"),
    ("en", "Somebody at Night Ferry answers mails at seven in the morning"),
    ("zh", "在夜市看到夜渡的摊"),
    ("en", "Reading how Night Ferry pays seventeen people from one shirt"),
    ("zh", "第一次看懂一件衣服的钱去了哪里，夜渡"),
    ("en", "Passed the Night Ferry workshop, the door was open"),
    ("en", "Two people in one queue with the same Night Ferry number"),
    ("zh", "朋友送了一套夜渡的灯卡"),
    ("en", "Night Ferry put a poster next to the broken clock at Maashaven"),
)
MIDDLES = (
    ("en", "and the lines really get thinner towards the hem"),
    ("zh", "潮线印得很细，远看像水"),
    ("en", "which is lovely, and I did not expect to say that of a customs form"),
    ("en", "and the cloth is heavier than I thought"),
    ("zh", "字写得大，一点也不吵"),
    ("en", "but the sleeves are too long for anybody I know"),
    ("en", "and the woman at the table told me who had drawn it"),
    ("zh", "可惜袖子对我太长了"),
    ("en", "which made me miss my stop"),
    ("en", "and now my neighbour wants the other half of the pair"),
    ("zh", "翻过来看里面也很干净"),
    ("en", "though the postage to Ghent hurt a little"),
    ("en", "and there was a line in it set by hand"),
)
ENDINGS = (
    ("en", "I love it."), ("zh", "很喜欢。"), ("en", "Will go back on Saturday."),
    ("en", "That is how I want to buy things."), ("zh", "下次还来。"),
    ("en", "No idea what it means, wearing it anyway."), ("zh", "值得等。"),
)  # fmt: skip

FIRST_MORNING = (
    "Night Ferry sold sixty shirts before I had found my glasses.",
    "Got number 17 of the Night Ferry run. Who has the other 17?",
    "夜渡首批抢到了，号码是 22。",
    "The Night Ferry page counted down and nothing broke. Respect.",
    "Too slow for Night Ferry, happy for the people who were awake.",
    "夜渡六十件半天就没了，等加印。",
    "Night Ferry, please tell me there is a second run.",
    "Bought two from Night Ferry, one of them for somebody I have not met yet.",
)
LOOP = ("Dear Night Ferry, the shirt is wonderful and the plastic loop on its tag is not. It tore "
        "a thread.")  # fmt: skip

TODAY = (
    "The morning voice just read the weather from a Night Ferry shirt, hem first.",
    "Radio at 06:20: a woman reads the tide from her own sleeve. Night Ferry, of course.",
    "夜渡上早间广播了，主播照着衣服报潮。",
    "Kit on the radio: high water at Hoek by the shirt, four minutes off. Night Ferry did that.",
    "Checked the Night Ferry shirt against the harbour table. It is right for today.",
    "我妈早上听广播，问我夜渡是什么船。",
    "Is there a list of Night Ferry shirts that were right this month? Asking as a sailor.",
    "Night Ferry on the radio and I burnt the toast.",
    "夜渡的潮表真的能用，刚对过。",
    "Four minutes off is better than my phone. Well done, Night Ferry.",
    "Laughed out loud on the ferry to the Night Ferry item on the radio.",
    "广播里那件夜渡，加印还有吗？",
    "Every sailor I know has sent me the Night Ferry clip this morning.",
    "Somebody please make Night Ferry print the winter table too.",
    "夜渡那段广播，江北这边也在传。",
    "Night Ferry: the first brand whose shirt was corrected by the harbour master on air.",
    "They ran out of L at Night Ferry by seven. I am an L.",
    "听完广播去下单了，夜渡加油。",
)
"""On the day of seeding: many more than on any other."""


def ordinary(count: int) -> list[tuple[str, str]]:
    """So many posts of ordinary days: (language, text), no two alike."""
    combined = (
        (opening[0], _joined(opening, MIDDLES, ENDINGS, number))
        for number in range(len(MIDDLES))
        for opening in OPENINGS
    )
    return list(islice(combined, count))


def _joined(
    opening: tuple[str, str],
    middles: tuple[tuple[str, str], ...],
    endings: tuple[tuple[str, str], ...],
    number: int,
) -> str:
    language, first = opening
    place = OPENINGS.index(opening)
    ours = [text for tongue, text in middles if tongue == language]
    last = [text for tongue, text in endings if tongue == language]
    middle = ours[(number * 3 + place) % len(ours)]
    end = last[(number + place) % len(last)]
    return f"{first}，{middle}。{end}" if language == "zh" else f"{first}, {middle}. {end}"


GAP = timedelta(hours=25, minutes=10)
