"""Whatever a file is refused for, the sentence says which file, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from cohive.house.computing.naming import naming
from cohive.look.refusals import said
from cohive.words.refusals import Refused


def refused(refusal: Refused, path: str, **others: Path | None) -> Refused:
    with translation.override("en"), pytest.raises(Refused) as caught, naming(Path(path), **others):
        raise refusal
    return caught.value


def test_the_name_stands_in_front() -> None:
    found = refused(Refused("This file is empty.", field="source"), "home/acts.csv")
    assert str(found) == "“acts.csv”: This file is empty."
    assert found.field == "source"


@pytest.mark.parametrize("name", ["acts.csv", "home/acts.csv"])
def test_a_sentence_that_has_it_is_left_alone(name: str) -> None:
    refusal = Refused("There is no file “%(file)s”.", field="file", file=name)
    assert refused(refusal, "home/acts.csv") is refusal


def test_a_file_read_along_is_named_by_its_field() -> None:
    refusal = Refused("This file cannot be opened.", field="mapping")
    found = refused(refusal, "acts.csv", mapping=Path("columns.json"))
    assert str(found) == "“columns.json”: This file cannot be opened."
    assert str(refused(refusal, "acts.csv", mapping=None)).startswith("“acts.csv”: ")


def test_inside_another_the_inner_name_stays() -> None:
    with (
        translation.override("en"),
        pytest.raises(Refused) as caught,
        naming(Path("acts.csv")),
        naming(Path("edges.txt")),
    ):
        raise Refused("Line 2 is not UTF-8. Save the file as UTF-8.", field="file")
    assert str(caught.value) == "“edges.txt”: Line 2 is not UTF-8. Save the file as UTF-8."


def test_here_is_called_by_the_name_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = refused(Refused("There is no commit in this repository.", field="source"), ".")
    assert str(found).startswith(f"“{tmp_path.name}”: ")


def test_a_name_cannot_steer_the_terminal() -> None:
    found = refused(Refused("This file is empty."), "a\x1b[2Jb\n.csv")
    assert "\x1b" not in said(found)
    assert "\n" not in said(found)
