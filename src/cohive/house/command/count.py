"""`cohive count`: count the ballots of a file by a named rule, stage by stage.

For people a table, candidates down and stages across, then a sentence for each stage; with --json
one document for programs. Whoever has the file, the rule and the seed gets the same count.
"""

from __future__ import annotations

import re
import shutil
from argparse import Namespace
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from django.utils.translation import gettext as _

from cohive.bridges.ballots import BallotFile, BallotForm
from cohive.bridges.ballots.guessing import read_ballots
from cohive.engine.ballots.results import Count
from cohive.engine.ballots.scored import ScoreCount, Scores
from cohive.house.command import show
from cohive.house.computing.count_table import count_table
from cohive.house.computing.counting import Asked, count_file
from cohive.house.computing.json_files import written
from cohive.house.computing.naming import naming
from cohive.house.histories.table import printable
from cohive.look.refusals import told
from cohive.words.refusals import Refused

__all__ = ["run"]

BUDGET = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
DECIMALS = 5


def run(arguments: Namespace) -> int:
    """Count and print; exit status 0. Every refusal names the file."""
    path = Path(arguments.file)
    asked = Asked(
        arguments.method,
        arguments.seats,
        _budget(arguments.budget),
        arguments.seed,
        arguments.rule,
    )
    with naming(path):
        file = read_ballots(path)
        count = count_file(file, asked)
    if arguments.json:
        show(written(_document(file, count)))
        return 0
    for line in _page(file, count):
        show(line)
    return 0


def _budget(text: str | None) -> Fraction | None:
    if text is None:
        return None
    if not BUDGET.fullmatch(text):
        raise Refused(
            "“%(text)s” is not a budget. Write a number such as 250000 or 1250.50.",
            field="budget",
            text=printable(text)[:40],
        )
    return Fraction(text)


def _document(file: BallotFile, count: Count) -> dict[str, object]:
    """The answer for programs. Candidates of ranked ballots are numbers; other ids are text."""

    def listed(ids: tuple[str, ...]) -> list[int | str]:
        numbered = file.form is BallotForm.RANKED
        return [int(name) if numbered else name for name in ids]

    fixed = count.method == "stv-scottish"
    return {
        "method": count.method,
        "seats": count.seats,
        "quota": None if count.quota is None else int(count.quota),
        "winners": listed(count.winners),
        "names": dict(count.names),
        "stages": [
            {
                "n": stage.n,
                "totals": {name: _decimal(t, fixed=fixed) for name, t in stage.totals.items()},
                "elected": listed(stage.elected),
                "excluded": listed(stage.excluded),
            }
            for stage in count.stages
        ],
        "ties": [
            {
                "stage": tie.stage,
                "among": listed(tie.among),
                "order": listed(tie.order),
                "sentence": told(tie.sentence),
            }
            for tie in count.ties
        ],
        "explanation": [
            *(told(sentence) for sentence in count.explanation),
            *(told(stage.sentence) for stage in count.stages),
        ],
        **(_raters(count.scores) if isinstance(count, ScoreCount) else {}),
    }


def _raters(scores: Scores) -> dict[str, object]:
    """Of scores alone: what anybody needs to correct the scores of the sheet again."""
    return {
        "usual": float(scores.usual),
        "raters": [
            {
                "id": rater.id,
                "scores": rater.scores,
                "harshness": float(rater.harshness),
                "stretch": float(rater.stretch),
                "weight": float(rater.weight),
            }
            for rater in scores.raters
        ],
    }


def _decimal(total: Fraction, *, fixed: bool) -> str:
    """'873.67475'; whole totals without decimals unless the rule counts in the fifth."""
    units = round(total * 10**DECIMALS)
    if not fixed and total.denominator == 1:
        return str(total.numerator)
    whole, part = divmod(abs(units), 10**DECIMALS)
    return f"{'-' if units < 0 else ''}{whole}.{part:0{DECIMALS}}"


def _page(file: BallotFile, count: Count) -> Iterator[str]:
    """The answer for people."""
    if file.title:
        yield printable(file.title)
    yield from (printable(told(sentence)) for sentence in count.explanation)
    yield ""
    yield from count_table(count, width=shutil.get_terminal_size((100, 24)).columns)
    yield ""
    for stage in count.stages:
        yield printable(
            _("Stage %(n)s. %(sentence)s") % {"n": stage.n, "sentence": told(stage.sentence)}
        )
    for tie in count.ties:
        yield printable(
            _("Tie at stage %(n)s. %(sentence)s") % {"n": tie.stage, "sentence": told(tie.sentence)}
        )
