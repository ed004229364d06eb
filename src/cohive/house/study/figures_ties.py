"""The numbers of who addresses whom: the index, the core, who stands between, groups, a split.

None of them is of one person, and a source whose acts go one way by nature has none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cohive.engine.concentration import Concentration
from cohive.engine.fission import Communities, Parting
from cohive.engine.insight import Insight
from cohive.engine.ties import CoreAgainstChance
from cohive.house.study.figure import PEOPLE, Figure, enough
from cohive.house.study.figures_practice import practice_figures
from cohive.house.study.findings import Findings
from cohive.words.sentences import Sentence

__all__ = ["PART_NAMES", "tie_figures"]

PART_NAMES: Final = {
    "member_to_member": Sentence("Member to member"),
    "reciprocity": Sentence("What comes back"),
    "many_ways": Sentence("Many ways"),
    "many_makers": Sentence("Many makers"),
    "value_to_members": Sentence("Value to members"),
}
PART_HOW: Final = {
    "member_to_member": Sentence(
        "Acts of members that address members ÷ all acts that address somebody."
    ),
    "reciprocity": Sentence(
        "The smaller of both directions, over all pairs, ÷ all acts that address somebody"
        " (Squartini 2013)."
    ),
    "many_ways": Sentence(
        "1 − how far the shortest ways between people all pass one person (Freeman 1978)."
    ),
    "many_makers": Sentence("1 − Gini coefficient of things made, by everybody with a tie."),
    "value_to_members": Sentence(
        "What members received of sales ÷ what members, staff and the house received."
    ),
}


def tie_figures(findings: Findings) -> Iterator[Figure]:
    """In the order of the report's sections."""
    seen = findings.addressing
    if seen is None:
        return
    yield from _index(seen)
    yield from _core(seen.core)
    yield from _between(seen)
    yield from _groups(findings.groups)
    yield from _parting(findings.parting)
    yield from practice_figures(seen, findings.practice)


def _index(seen: Insight) -> Iterator[Figure]:
    h, section = seen.horizontality, "community"
    yield Figure(
        section,
        "horizontality",
        Sentence("From fan club (0) to community (1)"),
        h.index,
        h.n,
        PEOPLE,
        Sentence(
            "Geometric mean of those of the five parts that can be told, so that one good part"
            " cannot hide a zero; interval by drawing the weeks again (the acts, where there are"
            " fewer than eight weeks)."
        ),
        h.low,
        h.high,
    )
    for one in h.parts:
        how = PART_HOW[one.name]
        yield Figure(
            section, one.name, PART_NAMES[one.name], enough(one.value, h.n), h.n, PEOPLE, how,
            one.low, one.high, is_part=True,
        )  # fmt: skip
    yield Figure(
        section,
        "hierarchy",
        Sentence("Hierarchy of reaching"),
        enough(seen.hierarchy.hierarchy, h.n),
        h.n,
        PEOPLE,
        Sentence(
            "Krackhardt 1994: pairs reached one way only, of pairs reached at all; 0: a ring, 1: a"
            " tree of command. Ties that happened twice or more."
        ),
    )
    for key, name, held in (
        ("talk_gini", Sentence("Talk in few hands"), seen.talking),
        ("attention_gini", Sentence("Attention in few hands"), seen.attention),
        ("making_gini", Sentence("Making in few hands"), seen.making),
        ("money_gini", Sentence("Money in few hands"), seen.money),
    ):
        if held is not None:
            yield _hands(key, name, held)


def _hands(key: str, name: Sentence, held: Concentration) -> Figure:
    is_enough = enough(held.gini, held.n) is not None
    return Figure(
        "community",
        key,
        name,
        held.gini if is_enough else None,
        held.n,
        PEOPLE,
        Sentence(
            "Gini's coefficient over members: 0 when all have the same, near 1 when one has"
            " everything; interval by drawing the people again. Of talk and attention who has none"
            " counts as 0."
        ),
        held.low if is_enough else None,
        held.high if is_enough else None,
    )


def _core(core: CoreAgainstChance | None) -> Iterator[Figure]:
    n = core.n if core else 0
    yield Figure(
        "core",
        "core_fit",
        Sentence("Fit of the best core"),
        core.fit if core else None,
        n,
        PEOPLE,
        Sentence(
            "Correlation (−1 to 1) of the ties with the picture that everybody is tied to the core"
            " and nobody else to anybody, for the core among those with most ties that fits best"
            " (Borgatti and Everett 1999)."
        ),
    )
    yield Figure(
        "core",
        "core_fit_by_chance",
        Sentence("The same, tied at random"),
        None,
        n,
        PEOPLE,
        Sentence(
            "Where 95 in 100 fits lie when everybody has as many ties as here, tied at random"
            " (Maslov and Sneppen 2002)."
        ),
        core.low if core else None,
        core.high if core else None,
    )
    yield Figure(
        "core",
        "core_people",
        Sentence("People in the best core"),
        core.people if core else None,
        n,
        PEOPLE,
        Sentence("How many of those with most ties the best core takes."),
    )


def _between(seen: Insight) -> Iterator[Figure]:
    n = seen.horizontality.n
    found = seen.brokers if n >= 10 else ()
    yield Figure(
        "between",
        "most_between",
        Sentence("Shortest ways past the one they pass most"),
        max((one.between for one in found), default=None),
        n,
        PEOPLE,
        Sentence(
            "Betweenness (Freeman 1978), 0 to 1: of all shortest ways between two others, the part"
            " that passes this member; in a large source from a sample of starting points."
        ),
        is_part=True,
    )
    yield Figure(
        "between",
        "least_constraint",
        Sentence("Least constraint of those most between"),
        min((one.constraint for one in found), default=None),
        n,
        PEOPLE,
        Sentence(
            "Burt 1992: how far her contacts are tied to each other; low for who connects people"
            " who would not meet, 1 and above for who has one circle of contacts alone. Of the five"
            " most between with three contacts or more."
        ),
    )


def _groups(groups: Communities | None) -> Iterator[Figure]:
    if groups is None:
        return
    n = sum(len(one.members) for one in groups.communities)
    yield Figure(
        "circles",
        "groups",
        Sentence("Groups of ten or more that the ties make"),
        sum(len(one.members) >= 10 for one in groups.communities),
        n,
        PEOPLE,
        Sentence(
            "Leiden's method for modularity, the best of several runs, each tie counted once and"
            " the brand's own left out (Traag and others 2019)."
        ),
    )
    yield Figure(
        "circles",
        "modularity",
        Sentence("Modularity"),
        groups.modularity,
        n,
        PEOPLE,
        Sentence(
            "Ties inside groups beyond what chance brings, −0.5 to 1 (Newman and Girvan 2004). By"
            " itself it proves nothing: random networks have some too."
        ),
    )
    yield Figure(
        "circles",
        "modularity_z",
        Sentence("Modularity beyond chance"),
        groups.z,
        n,
        PEOPLE,
        Sentence(
            "By how many standard deviations it lies above networks in which everybody has as many"
            " ties, tied at random; not computed above 50,000 ties."
        ),
    )


def _parting(parting: Parting | None) -> Iterator[Figure]:
    """Of the group that is cut off most."""
    if parting is None or not parting.splits.proposals:
        return
    most = parting.splits.proposals[0]
    rule = parting.splits.rule
    yield Figure(
        "parting",
        "split_cut",
        Sentence("Ties that a split would cut"),
        most.conductance,
        len(most.members),
        PEOPLE,
        Sentence(
            "Conductance of the group that is cut off most: ties that lead out of it, of all ties"
            " of the smaller side; at most %(most)s for a proposal. Groups by Leiden's method with"
            " the constant Potts model at half the density.",
            {"most": rule.conductance_max},
        ),
        is_part=True,
    )
    yield Figure(
        "parting",
        "split_found_again",
        Sentence("The same group found again"),
        most.jaccard,
        len(most.members),
        PEOPLE,
        Sentence(
            "Jaccard's likeness of the group with the likest one found when a tenth of the ties is"
            " left out, mean of %(samples)s samples; from %(worth)s worth discussing, from"
            " %(stable)s stable (Hennig 2007).",
            {"samples": rule.samples, "worth": rule.worth, "stable": rule.stable},
        ),
        is_part=True,
    )
