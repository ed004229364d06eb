"""A git repository's own log, read by git itself.

A repository can carry a configuration that starts programs: a monitor of files, a pager, a helper
that compares, a remote to fetch from. It is somebody else's, so none of it runs: no configuration
of this machine or user is read, every setting that names a program is emptied, fetching is
forbidden, and only `rev-parse` and `log` are called, which change nothing.

No mail address leaves this module. An author is known by a hash of her address, salted with the
oldest commit of the repository: the same in every run, different in every repository. It keeps
addresses out of tables and reports; who already knows an address can still check it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from cohive.bridges.histories.credits import plain_name, read_credits, read_reports
from cohive.bridges.histories.git_rows import source_of
from cohive.bridges.histories.records import Commit, Credit, History, Join
from cohive.bridges.histories.survey import surveyed
from cohive.words.acts import Source, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["looks_like", "open_repository", "opened"]

_QUIET: Final = (
    *("--no-pager", "--no-optional-locks", "--no-replace-objects"),
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.sshCommand="),
    *("-c", "core.pager=", "-c", "diff.external=", "-c", "log.showSignature=false"),
    *("-c", "protocol.allow=never", "-c", "mailmap.file=", "-c", "mailmap.blob=HEAD:.mailmap"),
)
_LOG: Final = ("log", "-z", "--no-color", "--no-decorate", "--encoding=UTF-8", "--use-mailmap")
_PEOPLE: Final = "%H%x00%P%x00%aN%x00%aE%x00%an%x00%ae"
_COMMITS: Final = "%H%x00%P%x00%aN%x00%ae%x00%at%x00%s%x00%B%x00%(trailers:only,unfold)"
_CHUNK_BYTES: Final = 256 * 1024
_ANSWER_SECONDS: Final = 30
"""A question of one line takes longer only where the configuration includes a pipe without end."""

_FIELD_BYTES_MAX: Final = 4 * 1024**2
_TIME_MAX: Final = 2**33  # seconds; the year 2242
_ADDRESS: Final = re.compile(r"<?[^\s<>()\[\],;:\"']{1,64}@[\w.-]{1,255}\w>?")
_ADDRESSED: Final = re.compile(r"([^<>,;:\n]{1,200})<([^<>\s]{1,254}@[^<>\s]{1,254})>")
_CANNOT_TELL: Final = Sentence("What lies on branches that were not merged into this one.")
_SHALLOW: Final = Sentence("What came before: this clone is shallow, its older commits are absent.")


def opened(path: Path, *, field: str) -> Source:
    """Every commit that leads to HEAD, and every credit in their messages, as rows of acts."""
    tally = Tally()
    log = _opened_log(path, field)
    shallow = (_SHALLOW,) if log.is_shallow else ()
    return source_of(
        log.history(tally),
        kind="git",
        title=path.resolve().name,
        tally=tally,
        cannot_tell=(_CANNOT_TELL, *shallow),
    )


def open_repository(path: Path, *, field: str = "source") -> History:
    """The history of a repository's HEAD, as `open_history` gives that of an export.

    Raises Refused at `field` when the folder is no repository, has no commit, or git is absent.
    What each commit changed is not counted: `files`, `added` and `deleted` are 0.
    """
    return _opened_log(path, field).history(Tally())


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether this folder is a repository, with a working tree or bare."""
    is_bare = (path / "HEAD").is_file() and (path / "objects").is_dir()
    return path.is_dir() and ((path / ".git").exists() or is_bare)


@dataclass(frozen=True)
class _Log:
    """An opened repository: how to call git on it, and which author each address stands for."""

    path: Path
    field: str
    head: str
    is_shallow: bool
    authors: dict[str, str]
    joins: tuple[Join, ...]

    def history(self, tally: Tally) -> History:
        """The history; commits that cannot be told are refused in the tally when they are read."""
        is_survey = True

        def read() -> Iterator[Commit]:
            nonlocal is_survey
            counting, is_survey = (None if is_survey else tally), False
            return self._commits(counting)

        return surveyed(read, joins=self.joins, field=self.field)

    def _commits(self, tally: Tally | None) -> Iterator[Commit]:
        for record in _records(self.path, self.head, _COMMITS, self.field):
            commit = self._commit(record)
            if commit is not None:
                yield commit
            elif tally is not None:
                tally.refuse(Sentence("Its time is outside the years 1970 to 2242."), record[0])

    def _commit(self, record: list[str]) -> Commit | None:
        name_hash, parents, name, address, seconds, subject, message, trailers = record
        if not re.fullmatch(r"[0-9]{1,10}", seconds) or int(seconds) >= _TIME_MAX:
            return None
        return Commit(
            hash=name_hash,
            parents=tuple(parents.split()),
            author=self._author(address),
            author_name=_name(name),
            at=datetime.fromtimestamp(int(seconds), tz=UTC),
            subject=_without_addresses(subject),
            files=0,
            added=0,
            deleted=0,
            credits=self._credits(message, trailers),
            reports=read_reports(message),
        )

    def _author(self, address: str) -> str:
        return self.authors[_plain_address(address)]

    def _credits(self, message: str, trailers: str) -> tuple[Credit, ...]:
        """Credits as an export has them, and the authors whose address stands behind the name."""
        pairs = [line.split(":", 1) for line in _without_addresses(trailers).splitlines()]
        found = read_credits(
            _without_addresses(message),
            [(pair[0], pair[1].strip()) for pair in pairs if len(pair) > 1],
        )
        if not found or "@" not in message:
            return found
        known = {
            plain_name(name): self.authors[_plain_address(address)]
            for name, address in _ADDRESSED.findall(message)
            if _plain_address(address) in self.authors
        }
        return tuple(replace(credit, person=known.get(credit.name)) for credit in found)


def _opened_log(path: Path, field: str) -> _Log:
    """Look at a repository and its authors. Raises Refused for what is none, or is empty."""
    if shutil.which("git") is None:
        raise Refused("git is not installed on this machine. Install it first.", field=field)
    if _answer(path, "rev-parse", "--git-dir") is None:
        raise Refused("“%(path)s” is no git repository.", field=field, path=str(path))
    head = _answer(path, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head is None:
        raise Refused("There is no commit in this repository.", field=field)
    mapped: dict[str, str] = {}
    renamed: Counter[tuple[str, str]] = Counter()
    salt = ""
    for record in _records(path, head, _PEOPLE, field):
        commit, parents, name, address, raw_name, raw_address = record
        salt = commit if not parents else salt
        mapped[_plain_address(raw_address)] = _plain_address(address)
        if (name, address) != (raw_name, raw_address):
            renamed[_name(raw_name), _plain_address(address)] += 1
    return _Log(
        path=path,
        field=field,
        head=head,
        is_shallow=_answer(path, "rev-parse", "--is-shallow-repository") == "true",
        authors={raw: _key(address, salt) for raw, address in mapped.items()},
        joins=tuple(
            Join(name, _key(address, salt), ".mailmap", times)
            for (name, address), times in renamed.most_common()
        ),
    )


def _key(address: str, salt: str) -> str:
    return hashlib.blake2b(address.encode(), digest_size=8, key=salt.encode()[:64]).hexdigest()


def _plain_address(address: str) -> str:
    return address.strip().strip("<>").casefold()


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub("<redacted>", text) if "@" in text else text


def _name(text: str) -> str:
    """A person's name; of an address that stands where a name should, the part before the @."""
    return plain_name(_ADDRESS.sub(lambda found: found[0].split("@")[0].strip("<"), text)) or "?"


def _call(path: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """The words and the surroundings of a call of git in which nothing foreign runs."""
    folder = str(path.resolve())
    surroundings = {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(path.resolve().parent),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
    }
    return ["git", *_QUIET, "-c", f"safe.directory={folder}", "-C", folder, *words], surroundings


def _answer(path: Path, *words: str) -> str | None:
    """What git answers to a question of one line; None when it refuses, or takes too long."""
    call, surroundings = _call(path, *words)
    try:
        done = subprocess.run(  # noqa: S603 - git, with words of our own
            call,
            env=surroundings,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_ANSWER_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def _records(path: Path, head: str, form: str, field: str) -> Iterator[list[str]]:
    """The fields of each commit, newest first, as git's format `form` names them."""
    size = form.count("%x00") + 1
    with _running(path, *_LOG, f"--format=tformat:{form}", head, "--") as (out, ended):
        record: list[str] = []
        for text in _between_zeros(out, field):
            record.append(text)
            if len(record) == size:
                yield record
                record = []
        if ended() or record:
            raise Refused("git stopped: this repository is damaged.", field=field)


@contextmanager
def _running(path: Path, *words: str) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
    """A call of git whose output is read as it comes; it never outlives the block."""
    call, surroundings = _call(path, *words)
    with subprocess.Popen(  # noqa: S603 - git, with words of our own
        call,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for above
            yield process.stdout, process.wait
        finally:
            if process.poll() is None:
                process.kill()


def _between_zeros(out: IO[bytes], field: str) -> Iterator[str]:
    """The pieces between zero bytes; what is not UTF-8 is shown as such."""
    rest = b""
    while chunk := out.read(_CHUNK_BYTES):
        *pieces, rest = (rest + chunk).split(b"\0")
        for piece in pieces:
            yield piece.decode("utf-8", "replace")
        if len(rest) > _FIELD_BYTES_MAX:
            raise Refused("A commit's message is longer than any commit's is.", field=field)
    if rest:
        raise Refused("git stopped: this repository is damaged.", field=field)
