"""Any CSV whose columns say who did what, when."""

from __future__ import annotations

from pathlib import Path

from cohive.words.acts import Source
from cohive.words.refusals import Refused

__all__ = ["looks_like", "opened"]


def opened(path: Path, *, field: str, mapping: Path | None = None) -> Source:
    """The rows of a CSV as acts."""
    raise Refused("There is no “%(path)s”.", field=field, path=str(mapping or path))


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether this is a CSV with columns that are understood."""
    return False
