"""The ladder in words: who stands where, who is one step away, how people moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond.queries import MemberCard
from cohive.engine.intervals import wilson
from cohive.engine.ties import STEPS
from cohive.look import formats

Data = Mapping[str, Any]
ORDER: Final = ("NONE", "CUSTOMER", "USER", "FAN", "FRIEND")
CLIMBED: Final = ORDER[1:-1]
FEWEST, FEW = 10, 20
KEYS: Final = {sentence.english: key for key, sentence in STEPS.items()}


@dataclass(frozen=True)
class Step:
    """People of one rung who lack the same one thing.

    named: those who agreed that stewards see them by name; others: how many more.
    """

    title: str
    people: int
    missing: str
    helps: str
    named: Sequence[MemberCard]
    others: int


def rungs(data: Data) -> list[tuple[str, str, int, str]]:
    """The ladder: key, name, people, what it takes."""
    rule = data["rule"]
    names = (
        ("FRIEND", _("Friends"), _("ties in both directions with %(number)s members or more")
         % {"number": rule["partners_min"]}),
        ("FAN", _("Fans"), _("came in %(number)s weeks or more and passed something on")
         % {"number": rule["weeks_active_min"]}),
        ("USER", _("Users"), _("took part")),
        ("CUSTOMER", _("Customers"), _("bought")),
        ("NONE", _("Quiet"), _("known here, did nothing in the window")),
    )  # fmt: skip
    counts = data["counts"]
    return [(key, name, counts.get(key, 0), takes) for key, name, takes in names]


def definition(data: Data) -> str:
    """How the rungs and the moves are counted."""
    return _(
        "Each member known here stands on the highest rung whose condition she met in the last"
        " %(days)s days. A move compares her rung with that of the window before; its range is"
        " Wilson's, for 95 in 100. Going up is what CHAOSS calls Conversion Rate."
    ) % {"days": formats.number(data["rule"]["window_days"])}


def _near(data: Data) -> list[Data]:
    """Who lacks one thing only; whoever was quiet is left in peace."""
    return [one for one in data["places"] if len(one["missing"]) == 1 and one["rung"] != "NONE"]


def one_step_away(data: Data) -> int:
    """How many people lack one thing only."""
    return len(_near(data))


def named_near(data: Data, agreed: Collection[UUID]) -> set[UUID]:
    """Those of them who agreed to be named."""
    return {UUID(one["person"]) for one in _near(data)} & set(agreed)


def steps(data: Data, cards: Mapping[UUID, MemberCard]) -> list[Step]:
    """Who is one step away, by what is missing; `cards` of those who may be named here.

    Of fewer than ten members nothing is told: it would be of single people.
    """
    if data["n"] < FEWEST:
        return []
    found = []
    for (rung, key), (title, missing, helps) in _step_words(data["rule"]).items():
        group = [
            UUID(one["person"])
            for one in _near(data)
            if one["rung"] == rung and KEYS.get(one["missing"][0]["english"]) == key
        ]
        if group:
            named = [cards[person] for person in group if person in cards]
            found.append(Step(title, len(group), missing, helps, named, len(group) - len(named)))
    return found


def _step_words(rule: Data) -> dict[tuple[str, str], tuple[str, str, str]]:
    """By rung and what is missing: who they are, what that is, and what may help."""
    weeks = {"number": formats.number(rule["weeks_active_min"])}
    partners = {"number": formats.number(rule["partners_min"])}
    return {
        ("CUSTOMER", "take_part"): (
            _("Customers, nearly users"),
            _("They bought, and have not taken part yet."),
            _("an invitation by a person: ask what only a buyer knows, how it fits or lasts, and"
              " say in which circle the answer is wanted."),
        ),
        ("USER", "return"): (
            _("Users who passed something on, nearly fans"),
            _("They came in fewer than %(number)s weeks.") % weeks,
            _("an answer: see that what they last said is answered by a member soon, and tell them"
              " when something is made of it."),
        ),
        ("USER", "pass_on"): (
            _("Users who came back, nearly fans"),
            _("They passed nothing on."),
            _("showing them how: a link of their own to the thing they talked about or had a part"
              " in."),
        ),
        ("FAN", "partner"): (
            _("Fans, nearly friends"),
            _("They have ties in both directions with fewer than %(number)s members.") % partners,
            _("company: a task for two, a place at the table, an answer to what they gave others."),
        ),
    }  # fmt: skip


def offers(place: Data) -> list[str]:
    """What could come next for the member herself, as an offer; nothing for who has it all."""
    words = {
        "buy": _("The circles are open whenever you like: say something, or just look around."),
        "take_part": _(
            "If you feel like it, ask something in a circle, answer somebody, or vote on what is"
            " being made."
        ),
        "pass_on": _(
            "If something here pleases you, pass it on to somebody who would like it. You have a"
            " link of your own for everything."
        ),
    }
    found = []
    for one in place["missing"]:
        key = KEYS.get(one["english"], "")
        if key == "return":
            found.append(_weeks(one["values"]["weeks"]))
        elif key == "partner":
            found.append(_partners(one["values"]["people"]))
        elif key in words:
            found.append(words[key])
    return found


def _weeks(weeks: int) -> str:
    return ngettext(
        "Come by in any %(num)s other week, when it suits you.",
        "Come by in any %(num)s other weeks, when it suits you; they need not follow each other.",
        weeks,
    ) % {"num": formats.number(weeks)}


def _partners(people: int) -> str:
    return ngettext(
        "Answer somebody, and be answered: with %(num)s more person it goes both ways.",
        "Answer somebody, and be answered: with %(num)s more people it goes both ways.",
        people,
    ) % {"num": formats.number(people)}


def moves(data: Data) -> list[str]:
    """How people moved since the window before, in sentences with ranges."""
    names = {key: name for key, name, _n, _t in rungs(data)}
    found = []
    for move in data["moves"]:
        rise = ORDER.index(move["end"]) - ORDER.index(move["start"])
        if move["cohort"] or move["start"] == "NONE" or rise == 0:
            continue
        text = (
            _("%(moved)s of %(n)s went up from %(start)s to %(end)s (%(low)s to %(high)s).")
            if rise > 0
            else _("%(moved)s of %(n)s fell back from %(start)s to %(end)s (%(low)s to %(high)s).")
        )
        found.append(
            text
            % {
                "moved": formats.number(move["moved"]),
                "n": formats.number(move["n"]),
                "start": names[move["start"]],
                "end": names[move["end"]],
                "low": formats.percent(move["low"], 0),
                "high": formats.percent(move["high"], 0),
            }
        )
    return found


def cohorts(data: Data) -> list[tuple[str, ...]]:
    """How many of each rung went up, by the quarter they came: a row each, the oldest first."""
    quarters = sorted({move["cohort"] for move in data["moves"] if move["cohort"]})
    rows = []
    for quarter in quarters:
        cells = [_climb(data, quarter, rung) for rung in CLIMBED]
        if any(cells):
            year, _q, number = quarter.partition("-Q")
            rows.append((f"Q{number} {year[2:]}", *(cell or _("n < 10") for cell in cells)))
    return rows


def _climb(data: Data, cohort: str, start: str) -> str:
    """How many of a cohort on `start` stand higher now, with their range; "" of too few."""
    here = [one for one in data["moves"] if one["cohort"] == cohort and one["start"] == start]
    if not here or here[0]["n"] < FEWEST:
        return ""
    n = here[0]["n"]
    up = sum(one["moved"] for one in here if ORDER.index(one["end"]) > ORDER.index(start))
    wide = wilson(up, n)
    told = _("%(moved)s of %(n)s (%(low)s to %(high)s)") % {
        "moved": formats.number(up),
        "n": formats.number(n),
        "low": formats.percent(wide.low, 0),
        "high": formats.percent(wide.high, 0),
    }
    return told if n >= FEW else f"{told} *"


def cohorts_definition() -> str:
    """How it is counted who went up."""
    return _(
        "People are put together by the quarter of their first act here. Told is how many of those"
        " who stood on a rung in the window before stand on a higher one now, with Wilson's range"
        " for 95 in 100. Fewer than ten people on a rung are not told, nor is a quarter from which"
        " they could be worked out."
    )
