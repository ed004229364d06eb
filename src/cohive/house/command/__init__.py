"""The command `cohive`: one word for each thing one does from a terminal.

The words and their options stand in `words.py`; each is done by the module of its name, loaded
only after the place's folder is known. What a person can mend is one sentence on the error stream
and exit status 2. What becomes of the words that are printed is the matter of `streams.py`.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings

from cohive import look
from cohive.house.command.streams import listened
from cohive.house.command.words import parser
from cohive.house.histories.table import printable
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.house.settings.home import RESTORING, claim_empty, home_folder, mark_demo
from cohive.look.refusals import said
from cohive.words.refusals import Refused
from cohive.words.signs import visible

USAGE = 2
PLACE = "place"
"""As the source of a study: the place itself."""
PLACELESS = frozenset(
    {"split", "standing", "count", "cascades", "study", "scales", "communities", "detect", "listen"}
)
"""Commands that compute on a file."""

WITHOUT_SETTINGS = frozenset({"backup_check", "restore"})
"""Commands on a backup: settings would make keys in a folder that must stay empty."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    return listened(lambda: _done_as_asked(arguments))


def _done_as_asked(arguments: Sequence[str] | None) -> int:
    asked = parser().parse_args(arguments)
    if asked.module == "study" and asked.source == PLACE:
        asked.module = "study_place"
    if asked.module == "backup" and asked.check:
        asked.module = "backup_check"
    if asked.module in PLACELESS | WITHOUT_SETTINGS:
        speak_without_a_place()
        return done(asked)
    if getattr(asked, "home", None):
        os.environ["COHIVE_HOME"] = str(Path(asked.home).resolve())
    if (home_folder() / RESTORING).exists():
        say("A restore into this folder did not come to its end. Empty it, and restore again.")
        return USAGE
    if (asked.module == "demo" or getattr(asked, "demo", False)) and not mark_demo(home_folder()):
        say("This folder holds a real place. Choose an empty one for the demo.")
        return USAGE
    if asked.module == "simulate" and not claim_empty(home_folder()):
        say("This folder is not empty. Choose an empty one for the simulation.")
        return USAGE
    if getattr(asked, "port", None):
        os.environ.setdefault("COHIVE_ADDRESS", f"http://localhost:{asked.port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cohive.house.settings.base")
    django.setup()
    return done(asked)


def done(asked: Namespace) -> int:
    """Do it; what a person can mend is said in one sentence."""
    try:
        status: int = import_module(f"cohive.house.command.{asked.module}").run(asked)
    except Refused as refusal:
        say(said(refusal))
        return USAGE
    except KeyboardInterrupt:
        return 130
    return status


def speak_without_a_place() -> None:
    """Only the language: what computes on a file opens no folder and makes no keys."""
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["cohive.look"],
            LOCALE_PATHS=[Path(look.__file__).parent / "locale"],
            LANGUAGE_CODE="en",
            USE_I18N=True,
            USE_TZ=True,
            TIME_ZONE="UTC",
        )
        django.setup()
    speak_as_the_terminal()


def say(sentence: str) -> None:
    """A line for the person, apart from the command's result; it may quote a file, not steer."""
    sys.stderr.write(f"{printable(sentence)}\n")


def show(line: str) -> None:
    """A line of the command's result, or several; it may quote a file, not steer."""
    sys.stdout.write(f"{visible(line)}\n")
