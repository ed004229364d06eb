"""A pool divided by its members: equally, or by gifts of points.

Gifts. Each of n members directs 1/n of the pool to the *others*, by points; what she does not give
goes to the others in equal parts. So a member's part is made of what others direct to her, and of
nothing else: what she gives, and whether she gives, never changes it. (An impartial division: de
Clippel, Moulin & Tideman, "Impartial division of a dollar", J. Econ. Theory 139, 2008.)

The known form, a Coordinape circle, pays by the points received out of all points given, and burns
what was not given. There, keeping one's points makes the others' fewer and one's own part larger,
and two who give only to each other in a lazy circle take most of it. Here silence is worth
nothing, and k members who give only to one another keep between them the k/n that they direct, and
besides it only what others give them.

The price: nobody can have more than (n − 1)/n, even if all agree that she did everything. For
three or fewer, no impartial rule that divides everything always follows such agreement (ibid.).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Division", "Gift", "Line", "equal_split", "gift_split"]


@dataclass(frozen=True)
class Gift:
    """Points from one member to another.

    Attributes
    ----------
    giver, receiver : str
        Members' names, not the same.
    points : int
        A whole number, from 0.
    """

    giver: str
    receiver: str
    points: int


@dataclass(frozen=True)
class Line:
    """One term of a member's part.

    Attributes
    ----------
    receiver : str
        Whose part it adds to.
    giver : str
        Who directs it; "" for what nobody directs (an equal split).
    fraction : Fraction
        Of the pool, above 0.
    given : bool
        By points; otherwise it is her portion of points that were not given.
    """

    receiver: str
    giver: str
    fraction: Fraction
    given: bool


@dataclass(frozen=True)
class Division:
    """The part of each member, the lines that add up to it, and what was done.

    Members and lines are in the order of names, whatever the order of the input.

    Attributes
    ----------
    parts : Mapping[str, Fraction]
        By member, exact; Σ parts = 1.
    lines : tuple[Line, ...]
        The terms of the parts.
    explanation : tuple[Sentence, ...]
        What was done, in sentences.
    """

    parts: Mapping[str, Fraction]
    lines: tuple[Line, ...]
    explanation: tuple[Sentence, ...]


def equal_split(members: Sequence[str]) -> Division:
    """Divide a pool equally.

    Parameters
    ----------
    members : Sequence[str]
        Names, each once, in any order.

    Returns
    -------
    Division
        One line for each member.

    Raises
    ------
    Refused
        For no members and for one named twice.
    """
    names = _names(members)
    each = Fraction(1, len(names))
    return Division(
        parts=dict.fromkeys(names, each),
        lines=tuple(Line(name, "", each, given=False) for name in names),
        explanation=(
            Sentence(
                "The pool is divided equally: each of %(members)s members gets %(part)s.",
                {"members": len(names), "part": each},
            ),
        ),
    )


def gift_split(
    members: Sequence[str], gifts: Iterable[Gift], *, points_each: int = 100
) -> Division:
    """Divide a pool by the points that members gave one another; see the module's text.

    Parameters
    ----------
    members : Sequence[str]
        Names, each once, in any order. A single member gets everything, as there is nobody to
        judge.
    gifts : Iterable[Gift]
        Several gifts to one member add up.
    points_each : int, default 100
        What every member may give, a whole number from 1.

    Returns
    -------
    Division
        With the lines that each part consists of.

    Raises
    ------
    Refused
        Naming the member, for: no members or one twice, a gift by or to a stranger, a gift to
        oneself, points that are no whole number from 0, more than `points_each` given.

    References
    ----------
    de Clippel, G., Moulin, H. and Tideman, N. (2008). Impartial division of a dollar. J. Econ.
        Theory 139.
    """
    names = _names(members)
    if points_each < 1:
        raise Refused("Each member needs at least 1 point to give.", field="points_each")
    if len(names) == 1:
        return equal_split(names)
    given = _given(names, gifts, points_each)
    lines = [line for giver in names for line in _directed(giver, names, given[giver], points_each)]
    parts = dict.fromkeys(names, Fraction(0))
    for line in lines:
        parts[line.receiver] += line.fraction
    silent = sum(1 for name in names if not any(given[name].values()))
    return Division(
        parts=parts,
        lines=tuple(sorted(lines, key=lambda line: (line.receiver, line.giver, not line.given))),
        explanation=tuple(_explained(len(names), points_each, silent)),
    )


def _names(members: Sequence[str]) -> list[str]:
    """The members in the order of names, each once."""
    if not members:
        raise Refused("A pool needs at least one member.", field="members")
    names = sorted(members)
    for one, following in pairwise(names):
        if one == following:
            raise Refused("The member “%(member)s” is named twice.", field="members", member=one)
    return names


def _given(
    names: Sequence[str], gifts: Iterable[Gift], points_each: int
) -> dict[str, dict[str, int]]:
    """Points by giver and receiver, checked."""
    given: dict[str, dict[str, int]] = {name: {} for name in names}
    for gift in gifts:
        for name in (gift.giver, gift.receiver):
            if name not in given:
                raise Refused(
                    "“%(member)s” gives or gets points and is no member of this pool.",
                    field="gifts",
                    member=name,
                )
        if gift.giver == gift.receiver:
            raise Refused(
                "“%(member)s” gives points to herself. Give them to others.",
                field="gifts",
                member=gift.giver,
            )
        if type(gift.points) is not int or gift.points < 0:
            raise Refused(
                "“%(member)s” gives %(points)s points. Write a whole number from 0.",
                field="gifts",
                member=gift.giver,
                points=gift.points,
            )
        mine = given[gift.giver]
        mine[gift.receiver] = mine.get(gift.receiver, 0) + gift.points
        if sum(mine.values()) > points_each:
            raise Refused(
                "“%(member)s” gives more than her %(most)s points.",
                field="gifts",
                member=gift.giver,
                most=points_each,
            )
    return given


def _directed(
    giver: str, names: Sequence[str], given: Mapping[str, int], points_each: int
) -> Iterable[Line]:
    """What one member directs: 1/n of the pool, none of it to herself."""
    kept_back = points_each - sum(given.values())
    for name in names:
        if given.get(name):
            yield Line(name, giver, Fraction(given[name], points_each * len(names)), given=True)
        if kept_back and name != giver:
            portion = Fraction(kept_back, points_each * len(names) * (len(names) - 1))
            yield Line(name, giver, portion, given=False)


def _explained(members: int, points_each: int, silent: int) -> Iterable[Sentence]:
    yield Sentence(
        "Each of %(members)s members directs %(part)s of the pool to the others, with %(points)s "
        "points. What she does not give goes to the others in equal parts.",
        {"members": members, "part": Fraction(1, members), "points": points_each},
    )
    yield Sentence(
        "Nobody's own part depends on what she gives or on whether she gives: it is made only of "
        "what others direct to her."
    )
    yield Sentence(
        "Members who give only to one another keep between them what they direct, and no more of "
        "the rest than others give them. Nobody can have more than %(most)s.",
        {"most": Fraction(members - 1, members)},
    )
    if silent:
        yield Sentence("%(silent)s of them gave no points.", {"silent": silent})
