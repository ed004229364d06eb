"""Short scales of our own, free to use with the project, in English and Simplified Chinese.

The wording is this project's and under its licence. The ideas are the literature's, named with each
instrument; no item of a published form is repeated, so figures published for those forms do not
carry over. Nothing here has been validated yet: look at each community's own reliability first
(`cohive.engine.scales.analysis`). Forms that need a permission come in through the survey builder's
import, from whoever holds it.

Plain Python: pages may load it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AGREEMENT",
    "IMPORTANCE",
    "INSTRUMENTS",
    "NEEDS_IMPORTANCE",
    "NEEDS_SATISFACTION",
    "PULSE",
    "ROLES",
    "SATISFACTION",
    "Answer",
    "Instrument",
    "Item",
]

LICENCE = "Apache-2.0"


@dataclass(frozen=True)
class Answer:
    """One answer to choose.

    Attributes
    ----------
    value : int
        What it counts.
    english, chinese : str
        What it is called.
    """

    value: int
    english: str
    chinese: str


@dataclass(frozen=True)
class Item:
    """One question or statement.

    Attributes
    ----------
    key : str
        The column it becomes; unique in its instrument.
    factor : str
        The scale it belongs to.
    english, chinese : str
        The wording.
    is_reversed : bool
        Whether agreeing means less of it.
    """

    key: str
    factor: str
    english: str
    chinese: str
    is_reversed: bool = False


@dataclass(frozen=True)
class Instrument:
    """A set of items with one range of answers.

    Attributes
    ----------
    key : str
        Its short name.
    english, chinese : str
        What it is called.
    lead_english, lead_chinese : str
        What stands before the items.
    answers : tuple[Answer, ...]
        From the least to the most.
    items : tuple[Item, ...]
        In the order to be asked.
    inspired_by : tuple[str, ...]
        Literature whose ideas it takes up; its wording is not taken.
    licence : str
        Of the wording.
    """

    key: str
    english: str
    chinese: str
    lead_english: str
    lead_chinese: str
    answers: tuple[Answer, ...]
    items: tuple[Item, ...]
    inspired_by: tuple[str, ...]
    licence: str = LICENCE

    @property
    def factors(self) -> tuple[str, ...]:
        """The scales, each once, in the order of their items."""
        return tuple(dict.fromkeys(item.factor for item in self.items))

    def scale_option(self, factor: str) -> str:
        """A scale as `cohive scales --scale` wants it.

        Parameters
        ----------
        factor : str
            One of `factors`.

        Returns
        -------
        str
            Such as "belonging=belonging_1,belonging_2".
        """
        own = (item for item in self.items if item.factor == factor)
        named = (item.key + "-" * item.is_reversed for item in own)
        return f"{factor}={','.join(named)}"


AGREEMENT = (
    Answer(1, "not at all", "完全不符合"),
    Answer(2, "hardly", "不太符合"),
    Answer(3, "partly", "部分符合"),
    Answer(4, "mostly", "比较符合"),
    Answer(5, "fully", "完全符合"),
)
IMPORTANCE = (
    Answer(1, "does not matter to me", "对我不重要"),
    Answer(2, "matters little", "不太重要"),
    Answer(3, "matters somewhat", "有些重要"),
    Answer(4, "matters much", "比较重要"),
    Answer(5, "matters very much", "非常重要"),
)
SATISFACTION = (
    Answer(1, "not met at all", "完全没有满足"),
    Answer(2, "hardly met", "很少满足"),
    Answer(3, "met in part", "部分满足"),
    Answer(4, "mostly met", "大多满足"),
    Answer(5, "fully met", "完全满足"),
)
ACQUAINTANCE = (
    Answer(0, "nobody here", "这里没有人"),
    Answer(1, "somebody I know by sight or name", "有见过面或叫得出名字的人"),
    Answer(2, "somebody I have made something with", "有一起做过东西的人"),
    Answer(3, "a friend", "有朋友"),
)

PULSE = Instrument(
    "pulse",
    "Community pulse",
    "社区脉搏",
    "Think of the last four weeks here. How far is each sentence true for you?",
    "请回想最近四周在这里的经历。下面每句话在多大程度上符合你？",
    AGREEMENT,
    (
        Item(
            "belonging_1",
            "belonging",
            "When I say “we” here, I mean myself too.",
            "在这里说到“我们”时，也包括我自己。",
        ),
        Item(
            "influence_1",
            "influence",
            "A good reason from me can change what is decided here.",
            "只要我讲得有道理，就能改变这里的决定。",
        ),
        Item(
            "needs_1",
            "needs",
            "I come away from here with what I came for.",
            "我来这里想得到的，通常都能得到。",
        ),
        Item(
            "feeling_1",
            "feeling",
            "There are moments here that several of us still talk about.",
            "这里有一些时刻，我们几个人至今还会聊起。",
        ),
        Item(
            "belonging_2",
            "belonging",
            "Somebody would notice if I stopped coming.",
            "如果我不再来了，会有人注意到。",
        ),
        Item(
            "influence_2",
            "influence",
            "What I made or proposed has left a trace in something of ours.",
            "我做过或提议过的东西，在我们的作品里留下了痕迹。",
        ),
        Item(
            "needs_2",
            "needs",
            "When I get stuck, somebody here helps me on.",
            "当我卡住的时候，这里会有人帮我继续下去。",
        ),
        Item(
            "feeling_2",
            "feeling",
            "I am glad when something goes well for another member.",
            "别的成员有好事时，我也会高兴。",
        ),
    ),
    (
        "McMillan and Chavis 1986, Sense of community: a definition and theory",
        "Peterson, Speer and McMillan 2008, Validation of a brief sense of community scale",
    ),
)

_NEEDS = (
    ("functional", "getting a thing done or a good bargain", "把事情办成，或买得划算"),
    ("expression", "showing who I am by what I make or wear", "用我做的或穿的表达我是谁"),
    ("social", "being with people I like", "和我喜欢的人在一起"),
    ("esteem", "being recognised for what I can do", "因为我的本事得到认可"),
)
_NEEDS_SOURCES = (
    "Katz 1960, The functional approach to the study of attitudes",
    "Martilla and James 1977, Importance–performance analysis",
)

NEEDS_IMPORTANCE = Instrument(
    "needs-importance",
    "What I look for here",
    "我在这里想得到什么",
    "How much does each of these matter to you here?",
    "下面每一项在这里对你有多重要？",
    IMPORTANCE,
    tuple(Item(f"{key}_importance", key, english, chinese) for key, english, chinese in _NEEDS),
    _NEEDS_SOURCES,
)
NEEDS_SATISFACTION = Instrument(
    "needs-satisfaction",
    "What I find here",
    "我在这里得到了什么",
    "How far is each of these met for you here?",
    "下面每一项在这里满足了多少？",
    SATISFACTION,
    tuple(Item(f"{key}_satisfaction", key, english, chinese) for key, english, chinese in _NEEDS),
    _NEEDS_SOURCES,
)

ROLES = Instrument(
    "roles",
    "Whom I could ask",
    "我能找谁",
    "Is there anybody here whom you could ask, if you needed one who …",
    "如果你需要下面这样的人，这里有你可以找的人吗？",
    ACQUAINTANCE,
    tuple(
        Item(key, "roles", english, chinese)
        for key, english, chinese in (
            ("draws", "draws or designs", "会画画或做设计"),
            ("writes", "writes a text that people read to its end", "写的文字让人愿意读完"),
            ("translates", "translates between two languages", "能在两种语言之间翻译"),
            ("builds", "builds or repairs with the hands", "能动手制作或修理"),
            ("codes", "writes software or sets up a page", "会写软件或搭建网页"),
            ("photographs", "takes photographs or films", "会拍照或拍视频"),
            ("sells", "sells at a stall or in a shop", "会摆摊或开店卖东西"),
            ("counts", "keeps the books and knows prices", "会记账，懂得定价"),
            ("gathers", "brings people together for an evening", "能把大家聚到一起办活动"),
            ("settles", "calms a quarrel", "能平息争吵"),
            ("teaches", "shows a newcomer how things are done", "能带新人上手"),
            ("decides", "has a say in what the firm does next", "对公司下一步做什么说得上话"),
        )
    ),
    (
        "Lin and Dumin 1986, Access to occupations through social ties (position generator)",
        "Van der Gaag and Snijders 2005, The Resource Generator",
    ),
)

INSTRUMENTS = (PULSE, NEEDS_IMPORTANCE, NEEDS_SATISFACTION, ROLES)
