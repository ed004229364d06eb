"""The sections of a report, each made of the findings alone, words already in the reader's tongue.

A section that has nothing to say is None and is not printed.
"""

from __future__ import annotations

from collections.abc import Callable

from cohive.house.study.findings import Findings
from cohive.house.study.sections.challenges import over_time, votes
from cohive.house.study.sections.community import community, ladder, staying, words
from cohive.house.study.sections.money import money
from cohive.house.study.sections.parting import parting
from cohive.house.study.sections.parts import Section, Table
from cohive.house.study.sections.people import busiest, rhythm, when
from cohive.house.study.sections.source import figures, reading, unknown
from cohive.house.study.sections.travel import travelled
from cohive.house.study.sections.work import evenness, kinds, lineages

__all__ = ["Section", "Table", "sections"]

ORDER: tuple[Callable[[Findings], Section | None], ...] = (
    when,
    community,
    busiest,
    rhythm,
    kinds,
    money,
    evenness,
    ladder,
    staying,
    words,
    parting,
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
    return tuple(made for make in ORDER if (made := make(findings)) is not None)
