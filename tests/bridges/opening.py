"""What the tests of all importers do: open a file as their kind, look what came of it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from cohive.words.acts import ActRow, Source
from cohive.words.refusals import Refused

__all__ = ["read_as", "refusal_as"]


def read_as(importer: ModuleType, path: Path) -> tuple[Source, list[ActRow]]:
    """The opened history, with its tally complete, and its rows."""
    source: Source = importer.opened(path, field="source")
    return source, list(source)


def refusal_as(importer: ModuleType, path: Path) -> str:
    """The sentence with which the importer refuses the file, at the field it was given."""
    with pytest.raises(Refused) as caught:
        read_as(importer, path)
    assert caught.value.field == "source"
    return str(caught.value)
