"""`cohive study`: a community's history in; pictures, numbers and the table itself out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from cohive.house.command import show
from cohive.house.histories.progress import Progress
from cohive.house.study import Opened, check_folder, found, opened_source, written
from cohive.look import formats


def run(arguments: Namespace) -> int:
    """Read, compute, write; say where the report is."""
    if arguments.language:
        translation.activate(arguments.language)
    folder = check_folder(arguments.out)
    progress = Progress()
    mapping = Path(arguments.map) if arguments.map else None
    with progress.during(_("Reading")):
        opened = opened_source(Path(arguments.source), kind=arguments.kind, mapping=mapping)
    return report(opened, folder, progress)


def report(opened: Opened, folder: Path, progress: Progress) -> int:
    """Compute and write the study of what was opened."""
    with progress.during(_("Computing")):
        findings = found(opened)
        files = written(findings, folder)
    tally = opened.frame.tally
    show(
        _("%(read)s records read, %(kept)s kept, %(refused)s left out.")
        % {
            "read": formats.number(tally.read),
            "kept": formats.number(tally.kept),
            "refused": formats.number(sum(tally.refused.values())),
        }
    )
    for file in files:
        show(f"  {file}")
    return 0
