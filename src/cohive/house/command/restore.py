"""`cohive restore`: a backup becomes a place again, in an empty folder, and is proved there."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from cohive.house.backup.restoring import clear, restore_files
from cohive.house.command import USAGE, say, show
from cohive.house.settings.home import home_folder

FAULT = 3
"""The second half found a fault in the copy; anything else but 0 means that it did not come to
its end."""


def run(arguments: Namespace) -> int:
    """Check, unpack, adopt, verify; exit 1 when the copy has a fault, 2 when nothing was done."""
    home = Path(arguments.home).resolve() if arguments.home else home_folder()
    try:
        manifest = restore_files(Path(arguments.file), home)
    except OSError as fault:
        say(f"The backup could not be unpacked: {fault.strerror or fault}. Nothing half is left.")
        return USAGE
    show(f"{manifest.place}, as of {manifest.made_at.isoformat(timespec='seconds')}: unpacked")
    # a process of its own, since settings read the folder that was just made
    second = subprocess.run(
        [sys.executable, "-m", "cohive.house.command.restored"],
        env={**os.environ, "COHIVE_HOME": str(home)},
        check=False,
    )
    if second.returncode not in (0, FAULT):
        clear(home)
        say("The folder is empty again.")
        return USAGE
    if second.returncode == FAULT:
        return 1
    show(f"The copy is whole. To look at it: cohive serve --home {home}")
    show("It keeps quiet: no mail, no payment, no payout. When the original is gone for good, say")
    show(f"that this is the place now: cohive wake --home {home}")
    return 0
