"""The command `cohive`: one word for each thing one does from a terminal.

The words and their options stand in `words.py`; each is done by the module of its name, loaded
only after the place's folder is known. What a person can mend is one sentence on the error stream
and exit status 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django

from cohive.house.command.words import parser
from cohive.house.settings.home import home_folder, mark_demo
from cohive.look.refusals import said
from cohive.words.refusals import Refused

USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    asked = parser().parse_args(arguments)
    if getattr(asked, "home", None):
        os.environ["COHIVE_HOME"] = str(Path(asked.home).resolve())
    if (asked.module == "demo" or getattr(asked, "demo", False)) and not mark_demo(home_folder()):
        say("This folder holds a real place. Choose an empty one for the demo.")
        return USAGE
    if getattr(asked, "port", None):
        os.environ.setdefault("COHIVE_ADDRESS", f"http://localhost:{asked.port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cohive.house.settings.base")
    django.setup()
    try:
        status: int = import_module(f"cohive.house.command.{asked.module}").run(asked)
    except Refused as refusal:
        say(said(refusal))
        return USAGE
    except KeyboardInterrupt:
        return 130
    return status


def say(sentence: str) -> None:
    """A line for the person, apart from the command's result."""
    sys.stderr.write(f"{sentence}\n")


def show(line: str) -> None:
    """A line of the command's result."""
    sys.stdout.write(f"{line}\n")
