"""Where the parts of a git repository lie, looked at without git, and never outside the folder.

A repository is somebody else's. A file `.git`, a link, `commondir` or borrowed objects can lead to
another history on this machine, and a pipe or a device in it makes every program wait for ever. So
what git would follow is followed here, and whatever leads out of the folder that was named, or is
no regular file, is refused with a sentence. Source: gitrepository-layout(5).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cohive.bridges.regular_files import is_folder, is_regular, is_there, open_regular, telling_why
from cohive.words.refusals import Refused

__all__ = ["Repository", "look_into"]

_WORDS_BYTES_MAX: Final = 4_096  # of a file that holds one line
_LIST_BYTES_MAX: Final = 256 * 1024**2  # of a file that holds a line for each ref
_LINKS_MAX: Final = 5
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REF: Final = re.compile(r"ref:\s*(?P<name>refs/[^\s\x00-\x1f\x7f~^:?*\[\\]+)")


@dataclass(frozen=True)
class Repository:
    """A repository whose parts all lie in its folder.

    head: the hash of the commit to begin with, 40 or 64 digits. objects: the folder of its objects.
    shallow: the file that names where a shallow clone ends, b"" for a whole one. is_partial: some
    objects were never fetched.
    """

    name: str
    head: str
    objects: Path
    shallow: bytes
    is_partial: bool


def look_into(path: Path, *, field: str) -> Repository:
    """Find the parts of a repository, with a working tree or bare.

    Raises Refused at `field` for a folder that is none, for one whose history lies elsewhere, for
    one without a commit, and for pipes, devices and sockets where files should be.
    """
    try:
        return _Looking(path.resolve(strict=True), path, field).repository()
    except (OSError, RuntimeError, ValueError):  # a circle of links, or what may not be looked at
        raise _no_repository(path, field) from None


def _no_repository(path: Path, field: str) -> Refused:
    return Refused("“%(path)s” is no git repository.", field=field, path=str(path))


@dataclass(frozen=True)
class _Looking:
    """One look: `root` is the folder as the system knows it, `path` as the person wrote it."""

    root: Path
    path: Path
    field: str

    def repository(self) -> Repository:
        own = self._git_folder()
        common = self._common(own)
        for name in ("config", "HEAD", "packed-refs", "shallow", "info/grafts"):
            self._check_no_pipe(common / name)
        self._check_no_pipe(self.root / ".mailmap")
        self._inside(common / "refs")
        if is_there(common / "reftable"):
            raise Refused(
                "The refs of “%(path)s” are kept as a table that cannot be read here. In a copy of"
                " it, run “git refs migrate --ref-format=files”.",
                field=self.field,
                path=str(self.path),
            )
        objects = self._inside(common / "objects")
        if not is_folder(objects):
            raise _no_repository(self.path, self.field)
        is_partial = self._check_objects(objects)
        head = self._commit(self._line(own / "HEAD"), common)
        if head is None:
            raise Refused("There is no commit in this repository.", field=self.field)
        shallow = common / "shallow"
        return Repository(
            name=self.root.name,
            head=head,
            objects=objects,
            shallow=self._bytes(shallow, _LIST_BYTES_MAX) if is_there(shallow) else b"",
            is_partial=is_partial,
        )

    def _git_folder(self) -> Path:
        """The folder with HEAD: `.git`, where a file `.git` points, or the bare one itself."""
        own = self.root / ".git"
        if not is_there(own) and not own.is_symlink():
            if is_there(self.root / "HEAD") and is_folder(self.root / "objects"):
                return self.root
            raise _no_repository(self.path, self.field)
        own = self._inside(own)
        if not is_folder(own):
            pointer, _, place = self._line(own).partition(":")
            if pointer != "gitdir" or not place.strip():
                raise _no_repository(self.path, self.field)
            own = self._inside(self.root / place.strip())
        if not is_there(own / "HEAD"):
            raise _no_repository(self.path, self.field)
        return own

    def _common(self, own: Path) -> Path:
        """The folder with objects and refs, which several working trees have in common."""
        pointer = own / "commondir"
        if not is_there(pointer) and not pointer.is_symlink():
            return own
        return self._inside(own / self._line(pointer))

    def _inside(self, path: Path) -> Path:
        """The path with all links followed. Raises Refused when it leads out of the folder."""
        found = path.resolve()
        if not found.is_relative_to(self.root):
            raise Refused(
                "The history of “%(path)s” lies in another folder: this is a linked working tree, a"
                " submodule, or it points elsewhere. Give the main repository instead.",
                field=self.field,
                path=str(self.path),
            )
        return found

    def _check_no_pipe(self, path: Path) -> None:
        try:
            mode = os.stat(path).st_mode
        except OSError:
            return
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise self._pipe(path)

    def _pipe(self, path: Path) -> Refused:
        return Refused(
            "“%(name)s” in this repository is a pipe, a socket or a device, not a file.",
            field=self.field,
            name=path.name,
        )

    def _check_objects(self, objects: Path) -> bool:
        """Whether packs of a partial clone are there. Raises Refused for what leads elsewhere."""
        borrowed = objects / "info" / "alternates"
        if is_there(borrowed) and self._bytes(borrowed, _LIST_BYTES_MAX).strip():
            raise Refused(
                "“%(path)s” borrows objects from another repository. Give that one instead, or a"
                " clone made with “git clone --dissociate”.",
                field=self.field,
                path=str(self.path),
            )
        is_partial = False
        for entry in self._below(objects):
            is_partial = is_partial or entry.name.endswith(".promisor")
            if not entry.is_file(follow_symlinks=False):
                found = self._inside(Path(entry.path))
                if not is_regular(found):
                    raise self._pipe(found)
        return is_partial

    def _below(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        """Everything in a folder and those below it, without the folders themselves."""
        ahead = [folder]
        while ahead:
            with os.scandir(ahead.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        ahead.append(Path(entry.path))
                    else:
                        yield entry

    def _commit(self, said: str, common: Path) -> str | None:
        """The commit that HEAD, or the ref it names, stands for; None where there is none yet."""
        for _ in range(_LINKS_MAX):
            if _HASH.fullmatch(said):
                return said
            found = _REF.fullmatch(said)
            if found is None or ".." in found["name"]:
                raise _no_repository(self.path, self.field)
            loose = self._inside(common / found["name"])
            if not is_there(loose) or is_folder(loose):
                return self._packed(found["name"], common)
            said = self._line(loose)
        raise _no_repository(self.path, self.field)

    def _packed(self, name: str, common: Path) -> str | None:
        packed = common / "packed-refs"
        if not is_there(packed):
            return None
        wanted = name.encode()
        for line in self._bytes(packed, _LIST_BYTES_MAX).splitlines():
            digits, _, ref = line.partition(b" ")
            text = digits.decode("ascii", "replace")
            if ref == wanted and _HASH.fullmatch(text):
                return text
        return None

    def _line(self, path: Path) -> str:
        return self._bytes(path, _WORDS_BYTES_MAX).decode("utf-8", "surrogateescape").strip()

    def _bytes(self, path: Path, most: int) -> bytes:
        """A regular file of the folder, at most so many bytes of it."""
        found = self._inside(path)
        self._check_no_pipe(found)
        with open_regular(found, field=self.field) as raw, telling_why(found, field=self.field):
            return raw.read(most)
