"""Names of releases, rows in a terminal, progress, and the language of a terminal."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from cohive.house.histories.progress import Progress
from cohive.house.histories.releases import names_of, number_of, project_of
from cohive.house.histories.table import row
from cohive.house.histories.tongue import terminal_language
from cohive.words.refusals import Refused


def test_releases_get_addresses_of_their_own():
    names = names_of("flask", ["1.0", "1-0", "v 1.0", ""], taken=["flask-1-0"])
    assert [each.slug for each in names] == ["flask-1-0-2", "flask-1-0-3", "flask-v-1-0", "flask"]
    assert [each.title for each in names] == ["flask 1.0", "flask 1-0", "flask v 1.0", "flask"]


def test_a_release_keeps_its_number_however_long_its_tag_is():
    assert number_of("flask", "1.0") == "git:flask:1.0"
    long = number_of("flask", "release-" + "9" * 80)
    assert len(long) <= 60
    assert long == number_of("flask", "release-" + "9" * 80)
    assert long != number_of("flask", "release-" + "9" * 81)


def test_a_project_is_called_as_its_file():
    assert project_of(Path("/somewhere/flask.jsonl.xz")) == project_of(Path("flask.jsonl"))
    with pytest.raises(Refused) as refusal:
        project_of(Path("x" * 60 + ".jsonl"))
    assert refusal.value.field == "file"


def test_rows_stand_straight_also_with_chinese_names():
    rows = [row("Teo Marchetti", "€9.00"), row("周岚", "€144.00"), row("n" * 80, "€1.00")]
    assert [line.index("€") + line.count("周") + line.count("岚") for line in rows] == [46, 44, 46]
    assert rows[1].startswith("  周岚 ")


def test_progress_is_silent_until_a_second_has_passed():
    stream = io.StringIO()
    quick = Progress(stream)
    quick.at("People", 1, 2)
    with quick.during("Reading"):
        pass
    assert stream.getvalue() == ""


def test_progress_says_how_far_a_long_work_is():
    stream = io.StringIO()
    slow = Progress(stream, every_seconds=0.01)
    time.sleep(0.02)
    slow.at("People", 1200, 5531)
    with slow.during("Dividing"):
        time.sleep(0.1)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "  People: 1,200 of 5,531"
    assert lines[1] == "  Dividing: 0 s so far"


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_who_does_not_watch_is_told_the_beginning_and_the_end(stream: io.StringIO):
    slow = Progress(stream, every_seconds=0)
    for done in range(1, 6):
        slow.at("People", done, 5)
    slow.every_seconds = 0.01
    with slow.during("Dividing"):
        time.sleep(0.1)
    lines = stream.getvalue().splitlines()
    people = [line for line in lines if "People" in line]
    dividing = [line for line in lines if "Dividing" in line]
    if stream.isatty():
        assert len(people) == 5
        assert len(dividing) > 1
        assert set(dividing) == {"  Dividing: 0 s so far"}
    else:
        assert people == ["  People: 1 of 5", "  People: 5 of 5"]
        assert dividing == ["  Dividing: 0 s so far", "  Dividing: 0 s in all"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "nl_NL.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_a_terminal_speaks_its_own_language(monkeypatch, variables, code):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() == code
