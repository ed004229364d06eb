"""Making a backup: its name, how many stay, a full disk, and when the night's is due."""

from __future__ import annotations

import random
import resource
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from cohive.bond.queries import place
from cohive.house import founding
from cohive.house.backup import making, nightly
from cohive.house.backup.archive import checked
from cohive.house.backup.copying import Copy
from cohive.house.backup.folder import backups_in, last_try, locked, note_try
from cohive.house.simulation.months import ANSWERS
from cohive.words.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
SPACE_BYTES = 65_536


@pytest.fixture
def home(tmp_path, now, monkeypatch):
    """A place whose database is not copied: that cannot be done inside a test's transaction."""
    founding.found(ANSWERS, at=now)
    folder = tmp_path / "home"
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "secret").write_text("sesame", encoding="ascii")
    (folder / "big.bin").write_bytes(b"big" * 100)

    def copied(work: Path) -> Copy:
        (work / "database.sqlite3").write_bytes(b"rows")
        return Copy({"home/database.sqlite3": work / "database.sqlite3"}, (), (), 0, "")

    monkeypatch.setattr(making, "copy_database", copied)
    return folder


def mark() -> str:
    opened = place()
    assert opened is not None
    return making.mark_of(opened.agent)


def test_only_the_newest_stay_and_another_places_are_left_alone(home, tmp_path, now):
    folder = tmp_path / "backups"
    folder.mkdir()
    foreign = folder / "cohive-00000000-20200101T000000Z.tar.gz"
    foreign.touch()
    (folder / ".cohive-backup-left-by-a-killed-one").mkdir()
    for day in range(4):
        making.make(out=folder, home=home, at=now + timedelta(days=day), keep=2)
    kept = backups_in(folder, mark())
    assert [backup.made_at for backup in kept] == [now + timedelta(days=day) for day in (3, 2)]
    assert {path.name for path in folder.iterdir()} == {
        foreign.name,
        *(backup.path.name for backup in kept),
    }
    assert all(checked(backup.path).place == "Simulated place" for backup in kept)


def test_what_is_there_is_never_written_over(home, tmp_path, now):
    out = tmp_path / "mine.tar.gz"
    out.write_text("dear", encoding="ascii")
    with pytest.raises(Refused, match="there already"):
        making.make(out=out, home=home, at=now)
    assert out.read_text(encoding="ascii") == "dear"
    with pytest.raises(Refused, match="for a folder"):
        making.make(out=tmp_path / "new.tar.gz", home=home, at=now, keep=3)
    with pytest.raises(Refused, match="no folder"):
        making.make(out=tmp_path / "nowhere" / "new.tar.gz", home=home, at=now)


def test_backups_are_not_in_backups_and_one_waits_for_another(home, tmp_path, now):
    inside = home / "mine"
    inside.mkdir()
    for hour in range(2):
        making.make(out=inside, home=home, at=now + timedelta(hours=hour))
    making.make(out=home, home=home, at=now)
    _, manifest = making.make(out=home / "beside.tar.gz", home=home, at=now + timedelta(hours=3))
    names = {file.name for file in manifest.files}
    assert not [name for name in names if "/cohive-" in name]
    assert {"home/keys/secret", "home/big.bin", "home/database.sqlite3"} <= names
    with locked(inside), pytest.raises(Refused, match="Another backup"):
        making.make(out=inside, home=home, at=now + timedelta(hours=4))


def test_a_full_disk_leaves_nothing_half(home, tmp_path, now):
    """Files of this process may grow no further, as on a full disk."""
    out = tmp_path / "out"
    out.mkdir()
    (home / "noise.bin").write_bytes(random.Random(1).randbytes(4 * SPACE_BYTES))  # noqa: S311
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SPACE_BYTES, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            making.make(out=out, home=home, at=now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(out.iterdir()) == []


def test_how_the_last_try_went_is_known(tmp_path, now):
    assert last_try(tmp_path) is None
    note_try(tmp_path, at=now, fault="No space left on device")
    tried = last_try(tmp_path)
    assert tried is not None
    assert (tried.at, tried.fault) == (now, "No space left on device")


@pytest.fixture
def begun(monkeypatch):
    """How often the night's backup was begun."""
    found: list[str] = []
    monkeypatch.setattr(nightly, "_begin", lambda: found.append("begun"))
    return found


def test_the_nights_backup_is_made_once_and_caught_up(
    home, tmp_path, now, begun, django_capture_on_commit_callbacks
):
    def look(at: datetime) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            nightly.make_if_due(at=at)
        return len(begun)

    assert look(now) == 0  # nobody asked for one
    with override_settings(BACKUPS=tmp_path, BACKUPS_HOUR=3):
        assert look(now) == 1  # there is none yet
        making.make(out=tmp_path, home=home, at=now)
        assert look(now + timedelta(hours=12)) == 1
        night = (now + timedelta(days=1)).replace(hour=3, minute=0)
        assert look(night - timedelta(seconds=1)) == 1
        assert look(night) == 2
        assert look(night + timedelta(hours=7)) == 3  # the machine was off, or the disk full
        making.make(out=tmp_path, home=home, at=night + timedelta(hours=7))
        assert look(night + timedelta(hours=8)) == 3


@pytest.mark.parametrize(
    ("at", "due"),
    [
        # the hour that is skipped in spring, and the one that comes twice in autumn
        ("2026-03-29T02:00+00:00", "2026-03-29T01:30+00:00"),
        ("2026-10-25T03:00+00:00", "2026-10-25T02:00+00:00"),
        ("2028-02-29T12:00+00:00", "2028-02-29T02:00+00:00"),
    ],
)
def test_the_hour_is_the_places_own(at, due):
    with override_settings(BACKUPS_HOUR=3):
        found = nightly.last_night(datetime.fromisoformat(at), "Europe/Amsterdam")
    assert abs(found - datetime.fromisoformat(due)) <= timedelta(minutes=30)
