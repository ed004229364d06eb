"""A folder copied by hand is found out at its start, and keeps quiet until it is woken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cohive.house.command.copied import look_where_it_lives
from cohive.journal import quiet
from cohive.journal.quiet import LIVES_IN, MARKER, break_quiet, hush_a_copy, is_quiet


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A place that was started once."""
    settings.HOME = tmp_path / "place"
    settings.HOME.mkdir()
    assert not hush_a_copy()
    return Path(settings.HOME)


def test_a_copy_keeps_quiet_and_its_original_does_not(home: Path, settings: Any) -> None:
    copy = home.parent / "copy"
    shutil.copytree(home, copy)
    assert not hush_a_copy()
    assert not is_quiet()
    settings.HOME = copy
    assert hush_a_copy()
    assert is_quiet()
    assert not hush_a_copy()  # said once
    assert is_quiet()


def test_a_copy_in_the_place_of_its_original_is_a_copy_too(home: Path) -> None:
    shutil.copytree(home, home.parent / "copy")
    home.rename(home.parent / "kept")
    (home.parent / "copy").rename(home)
    assert hush_a_copy()


def test_what_was_woken_lives_there_from_then_on(home: Path, settings: Any) -> None:
    settings.HOME = home.parent / "copy"
    shutil.copytree(home, settings.HOME)
    hush_a_copy()
    assert break_quiet()
    assert not hush_a_copy()
    assert not is_quiet()
    settings.HOME = home  # and the original does not become one by it
    assert not hush_a_copy()


def test_a_folder_that_was_renamed_goes_on(home: Path, settings: Any) -> None:
    settings.HOME = home.rename(home.parent / "renamed")
    assert not hush_a_copy()
    assert json.loads((settings.HOME / LIVES_IN).read_text())["path"] == str(settings.HOME)


def test_numbers_of_disks_may_change_when_a_machine_starts_anew(home: Path) -> None:
    noted = json.loads((home / LIVES_IN).read_text())
    (home / LIVES_IN).write_text(json.dumps({**noted, "device": "1"}))
    assert not hush_a_copy()
    (home / LIVES_IN).write_text(json.dumps({**noted, "device": "1", "path": "/elsewhere"}))
    assert hush_a_copy()


def test_the_same_numbers_on_another_machine_are_a_copy(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    (home / LIVES_IN).unlink()
    for machine, is_copy in (("one", False), ("without a name", False), ("one", False)):
        monkeypatch.setattr(quiet, "MACHINE_ID", tmp_path / machine)
        assert hush_a_copy() is is_copy
    monkeypatch.setattr(quiet, "MACHINE_ID", tmp_path / "two")
    assert hush_a_copy()


def test_a_machine_that_gets_its_name_later_is_no_other_machine(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "MACHINE_ID", tmp_path / "machine-id")
    (home / LIVES_IN).unlink()
    for name in ("uninitialized", "0123456789abcdef0123456789abcdef"):
        (tmp_path / "machine-id").write_text(f"{name}\n")
        assert not hush_a_copy()
    assert not is_quiet()


@pytest.mark.parametrize("note", ["", "{}", "[]", "null", '{"inode": 1}'])
def test_a_note_that_cannot_be_read_is_taken_for_a_copy(home: Path, note: str) -> None:
    (home / LIVES_IN).write_text(note)
    assert hush_a_copy()
    assert (home / MARKER).exists()


def test_a_start_says_what_to_do(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    look_where_it_lives()
    assert capfd.readouterr() == ("", "")
    (home / LIVES_IN).write_text("")
    look_where_it_lives()
    said = capfd.readouterr()
    assert "cohive wake" in said.out + said.err
