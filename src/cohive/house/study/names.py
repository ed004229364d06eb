"""Names from a source, made fit to stand in a report: the one door by which they enter.

Also names of files that are no text, which a library for tables cannot take.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cohive.words.signs import isolated, visible

__all__ = ["NAME_LETTERS_MAX", "is_text", "shown_name", "under_a_plain_name"]

NAME_LETTERS_MAX = 40


def shown_name(name: str, *, letters_max: int = NAME_LETTERS_MAX) -> str:
    """What somebody or something is called: one line, cut when it is too long to be a name.

    What would steer a screen is shown, and a name from right to left keeps to its own place.
    """
    kept = " ".join(name[: letters_max * 4].split())
    return isolated(kept if len(kept) <= letters_max else kept[: letters_max - 1] + "…")


def is_text(path: Path) -> bool:
    """Whether the path is text, and not bytes that no letters stand for."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def under_a_plain_name(path: Path) -> Iterator[Path]:
    """The same file by a name that is text: its own, or else one that shows its bytes."""
    if is_text(path):
        yield path
        return
    with TemporaryDirectory(prefix="study-") as folder:
        plain = Path(folder) / visible(path.name)
        plain.symlink_to(path.resolve())
        yield plain
