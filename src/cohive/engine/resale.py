"""Resale plans: what reselling may pay, what it may never pay, and the tree of who brought whom.

A member who sells a thing on is paid for *that sale* and for nothing else: not for bringing people,
not for what people she brought sell, not for what she buys herself. A plan says what is paid;
`examine` names every rule that it breaks, with the law or the house's own reason behind it.

The greatest depth is 2 and stands here as a constant, not as a setting. Both may only be people who
took part in the one sale: the reseller on whose page it was bought (level 1), and whoever passed on
the link by which its buyer came (level 2). Nobody above a reseller is ever paid: to pay people for
what those they brought sell is what the regulation of 2005 forbids at any rate and any size.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cohive.engine.exact import is_exact, is_whole
from cohive.words.money import floor_fraction
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = [
    "CAP_MAX",
    "DEPTH_MAX",
    "LEVELS_ALARM",
    "PEOPLE_ALARM",
    "RETURN_DAYS_MIN",
    "RULES",
    "Breach",
    "Plan",
    "Tree",
    "commissions",
    "examine",
    "trees",
]

DEPTH_MAX = 2
"""Reseller, and who led the buyer to her page. No setting raises it; the database holds it too."""
CAP_MAX = Fraction(3, 10)
"""The largest part of the net price that all commissions of a sale may come to."""
RETURN_DAYS_MIN = 14
"""Fewest days in which unsold pieces bought at a wholesale price go back."""
LEVELS_ALARM = 3
PEOPLE_ALARM = 30
"""From either on stewards are called: prosecution begins where a tree has both (30 people, 3
levels); one of them is the time to look."""
MODES = ("commission", "wholesale")
SECONDS = ("", "link", "upline")

CHINA_HEADS = "禁止传销条例 art. 7(1); Directive 2005/29/EC annex I no. 14"
CHINA_ENTRY = "禁止传销条例 art. 7(2); Directive 2005/29/EC annex I no. 14"
CHINA_DOWNLINE = "禁止传销条例 art. 7(3)"
LABEL = "16 CFR 255.5; Directive 2005/29/EC art. 7(2)"
HOUSE = "Cohive"


@dataclass(frozen=True)
class Plan:
    """What somebody proposes that reselling should pay, and on which conditions.

    Attributes
    ----------
    mode : str
        "commission" (part of a sale on her page) or "wholesale" (she buys at a lower price).
    rates : tuple[Fraction, ...]
        Of the net price, 0 to 1, by level; the first is the reseller's. Empty at wholesale.
    second : str
        Who is paid at level 2: "link" (who passed on the buyer's link), "upline" (who brought the
        reseller), or "" where nobody is.
    cap : Fraction
        Of the net price, 0 to 1: what the commissions of a sale may come to together.
    discount : Fraction
        Off the price at wholesale, 0 to 1.
    return_days : int
        Days in which unsold wholesale pieces go back, from 0.
    entry_fee_minor, first_purchase_minor, per_head_minor : int
        What joining costs, what must be bought to join, what bringing somebody pays; minor units,
        from 0.
    pays_own_purchases, pays_early, hides_label : bool
        Whether she earns by what she (or her household) buys, whether she is paid before the time
        to send things back is over, and whether the label may be taken off.

    Raises
    ------
    Refused
        At the field, for what is no plan at all: an unknown word, an amount below zero, a part
        outside 0 to 1.
    """

    mode: str
    rates: tuple[Fraction, ...] = ()
    second: str = ""
    cap: Fraction = Fraction(0)
    discount: Fraction = Fraction(0)
    return_days: int = 0
    entry_fee_minor: int = 0
    first_purchase_minor: int = 0
    per_head_minor: int = 0
    pays_own_purchases: bool = False
    pays_early: bool = False
    hides_label: bool = False

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise Refused("Choose commission or wholesale.", field="mode")
        if self.second not in SECONDS:
            raise Refused("Say who is paid at the second level.", field="second")
        for field, parts in (
            ("rates", self.rates),
            ("cap", (self.cap,)),
            ("discount", (self.discount,)),
        ):
            if not all(is_exact(part) and 0 <= part <= 1 for part in parts):
                raise Refused("Write a part from 0 to 100 per cent.", field=field)
        for field in ("return_days", "entry_fee_minor", "first_purchase_minor", "per_head_minor"):
            number = getattr(self, field)
            if not is_whole(number) or number < 0:
                raise Refused("Write a whole number, 0 or more.", field=field)


@dataclass(frozen=True)
class Breach:
    """One rule that a plan breaks.

    Attributes
    ----------
    rule : str
        Its stable name, a key of `RULES`.
    field : str
        The field of the plan that breaks it.
    sentence : Sentence
        What is not allowed, for the person who wrote the plan.
    source : str
        The law behind it, or "Cohive" for a rule of this software.
    """

    rule: str
    field: str
    sentence: Sentence
    source: str


RULES: Mapping[str, Breach] = {
    one.rule: one
    for one in (
        Breach(
            "entry-fee",
            "entry_fee_minor",
            Sentence("Joining costs nothing: a fee for the right to sell on is forbidden."),
            CHINA_ENTRY,
        ),
        Breach(
            "forced-purchase",
            "first_purchase_minor",
            Sentence("Nobody has to buy anything to join: that is a fee by another name."),
            CHINA_ENTRY,
        ),
        Breach(
            "per-head",
            "per_head_minor",
            Sentence("Bringing people is never paid. Only a sale to a buyer is."),
            CHINA_HEADS,
        ),
        Breach(
            "downline",
            "second",
            Sentence("Nobody is paid for what people she brought sell, at any rate."),
            CHINA_DOWNLINE,
        ),
        Breach(
            "depth",
            "rates",
            Sentence("At most two people are paid for one sale: who sold it, and whose link led."),
            CHINA_DOWNLINE,
        ),
        Breach(
            "own-purchases",
            "pays_own_purchases",
            Sentence("What a reseller or her household buys earns her nothing."),
            CHINA_ENTRY,
        ),
        Breach(
            "too-early",
            "pays_early",
            Sentence("A commission is hers only when the time to send things back is over."),
            HOUSE,
        ),
        Breach(
            "label",
            "hides_label",
            Sentence("The label that says who earns stands everywhere and cannot be taken off."),
            LABEL,
        ),
        Breach(
            "nothing-paid",
            "rates",
            Sentence("A commission plan pays the reseller more than nothing for a sale."),
            HOUSE,
        ),
        Breach(
            "cap",
            "cap",
            Sentence(
                "All commissions of a sale stay within the cap, and the cap within 30 per cent."
            ),
            HOUSE,
        ),
        Breach(
            "wholesale-pays-once",
            "rates",
            Sentence("At wholesale she earns by her own price: no commission is paid besides."),
            HOUSE,
        ),
        Breach(
            "discount",
            "discount",
            Sentence("A wholesale price is lower than the price, and above nothing."),
            HOUSE,
        ),
        Breach(
            "unsold",
            "return_days",
            Sentence("Unsold pieces can go back for at least 14 days: nobody is left with a heap."),
            HOUSE,
        ),
    )
}
"""Every rule by its name, in the order in which `examine` asks."""


def examine(plan: Plan) -> tuple[Breach, ...]:
    """Name every rule that a plan breaks; legal is a plan that breaks none.

    Parameters
    ----------
    plan : Plan
        What is proposed.

    Returns
    -------
    tuple[Breach, ...]
        In the order of `RULES`; empty for a legal plan.
    """
    total = sum(plan.rates, Fraction(0))
    is_commission = plan.mode == "commission"
    broken = {
        "entry-fee": plan.entry_fee_minor > 0,
        "forced-purchase": plan.first_purchase_minor > 0,
        "per-head": plan.per_head_minor > 0,
        "downline": plan.second == "upline",
        "depth": len(plan.rates) > DEPTH_MAX or (len(plan.rates) == DEPTH_MAX and not plan.second),
        "own-purchases": plan.pays_own_purchases,
        "too-early": plan.pays_early,
        "label": plan.hides_label,
        "nothing-paid": is_commission and (not plan.rates or not all(plan.rates)),
        "cap": is_commission and (total > plan.cap or plan.cap > CAP_MAX),
        "wholesale-pays-once": not is_commission and total > 0,
        "discount": not is_commission and not 0 < plan.discount < 1,
        "unsold": not is_commission and plan.return_days < RETURN_DAYS_MIN,
    }
    return tuple(RULES[name] for name in RULES if broken[name])


def commissions(
    rates: Mapping[int, Fraction], *, net_minor: int, house_minor: int, units: int
) -> dict[int, int]:
    """Return what each level may claim of `units` kept pieces of one order line.

    It leaves the house's own line of the waterfall and never more than that line has, so that pay
    for making is the same with and without a reseller. Where the house has less than the rates ask
    for, all levels are cut alike. A claim is the floor of the exact part of *all* pieces kept, as
    everywhere: what came back is taken off the pieces, and the difference of the claims goes back.

    Parameters
    ----------
    rates : Mapping[int, Fraction]
        By level, of the net price.
    net_minor, house_minor : int
        Of one piece: price less tax, and the house's line; minor units. A house's line below zero
        (it bears a discount) pays nothing.
    units : int
        Pieces bought and not given back, from 0.

    Returns
    -------
    dict[int, int]
        Minor units by level, from 0.
    """
    parts = commission_parts(rates, net_minor=net_minor, house_minor=house_minor)
    return {level: floor_fraction(part, max(net_minor, 0) * units) for level, part in parts.items()}


def commission_parts(
    rates: Mapping[int, Fraction], *, net_minor: int, house_minor: int
) -> dict[int, Fraction]:
    """Return the part of the net that each level has in truth: its rate, cut where it must be.

    Parameters
    ----------
    rates : Mapping[int, Fraction]
        By level, of the net price.
    net_minor, house_minor : int
        Of one piece, minor units, as in `commissions`.

    Returns
    -------
    dict[int, Fraction]
        By level, from 0.
    """
    asked = sum(rates.values(), Fraction(0)) * net_minor
    has = max(house_minor, 0)
    cut = Fraction(1) if asked <= has else has / asked
    return {level: rate * cut for level, rate in rates.items()}


@dataclass(frozen=True)
class Tree:
    """Everybody whom one person brought to reselling, and whom those brought.

    Attributes
    ----------
    top : str
        Whom nobody brought.
    levels : int
        She is the first level, whom she brought the second; from 1.
    people : int
        All of them who resell now, herself included.
    """

    top: str
    levels: int
    people: int

    @property
    def is_alarming(self) -> bool:
        """Whether stewards have to look at it."""
        return self.levels >= LEVELS_ALARM or self.people >= PEOPLE_ALARM


def trees(brought: Mapping[str, str | None], *, active: Collection[str]) -> tuple[Tree, ...]:
    """Return the tree under everybody whom nobody brought, the largest first.

    Nobody earns by this tree. It is drawn to see a scheme that somebody builds outside the books.

    Parameters
    ----------
    brought : Mapping[str, str | None]
        Everybody who ever joined to whoever brought her.
    active : Collection[str]
        Who resells now: levels and people count these only; one who left still joins the others.

    Returns
    -------
    tuple[Tree, ...]
        Trees without anybody active are left out.

    Raises
    ------
    Refused
        When somebody brought herself along the way.
    """
    depth: dict[str, tuple[str, int]] = {}
    for person in brought:
        _climb(person, brought, depth)
    levels: dict[str, int] = {}
    people: dict[str, int] = {}
    for person in active:
        top, level = depth[person]
        levels[top] = max(levels.get(top, 0), level)
        people[top] = people.get(top, 0) + 1
    found = [Tree(top, levels[top], people[top]) for top in levels]
    return tuple(sorted(found, key=lambda tree: (-tree.people, -tree.levels, tree.top)))


def _climb(
    person: str, brought: Mapping[str, str | None], depth: dict[str, tuple[str, int]]
) -> None:
    """Write down top and level of a person and of everybody above her."""
    way: list[str] = []
    at: str | None = person
    while at is not None and at not in depth:
        if len(way) > len(brought):
            raise Refused("Somebody stands above herself in this tree.")
        way.append(at)
        at = brought.get(at)
    top, level = depth[at] if at is not None else (way[-1] if way else person, 0)
    for one in reversed(way):
        level += 1
        depth[one] = (top, level)
