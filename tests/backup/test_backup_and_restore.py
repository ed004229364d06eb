"""The restore drill: a backup made while the place sells comes back whole, on either database."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

import pytest

from cohive.house.backup.archive import checked
from cohive.house.backup.restoring import restore_files
from cohive.house.command import main
from cohive.house.settings.home import RESTORING
from cohive.words.refusals import Refused
from tests.backup.conftest import cohive
from tests.crash.opened import empty_database

pytestmark = pytest.mark.process
PICTURE = Path("media") / "ab" / "picture.webp"
SECRET = Path("keys") / "secret"


def test_a_backup_made_under_load_becomes_the_same_place(drill, tmp_path):
    home = Path(drill.environment["COHIVE_HOME"])
    assert [path.name for path in drill.file.parent.iterdir()] == ["kept.tar.gz"]
    assert drill.file.stat().st_mode & 0o777 == 0o600  # it holds the keys
    with empty_database("drill") as environment:
        place = {**environment, "COHIVE_HOME": str(tmp_path / "drill")}
        back = cohive(place, "restore", str(drill.file))
        assert back.returncode == 0, back.stderr
        assert "The copy is whole" in back.stdout
        for check in ("the last seal", "chain", "balances", "stock", "sales clearing"):
            assert f"{check}: clean" in back.stdout
        for name in (PICTURE, SECRET):
            assert (tmp_path / "drill" / name).read_bytes() == (home / name).read_bytes()
        assert not (tmp_path / "drill" / ".restoring").exists()
        assert (tmp_path / "drill" / "quiet").exists()  # it is not the place until somebody says so
        assert cohive(place, "wake").returncode == 0
        assert not (tmp_path / "drill" / "quiet").exists()
        assert cohive(place, "wake").returncode == 2
        # what was acknowledged before the backup began is in it, and the place can go on
        facts = subprocess.run(
            [sys.executable, "-m", "tests.crash.facts"],
            env=place,
            input="\n".join(drill.promised).encode(),
            capture_output=True,
            check=True,
            timeout=600,
        )
        assert facts.stdout.decode().split()[0] == "lost=0"


def test_a_database_that_holds_something_is_not_restored_into(drill, tmp_path):
    wrong = {**drill.environment, "COHIVE_HOME": str(tmp_path / "drill")}
    wrong.setdefault("DATABASE_URL", "postgresql://nobody@/nowhere")
    back = cohive(wrong, "restore", str(drill.file))
    assert back.returncode == 2
    assert "DATABASE_URL" in back.stderr
    assert list((tmp_path / "drill").glob("*")) == []


@pytest.mark.sqlite_only
def test_every_file_of_the_place_is_in_it_and_nothing_that_is_made_anew(drill):
    with tarfile.open(drill.file) as tar:
        names = tar.getnames()
    assert names[0] == "home/database.sqlite3"
    assert names[-1] == "manifest.json"
    assert {f"home/{PICTURE}", f"home/{SECRET}"} <= set(names)
    assert not [name for name in names if "static" in name or ".turn" in name or "-wal" in name]


@pytest.mark.sqlite_only
def test_a_folder_that_holds_something_is_not_restored_into(drill, tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "letter.txt").touch()
    with pytest.raises(Refused, match="not empty"):
        restore_files(drill.file, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.9, 0.99])
def test_one_changed_byte_anywhere_is_found_before_anything_is_written(
    drill, share, tmp_path, monkeypatch
):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    content = bytearray(drill.file.read_bytes())
    place = int(len(content) * share)
    content[place] ^= 0b100
    while unpacked(bytes(content)) == unpacked(drill.file.read_bytes()):
        # packed bytes may say the same in two ways, as where a run of zeros repeats: no damage
        content[place] ^= 0b100
        place += 1
        content[place] ^= 0b100
    changed = tmp_path / "changed.tar.gz"
    changed.write_bytes(content)
    with pytest.raises(Refused, match="damaged"):
        checked(changed)
    with pytest.raises(Refused, match="damaged"):
        restore_files(changed, tmp_path / "home")
    assert not (tmp_path / "home").exists()


def unpacked(content: bytes) -> bytes:
    """What the packed bytes say, as far as they can be read; nothing of their checksum."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return stream.decompress(content[10:])  # behind gzip's own head, of always ten bytes
    except zlib.error:
        return b""


@pytest.mark.sqlite_only
@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.9999])
def test_a_file_that_was_cut_short_is_refused(drill, share, tmp_path):
    content = drill.file.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refused, match=r"damaged|cut short"):
        checked(cut)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["home/../../elsewhere", "/etc/elsewhere", "elsewhere"])
def test_an_archive_whose_names_lead_elsewhere_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    crooked = tmp_path / "crooked.tar.gz"
    with tarfile.open(crooked, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(Refused, match="damaged"):
        restore_files(crooked, tmp_path / "home")
    assert [path.name for path in tmp_path.iterdir()] == ["crooked.tar.gz"]


@pytest.mark.sqlite_only
def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Refused, match="There is no file"):
        checked(tmp_path / "nothing.tar.gz")


@pytest.mark.sqlite_only
def test_a_folder_whose_restore_was_cut_off_is_no_place(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COHIVE_HOME", "elsewhere")
    (tmp_path / RESTORING).mkdir()
    assert main(["verify", "--home", str(tmp_path)]) == 2
    assert "did not come to its end" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [RESTORING]
