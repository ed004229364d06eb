"""Files of cascades: both forms whole, and one sentence with the place for each wrong one."""

from __future__ import annotations

import gzip
import json
import lzma
from datetime import UTC, datetime
from math import isnan
from pathlib import Path

import pytest

from cohive.bridges import cascades
from cohive.bridges.cascades import CascadeForm, cascades_in, edges_in
from cohive.bridges.histories.cascades import (
    edges_file,
    looks_like,
    opened,
    read_cascades,
    read_edges,
)
from cohive.bridges.histories.kinds import open_source
from cohive.bridges.reading import head_of
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLES = Path(__file__).parent / "samples" / "cascades"
HUGE = "9" * 5_000


def of(*texts: str):
    return cascades_in(iter(enumerate(texts, 1)), field="file")


def tree(nodes: object, **more: object) -> str:
    return json.dumps({"id": "a", "nodes": nodes} | more)


def refusal(*texts: str) -> str:
    with pytest.raises(Refused) as refused:
        of(*texts)
    assert refused.value.field == "file"
    return str(refused.value)


def test_trees_are_read_with_their_root_in_front():
    file = read_cascades(SAMPLES / "posters.jsonl", field="file")
    assert file.form is CascadeForm.TREES
    assert [cascade.id for cascade in file.cascades] == ["ferry", "quay", "7", "lamp"]
    ferry, quay, alone, lamp = file.cascades
    assert list(ferry.parents) == [-1, 0, 0, 5, 1, 1, 0]
    assert list(ferry.users) == [-1, 11, 12, 13, 14, 15, 11]
    assert list(ferry.seconds) == [0, 60, 300, 900, 4000, 600, -5]
    assert (ferry.label, ferry.started_at, ferry.line) == ("poster", 1_700_000_000, 1)
    assert quay.started_at is None
    assert isnan(quay.seconds[1])
    assert list(alone.users) == [-1]
    assert list(lamp.parents) == [-1, 0, 0, 2]
    assert file.orphans == 2  # one the file counted, one without a parent


def test_adoptions_are_read_and_the_number_in_front_is_passed_over():
    file = read_cascades(SAMPLES / "harbour_cascades.txt", field="file")
    assert file.form is CascadeForm.ADOPTIONS
    assert [list(each.users) for each in file.cascades][:2] == [[1, 2, 3, 4, 5], [6]]
    assert list(file.cascades[2].seconds) == [1000, 1010, 1060, 1070]
    assert (file.numbers_in_front, file.cut_off) == (4, False)
    assert [each.parents for each in file.cascades] == [None] * 4


def test_a_last_record_that_is_cut_off_is_left_out_and_said():
    file = read_cascades(SAMPLES / "cut_cascades.txt", field="file")
    assert file.cut_off
    assert [list(each.users) for each in file.cascades] == [[1, 2, 3], [4, 5]]
    assert file.cascades[0].seconds[0] == 1.2e9


def test_a_record_that_is_cut_off_elsewhere_is_refused():
    assert refusal("1 5,2", "3 6") == "Line 1, record 2 is not “user time” in whole numbers: “2”."
    assert refusal("12") == "Line 1, record 1 is not “user time” in whole numbers: “12”."


def test_who_knows_whom_stands_beside(tmp_path: Path):
    path = SAMPLES / "harbour_cascades.txt"
    beside = edges_file(path)
    assert beside == SAMPLES / "harbour_edges.txt"
    assert list(read_edges(beside, field="file"))[:4] == [1, 2, 2, 3]
    assert edges_file(SAMPLES / "cut_cascades.txt") is None
    assert edges_file(SAMPLES / "posters.jsonl") is None
    packed = tmp_path / "x_cascades.txt.gz"
    (tmp_path / "x_edges.txt.xz").write_bytes(lzma.compress(b"1 2\n"))
    assert edges_file(packed) == tmp_path / "x_edges.txt.xz"


@pytest.mark.parametrize("line", ["1", "1,2,3", "a,b", "1,-2", "1.5,2", "", f"1,{HUGE}"])
def test_a_line_of_edges_that_is_not_two_users_is_refused(line):
    with pytest.raises(Refused, match="Line 2 of the edges is not two users"):
        edges_in(iter([(1, "1,2"), (2, line)]), field="file")


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ("ann 5", "Line 2, record 1 is not “user time” in whole numbers: “ann 5”."),
        ("-3 5", "Line 2, record 1 is not “user time” in whole numbers: “-3 5”."),
        ("3 -5", "Line 2, record 1 is not “user time” in whole numbers: “3 -5”."),
        ("3 nan", "Line 2, record 1 is not “user time” in whole numbers: “3 nan”."),
        ("3 1e300", "Line 2, record 1 is not “user time” in whole numbers: “3 1e300”."),
        ("3 1e999", "Line 2, record 1 is not “user time” in whole numbers: “3 1e999”."),
        ("3 1_0", "Line 2, record 1 is not “user time” in whole numbers: “3 1_0”."),
        ("3 ٣", "Line 2, record 1 is not “user time” in whole numbers: “3 ٣”."),
        ("1 2 3 4", "Line 2, record 1 is not “user time” in whole numbers: “1 2 3 4”."),
        ("3 5,,4 6", "Line 2, record 2 is not “user time” in whole numbers: “”."),
        ("3 5,1 4 6", "Line 2, record 2 is not “user time” in whole numbers: “1 4 6”."),
        (f"3 {HUGE}", f"Line 2, record 1 is not “user time” in whole numbers: “3 {'9' * 38}”."),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_line(record, sentence):
    assert refusal("1 5,2 6,", record, "7 8") == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Line 2 is not JSON."),
        ('{"id": "a", "nodes": [[0, 1, NaN]]}', "Line 2 is not JSON."),
        ('{"id": "a", "nodes": [[0, 1, Infinity]]}', "Line 2 is not JSON."),
        (f'{{"id": "a", "nodes": [[0, {HUGE}, 1]]}}', "Line 2 is not JSON."),
        ('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}", "Line 2 is not JSON."),
        ("[]", "Line 2 is no cascade: it has no list of “nodes”."),
        ('{"id": "a"}', "Line 2 is no cascade: it has no list of “nodes”."),
        ('{"id": "a", "nodes": {}}', "Line 2 is no cascade: it has no list of “nodes”."),
        ('{"nodes": []}', "Line 2 is no cascade: it has no “id”."),
        ('{"id": true, "nodes": []}', "Line 2 is no cascade: it has no “id”."),
        ('{"id": " ", "nodes": []}', "Line 2 is no cascade: it has no “id”."),
        ('{"id": "\\ud800", "nodes": []}', "Line 2 is no cascade: it has no “id”."),
        ('{"id": "a", "nodes": [], "id": "b"}', "Line 2 names “id” twice."),
        (tree([], label=3), "The “label” of line 2 is no text."),
        (tree([], t0="now"), 'The “t0” of line 2, “"now"”, is no unix time.'),
        (tree([], t0=True), "The “t0” of line 2, “true”, is no unix time."),
        (tree([], t0=10**12), "The “t0” of line 2, “1000000000000”, is no unix time."),
        (
            tree([], orphan_parents=-1),
            "The “orphan_parents” of line 2 is not a whole number from 0 to 50000000.",
        ),
        (
            tree([], orphan_parents=10**26),
            "The “orphan_parents” of line 2 is not a whole number from 0 to 50000000.",
        ),
        (
            tree([], orphan_parents=10**4_299),
            "The “orphan_parents” of line 2 is not a whole number from 0 to 50000000.",
        ),
        (tree([[0, 1, 2], [0, 1]]), "Line 2, node 2: it is not [parent, user, seconds]."),
        (tree([[0, 1, 2], "0 1 2"]), "Line 2, node 2: it is not [parent, user, seconds]."),
        (tree([7]), "Line 2, node 1: it is not [parent, user, seconds]."),
        (tree([[0, 1, 2], [0, 1, 2, 3]]), "Line 2 has nodes of 3 values and of 4."),
        (tree([[2, 1, 5]]), "Line 2, node 1: there is no node “2” to be its parent."),
        (tree([[-1, 1, 5]]), "Line 2, node 1: there is no node “-1” to be its parent."),
        (tree([[0.0, 1, 5]]), "Line 2, node 1: there is no node “0.0” to be its parent."),
        (
            tree([[True, 1, 5], [0, 1, 5]]),
            "Line 2, node 1: there is no node “true” to be its parent.",
        ),
        (tree([[1, 1, 5]]), "Line 2, node 1: it is its own parent."),
        (tree([[0, -1, 5]]), "Line 2, node 1: “-1” is no number of a user."),
        (tree([[0, "ann", 5]]), 'Line 2, node 1: “"ann"” is no number of a user.'),
        (tree([[0, 1.5, 5]]), "Line 2, node 1: “1.5” is no number of a user."),
        (tree([[0, True, 5]]), "Line 2, node 1: “true” is no number of a user."),
        (tree([[0, 10**30, 5]]), f"Line 2, node 1: “{10**30}” is no number of a user."),
        (tree([[0, 1, "5"]]), 'Line 2, node 1: “"5"” is no number of seconds.'),
        (tree([[0, 1, True]]), "Line 2, node 1: “true” is no number of seconds."),
        (tree([[0, 1, 10**12]]), "Line 2, node 1: “1000000000000” is no number of seconds."),
        (tree([[0, 1, [3]]]), "Line 2, node 1: “[3]” is no number of seconds."),
        (
            tree([[0, 1, 5]]).replace("5", "1e999"),
            "Line 2, node 1: “Infinity” is no number of seconds.",
        ),
        (tree([], id="first"), "Line 2 has the cascade “first”, which stands in line 1 too."),
    ],
)
def test_a_tree_that_is_none_is_refused_with_its_line(text, sentence):
    assert refusal(tree([], id="first"), text) == sentence


def test_a_key_given_twice_is_found_among_many_in_one_walk():
    keys = ", ".join(f'"a{number}": 0' for number in range(200_000))
    assert refusal(f'{{{keys}, "a199999": 0, "nodes": []}}') == "Line 1 names “a199999” twice."


def test_a_number_as_id_is_a_name_however_long():
    file = of(json.dumps({"id": 10**4_000, "nodes": []}))
    assert file.cascades[0].id == str(10**4_000)


def test_a_file_without_lines_is_empty(tmp_path: Path):
    path = tmp_path / "nothing.txt"
    path.write_text("\n \n")
    with pytest.raises(Refused, match="This file is empty"):
        read_cascades(path, field="file")


def test_more_nodes_than_memory_should_hold_are_refused(monkeypatch):
    monkeypatch.setattr(cascades, "NODES_MAX", 3)
    assert refusal("1 2,2 3", "1 2,2 3").startswith("There are more than 3 nodes")
    assert refusal(tree([[0, 1, 1]] * 3)).startswith("There are more than 3 nodes")
    monkeypatch.setattr(cascades, "EDGES_MAX", 1)
    with pytest.raises(Refused, match="more than 1 edges"):
        edges_in(iter([(1, "1,2"), (2, "3,4")]), field="file")


def test_a_packed_file_that_is_cut_off_names_the_line(tmp_path: Path):
    path = tmp_path / "cut.jsonl.gz"
    whole = gzip.compress((SAMPLES / "posters.jsonl").read_bytes())
    path.write_bytes(whole[:-30])
    with pytest.raises(Refused, match=r"From line \d+ on this file is damaged or cut off"):
        read_cascades(path, field="file")


def test_one_large_cascade_may_stand_on_a_long_line(tmp_path: Path):
    path = tmp_path / "large.jsonl"
    path.write_text(tree([[0, 1, 5, "a hundred signs " * 6]] * 50_000))
    assert path.stat().st_size > 4 * 1024**2
    assert len(read_cascades(path, field="file").cascades[0].users) == 50_001


# -- as acts -------------------------------------------------------------------------------------


def test_a_tree_becomes_a_create_and_announces_with_their_parents():
    source = open_source(SAMPLES / "posters.jsonl")
    rows = {row.id: row for row in source}
    assert source.kind == "cascades"
    assert rows["ferry"].verb == "Create"
    assert rows["ferry"].at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    answer = rows["ferry/3"]
    assert (answer.verb, answer.actor, answer.parent) == ("Announce", "13", "ferry/5")
    assert rows["ferry/1"].parent == "ferry"
    assert rows["quay/1"].at is None
    assert rows["lamp/1"].actor == "somebody of lamp/1"
    assert (source.tally.read, source.tally.kept, len(rows)) == (15, 15, 15)
    assert "Who saw it without passing it on." in map(str, source.cannot_tell)


def test_an_adoption_announces_the_thing_and_has_no_parent():
    source = opened(SAMPLES / "harbour_cascades.txt", field="source")
    rows = list(source)
    assert [(row.verb, row.actor, row.object) for row in rows[:2]] == [
        ("Create", "1", "1"),
        ("Announce", "2", "1"),
    ]
    assert {row.parent for row in rows} == {None}
    assert any("The years" in str(sentence) for sentence in source.cannot_tell)


def test_a_record_that_is_cut_off_is_counted_as_refused():
    source = opened(SAMPLES / "cut_cascades.txt", field="source")
    assert len(list(source)) == 5
    assert (source.tally.read, source.tally.kept) == (6, 5)
    assert source.tally.examples == {"The file ends within this record.": ["line 2"]}
    assert not any("The years" in str(sentence) for sentence in source.cannot_tell)


@pytest.mark.parametrize("name", ["posters.jsonl", "harbour_cascades.txt", "cut_cascades.txt"])
def test_a_file_of_cascades_is_known_by_its_beginning(name):
    path = SAMPLES / name
    assert looks_like(path, head_of(path, field="source"))


@pytest.mark.parametrize(
    "head",
    [b"", b"a,b\n1,2", b"1,2\n", b"674,48\n", b'{"nodes": 3}', b'{"h": "1"}', b"1 2\n3 4\n"],
)
def test_other_files_are_not_taken_for_cascades(head, tmp_path: Path):
    assert not looks_like(tmp_path / "x", head)
    assert not looks_like(tmp_path, b"")


@pytest.mark.parametrize(
    ("name", "form", "count", "nodes", "edges"),
    [
        ("weibo_cascades.jsonl.gz", "trees", 2_004, 748_542 + 2_004, None),
        ("android_cascades.txt.gz", "adoptions", 679, 28_343, 48_573),
        ("christianity_cascades.txt.gz", "adoptions", 589, 14_738, 35_624),
        ("twitter_cascades.txt.gz", "adoptions", 3_454, 135_472, None),
    ],
)
def test_real_files_hold_what_is_known_of_them(name, form, count, nodes, edges):
    path = shared_data(f"cascades/{name}")
    file = read_cascades(path, field="file")
    assert (file.form, len(file.cascades)) == (form, count)
    assert sum(len(cascade.users) for cascade in file.cascades) == nodes
    assert file.cut_off == name.startswith("twitter")
    beside = edges_file(path)
    assert (beside is None) == (edges is None)
    if beside is not None:
        assert len(read_edges(beside, field="file")) == 2 * edges
    assert looks_like(path, head_of(path, field="source"))


def test_a_log_of_who_wrote_to_whom_is_no_cascade(tmp_path: Path):
    path = tmp_path / "letters.txt"
    path.write_text("1 2 1082040961\n3 4 1082155839\n", encoding="utf-8")
    with pytest.raises(Refused, match="Messages between members"):
        read_cascades(path, field="file")
