"""A stranger's repository leads nowhere, starts nothing, fetches nothing, makes nobody wait."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cohive.bridges.histories import git_calls, open_source
from cohive.words.acts import ActRow, Source
from cohive.words.refusals import Refused
from tests.bridges.repositories import BO, INES, commit, git, new_repository

ELSEWHERE = " lies in another folder: "
PIPE = " in this repository is a pipe, a socket or a device, not a file."


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Another repository on this machine, which nobody named."""
    folder = new_repository(tmp_path / "secret")
    commit(folder, "The secret plan")
    return folder


@pytest.fixture
def boat(tmp_path: Path) -> Path:
    folder = new_repository(tmp_path / "boat")
    commit(folder, "Lay the keel")
    return folder


def read(path: Path) -> tuple[Source, list[ActRow]]:
    source = open_source(path, kind="git")
    return source, list(source)


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.field == "source"
    return str(refused.value)


def by_a_file(boat: Path, secret: Path) -> None:
    shutil.rmtree(boat / ".git")
    (boat / ".git").write_text(f"gitdir: {secret}/.git\n")


def by_a_relative_file(boat: Path, secret: Path) -> None:
    shutil.rmtree(boat / ".git")
    (boat / ".git").write_text("gitdir: ../secret/.git\n")
    assert secret.parent == boat.parent


def by_a_link(boat: Path, secret: Path) -> None:
    shutil.rmtree(boat / ".git")
    (boat / ".git").symlink_to(secret / ".git")


def by_commondir(boat: Path, secret: Path) -> None:
    (boat / ".git" / "commondir").write_text(f"{secret}/.git\n")


def by_a_link_to_objects(boat: Path, secret: Path) -> None:
    shutil.rmtree(boat / ".git" / "objects")
    (boat / ".git" / "objects").symlink_to(secret / ".git" / "objects")


def by_a_link_to_refs(boat: Path, secret: Path) -> None:
    shutil.rmtree(boat / ".git" / "refs")
    (boat / ".git" / "refs").symlink_to(secret / ".git" / "refs")


def by_a_link_to_one_ref(boat: Path, secret: Path) -> None:
    (boat / ".git" / "refs" / "heads" / "main").unlink()
    (boat / ".git" / "refs" / "heads" / "main").symlink_to(secret / ".git/refs/heads/main")


def by_a_link_to_packs(boat: Path, secret: Path) -> None:
    git(secret, "repack", "-q", "-a", "-d")
    shutil.rmtree(boat / ".git" / "objects" / "pack")
    (boat / ".git" / "objects" / "pack").symlink_to(secret / ".git" / "objects" / "pack")


def by_a_link_to_head(boat: Path, secret: Path) -> None:
    (boat / ".git" / "HEAD").unlink()
    (boat / ".git" / "HEAD").symlink_to(secret / ".git" / "HEAD")


@pytest.mark.parametrize(
    "lead",
    [
        *(by_a_file, by_a_relative_file, by_a_link, by_commondir, by_a_link_to_objects),
        *(by_a_link_to_refs, by_a_link_to_one_ref, by_a_link_to_packs, by_a_link_to_head),
    ],
)
def test_a_repository_that_leads_to_another_is_refused(
    lead: Callable[[Path, Path], None], boat: Path, secret: Path
) -> None:
    lead(boat, secret)
    said = refusal(boat)
    assert ELSEWHERE in said
    assert said.endswith("Give the main repository instead.")


def test_borrowed_objects_are_refused(boat: Path, secret: Path) -> None:
    (boat / ".git/objects/info/alternates").write_text(f"{secret}/.git/objects\n")
    assert "borrows objects from another repository" in refusal(boat)


def test_of_a_linked_working_tree_or_a_submodule_the_main_repository_is_wanted(
    boat: Path, secret: Path
) -> None:
    git(boat, "worktree", "add", "-q", str(boat.parent / "tree"))
    assert ELSEWHERE in refusal(boat.parent / "tree")
    words = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(secret), "sub")
    git(boat, *words)
    assert ELSEWHERE in refusal(boat / "sub")
    assert [row.text for row in read(boat)[1]] == ["Lay the keel"]


def test_a_folder_of_git_inside_the_named_one_is_read(boat: Path) -> None:
    (boat / ".git").rename(boat / "kept")
    (boat / ".git").write_text("gitdir: kept\n")
    assert len(read(boat)[1]) == 1


def test_what_the_caller_has_set_for_git_does_not_reach_it(
    boat: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(secret / ".git"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(secret / ".git/objects"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "log.follow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "nonsense")
    assert [row.text for row in read(boat)[1]] == ["Lay the keel"]


def test_another_working_tree_another_commit_and_grafts_are_not_followed(
    boat: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / ".mailmap").write_text("Stolen <ines@boat.example>\n")
    second = commit(boat, "Mend the sail", person=BO)
    git(boat, "replace", "HEAD", "HEAD~1")
    (boat / ".git" / "info" / "grafts").write_text(f"{second}\n")
    git(boat, "config", "core.worktree", str(tmp_path / "elsewhere"))
    source, rows = read(boat)
    assert [row.text for row in rows] == ["Mend the sail", "Lay the keel"]
    assert "Stolen" not in source.names.values()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("trailer.reviewed-by.key", "Reviewed-by: "),
        ("trailer.reviewed-by.key", "Tested-by"),
        ("trailer.separators", "="),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("core.commentChar", "R"),
    ],
)
def test_no_setting_of_a_repository_changes_a_credit(setting: str, value: str, boat: Path) -> None:
    commit(boat, "Paint\n\nReviewed-by: Bo <bo@boat.example>\nX: y\n")
    before = read(boat)[1]
    git(boat, "config", setting, value)
    assert read(boat)[1] == before
    assert len(before) == 3


def test_a_configuration_that_cannot_even_be_read_is_not(boat: Path) -> None:
    os.mkfifo(boat / ".git" / "pipe")
    with (boat / ".git" / "config").open("a") as config:
        config.write("[include]\n\tpath = pipe\n[include]\n\tpath = /etc/passwd\n[nonsense\n")
    assert len(read(boat)[1]) == 1


@pytest.mark.parametrize(
    "name",
    [
        *(".mailmap", ".git", ".git/config", ".git/HEAD", ".git/packed-refs", ".git/shallow"),
        *(".git/commondir", ".git/info/grafts", ".git/refs/heads/main", ".git/objects/pack/x.pack"),
        *(".git/objects/info/alternates", ".git/objects/info/commit-graph"),
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_in_a_repository_is_refused(name: str, kind: str, boat: Path) -> None:
    path = boat / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
        assert PIPE in refusal(boat)
    else:
        path.symlink_to("/dev/zero")
        assert PIPE in refusal(boat) or ELSEWHERE in refusal(boat)


def test_a_git_that_keeps_silent_is_ended(
    boat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    mute = tmp_path / "bin" / "git"
    mute.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/number\nexec sleep 600\n")
    mute.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(git_calls, "_SILENCE_SECONDS", 1.0)
    assert refusal(boat).startswith("git said nothing for 1 seconds and was ended.")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "number").read_text()), 0)


def partial(boat: Path, tmp_path: Path, mark: Path) -> Path:
    """A clone without blobs whose remote would start a program if anything were fetched."""
    (boat / ".mailmap").write_text("Ines D. <ines@boat.example>\n")
    git(boat, "add", ".mailmap")
    commit(boat, "Map")
    git(boat, "config", "uploadpack.allowFilter", "true")
    words = ("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{boat}", "near")
    git(tmp_path, *words)
    near = tmp_path / "near"
    git(near, "config", "remote.origin.url", f"ext::sh -c 'touch {mark}'")
    git(near, "config", "protocol.ext.allow", "always")
    git(near, "config", "protocol.allow", "always")
    return near


def test_a_partial_clone_fetches_nothing_and_says_what_is_missing(
    boat: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "fetched"
    near = partial(boat, tmp_path, mark)
    source, rows = read(near)
    assert [row.text for row in rows] == ["Map", "Lay the keel"]
    assert set(source.names.values()) == {"Ines Duarte"}
    assert any("partial" in str(sentence) for sentence in source.cannot_tell)
    assert not mark.exists()
    assert not any("partial" in str(sentence) for sentence in read(boat)[0].cannot_tell)


def test_commits_missing_from_a_partial_clone_are_a_sentence(boat: Path, tmp_path: Path) -> None:
    mark = tmp_path / "fetched"
    near = partial(boat, tmp_path, mark)
    first = git(boat, "rev-parse", "HEAD~1")
    packs = near / ".git" / "objects" / "pack"
    for pack in sorted(packs.glob("*.pack")):
        data = pack.rename(tmp_path / pack.name).read_bytes()
        for index in packs.glob(f"{pack.stem}.*"):
            if index.suffix != ".promisor":
                index.unlink()
        (tmp_path / "loose.pack").write_bytes(data)
        os.system(f"git -C {near} unpack-objects -q < {tmp_path}/loose.pack")  # noqa: S605
    (near / ".git" / "objects" / first[:2] / first[2:]).unlink()
    assert refusal(near).startswith("git stopped: this clone is partial")
    assert not mark.exists()


def test_a_repository_with_longer_hashes_and_packed_refs_is_read(tmp_path: Path) -> None:
    folder = new_repository(tmp_path / "ship", "--object-format=sha256")
    head = commit(folder, "Lay the keel")
    git(folder, "pack-refs", "--all")
    git(folder, "gc", "-q")
    assert [row.id for row in read(folder)[1]] == [head]
    git(folder, "checkout", "-q", "--detach")
    assert [row.id for row in read(folder)[1]] == [head]


def test_authors_without_an_address_are_as_many_as_their_names(boat: Path) -> None:
    for name in ("Li Na", "Yu", "li  na", "Yu"):
        commit(boat, "Paint", person=(name, ""))
    source, rows = read(boat)
    by_name = {source.names[row.actor] for row in rows}
    assert len({row.actor for row in rows}) == 3
    assert by_name & {"Li Na", "li na"}
    assert by_name >= {"Yu", INES[0]}


def nameless(folder: Path) -> None:
    """Put a commit on HEAD that names neither an author nor an address."""
    text = git(folder, "cat-file", "commit", "HEAD").splitlines()
    lines = ["author  <> 1772000000 +0000" if line.startswith("author") else line for line in text]
    words = ("hash-object", "-t", "commit", "-w", "--literally", "--stdin")
    git(folder, "update-ref", "HEAD", git(folder, *words, given="\n".join(lines) + "\n"))


def test_who_names_nobody_is_no_person(boat: Path) -> None:
    nameless(boat)
    source, rows = read(boat)
    assert source.not_people == {rows[0].actor}
    assert source.names == {rows[0].actor: "?"}


LONG = {
    "lists that go on": "".join(f" reported by: x{number},\n" for number in range(17_000)),
    "trailers": "".join(f"Reported-by: x{number}\n b\n" for number in range(20_000)),
    "ands": ("reported " + "and " * 490 + "\n") * 900,
    "spaces": ("Reported by:" + " " * 1_900 + "x\n") * 200,
    "one line": "x" * 1_000_000 + "<" + "a@" * 500_000,
}


@pytest.mark.parametrize("kind", LONG)
def test_a_message_as_long_as_a_book_takes_no_time_and_its_end_is_refused_in_the_tally(
    kind: str, boat: Path, tmp_path: Path
) -> None:
    text = f"Paint\n\nSuggested by: Yu\n{LONG[kind]}\nReviewed by: Bo\n"
    long = commit(boat, text)
    trailers = [["Reported-by", f"x{number}\n b"] for number in range(20_000)]
    line = {"h": long, "parents": [], "author_id": "x", "author": "Li", "time": 9, "subject": "s"}
    export = tmp_path / "boat.jsonl"
    export.write_text(json.dumps({**line, "message": text, "trailers": trailers}))
    began = time.process_time()
    for source in (open_source(boat), open_source(export)):
        rows = list(source)
        assert {"name:Yu"} <= {row.actor for row in rows}
        assert "name:Bo" not in {row.actor for row in rows}
        reason = "The end of its message was not read for credits: it is too long."
        assert source.tally.examples == {reason: [long]}
        assert source.tally.read == source.tally.kept + 1
    assert time.process_time() - began < 20
