"""A git history as rows of acts: from its exported form, and from a repository's own log."""

from __future__ import annotations

import resource
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from cohive.bridges.histories import CreditKind, CreditOrigin, open_history, open_source
from cohive.bridges.histories.git_log import open_repository
from cohive.words.acts import ActRow, Source
from cohive.words.refusals import Refused
from tests.bridges.repositories import BO, commit, git, new_repository
from tests.shared_data import shared_data

SAMPLE = Path(__file__).parent / "samples" / "history.jsonl"


def author(digit: str) -> str:
    """The key of who made the commit of the sample whose hash ends so, as her first."""
    return f"author:{digit:0>40}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return new_repository(tmp_path / "boat")


def read(path: Path) -> tuple[Source, list[ActRow]]:
    source = open_source(path)
    return source, list(source)


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.field == "source"
    return str(refused.value)


def said(rows: list[ActRow]) -> list[tuple[str, str, str]]:
    return [(row.verb, row.object_kind, row.actor) for row in rows]


def test_every_commit_and_every_credit_of_an_export_is_a_row() -> None:
    source, rows = read(SAMPLE)
    commits = [row for row in rows if row.object_kind == "commit"]
    assert source.kind == "git-export"
    assert (len(commits), source.tally.read, source.tally.kept) == (9, 9, 9)
    sail = next(row for row in commits if row.text == "Mend the main sail")
    assert (sail.actor, sail.verb, sail.parent, sail.weight) == (author("2"), "Create", None, 1.0)
    assert said([row for row in rows if row.parent == sail.id]) == [
        ("Offer", "submitted-by", "name:Tomas Vlk"),
        ("Offer", "submitted-by", "name:bo"),
        ("Accept", "reviewed-by", author("3")),
    ]
    assert all(row.at == sail.at for row in rows if row.parent == sail.id)
    assert source.names[author("2")] == "Ines Duarte"
    assert source.names["name:Tomas Vlk"] == "Tomas Vlk"


def test_a_credit_without_a_name_counts_and_is_nobody_elses() -> None:
    source, rows = read(SAMPLE)
    unnamed = [row for row in rows if row.actor.startswith("unnamed:")]
    assert [(row.object_kind, row.actor) for row in unnamed] == [
        ("reported-by", f"unnamed:{unnamed[0].id}")
    ]
    assert source.names[unnamed[0].actor] == "?"


def test_what_a_thing_was_obtained_from_is_no_person() -> None:
    _, rows = read(SAMPLE)
    obtained = next(row for row in rows if row.object_kind == "obtained-from")
    assert (obtained.verb, obtained.object) == ("Add", "source:the old boat, docks and all")
    assert obtained.actor == next(row.actor for row in rows if row.id == obtained.parent)


def test_programs_are_bots_and_joins_and_unclear_names_are_listed() -> None:
    source, rows = read(SAMPLE)
    assert {row.actor for row in rows if row.role == "bot"} == {author("9")}
    assert {(join.name, join.person, join.evidence, join.times) for join in source.joins} >= {
        ("Ines", author("2"), "same author id", 1),
        ("林月", author("3"), "only author of that name", 1),
    }
    assert any("Yu Chen" in str(sentence) for sentence in source.cannot_tell)
    assert {"name:Yu Chen", author("5"), author("4")} <= {row.actor for row in rows}


def test_ids_are_unique_and_no_row_answers_itself() -> None:
    _, rows = read(SAMPLE)
    assert len({row.id for row in rows}) == len(rows)
    assert all(row.parent != row.object for row in rows)


def test_a_repository_is_read_through_git(repository: Path) -> None:
    first = commit(repository, "Lay the keel", at=1771000000)
    second = commit(
        repository,
        "Mend 帆\n\nSubmitted by: Tomas Vlk\n\nReviewed-by: Ines Duarte <ines@boat.example>",
        person=BO,
    )
    source, rows = read(repository)
    assert (source.kind, source.title) == ("git", "boat")
    bo, ines = (row.actor for row in rows if row.object_kind == "commit")
    assert [(row.id, row.text) for row in rows if row.object_kind == "commit"] == [
        (second, "Mend 帆"),
        (first, "Lay the keel"),
    ]
    assert said(rows[1:3]) == [
        ("Offer", "submitted-by", "name:Tomas Vlk"),
        ("Accept", "reviewed-by", ines),
    ]
    assert rows[0].at is not None
    assert rows[0].at.timestamp() == 1772000000
    assert source.names == {
        bo: "Bo Adeyemi",
        ines: "Ines Duarte",
        "name:Tomas Vlk": "Tomas Vlk",
    }
    assert (source.tally.read, source.tally.kept) == (2, 2)
    assert list(open_source(repository)) == rows


def test_a_bare_clone_says_the_same_as_the_repository(repository: Path, tmp_path: Path) -> None:
    commit(repository, "Lay the keel")
    commit(repository, "Mend the sail\n\nTested-by: Bo Adeyemi", person=BO)
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    assert read(tmp_path / "bare.git")[1] == read(repository)[1]


def test_no_mail_address_enters_a_row_or_a_name(repository: Path) -> None:
    commit(
        repository,
        "Ask tomas@boat.example\n\nReported by: <yu@boat.example>\nSubmitted by: li@boat.example",
        person=("ann@boat.example", "ann@boat.example"),
    )
    source, rows = read(repository)
    everything = repr((rows, source.names, source.joins, source.cannot_tell))
    assert "@" not in everything
    assert rows[0].text == "Ask <redacted>"
    assert source.names[rows[0].actor] == "ann"
    assert [row.object_kind for row in rows] == ["commit", "reported-by", "submitted-by"]


def test_an_author_is_called_by_her_first_commit_however_many_follow(repository: Path) -> None:
    first = commit(repository, "Lay the keel")
    bos = commit(repository, "Mend the sail", person=BO)
    assert [row.actor for row in read(repository)[1]] == [f"author:{bos}", f"author:{first}"]
    commit(repository, "Paint", person=("Ines", "INES@boat.example"))
    commit(repository, "Oil", person=BO)
    assert [row.actor.removeprefix("author:") for row in read(repository)[1]] == [
        *(bos, first, bos, first)
    ]


def test_the_mailmap_and_an_address_in_a_credit_join_people_and_are_listed(
    repository: Path,
) -> None:
    (repository / ".mailmap").write_text(
        "Ines Duarte <ines@boat.example> Nessa <nessa@old.example>\n"
    )
    git(repository, "add", ".mailmap")
    commit(repository, "Lay the keel", person=("Nessa", "nessa@old.example"))
    commit(repository, "Paint\n\nCo-authored-by: N. D. <nessa@old.example>", person=BO)
    commit(repository, "Rest")
    source, rows = read(repository)
    ines = rows[0].actor
    assert [row.actor for row in rows if row.object_kind == "commit"].count(ines) == 2
    assert next(row.actor for row in rows if row.object_kind == "co-author") == ines
    assert {(join.name, join.person, join.evidence, join.times) for join in source.joins} == {
        ("Nessa", ines, ".mailmap", 1),
        ("N. D.", ines, "same address in a credit", 1),
    }


def sign(folder: Path) -> None:
    """Put a signature on HEAD, of the kind that git asks a program to check."""
    head, _, message = git(folder, "cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abcd\n -----END PGP SIGNATURE-----"
    signed = f"{head}\n{signature}\n\n{message}\n"
    made = git(folder, "hash-object", "-t", "commit", "-w", "--stdin", given=signed)
    git(folder, "update-ref", "HEAD", made)


def test_nothing_that_a_repository_is_configured_to_start_is_started(repository: Path) -> None:
    trap = repository.parent / "trap"
    touched = repository.parent / "touched"
    trap.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{touched}'\n")
    trap.chmod(0o755)
    (repository / ".gitattributes").write_text("* diff=trap\n")
    (repository / "sail").write_text("red")
    git(repository, "add", ".")
    commit(repository, "Lay the keel\n\nReviewed-by: Bo Adeyemi")
    sign(repository)
    for setting in (
        *("core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "diff.external"),
        *("diff.trap.command", "diff.trap.textconv", "gpg.program", "core.askPass"),
        *("trailer.reviewed-by.command", "trailer.reviewed-by.cmd", "core.editor"),
    ):
        git(repository, "config", setting, str(trap))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "alias.log", f"!{trap}")
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        (repository / ".git" / "hooks").mkdir(exist_ok=True)
        (repository / ".git" / "hooks" / hook).symlink_to(trap)
    assert len(read(repository)[1]) == 2
    assert not touched.exists()
    git(repository, "-c", "core.fsmonitor=false", "log", "-1")  # the trap works
    assert touched.exists()


def test_a_shallow_clone_says_that_more_came_before(repository: Path, tmp_path: Path) -> None:
    commit(repository, "Lay the keel")
    commit(repository, "Mend the sail")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "near")
    source, rows = read(tmp_path / "near")
    assert len(rows) == 1
    assert any("shallow" in str(sentence) for sentence in source.cannot_tell)
    whole, _ = read(repository)
    assert not any("shallow" in str(sentence) for sentence in whole.cannot_tell)


def test_a_commit_from_beyond_all_clocks_is_refused_and_counted(repository: Path) -> None:
    commit(repository, "Lay the keel")
    ancient = commit(repository, "Far ahead", at=99999999999)
    source, rows = read(repository)
    assert [row.text for row in rows] == ["Lay the keel"]
    assert (source.tally.read, source.tally.kept) == (2, 1)
    assert source.tally.examples == {"Its time is outside the years 1970 to 2242.": [ancient]}


def test_folders_that_hold_no_history_are_refused(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(repository) == "There is no commit in this repository."
    inner = repository / "inner"
    inner.mkdir()
    with pytest.raises(Refused, match="is no git repository"):
        open_source(inner, kind="git")  # the repository around it was not asked for
    with pytest.raises(Refused, match="is no git repository"):
        open_source(tmp_path, kind="git")
    assert f"It is not clear what “{tmp_path.name}” is. Say its kind" in refusal(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert f"what “{tmp_path.name}” is" in refusal(Path("."))


def test_a_damaged_repository_is_refused(repository: Path) -> None:
    first = commit(repository, "Lay the keel")
    commit(repository, "Mend the sail")
    (repository / ".git" / "objects" / first[:2] / first[2:]).unlink()
    assert refusal(repository) == "git stopped: this repository is damaged."


def test_without_git_a_repository_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, "Lay the keel")
    monkeypatch.setenv("PATH", str(repository))
    assert refusal(repository) == "git is not installed on this machine. Install it first."


def test_git_is_stopped_when_the_rest_is_not_wanted(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):  # more than a pipe holds, so that git waits to be read
        words = ("commit", "--allow-empty", "-q", "-F", "-")
        git(repository, *words, given=f"Plank {number}\n\n" + "oak\n" * 200_000)
    started: list[subprocess.Popen[bytes]] = []
    original = subprocess.Popen

    def remembered(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(original(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    commits = open_repository(repository).commits()
    monkeypatch.setattr(subprocess, "Popen", remembered)
    next(commits)
    commits.close()  # type: ignore[attr-defined]
    assert len(started) == 1
    assert started[0].returncode == -signal.SIGKILL


def test_httpds_commits_and_submitters_are_all_there_in_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = shared_data("history/httpd.jsonl.xz")
    source = open_source(path)
    kinds: Counter[str] = Counter()
    submitted: set[str] = set()
    for row in source:
        kinds[row.object_kind] += 1
        if row.object_kind == "submitted-by":
            submitted.add(row.id.partition(".")[0])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert kinds["commit"] == source.tally.kept == source.tally.read == 34_057
    assert len(submitted) == 2_341 + 33  # lines that git knows as trailers, and lines of text
    assert kinds["submitted-by"] == 2_617  # the people in them
    assert kinds["obtained-from"] == 65
    assert grown < 600  # MiB
    trailers = {
        f"{commit.hash}/{credit.mention}"
        for commit in open_history(path).commits()
        for credit in commit.credits
        if (credit.kind, credit.origin) == (CreditKind.SUBMITTED_BY, CreditOrigin.TRAILER)
    }
    assert len(trailers) == 2_341
    assert trailers < submitted


def test_flasks_programs_are_bots() -> None:
    source = open_source(shared_data("history/flask.jsonl.xz"))
    rows = list(source)
    signed = [row for row in rows if row.object_kind == "signed-off-by"]
    assert sum(row.object_kind == "commit" for row in rows) == source.tally.kept == 5_531
    assert sum(row.role == "bot" for row in signed) == 110
    assert len({row.id for row in rows}) == len(rows)
