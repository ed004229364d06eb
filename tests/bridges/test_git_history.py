"""A git history tells who did what, and whom they named for it."""

from __future__ import annotations

import json
import lzma
import resource
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.histories import Commit, CreditKind, CreditOrigin, History, open_history
from cohive.bridges.histories.credits import names_in, read_credits, read_reports
from cohive.bridges.histories.records import is_bot_name
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLE = Path(__file__).parent / "samples" / "history.jsonl"
LINES = SAMPLE.read_text().splitlines()


def by_subject(history: History) -> dict[str, Commit]:
    return {commit.subject: commit for commit in history.commits()}


def said(commit: Commit) -> list[tuple[str, str, str | None]]:
    return [(credit.kind.value, credit.name, credit.person) for credit in commit.credits]


def mentions(history: History) -> Counter[tuple[CreditKind, CreditOrigin]]:
    """How many namings there are of each kind, however many people each names."""
    found: Counter[tuple[CreditKind, CreditOrigin]] = Counter()
    for commit in history.commits():
        found.update(
            (kind, origin)
            for _, kind, origin in {
                (credit.mention, credit.kind, credit.origin) for credit in commit.credits
            }
        )
    return found


def test_commits_come_with_their_figures_newest_first() -> None:
    history = open_history(SAMPLE)
    commits = list(history.commits())
    assert history.size == len(commits) == 9
    assert [commit.is_merge for commit in commits] == [True] + [False] * 8
    sail = by_subject(history)["Mend the main sail"]
    assert (sail.author, sail.author_name) == ("aa01", "Ines")
    assert (sail.files, sail.added, sail.deleted) == (4, 40, 12)
    assert sail.at == datetime.fromtimestamp(1772000700, tz=UTC)
    assert (history.first, history.last) == (commits[-1].at, commits[0].at)


def test_credits_stand_in_trailers_in_text_and_in_lists() -> None:
    found = by_subject(open_history(SAMPLE))
    assert said(found["Mend the main sail"]) == [
        ("submitted-by", "Tomas Vlk", None),
        ("submitted-by", "bo", None),
        ("reviewed-by", "林月", "ff05"),
    ]
    assert said(found["Paint the hull"]) == [
        ("co-author", "Ines Duarte", "aa01"),
        ("co-author", "Yu Chen", None),  # two authors have this name: nobody is guessed
    ]
    first_line = found["Submitted by: Mirek Sand <redacted>"]
    assert said(first_line) == [("submitted-by", "Mirek Sand", None)]
    assert first_line.credits[0].origin is CreditOrigin.TEXT
    assert found["Mend the main sail"].credits[0].origin is CreditOrigin.TRAILER
    assert said(found["Oil the winch. Reported by: <redacted>"]) == [("reported-by", "", None)]
    assert said(found["Oil the winch again"]) == [
        ("submitted-by", "Bo Adeyemi", "cc02"),
        ("submitted-by", "William A. Rowe, Jr.", None),
        ("reviewed-by", "Bo Adeyemi", "cc02"),
        ("reviewed-by", "William A. Rowe, Jr.", None),
        ("obtained-from", "the old boat, docks and all", None),
    ]
    assert said(found["缝新旗"]) == [("found-by", "Björn", None)]
    assert said(found["Lay the keel"]) == []


def test_names_of_one_line_share_a_mention() -> None:
    sail = by_subject(open_history(SAMPLE))["Mend the main sail"]
    assert [credit.mention for credit in sail.credits] == [0, 0, 1]


def test_bug_reports_are_numbers() -> None:
    found = by_subject(open_history(SAMPLE))
    assert found["Mend the main sail"].reports == ("4711", "4712")
    assert found["Submitted by: Mirek Sand <redacted>"].reports == ("99",)


def test_people_are_joined_on_evidence_only_and_each_join_is_listed() -> None:
    history = open_history(SAMPLE)
    ines = history.people["aa01"]
    assert (ines.name, ines.names, ines.commits) == ("Ines Duarte", ("Ines Duarte", "Ines"), 4)
    assert {(join.name, join.person, join.evidence, join.times) for join in history.joins} == {
        ("Ines", "aa01", "same author id", 1),
        ("Ines Duarte", "aa01", "only author of that name", 1),
        ("Bo Adeyemi", "cc02", "only author of that name", 2),
        ("林月", "ff05", "only author of that name", 1),
        ("harbour-deps[bot]", "bb99", "only author of that name", 1),
    }
    assert history.ambiguous == {"Yu Chen": ("dd03", "ee04")}


def test_programs_are_flagged() -> None:
    history = open_history(SAMPLE)
    assert [person.name for person in history.people.values() if person.is_bot] == [
        "harbour-deps[bot]"
    ]
    bump = by_subject(history)["Bump rope from 1 to 2"]
    assert bump.is_bot
    assert bump.credits[0].is_bot
    for name in ("Lowell Abbott", "Marc Hernandez Cabot", "Robot Jones", "Talbot"):
        assert not is_bot_name(name)
    for name in ("dependabot-preview[bot]", "ImgBotApp", "pre-commit-ci", "asf-bot", "Merge Bot"):
        assert is_bot_name(name)


def test_a_release_holds_what_leads_to_its_tag_and_no_earlier_one_holds() -> None:
    history = open_history(SAMPLE)
    assert [(release.tag, release.is_on_branch) for release in history.releases] == [
        ("v1", True),
        ("side", False),
        ("v2", True),
    ]
    held = {
        commit.subject.split(":")[0]: history.release_of.get(commit.hash)
        for commit in history.commits()
    }
    assert held["Lay the keel"] == held["Oil the winch again"] == "v1"
    assert held["Paint the hull"] == held["Mend the main sail"] == "v2"
    assert len(history.release_of) == 9


def test_a_history_without_tags_has_no_releases(tmp_path: Path) -> None:
    path = tmp_path / "alone.jsonl"
    path.write_text(SAMPLE.read_text())
    history = open_history(path)
    assert history.releases == ()
    assert dict(history.release_of) == {}


def test_packed_and_plain_are_the_same_and_a_part_can_be_read(tmp_path: Path) -> None:
    packed = tmp_path / "history.jsonl.xz"
    packed.write_bytes(lzma.compress(SAMPLE.read_bytes()))
    assert list(open_history(packed).commits()) == list(open_history(SAMPLE).commits())
    part = open_history(packed, commits_max=3)
    assert part.size == len(list(part.commits())) == 3
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(Refused, match="damaged or cut off"):
        open_history(packed)


def changed(line: int, **values: object) -> str:
    """The sample with keys of one line changed; None takes the key away."""
    lines = list(LINES)
    data = json.loads(lines[line - 1])
    for key, value in values.items():
        if value is None:
            del data[key]
        else:
            data[key] = value
    lines[line - 1] = json.dumps(data)
    return "\n".join(lines)


DAMAGED = [
    (changed(3, h=None), "Line 3 is not a commit"),
    (changed(4, h="not hexadecimal"), "Line 4 is not a commit"),
    (changed(2, time="yesterday"), "Line 2 is not a commit"),
    (changed(2, time=2**40), "Line 2 is not a commit"),
    (changed(2, time=-5), "Line 2 is not a commit"),
    (changed(2, author=7), "Line 2 is not a commit"),
    (changed(2, added=-1), "Line 2 is not a commit"),
    (changed(2, trailers=[["Submitted by"]]), "Line 2 is not a commit"),
    (changed(2, trailers="x"), "Line 2 is not a commit"),
    (changed(2, parents=[1]), "Line 2 is not a commit"),
    (changed(2, h=json.loads(LINES[0])["h"]), "Line 2 has a commit that stood there before"),
    (LINES[0] + "\n" + LINES[1][:50], "Line 2 is not a commit"),
    (LINES[0] + "\n[1]\n", "Line 2 is not a commit"),
    (LINES[0] + "\n" + "[" * 100_000 + "\n", "Line 2 is not a commit"),
    ("", "no commit in this file"),
    ("\n\n", "no commit in this file"),
    ("\x00\x01\x02", "Line 1 is not a commit"),
    ("x" * (4 * 1024 * 1024 + 1), "too long to be one record"),
]


@pytest.mark.parametrize(("text", "sentence"), DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_history_is_refused_with_its_line(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(text)
    with pytest.raises(Refused, match=sentence) as caught:
        open_history(path)
    assert caught.value.field == "file"


@pytest.mark.parametrize(
    "line", ["v1,zzz,1,1", "v1,abcdef0123,soon,1", "v1", "v1,abcdef0123,99999999999999999,1"]
)
def test_a_damaged_list_of_tags_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(SAMPLE.read_text())
    tags = tmp_path / "history.tags.csv"
    tags.write_text(f"tag,commit,unix_time,on_exported_branch\n{line}\n")
    with pytest.raises(Refused, match=r"Line 2 of history\.tags\.csv is not a tag"):
        open_history(path)


def test_a_history_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file “"):
        open_history(tmp_path / "nothing.jsonl")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("ylavic", ["ylavic"]),
        ("ylavic, covener", ["ylavic", "covener"]),
        ("Jack <redacted> , covener", ["Jack", "covener"]),
        ("<redacted>, jorton", ["jorton"]),
        ("<redacted>", [""]),
        ("Jane Roe <redacted> Joe Doe <redacted>", ["Jane Roe", "Joe Doe"]),
        ('"Jane K. Roe" <redacted>', ["Jane K. Roe"]),
        ("Vicent < noodlet gmail com >", ["Vicent"]),
        ("normw gknw net", ["normw"]),
        ("Marcel_Schmidt at example dot com", ["Marcel_Schmidt"]),
        ("Jane Roe <Jane at example dot com>", ["Jane Roe"]),
        ("Jane Roe and Joe Doe", ["Jane Roe", "Joe Doe"]),
        ("Jane Roe & Joe Doe", ["Jane Roe", "Joe Doe"]),
        ("Jane/Joe", ["Jane", "Joe"]),
        ("William A. Rowe, Jr.", ["William A. Rowe, Jr."]),
        ("Andre, William A. Rowe, Jr., Joe", ["Andre", "William A. Rowe, Jr.", "Joe"]),
        ("colm, trawick (concept), niq (concept)", ["colm", "trawick", "niq"]),
        ("Jane Roe (not really, but...)", ["Jane Roe"]),
        ("<redacted> (ASADA Kazuhisa)", ["ASADA Kazuhisa"]),
        ("Jane Roe and others", ["Jane Roe"]),
        ("Jane Roe <redacted>  13 Feb 2002", ["Jane Roe"]),
        ("Toadie <redacted> for reporting and diagnosis of", ["Toadie"]),
        ("Jane Roe <redacted>,", ["Jane Roe"]),
        ("Jane Roe [<redacted>]", ["Jane Roe"]),
        ("[Jane Roe <redacted>]", ["Jane Roe"]),
        ("Eric Covener:", ["Eric Covener"]),
        ("kbrand.", ["kbrand"]),
        ("Doug M.", ["Doug M."]),
        ("dependabot[bot] <redacted>", ["dependabot[bot]"]),
        ("=?iso-8859-1?q?Sj=F6gren?= <redacted>", ["Sjögren"]),
        ("=?no-such?q?Sj?= <redacted>", ["=?no-such?q?Sj?="]),
        ('Greg "the Stone" Stein', ["Greg Stein"]),
        ("林月、Bo", ["林月", "Bo"]),
        ("/me ;-)", [""]),
        ("https://example.org/patch", [""]),
        ("a long sentence about what somebody once did there", [""]),
    ],
)
def test_names_are_read_as_committers_wrote_them(value: str, names: list[str]) -> None:
    assert names_in(value) == names


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Fix\n\nSubmitted by: ann", [("submitted-by", "ann")]),
        ("Submitted by: ann\nFix", [("submitted-by", "ann")]),
        ("Fix it; PR 1; Submitted by: ann", [("submitted-by", "ann")]),
        ("SUBMITTED BY: ann", [("submitted-by", "ann")]),
        ("Submitted-by: ann", [("submitted-by", "ann")]),
        ("Patch submitted by:\tann", [("submitted-by", "ann")]),
        ("Submitted & Reviewed by: ann", [("submitted-by", "ann"), ("reviewed-by", "ann")]),
        ("Edited/Reviewed by: ann", [("reviewed-by", "ann")]),
        ("Reviewed/backported by: ann", []),
        (
            "Submitted by: ann,\n  bob,\n  cy\nmore",
            [("submitted-by", it) for it in ("ann", "bob", "cy")],
        ),
        ("Submitted by:\nReviewed by:", []),
        ("as reported by mod_ssl", []),
        ("found by clang", []),
        ("the form is submitted by the browser", []),
        ("resubmitted by: ann", []),
    ],
)
def test_a_naming_needs_its_colon(message: str, found: list[tuple[str, str]]) -> None:
    namings = read_credits(message, [])
    assert [(credit.kind.value, credit.name) for credit in namings] == found


def test_a_trailer_that_stands_in_the_text_is_counted_once() -> None:
    message = "Fix\n\nSubmitted by: ann,\n  bob\nSubmitted by: cy"
    namings = read_credits(message, [("Submitted by", "ann,"), ("Submitted by", "cy")])
    assert [(each.name, each.origin.value) for each in namings] == [
        ("ann", "trailer"),
        ("bob", "trailer"),
        ("cy", "trailer"),
    ]
    alone = read_credits("Fix", [("Reviewed By", "dee"), ("Fixes", "BZ 1"), ("PR", "12")])
    assert [(each.kind.value, each.name) for each in alone] == [("reviewed-by", "dee")]


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("PR 12345", ("12345",)),
        ("PR: 12345", ("12345",)),
        ("fix PR#12345 and PR #777", ("12345", "777")),
        ("PR 1574, 3026, 3529 and 4256", ("1574", "3026", "3529", "4256")),
        ("PR 5872 (reported against 1.3)", ("5872",)),
        ("PR 12 PR 12", ("12",)),
        ("SPR 12, PR none, APR 1.2", ()),
    ],
)
def test_reports_are_found_as_people_write_them(message: str, numbers: tuple[str, ...]) -> None:
    assert read_reports(message) == numbers


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_message_stops_the_reading(message: str, value: str) -> None:
    for text in (message, f"Submitted by: {value}", f"{message}\nReviewed/Submitted by:{value}"):
        for credit in read_credits(text, [("Submitted by", value), (message[:20], value)]):
            assert credit.name == credit.name.strip()
            assert "\n" not in credit.name
        read_reports(text)


@pytest.mark.parametrize(
    "value",
    [
        *("at " * 3000, "submitted, and/" * 900 + "by:", "a " * 5000 + "!", "(" * 5000),
        *("<" * 5000, "PR 12" + ", 12" * 5000, "\x1f" * 5000, "=?" * 2000, "www:// " * 900),
    ],
    ids=range(9),
)
def test_no_message_takes_long(value: str) -> None:
    began = time.monotonic()
    read_credits(f"Submitted by: {value}\n{value}", [("Submitted by", value), (value, value)])
    read_reports(value)
    assert time.monotonic() - began < 2


def test_flasks_whole_history_reads_as_its_description_says() -> None:
    history = open_history(shared_data("history/flask.jsonl.xz"))
    commits = list(history.commits())
    found = mentions(history)
    assert history.size == len(commits) == 5_531
    assert sum(commit.is_merge for commit in commits) == 1_725
    assert len(history.people) == 871
    assert found[CreditKind.CO_AUTHOR, CreditOrigin.TRAILER] == 24
    assert found[CreditKind.SIGNED_OFF_BY, CreditOrigin.TRAILER] == 161
    signed = [
        credit
        for commit in commits
        for credit in commit.credits
        if credit.kind is CreditKind.SIGNED_OFF_BY
    ]
    assert sum(credit.is_bot for credit in signed) == 110
    assert {credit.name for credit in signed if credit.is_bot} == {
        "dependabot[bot]",
        "dependabot-preview[bot]",
    }
    assert len(history.releases) == 69
    assert set(history.ambiguous) == {"Joshua Bronson", "Armin Ronacher"}
    assert 0 < len(history.release_of) <= history.size
    assert (history.first.year, history.last.year) == (2010, 2026)


def test_httpds_last_two_thousand_commits_name_people_in_their_text() -> None:
    history = open_history(shared_data("history/httpd.jsonl.xz"), commits_max=2_000)
    found = mentions(history)
    assert history.size == 2_000
    assert found[CreditKind.SUBMITTED_BY, CreditOrigin.TRAILER] == 79
    assert found[CreditKind.REVIEWED_BY, CreditOrigin.TRAILER] == 8
    assert sum(len(commit.reports) for commit in history.commits()) == 109


@pytest.mark.night
def test_httpds_whole_history_reads_as_its_description_says_in_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    history = open_history(shared_data("history/httpd.jsonl.xz"))
    found = mentions(history)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert history.size == 34_057
    assert len(history.people) == 127
    by_trailer = {kind.value: n for (kind, origin), n in found.items() if origin == "trailer"}
    assert by_trailer == {
        "submitted-by": 2_341,
        "reviewed-by": 1_101,
        "obtained-from": 65,
        "reported-by": 61,
        "suggested-by": 53,
        "found-by": 18,
        "tested-by": 3,
        "signed-off-by": 1,
    }
    assert len(history.releases) == 295
    assert grown < 150  # MiB
