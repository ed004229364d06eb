"""The numbers of the mix of roles, of bonding and spreading, and of what people may need.

None of them is of one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cohive.engine.capital import ROLE_NAMES
from cohive.engine.insight import Insight
from cohive.engine.intervals import wilson
from cohive.engine.needs import NEEDS, Signs
from cohive.house.study.figure import ACTS, PEOPLE, Figure, part
from cohive.house.study.practised import Practised
from cohive.words.sentences import Sentence

__all__ = ["NEED_HOW", "NEED_NAMES", "RATE_NAMES", "ROLES", "practice_figures", "roles_overall"]

ROLES: Final = dict(
    zip(
        ROLE_NAMES,
        (
            Sentence("Distributor"),
            Sentence("Contact"),
            Sentence("Listener"),
            Sentence("Attention grabber"),
        ),
        strict=True,
    )
)
RATE_NAMES: Final = {
    "brand_answered": Sentence("The brand is answered"),
    "answered": Sentence("Things answered"),
    "hours": Sentence("Time to the first answer"),
    "by_members": Sentence("Members answer first"),
    "brand_answers": Sentence("The brand answers"),
    "recognition": Sentence("Recognition"),
    "passed_by_members": Sentence("Members pass on"),
}
TOLD = Sentence("things told")
ANSWERS = Sentence("first answers")
RATES: Final = {
    "brand_answered": (
        TOLD,
        Sentence(
            "Things the brand and its people told that a member answered ÷ all things they told."
            " Wilson's interval."
        ),
    ),
    "answered": (
        TOLD,
        Sentence(
            "Of what could be answered for a day or more, what another person answered. Wilson's"
            " interval."
        ),
    ),
    "hours": (
        ANSWERS,
        Sentence(
            "The middle number of hours from what was told to its first answer by another person,"
            " of what was answered (CHAOSS: Time to First Response); interval by drawing the"
            " answers again."
        ),
    ),
    "by_members": (
        ANSWERS,
        Sentence("First answers by members ÷ all first answers. Wilson's interval."),
    ),
    "brand_answers": (
        ACTS,
        Sentence(
            "Acts of the brand and its people that address somebody ÷ all their acts. Wilson's"
            " interval."
        ),
    ),
    "recognition": (
        PEOPLE,
        Sentence(
            "Likes, acceptances and credits that members received from others ÷ members who acted;"
            " interval by drawing the people again with what each received."
        ),
    ),
    "passed_by_members": (
        Sentence("passings on"),
        Sentence("Times a member passed something on ÷ all times. Wilson's interval."),
    ),
}
NEED_NAMES: Final = {
    "functional": Sentence("Getting things done"),
    "self-expression": Sentence("Showing who one is"),
    "social": Sentence("Being with people"),
    "esteem": Sentence("Being recognised"),
}
NEED_HOW: Final = {
    "functional": Sentence("Answers received by the middle member."),
    "self-expression": Sentence(
        "Things that the middle member made, neither answers nor addressed to somebody."
    ),
    "social": Sentence("People with whom the middle member has ties both ways."),
    "esteem": Sentence("Likes, acceptances and credits by others that the middle member received."),
}


def practice_figures(seen: Insight, practice: Practised | None) -> Iterator[Figure]:
    """In the order of the report's sections."""
    if practice is not None:
        yield from _practice(practice)
    yield from _roles(seen)
    yield from _needs(seen.needs)


def roles_overall(seen: Insight) -> tuple[tuple[float, ...], int]:
    """The mix over all weeks, each by its members, and how many members' weeks that is."""
    weeks = seen.roles.weeks
    n = sum(week.n for week in weeks)
    return (
        tuple(
            sum(week.parts[place] * week.n for week in weeks) / n
            for place in range(len(ROLE_NAMES))
        )
        if n
        else (),
        n,
    )


def _roles(seen: Insight) -> Iterator[Figure]:
    parts, n = roles_overall(seen)
    for place, (key, name) in enumerate(ROLES.items()):
        yield Figure(
            "roles",
            f"role_{key}",
            name,
            parts[place] if parts else None,
            n,
            Sentence("weeks of members"),
            Sentence(
                "How much a member's week is like this role, by five signs: passed on, answered"
                " others, was answered, liked or followed, told something of her own, each beside"
                " all other weeks; the four together are 1. Mean over weeks with ten members or"
                " more. How far each sign counts is published in the code, and ours."
            ),
            is_part=True,
        )


def _practice(practice: Practised) -> Iterator[Figure]:
    for key, rate in practice.rates.items():
        of, how = RATES[key]
        found = rate.value if practice.people >= 10 else None
        yield Figure(
            "practice",
            key,
            RATE_NAMES[key],
            found.middle if found else None,
            rate.n or 0,
            of,
            how,
            found.low if found else None,
            found.high if found else None,
            is_part=key not in ("hours", "recognition"),
        )


def _needs(signs: Signs) -> Iterator[Figure]:
    for need in NEEDS:
        yield Figure(
            "needs",
            f"signs_{need}",
            NEED_NAMES[need],
            signs.middle.get(need),
            signs.n,
            PEOPLE,
            NEED_HOW[need],
        )
        without = signs.none.get(need)
        yield part(
            "needs",
            f"without_{need}",
            Sentence("Without any sign: %(need)s", {"need": NEED_NAMES[need]}),
            None if without is None else wilson(round(without * signs.n), signs.n),
            signs.n,
            PEOPLE,
            Sentence("The part of members without any such sign. Wilson's interval."),
        )
