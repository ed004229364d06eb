"""Which kind of ballot file this is, told by what it says and never by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cohive.bridges.ballots import BallotFile
from cohive.bridges.ballots.blt import looks_like_blt, read_blt
from cohive.bridges.ballots.opening import ballot_text
from cohive.bridges.ballots.pabulib import looks_like_pabulib, read_pabulib
from cohive.bridges.ballots.preflib import looks_like_preflib, read_preflib
from cohive.bridges.ballots.score_sheets import looks_like_score_sheet, read_score_sheet
from cohive.bridges.ballots.wards import looks_like_ward, read_ward
from cohive.words.refusals import Refused

__all__ = ["read_ballots"]


def _budget_poll(text: str) -> BallotFile:
    found = read_pabulib(text)
    return replace(found.election, remarks=found.problems)


KINDS: tuple[tuple[Callable[[str], bool], Callable[[str], BallotFile]], ...] = (
    (looks_like_preflib, read_preflib),
    (looks_like_ward, read_ward),
    (looks_like_blt, read_blt),
    (looks_like_pabulib, _budget_poll),
    (looks_like_score_sheet, read_score_sheet),
)


def read_ballots(path: Path) -> BallotFile:
    """Read a ballot file of any kind known here, packed or not.

    Raises Refused at "file" when it cannot be opened, is of no known kind, or breaks its form.
    """
    text = ballot_text(path)
    for looks_like, read in KINDS:
        if looks_like(text):
            return read(text)
    raise Refused(
        "This is no ballot file known here: .blt, a ward as CSV, PrefLib, Pabulib, or a sheet of "
        "points.",
        field="file",
    )
