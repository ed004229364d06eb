"""`cohive study place`: the study of one's own place, from its journal."""

from __future__ import annotations

from argparse import Namespace

from django.utils import translation

from cohive.house.command.migrate import prepare
from cohive.house.command.study import report
from cohive.house.histories.progress import Progress
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.house.study import check_folder
from cohive.house.study.place import opened_place


def run(arguments: Namespace) -> int:
    """Read the journal, compute, write; say where the report is."""
    speak_as_the_terminal()
    if arguments.language:
        translation.activate(arguments.language)
    folder = check_folder(arguments.out)
    prepare()
    return report(opened_place(), folder, Progress())
