"""Three beginnings for a place: circles, texts, stage weights and terms, as plain data.

Later rooms read a beginning by its name: `preset(place.template)`. Percentages are integers that
sum where they must; everything can be changed afterwards by agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cohive.words.verbs import Stage


@dataclass(frozen=True)
class Spoken:
    """A text in the languages of the house."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        """The text in this language (Chinese for zh…, else English)."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class FirstCircle:
    """A circle that is there from the first day."""

    slug: str
    name: Spoken
    purpose: Spoken


@dataclass(frozen=True)
class Preset:
    """What a beginning sets: who it is for, its circles, its money, its words."""

    key: str
    name: Spoken
    description: Spoken
    tagline: Spoken
    circles: tuple[FirstCircle, ...]
    stage_weights: Mapping[Stage, int]
    house_percent: int
    link_percent: int
    keep_percent: int
    standing_terms: Spoken
    first_product: Spoken


def _weights(
    idea: int, design: int, packaging: int, production: int, spread: int, sale: int
) -> Mapping[Stage, int]:
    given = (idea, design, packaging, production, spread, sale)
    return MappingProxyType(dict(zip(Stage, given, strict=True)))


TERMS = Spoken(
    en=(
        "What you hand in stays yours. The place may make and sell it when it has decided so in "
        "public, and says who decided and why. Each sale pays, in this order, the tax, what the "
        "thing cost to make, the house, whoever passed on the link, and then everyone who made it. "
        "Your part follows the agreement of the product and what was built on what. Terms are "
        "agreed before a sale and never change for things already sold. You can see every cent of "
        "yours with its reason and question it. You may take back what nobody has built on yet."
    ),
    zh=(
        "你交上来的作品仍归你。此地公开决定之后才可制作和出售，并说明由谁决定、为何决定。"
        "每一笔销售依次付：税、制作成本、本店、传递链接的人，然后是所有参与制作的人。"
        "你的那一份依照产品的协议，以及谁在谁的基础上做成。条款在出售之前商定，已售出的不再更改。"
        "属于你的每一分钱都能看到来由，也可以提出疑问。还没有人在其上继续创作的作品，你可以收回。"
    ),
)

VOTED_KEEP = Spoken(
    en=(
        "By a vote of the members, a work keeps at least {percent} % of what reaches it for its "
        "own makers, whatever the works it grew from ask together. Where a sentence above says "
        "another part, this one holds. What was sold before stays under the terms it was sold "
        "under."
    ),
    zh=(
        "经成员投票决定：到达一件作品的钱，至少有 {percent}% 留给它自己的作者，"
        "无论它所依据的作品合起来要求多少。上文若写有别的比例，以本段为准。"
        "此前已售出的，仍按售出时的条款。"
    ),
)
"""What the standing terms say of the least keep after a vote on it; `percent` is filled in."""

LABEL = Preset(
    key="label",
    name=Spoken("A label or print shop", "厂牌或印刷工作室"),
    description=Spoken(
        "Music, prints, small editions: many hands, one catalogue.",
        "音乐、版画、小批量出版：许多双手，一份目录。",
    ),
    tagline=Spoken("Made together, sold together.", "一起做，一起卖。"),
    circles=(
        FirstCircle(
            "making",
            Spoken("Making", "创作"),
            Spoken("Sketches, prints and sounds on their way.", "正在成形的草图、版画与声音。"),
        ),
        FirstCircle(
            "listening",
            Spoken("Listening", "倾听"),
            Spoken("What we heard, read and saw lately.", "最近听到、读到、看到的。"),
        ),
        FirstCircle(
            "sending",
            Spoken("Packing and sending", "打包与寄送"),
            Spoken("Boxes, stalls, shops and the post.", "箱子、摊位、店铺与邮寄。"),
        ),
    ),
    stage_weights=_weights(12, 40, 10, 14, 14, 10),
    house_percent=10,
    link_percent=5,
    keep_percent=50,
    standing_terms=TERMS,
    first_product=Spoken("a shirt, a print, a record", "一件衣服、一张版画、一张唱片"),
)
APPAREL = Preset(
    key="apparel",
    name=Spoken("An apparel maker", "服装品牌"),
    description=Spoken(
        "Clothes from an idea to the rail: cut, sewn and worn by the same people.",
        "从想法到衣架：裁、缝、穿的是同一群人。",
    ),
    tagline=Spoken("Cut, sewn and worn by us.", "自己裁，自己缝，自己穿。"),
    circles=(
        FirstCircle(
            "patterns",
            Spoken("Patterns and cloth", "版型与面料"),
            Spoken("What we want to wear next, and of what.", "接下来想穿什么、用什么做。"),
        ),
        FirstCircle(
            "fitting",
            Spoken("Fitting", "试穿"),
            Spoken("How it sits on real people.", "穿在真人身上怎么样。"),
        ),
        FirstCircle(
            "mending",
            Spoken("Mending", "修补"),
            Spoken("What wore out, and how to keep it going.", "哪里磨坏了，怎么接着穿。"),
        ),
    ),
    stage_weights=_weights(10, 34, 8, 24, 12, 12),
    house_percent=14,
    link_percent=5,
    keep_percent=50,
    standing_terms=TERMS,
    first_product=Spoken("a shirt, a coat, a bag", "一件衬衫、一件外套、一个包"),
)
CUSTOMERS = Preset(
    key="customers",
    name=Spoken("The customer circle of a firm", "一家公司的顾客圈"),
    description=Spoken(
        "A firm that makes things already, and the people who use them.",
        "一家已经在做产品的公司，和用它的人。",
    ),
    tagline=Spoken("Those who use it say what comes next.", "用的人，说下一步。"),
    circles=(
        FirstCircle(
            "using",
            Spoken("Using it", "使用"),
            Spoken(
                "Tricks, troubles and answers among people who use it.",
                "使用者之间的窍门、麻烦和回答。",
            ),
        ),
        FirstCircle(
            "next",
            Spoken("What comes next", "下一步"),
            Spoken("Ideas, and what became of them.", "想法，以及它们后来怎样了。"),
        ),
    ),
    stage_weights=_weights(25, 20, 5, 20, 20, 10),
    house_percent=40,
    link_percent=5,
    keep_percent=50,
    standing_terms=TERMS,
    first_product=Spoken("the product your customers talk about most", "顾客谈得最多的那件产品"),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {preset.key: preset for preset in (LABEL, APPAREL, CUSTOMERS)}
)


def preset(name: str) -> Preset:
    """The beginning of this name; KeyError for an unknown one (the database refuses it too)."""
    return PRESETS[name]
