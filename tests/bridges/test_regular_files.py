"""The door to a person's file never waits, opens regular files only, and says why it cannot."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cohive.bridges import regular_files
from cohive.bridges.ballots.guessing import read_ballots
from cohive.bridges.histories import git_log, open_source
from cohive.bridges.histories.cascades import edges_file, read_cascades
from cohive.bridges.histories.kinds import KINDS
from cohive.bridges.reading import head_of, is_zip, lines, member_names
from cohive.bridges.regular_files import (
    DamageError,
    check_source,
    is_folder,
    is_regular,
    open_regular,
    telling_why,
)
from cohive.words.refusals import Refused

NO_FILE = " is a pipe, a socket or a device. Save what comes out of it as a file"
DOORS: dict[str, Callable[[Path], object]] = {
    "a history": open_source,
    "the head of a file": lambda path: head_of(path, field="source"),
    "lines": lambda path: list(lines(path, field="source")),
    "the names in a zip": lambda path: member_names(path, field="source"),
    "ballots": read_ballots,
    "cascades": lambda path: read_cascades(path, field="source"),
    **{
        f"a history as {kind}": lambda path, kind=kind: list(open_source(path, kind=kind))  # type: ignore[misc]
        for kind in KINDS
    },
}

READ_NO_BYTES = ("the names in a zip", "a history as stack-exchange", "a history as git")
"""What cannot be read is refused by these as no zip, or no folder."""


def refusal(door: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(Refused) as refused:
        door(path)
    return str(refused.value)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Who waits for a pipe would wait for ever, and the tests with him."""

    def give_up(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe into which nobody writes."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("door", DOORS)
def test_a_pipe_is_refused_and_not_waited_for(door: str, pipe: Path) -> None:
    assert refusal(DOORS[door], pipe).startswith(f"“pipe.csv”{NO_FILE}")


@pytest.mark.parametrize("door", DOORS)
def test_a_link_to_a_device_is_refused_before_it_fills_the_memory(
    door: str, tmp_path: Path
) -> None:
    path = tmp_path / "endless.csv"
    path.symlink_to("/dev/zero")
    assert refusal(DOORS[door], path).startswith(f"“endless.csv”{NO_FILE}")


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_is_too_long_is_a_sentence(door: str, tmp_path: Path) -> None:
    assert refusal(DOORS[door], tmp_path / ("a" * 300)).endswith(
        "cannot be read: its name is too long."
    )


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("plug")
        assert NO_FILE in refusal(lambda path: open_regular(path, field=""), Path("plug"))
        assert NO_FILE in refusal(lambda path: check_source(path, field=""), Path("plug"))


def test_a_mapping_is_opened_by_the_same_door(tmp_path: Path, pipe: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("actor,at\nines,2020-01-01\n")
    with pytest.raises(Refused, match=NO_FILE) as refused:
        open_source(table, mapping=pipe)
    assert refused.value.field == "mapping"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has such a file")
@pytest.mark.parametrize("door", [each for each in DOORS if each not in READ_NO_BYTES])
def test_a_file_whose_reading_fails_is_a_sentence(door: str) -> None:
    said = refusal(DOORS[door], Path("/proc/self/mem"))
    assert said == "“mem” cannot be read: the system cannot get at what is in it."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "“x” cannot be read: you may not read it, or not look into the folder"),
        (errno.ELOOP, "“x” cannot be read: its links lead in a circle."),
        (errno.EMFILE, "“x” cannot be read: the system says “"),
        (errno.EISDIR, "“x” is a folder, not a file."),
        (errno.ENOTDIR, "There is no file “x”."),
    ],
)
def test_what_the_system_says_is_said_in_words(number: int, said: str) -> None:
    with (
        pytest.raises(Refused) as refused,
        telling_why(Path("x"), field="file"),
    ):
        raise OSError(number, "in the system's words")
    assert str(refused.value).startswith(said)
    assert refused.value.field == "file"


def test_a_library_that_calls_wrong_bytes_an_error_of_the_system_means_damage() -> None:
    with pytest.raises(DamageError), telling_why(Path("x"), field="file"):
        raise OSError("Invalid data stream")  # bz2


def test_a_path_with_a_sign_that_no_path_has_is_refused() -> None:
    for door in (open_regular, check_source):
        with pytest.raises(Refused, match="cannot be read"):
            door(Path("a\0b"), field="")
    assert not is_regular(Path("a\0b"))


def test_a_folder_that_may_not_be_looked_into_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = f"{tmp_path}{os.sep}"
    real = os.stat

    def forbidding(path: str | Path, *more: object, **others: object) -> os.stat_result:
        if os.fspath(path).startswith(inside):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(regular_files.os, "stat", forbidding)
    for path in (tmp_path, tmp_path / "table.csv"):
        assert "you may not read it" in refusal(open_source, path)
    assert not git_log.looks_like(tmp_path, b"")
    assert (is_regular(tmp_path / "x"), is_folder(tmp_path)) == (False, True)


def test_files_beside_are_looked_for_without_trouble(tmp_path: Path) -> None:
    departments = tmp_path / ("edges" + "x" * 246 + ".txt")  # beside it: a name too long
    departments.write_text("1 2\n")
    assert len(list(open_source(departments, kind="mail"))) == 1
    (tmp_path / "n_cascades.txt").write_text("1 5,2 6\n")
    os.mkfifo(tmp_path / "n_edges.txt")
    assert edges_file(tmp_path / "n_cascades.txt") is None


def test_a_regular_file_is_opened_and_read_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"PK no zip")
    with open_regular(path, field="") as raw:
        assert raw.read() == b"PK no zip"
    check_source(path, field="")
    check_source(tmp_path, field="")
    assert not is_zip(path)
    assert is_regular(path)
