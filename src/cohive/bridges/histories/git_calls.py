"""Running `git log` over somebody else's objects, so that nothing of theirs is obeyed.

A repository can carry a configuration that starts programs, includes files, fetches from a remote,
replaces one commit by another. None of that is read: git is given a small folder of our own as its
repository (HEAD, an empty configuration, nothing else) and the foreign objects only as the place
where objects lie. The environment is made anew, so that no GIT_ variable of the caller reaches it,
and no configuration of machine or user either. What keeps silent too long is ended.
"""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cohive.bridges.histories.git_folders import Repository
from cohive.words.refusals import Refused

__all__ = ["log_fields"]

_SETTINGS: Final = (
    *("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.sshCommand=false", "core.pager="),
    *("core.askPass=", "core.commitGraph=false", "diff.external=", "log.showSignature=false"),
    *("protocol.allow=never", "mailmap.file=", "credential.helper=", "gc.auto=0"),
)
_QUIET: Final = ("--no-pager", "--no-optional-locks", "--no-replace-objects")
_LOG: Final = ("log", "-z", "--no-color", "--no-decorate", "--encoding=UTF-8", "--use-mailmap")
_CHUNK_BYTES: Final = 256 * 1024
_FIELD_BYTES_MAX: Final = 4 * 1024**2
_SILENCE_SECONDS: Final = 60.0
"""So long git may say nothing; it begins at once, however large a repository is."""

_SHA256_DIGITS: Final = 64


def log_fields(repository: Repository, form: str, *, field: str) -> Iterator[list[str]]:
    """The fields of each commit that leads to HEAD, newest first, as git's `form` names them.

    Raises Refused at `field` when git is absent, stops before the end, or keeps silent.
    """
    size = form.count("%x00") + 1
    words = (*_LOG, f"--format=tformat:{form}", repository.head, "--")
    with _running(repository, words, field) as (read, ended):
        record: list[str] = []
        for text in _between_zeros(read, repository, field):
            record.append(text)
            if len(record) == size:
                yield record
                record = []
        if ended() or record:
            raise _stopped(repository, field)


def _stopped(repository: Repository, field: str) -> Refused:
    if repository.is_partial:
        return Refused(
            "git stopped: this clone is partial, and commits are missing from it. Nothing is"
            " fetched here: give a whole clone.",
            field=field,
        )
    return Refused("git stopped: this repository is damaged.", field=field)


def _environment(folder: Path, repository: Repository) -> dict[str, str]:
    """Everything git knows of its surroundings."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "GIT_DIR": str(folder),
        "GIT_OBJECT_DIRECTORY": str(repository.objects),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def _furnish(folder: Path, repository: Repository) -> None:
    """Write the little that makes a folder a repository."""
    is_sha256 = len(repository.head) == _SHA256_DIGITS
    config = f"[core]\n\trepositoryformatversion = {int(is_sha256)}\n\tbare = true\n"
    if is_sha256:
        config += "[extensions]\n\tobjectformat = sha256\n"
    (folder / "config").write_text(config)
    (folder / "HEAD").write_text(f"{repository.head}\n")
    (folder / "refs").mkdir()
    if repository.shallow:
        (folder / "shallow").write_bytes(repository.shallow)


@contextmanager
def _running(
    repository: Repository, words: tuple[str, ...], field: str
) -> Iterator[tuple[Callable[[], bytes], Callable[[], int]]]:
    """A call of git: how to read what it says, and how it ended. It never outlives the block."""
    program = shutil.which("git")
    if program is None:
        raise Refused("git is not installed on this machine. Install it first.", field=field)
    settings = [*_SETTINGS, f"mailmap.blob={repository.head}:.mailmap"]
    call = [program, *_QUIET, *(word for each in settings for word in ("-c", each)), *words]
    with TemporaryDirectory(prefix="cohive-git-") as made:
        folder = Path(made)
        _furnish(folder, repository)
        with subprocess.Popen(  # noqa: S603 - git, with words of our own
            call,
            cwd=folder,
            env=_environment(folder, repository),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                assert process.stdout is not None  # noqa: S101 - it was asked for above
                out = process.stdout.fileno()
                yield lambda: _read(out, field), lambda: _ended(process, field)
            finally:
                if process.poll() is None:
                    process.kill()


def _read(out: int, field: str) -> bytes:
    with selectors.DefaultSelector() as waiting:
        waiting.register(out, selectors.EVENT_READ)
        if not waiting.select(_SILENCE_SECONDS):
            raise _silent(field)
    return os.read(out, _CHUNK_BYTES)


def _ended(process: subprocess.Popen[bytes], field: str) -> int:
    try:
        return process.wait(timeout=_SILENCE_SECONDS)
    except subprocess.TimeoutExpired:
        raise _silent(field) from None


def _silent(field: str) -> Refused:
    return Refused(
        "git said nothing for %(seconds)s seconds and was ended. Give a fresh clone of this"
        " repository.",
        field=field,
        seconds=round(_SILENCE_SECONDS),
    )


def _between_zeros(read: Callable[[], bytes], repository: Repository, field: str) -> Iterator[str]:
    """The pieces between zero bytes; what is not UTF-8 is shown as such."""
    rest = bytearray()
    while chunk := read():
        *pieces, last = chunk.split(b"\0")
        for piece in pieces:
            yield (rest + piece).decode("utf-8", "replace")
            rest.clear()
        rest += last
        if len(rest) > _FIELD_BYTES_MAX:
            raise Refused("A commit's message is longer than any commit's is.", field=field)
    if rest:
        raise _stopped(repository, field)
