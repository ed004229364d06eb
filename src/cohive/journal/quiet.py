"""Whether this is a quiet copy: restored or copied, until somebody says that it is the place.

A copy has the original's keys and addresses. Were it to work, mails would come twice, payments be
asked for by two, a payout sent again. So it does no background work, sends no mail, asks nobody
outside, takes and pays no money; everything can be read. The mark is a file in the place's folder.

A folder copied by hand brings no such mark. So a place notes which folder it lives in, and a start
in another one marks it as a copy. The folder's number on its disk tells: no copy has the same one
beside the original, and a folder that was renamed keeps it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from cohive.words.ids import new_id
from cohive.words.refusals import Refused

MARKER = "quiet"
LIVES_IN = "lives-in"
"""Which folder the place lives in, as `_here` says it."""
MACHINE_ID = Path("/etc/machine-id")
NOT_NAMED_YET = "uninitialized"
"""What stands there until a machine has started for the first time."""


def is_quiet() -> bool:
    """Whether the mark is there; looked at each time, so that every process hears it at once."""
    return (Path(settings.HOME) / MARKER).exists()


def refuse_in_a_copy() -> None:
    """Refused while this is a quiet copy."""
    if is_quiet():
        raise Refused(
            "This is a quiet copy of the place: no money moves here. "
            "A steward can say that this is the place now."
        )


def hush_a_copy() -> bool:
    """At a start: mark a folder that was copied; return whether this start found one.

    What cannot be read is taken for a copy. A folder that notes nothing yet notes where it lives.
    """
    home = Path(settings.HOME)
    note = home / LIVES_IN
    if (home / MARKER).exists():
        return False
    if note.exists() and not _is_the_same(note, home):
        (home / MARKER).touch(mode=0o600)
        return True
    _write_note(home)
    return False


def break_quiet() -> bool:
    """Take the mark away, and live in this folder from now on; return whether there was a mark."""
    home = Path(settings.HOME)
    if not (home / MARKER).exists():
        return False
    _write_note(home)
    (home / MARKER).unlink(missing_ok=True)
    return True


def _here(home: Path) -> dict[str, str]:
    found = home.stat()
    machine = ""
    with suppress(OSError, ValueError):
        machine = MACHINE_ID.read_text(encoding="ascii").strip()
    if machine == NOT_NAMED_YET:
        machine = ""
    return {
        "path": str(home.resolve()),
        "inode": str(found.st_ino),
        "device": str(found.st_dev),
        "machine": machine,
    }


def _is_the_same(note: Path, home: Path) -> bool:
    """Whether the noted folder is this one.

    Numbers of disks change when a machine starts anew, so path or disk may differ, but not both. A
    machine that has no name (many containers) is not held against it.
    """
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
        here = _here(home)
        is_folder = noted["inode"] == here["inode"] and (
            noted["path"] == here["path"] or noted["device"] == here["device"]
        )
        machines = {noted["machine"], here["machine"]} - {""}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return is_folder and len(machines) < 2


def _write_note(home: Path) -> None:
    """Replaced whole, so that it is never half written."""
    fresh = home / f"{LIVES_IN}.{new_id().hex}"  # web and worker may start in the same moment
    fresh.write_text(json.dumps(_here(home)), encoding="utf-8")
    fresh.replace(home / LIVES_IN)
