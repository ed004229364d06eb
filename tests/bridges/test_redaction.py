"""No mail address passes the gate of a git history, however it is written; other text does."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.histories import History, open_history, open_source
from cohive.bridges.histories.credits import names_in
from cohive.bridges.histories.redaction import redacted, redacted_name, redacted_tag
from cohive.words.acts import Source
from tests.bridges.repositories import commit, git, new_repository

FORMS = [
    *("li@sail.example", "l@h", "li@[10.0.0.1]", '"li na"@sail.example', '"li na" @sail.example'),
    *("li @sail.example", "li@ sail.example", "li @ sail.example", "mailto:li@sail.example"),
    *("https://li:key@sail.example/x", "<li na@sail.example>", "li@sail.example.", "@sail.example"),
    *(
        "li＠sail.example",
        "li﹫sail.example",
        "li＠ｓａｉｌ.example",
        "li\u200b@\u200bsail.example",
    ),
    *("liⓐsail.example", "li\U000e0040sail.example", "li%40sail.example", "li%2540sail.example"),
    *(
        "li&#64;sail.example",
        "li&#x40;sail.example",
        "li&commat;sail.example",
        "li&amp;#64;sail.ex",
    ),
    *(r"li\x40sail.example", r"li\u0040sail.example", "li%EF%BC%A0sail.example", "li@帆.example"),
    *("=?utf-8?q?li=40sail=2Eexample?=", "=?utf-8?b?bGlAc2FpbC5leGFtcGxl?=", "李@sail.example"),
    *("=?utf-8*en?q?li=40sail=2Eexample?=", "=?utf-8?q?li=40sail=2Eexample", "li=40sail.example"),
    *(
        "=?utf-8?q?=3D=3Futf-8=3Fq=3Fli=3D40sail.example=3F=3D?=",
        "=?x?q?li?= =?x?q?=40sail.example",
    ),
    *(
        "li at sail.example",
        "li AT sail DOT example",
        "li [at] sail (dot) example",
        "li_at_sail.com",
    ),
    *("li (at) sail.example", "li {at} sail.example", "li<at>sail.example", "li（at）sail.example"),
    *("li-at-sail-dot-example", "li at sail com", "li at sail (dot) example", "li艾特sail.example"),
    *("l" * 90 + "@sail.example", "%s@sail.example", "!#$%&*+/=?^_`{|}~@sail.example"),
]
"""A way to write the address of Li, each alone; "sail" or a bare sign is what may not come out."""

HARMLESS = [
    *("Mend the main sail", "look at this. The end", "a leak at mast_foot.c", "修好主帆", "at sea"),
    *("(a) oak and (b) pine.", "50 % & more = less", "Sjögren <redacted>", "wind at 3.5", "\\x41"),
    *("&lt;b&gt;", "=?utf-8?q?Sj=F6gren?=", "a=4", "at", "", "100 at 20", "look at it, e.g. now"),
]


@pytest.mark.parametrize("form", FORMS)
def test_no_way_to_write_an_address_passes(form: str) -> None:
    for text in (form, f"Ask {form} about it", f"({form})", f"{form}, Bo", f"修 {form} 好"):
        for left in (redacted(text), redacted_name(text), redacted_name(text, may_be_local=True)):
            assert not re.search("sail|[@＠﹫ⓐ\U000e0040]|%40|10[.]0", left, re.IGNORECASE)
    assert redacted(f"{form}, and now?").endswith(", and now?")
    assert "<redacted>" in redacted(form)


@pytest.mark.parametrize("text", HARMLESS)
def test_text_without_an_address_passes_as_it_is(text: str) -> None:
    assert redacted(text) == redacted_name(text) == text


def test_around_a_mention_only_the_mention_goes() -> None:
    assert redacted("thanks to @ines for it") == "thanks to <redacted> for it"


def test_of_a_name_what_is_no_address_is_left() -> None:
    assert redacted_name("Li Na li@sail.example") == "Li Na"
    assert redacted_name("Li Na (li@sail.example)") == "Li Na"
    assert redacted_name("li@sail.example") == ""
    assert redacted_name("li@sail.example", may_be_local=True) == "li"
    assert redacted_name("https://li:key@sail.example", may_be_local=True) == ""


def test_tags_of_packages_keep_their_names_and_addresses_do_not() -> None:
    assert redacted_tag("@boat/sail@1.2.0", "c0ffee") == "@boat/sail@1.2.0"
    assert redacted_tag("v2-li@sail.example", "c0ffee") == "tag c0ffee"
    assert redacted_tag("v2-li＠sail.example", "c0ffee") == "tag c0ffee"


def test_names_of_credits_are_read_after_the_address_in_a_code_is_out() -> None:
    assert names_in("=?utf-8?q?Li_Na_=3Cli=40sail=2Eexample=3E?=, Bo") == ["Li Na", "Bo"]
    assert names_in('"li, na"@sail.example, Bo') == ["Bo"]
    assert names_in("li at sail (dot) example, Bo") == ["li", "Bo"]


@given(st.text(max_size=60), st.sampled_from(FORMS), st.text(max_size=60))
def test_no_sign_is_left_whatever_stands_around_it(before: str, form: str, after: str) -> None:
    for text in (before + form + after, f"{before} {form} {after}", before):
        assert not re.search("[@＠﹫]|%40", redacted(text))
        assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        *("@", "a@", " ", "at ", "_at_", "at-", "=?a?q?", '"@', "x_at_y_dot_z_", "b ( dot ", "é@"),
        *("(at)", "&amp;", "%25", "a at a.", "a (at) b ", "<", "[( ", "at a b.", "=40", "=?u?b?"),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    redacted(f"a at {text * 60_000}@x")
    redacted(text * 60_000)
    assert time.process_time() - began < 10


def everything(given: Source | History) -> str:
    """All that leaves, in one string."""
    if isinstance(given, History):
        parts = (given.people, given.joins, dict(given.ambiguous), given.releases, given.release_of)
        return repr((*parts, list(given.commits())))
    rows = list(given)
    said = [str(each) for each in given.cannot_tell]
    return repr((rows, given.names, given.joins, given.tally, given.title, said))


def message() -> str:
    kinds = ("Reported", "Submitted", "Reviewed", "Obtained")
    named = [
        f"{kind} {'from' if kind == 'Obtained' else 'by'}: {form}"
        for form in FORMS
        for kind in kinds
    ]
    return f"Ask {FORMS[0]}\n\n" + "\n".join(named)


def check(said: str) -> None:
    assert not re.search("sail|[@＠﹫ⓐ\U000e0040]|%40|10[.]0[.]0", said, re.IGNORECASE)
    assert "<redacted>" in said


def test_nothing_that_leaves_an_export_holds_an_address(tmp_path: Path) -> None:
    path = tmp_path / "li@sail.example.jsonl"
    lines = [
        {
            "h": f"{number:07x}",
            "parents": [],
            "author_id": form,
            "author": form,
            "time": 9,
            "subject": form,
            "message": message(),
            "trailers": [["Tested-by", form]],
        }
        for number, form in enumerate([*FORMS, *FORMS])
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    tags = path.with_name("li@sail.example.tags.csv")
    tags.write_text("tag,commit,unix_time,on_exported_branch\nli@sail.example,0000001,9,1\n")
    check(everything(open_source(path)))
    check(everything(open_history(path)))


def test_what_becomes_an_address_only_by_reading_names_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "boat.jsonl"
    line = {"h": "c0ffee0", "parents": [], "author_id": "9f1c", "author": "Yu", "time": 9}
    said = "Tested by: li at (the) sail.example\nObtained from: li at <x> sail.example"
    path.write_text(json.dumps({**line, "subject": "<redacted>", "message": said}))
    check(everything(open_source(path)))
    check(everything(open_history(path)))


def test_nothing_that_leaves_a_repository_holds_an_address(tmp_path: Path) -> None:
    folder = new_repository(tmp_path / "li@sail.example")
    (folder / ".mailmap").write_text("L@sail.example <li@sail.example> Li <l@old.example>\n")
    git(folder, "add", ".mailmap")
    commit(folder, message(), person=("Li", "l@old.example"))
    brackets = str.maketrans("<>", "[]")  # git itself takes < and > out of names
    for form in FORMS:
        commit(folder, form, person=(form.translate(brackets), "x@sail.example"))
    source = open_source(folder)
    check(everything(source))
    assert {join.name for join in source.joins} >= {"Li"}


def test_an_id_that_the_exporter_made_is_kept_only_where_nobody_outside_sees_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "boat.jsonl"
    line = {"h": "c0ffee0", "parents": [], "author_id": "9f1c", "author": "Li", "time": 9}
    path.write_text(json.dumps({**line, "subject": "Mend", "message": "Mend"}))
    assert list(open_history(path).people) == ["9f1c"]
    assert [row.actor for row in open_source(path)] == ["author:c0ffee0"]
