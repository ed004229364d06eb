"""A git history in its exported form (see `git`) as rows of acts."""

from __future__ import annotations

from pathlib import Path

from cohive.bridges.histories.git import open_history
from cohive.bridges.histories.git_rows import source_of
from cohive.words.acts import Source, Tally

__all__ = ["looks_like", "opened"]

_KEYS = (b'"h":', b'"parents":', b'"author_id":')
_START_BYTES = 4_000


def opened(path: Path, *, field: str) -> Source:
    """Every commit and every credit; the file is read once now, to know who is who.

    Raises Refused at `field` naming the line that is no commit: nothing of such a file is used.
    """
    history = open_history(path, keeps_keys=False, field=field)
    return source_of(history, kind="git-export", title=path.name, tally=Tally())


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether the first line is a commit: JSON with hash, parents and author id."""
    start = head[:_START_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.split(b"\n", 1)[0].replace(b": ", b":").replace(b" :", b":")
    return first.startswith(b"{") and all(key in first for key in _KEYS)
