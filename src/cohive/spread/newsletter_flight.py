"""What a sender was doing when it died: a small file it writes in before and after each mail.

A claim in the database covers many mails, of which only a few are in the air at a moment. This
file says which: a line when a mail is begun and one when it is answered, written straight to the
kernel, so that they outlive `kill -9`. After a crash of the machine itself the file may be behind;
then (another boot) all that was claimed counts as in the air. The file is locked while its sender
lives, so there is one sender only.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from cohive.spread.operations.newsletter_mails import Outcome

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot_id() -> str:
    """Changes when the machine starts anew; '' where it is not told."""
    return BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else ""


class Flight:
    """The open file of this sender; None from `take_off` means that another one lives."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take_off(cls, path: Path) -> Flight | None:
        """Lock the file, or return None when another sender holds it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def left_behind(self, claimed: list[int]) -> list[Outcome]:
        """What became of mails that the last sender had claimed and not settled."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._descriptor), "r", encoding="ascii", errors="replace") as file:
            lines = file.read().splitlines()
        boot = boot_id()
        if lines[:1] != [f"boot {boot}"] or not boot:
            return [Outcome(mail, "uncertain") for mail in claimed]
        last = _last(lines[1:])
        return [last.get(mail, Outcome(mail, "waiting")) for mail in claimed]

    def clear(self) -> None:
        """Begin the file anew; called when nothing is claimed."""
        os.ftruncate(self._descriptor, 0)
        self._write(f"boot {boot_id()}\n")

    def begun(self, mail: int) -> None:
        """Called before the first word of a mail goes to the server."""
        self._write(f"begun {mail}\n")

    def answered(self, outcome: Outcome) -> None:
        """Called as soon as the server has said what became of it."""
        dead = "dead" if outcome.is_dead else "-"
        self._write(f"{outcome.state} {outcome.mail} {outcome.status or '-'} {dead}\n")

    def _write(self, line: str) -> None:
        os.write(self._descriptor, line.encode("ascii", "replace"))

    def land(self) -> None:
        """Let the file go."""
        os.close(self._descriptor)


def _last(lines: list[str]) -> dict[int, Outcome]:
    """The last word on each mail."""
    found: dict[int, Outcome] = {}
    for line in lines:
        words = line.split()
        if len(words) == 2 and words[0] == "begun":
            found[int(words[1])] = Outcome(int(words[1]), "uncertain")
        elif len(words) == 4:
            state, mail, status, dead = words
            found[int(mail)] = Outcome(
                int(mail), state, "" if status == "-" else status, dead == "dead"
            )
    return found
