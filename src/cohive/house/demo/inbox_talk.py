"""What people write to Night Ferry, by whichever way, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass

Moment = tuple[int, int, int, int]


@dataclass(frozen=True)
class Turn:
    """One thing said in a conversation; `by` is who answers ('' whoever wrote), `note` is for us.

    `score` is what she thought of an answer: 1 not well, 2 fairly, 3 well.
    """

    at: Moment
    text: str
    by: str = ""
    note: bool = False
    score: int = 0
    comment: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation: the way it came, who writes, how it stands now.

    `writer` is an address, a chat, or a member's key; `order` a key of the story's orders; `ends`
    is the state it is in besides what its turns make of it; `file` a picture that came along.
    """

    key: str
    channel: str
    writer: str
    name: str
    subject: str
    turns: tuple[Turn, ...]
    language: str = "en"
    labels: tuple[str, ...] = ()
    given_to: str = ""
    ends: str = ""
    order: str = ""
    file: str = ""


LABELS = (("Sizes", "place"), ("Parcels", "lamp"), ("Money back", "warn"), ("Print went wrong",
          "bad"), ("Warm words", "good"))  # fmt: skip

CANNED = (
    ("Where is my parcel", "en", "Your parcel left us on {day}. PostNL takes one to two days in "
     "the Netherlands and three to five to Germany and Belgium. If it is not with you by then, "
     "answer this mail and we send another."),
    ("包裹到哪了", "zh-hans", "包裹已经发出，到国内大约两周。"
     "两周后还没到，回这封信，我们再寄一件。"),
    ("How to wash it", "en", "Inside out, thirty degrees, no tumble dryer. The lines are printed "
     "thin on purpose and stay that way."),
    ("Another size", "en", "Of course. On the page of your order there is “change this one”; you "
     "pay nothing, and send the old one back with the same label."),
)  # fmt: skip

TALKS = (
    Talk("loop", "mail", "lotte.visser@example.org", "Lotte Visser", "The tag tore a thread", (
        Turn((11, 12, 19, 20), "I love the shirt. But the hang tag was on a plastic loop, and when "
             "I pulled it off it tore a thread at the collar. Could you not tie it?"),
        Turn((11, 12, 20, 5), "That should not happen, and you are the second to say so. Send it "
             "back and you get another one at once.", "sana", score=3,
             comment="Another one came before I had sent mine."),
        Turn((11, 12, 20, 30), "Thank you! I mended it, it is a good thread. But do tie the next "
             "ones."),
    ), labels=("Print went wrong",), file="shirt"),
    Talk("loop2", "form", "greet@example.org", "Greet B.", "Plastic", (
        Turn((11, 13, 8, 10), "Everything about this is paper and cotton except one thing: the "
             "loop of the tag. It is the only plastic in the parcel."),
        Turn((11, 13, 9, 0), "You are right, and it annoys us too. We are looking for string that "
             "does not slip.", "sana", score=3),
    )),
    Talk("loop3", "telegram", "4101", "阿澄", "", (
        Turn((11, 13, 14, 40), "吊牌的塑料圈太难剪了，能不能换成纸绳？"),
        Turn((11, 13, 15, 0), "能。我们也在找不打滑的纸绳，找到就换。", "lan"),
    ), "zh-hans"),
    Talk("late", "order", "", "Hugo Samir", "Where is it?", (
        Turn((11, 19, 18, 0), "It says sent on Tuesday. It is Thursday, and I leave on Saturday."),
        Turn((11, 19, 18, 40), "It stands at the depot in Ridderkerk. If it is not there tomorrow "
             "evening, come by the workshop, and I hand you one.", "sana", score=2,
             comment="It came, but I had to ask."),
    ), labels=("Parcels",), order="guest61", ends="done"),
    Talk("sleeves", "order", "", "Samir Nadia", "Sleeves", (
        Turn((11, 15, 10, 5), "Are the sleeves of the second run shorter? Then I would rather wait "
             "than change twice."),
        Turn((11, 15, 11, 0), "Two centimetres. They come in a week; I keep an M for you.",
             "sana", score=3),
    ), labels=("Sizes",), order="guest17", ends="done"),
    Talk("pair", "place", "dov", "Dov Peretz", "The other half of my pair", (
        Turn((11, 16, 19, 0), "Number 31 lives in Ningbo and does not answer. Can you ask her?"),
        Turn((11, 16, 20, 30), "I asked. She says she is at sea until the 25th, and that she wears "
             "it.", "ruben", score=3),
    ), ends="done"),
    Talk("shop", "mail", "inkoop@boekhandel-maas.example", "Boekhandel aan de Maas", "Ten more?", (
        Turn((11, 20, 15, 10), "The twelve are gone. May we have ten more, and the cards too? Same "
             "terms."),
        Turn((11, 20, 15, 30), "Same terms. Bas, can you take them on Monday?", "ruben", note=True),
    ), given_to="jonas"),
    Talk("school", "mail", "h.dekker@school.example", "Hilde Dekker", "A class at the press?", (
        Turn((11, 17, 9, 30), "Eighteen of them, eleven years old, one morning in January. Would "
             "you let them pull one screen each?"),
        Turn((11, 17, 11, 0), "Yes, on a Wednesday, nine at a time. I ask Anouk which one and "
             "write on Tuesday.", "ruben"),
    ), ends="snoozed", given_to="ruben"),
    Talk("ink", "form", "marta.k@example.org", "Marta K.", "White ink", (
        Turn((11, 21, 9, 40), "Before I order the night cloth: does the white crack? I have had "
             "three that did."),
    ), labels=("Print went wrong",)),
    Talk("pickup", "telegram", "4102", "Ming", "", (
        Turn((11, 21, 20, 15), "请问宁波哪天有摊？想先摸摸布料。"),
        Turn((11, 21, 20, 40), "周六晚六点，老外滩，两张桌子。XS 到 L 都带。", "lan"),
        Turn((11, 21, 20, 50), "好，周六见！要给我留一件 S 吗？"),
    ), "zh-hans", given_to="lan"),
    Talk("refund", "order", "", "Joris Zeynep", "Sent back on Monday", (
        Turn((11, 21, 11, 5), "I sent it back on Monday and the page still says “asked for”. When "
             "do I get my money?"),
    ), labels=("Money back",), order="guest22"),
    Talk("customs", "mail", "zeynep@example.org", "Zeynep A.", "Customs to Türkiye", (
        Turn((11, 18, 13, 0), "Do you send to İzmir, and who pays at the border?"),
        Turn((11, 18, 16, 0), "We do; you pay there, about a fifth of the price. If they refuse "
             "it, we pay you back.", "sana", score=3),
        Turn((11, 18, 18, 0), "Clear, thank you. Ordered."),
        Turn((11, 18, 18, 20), "It leaves on Friday.", "sana"),
    ), ends="done", labels=("Parcels",)),
    Talk("zh-care", "mail", "chen.yu@example.org", "陈屿", "怎么洗", (
        Turn((11, 17, 21, 30), "收到了，比照片好看。可以机洗吗？领口有点紧，会松吗？"),
        Turn((11, 18, 8, 0), "反面，三十度，别烘。领口穿两三次就松了。", "yusra"),
    ), "zh-hans"),
    Talk("zh-thanks", "form", "xu.wen@example.org", "许闻", "", (
        Turn((11, 14, 12, 0), "我爸在码头干了三十年，他看懂了衣服上的潮。谢谢你们。"),
        Turn((11, 14, 12, 40), "这句话我们贴在印台上了。替我们问他好。", "lan", score=3,
             comment="他说图没画错。"),
    ), "zh-hans", labels=("Warm words",), ends="done"),
    Talk("zh-invoice", "mail", "caigou@yinshua.example", "甬江印务 采购", "发票", (
        Turn((11, 20, 10, 10), "上周的二十套卡片，能开公司抬头的发票吗？税号在附件。"),
    ), "zh-hans", given_to="ruben"),
    Talk("press", "mail", "editor@harbourpost.example", "Harbour Post", "Two lines for Saturday", (
        Turn((11, 21, 15, 0), "We would like two sentences on how a shirt pays seventeen people. "
             "By noon tomorrow?"),
        Turn((11, 21, 15, 20), "Pilar writes better than I do.", "ruben", note=True),
    ), given_to="pilar"),
    Talk("noor", "place", "noor", "Noor Aziz", "My drawing for the back", (
        Turn((11, 20, 21, 0), "The file I gave with my order is 300 dpi, is that enough for 30 "
             "cm?"),
        Turn((11, 21, 8, 30), "It is. Make the thin lines a third thicker, white ink eats them.",
             "jonas", score=3),
    )),
    Talk("robot", "mail", "noreply@postservice.example", "Post service", "Your pickup is planned", (
        Turn((11, 20, 6, 0), "Your pickup of 14 parcels is planned for 20 November, 16:00 to "
             "18:00. This mail is written by a machine."),
    )),
    Talk("again", "form", "lotte@werk.example", "L. Visser", "Same shirt, for my sister", (
        Turn((11, 20, 12, 20), "I wrote to you about the tag from my other address. My sister "
             "wants an L; is it in the second run?"),
    ), labels=("Sizes",)),
    Talk("stall", "telegram", "4103", "Old Wang", "", (
        Turn((11, 19, 9, 0), "The poster by tram 25 has a code that opens nothing on my phone."),
        Turn((11, 19, 9, 40), "It does now; the paper was wet. Thank you for walking back to tell "
             "us.", "yusra"),
    )),
)  # fmt: skip

IDEA = (
    "A tag that is tied",
    "No plastic loop: the hang tag is tied with paper string, so that it can be untied and no "
    "thread tears.",
)
IDEA_RELEASED = "Every tag of the second run is tied with paper string, by Sana and Hanna."
IDEA_ANSWER = "Yes, from the second run on. The string costs one cent, the knot four seconds."
SECOND_IDEA = (
    "Let one feel the cloth first",
    "A card with three swatches of cloth and ink, sent for a stamp, before one orders from far.",
)
