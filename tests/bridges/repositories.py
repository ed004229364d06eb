"""Small git repositories made by the tests, blind to the configuration of this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["BO", "INES", "commit", "git", "new_repository"]

INES = ("Ines Duarte", "ines@boat.example")
BO = ("Bo Adeyemi", "bo@boat.example")


def git(
    folder: Path,
    *words: str,
    person: tuple[str, str] = INES,
    at: int = 1772000000,
    given: str | None = None,
) -> str:
    """Run git as a person of the test; what it says."""
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for part in ("AUTHOR", "COMMITTER"):
        environment |= {
            f"GIT_{part}_NAME": person[0],
            f"GIT_{part}_EMAIL": person[1],
            f"GIT_{part}_DATE": f"@{at} +0200",
        }
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        env=environment,
        input=given,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()


def commit(
    folder: Path, message: str, *, person: tuple[str, str] = INES, at: int = 1772000000
) -> str:
    """Commit nothing but a message, exactly as it is given; the hash of the commit."""
    words = ("commit", "--allow-empty", "-q", "--cleanup=verbatim", "-F", "-")
    git(folder, *words, person=person, at=at, given=message)
    return git(folder, "rev-parse", "HEAD")


def new_repository(folder: Path, *words: str) -> Path:
    """An empty repository whose branch is main."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main", *words)
    return folder
