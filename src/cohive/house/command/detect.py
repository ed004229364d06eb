"""`cohive detect`: who acts together beyond what chance and a common occasion explain.

Writes a score for every account, and the groups with their evidence if asked; prints what was
found, what explains it, and what could not be looked at. It accuses nobody: a group is a question.
"""

from __future__ import annotations

import csv
import io
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from cohive.engine.collusion.cases import Case, Detection
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.tables import detect_pairs, detect_profiles
from cohive.house.command import show
from cohive.house.computing.detect_document import document
from cohive.house.computing.detect_files import read_events, read_pairs, read_profiles
from cohive.house.computing.json_files import written
from cohive.house.computing.naming import name_of
from cohive.house.histories.table import printable
from cohive.look import formats
from cohive.look.refusals import told
from cohive.words.refusals import Refused

__all__ = ["run"]

CASES_SHOWN = 10
NAMES_SHOWN = 5
SEED_MAX = 2**32 - 1


def run(arguments: Namespace) -> int:
    """Detect, write, print; exit status 0. Every refusal names the file."""
    path, out = Path(arguments.events), Path(arguments.out)
    cases = Path(arguments.cases) if arguments.cases else None
    if not 0 <= arguments.seed <= SEED_MAX:
        raise Refused(
            "The seed is %(seed)s. Give a whole number from 0 to %(most)s.",
            field="seed",
            seed=arguments.seed,
            most=SEED_MAX,
        )
    _apart(path, out, cases)
    found = _found(path, arguments)
    _write(out, _table(found))
    if cases is not None:
        _write(cases, written(document(found)) + "\n")
    for line in _page(found, out, cases):
        show(line)
    return 0


def _apart(path: Path, out: Path, cases: Path | None) -> None:
    """No file is written over what is read, nor twice."""
    named = [each.resolve() for each in (path, out, cases) if each is not None]
    for at, each in enumerate(named):
        if each in named[:at]:
            raise Refused(
                "“%(file)s” is named twice. Write the results to files of their own.",
                field="out",
                file=name_of(each),
            )


def _found(path: Path, arguments: Namespace) -> Detection:
    if arguments.pairs:
        pairs = read_pairs(path)
        return detect_pairs(pairs.accounts, pairs.first, pairs.second, seed=arguments.seed)
    if arguments.profiles:
        table = read_profiles(path)
        return detect_profiles(table.accounts, table.columns)
    return detect(read_events(path), seed=arguments.seed)


def _table(found: Detection) -> str:
    """`user,score,witnesses`, the highest first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("user", "score", "witnesses"))
    order = sorted(range(len(found.users)), key=lambda at: (-found.scores[at], found.users[at]))
    for at in order:
        writer.writerow((found.users[at], f"{found.scores[at]:.6f}", ";".join(found.witnesses[at])))
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise Refused(
            "“%(file)s” cannot be written: %(problem)s.",
            field="out",
            file=name_of(path),
            problem=problem.strerror or str(problem),
        ) from problem


def _page(found: Detection, out: Path, cases: Path | None) -> Iterator[str]:
    flagged = [case for case in found.cases if case.flagged]
    explained = [case for case in found.cases if case.explained]
    yield _("Accounts: %(accounts)s. Lines read: %(events)s.") % {
        "accounts": formats.number(len(found.users)),
        "events": formats.number(found.events),
    }
    yield _("Groups to look at: %(flagged)s. Groups with an innocent reason: %(explained)s.") % {
        "flagged": formats.number(len(flagged)),
        "explained": formats.number(len(explained)),
    }
    for number, case in enumerate((*flagged, *explained)[:CASES_SHOWN], 1):
        yield ""
        yield from _case(number, case)
    more = len(flagged) + len(explained) - CASES_SHOWN
    if more > 0:
        yield ""
        yield "  " + _("… and %(count)s more") % {"count": formats.number(more)}
    yield ""
    yield from (f"  {told(sentence)}" for sentence in found.lacks)
    yield "  " + _(
        "A coincidence is a question, not a verdict: a person looks, the accounts are heard,"
        " and each step can be undone."
    )
    yield _("Scores of all accounts: %(file)s") % {"file": name_of(out)}
    if cases is not None:
        yield _("Groups with their evidence: %(file)s") % {"file": name_of(cases)}


def _case(number: int, case: Case) -> Iterator[str]:
    yield _("%(number)s. %(accounts)s accounts, %(targets)s common targets: %(names)s") % {
        "number": number,
        "accounts": formats.number(len(case.members)),
        "targets": formats.number(len(case.targets)),
        "names": _names(case.members),
    }
    if case.evidence:
        yield f"   {printable(told(case.evidence[0].sentence))}"
    for check in case.checks:
        if check.explains:
            yield f"   {printable(told(check.sentence))}"
    yield "   " + _("Witnesses: %(witnesses)s.") % {"witnesses": ", ".join(case.witnesses)}
    yield f"   {told(case.recommendation)}"


def _names(members: Sequence[str]) -> str:
    shown = ", ".join(printable(name) for name in members[:NAMES_SHOWN])
    return shown + (", …" if len(members) > NAMES_SHOWN else "")
