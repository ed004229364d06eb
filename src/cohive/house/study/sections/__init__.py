"""The sections of a report, each made of the findings alone, words already in the reader's tongue.

A section that has nothing to say is None and is not printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from cohive.house.study.figures import figures as all_figures
from cohive.house.study.findings import Findings
from cohive.house.study.sections.between import between
from cohive.house.study.sections.challenges import over_time, votes
from cohive.house.study.sections.circles import circles
from cohive.house.study.sections.community import community, ladder, words
from cohive.house.study.sections.money import money
from cohive.house.study.sections.needs import needs
from cohive.house.study.sections.parting import parting
from cohive.house.study.sections.parts import Section, Table
from cohive.house.study.sections.people import busiest, rhythm, when
from cohive.house.study.sections.practice import practice
from cohive.house.study.sections.renewal import renewal
from cohive.house.study.sections.rim import rim
from cohive.house.study.sections.roles import roles
from cohive.house.study.sections.source import figures, numbers, reading, unknown
from cohive.house.study.sections.staying import cohorts, staying
from cohive.house.study.sections.succession import succession
from cohive.house.study.sections.travel import travelled
from cohive.house.study.sections.work import evenness, kinds, lineages

__all__ = ["Section", "Table", "sections"]

ORDER: tuple[Callable[[Findings], Section | None], ...] = (
    when,
    community,
    rim,
    between,
    circles,
    parting,
    practice,
    roles,
    needs,
    busiest,
    rhythm,
    kinds,
    money,
    evenness,
    ladder,
    staying,
    cohorts,
    renewal,
    succession,
    words,
    lineages,
    travelled,
    votes,
    over_time,
    unknown,
    figures,
    reading,
)


def sections(findings: Findings) -> tuple[Section, ...]:
    """Every section that has something to say, in the order they are read."""
    held = defaultdict(list)
    for figure in all_figures(findings):
        held[figure.section].append(figure)
    return tuple(
        replace(made, numbers=numbers(held[made.id])) if held[made.id] else made
        for make in ORDER
        if (made := make(findings)) is not None
    )
