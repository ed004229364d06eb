"""Whom a history credits: for each release, stage and person one number."""

from __future__ import annotations

import json
from pathlib import Path

from cohive.bridges.histories import open_history
from cohive.house.histories.tally import Part, Tally, count
from cohive.words.verbs import Stage
from tests.histories.conftest import SAMPLE


def parts(tally: Tally, tag: str) -> dict[tuple[str, str], int]:
    release = next(each for each in tally.releases if each.tag == tag)
    return {(part.stage.value, tally.people[part.person]): part.count for part in release.parts}


def keys(tally: Tally, tag: str) -> list[str]:
    release = next(each for each in tally.releases if each.tag == tag)
    return [part.person for part in release.parts]


def write(folder: Path, *commits: dict[str, object]) -> Path:
    """A small history, newest first as exports are."""
    lines = []
    for number, commit in enumerate(commits, start=1):
        whole = {"author": "Ines", "author_id": "a1", "message": "", "parents": [], **commit}
        whole |= {"h": f"{number:040x}", "time": 1772000000 - number, "subject": f"No. {number}"}
        lines.append(json.dumps(whole))
    path = folder / "small.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_commit_counts_in_the_first_release_that_contains_it(tally):
    assert [(each.tag, each.commits) for each in tally.releases] == [("v1", 3), ("v2", 6)]
    assert tally.nothing_new == ("side",)
    assert (tally.commits, tally.unreleased) == (9, 0)


def test_who_wrote_designed_who_took_in_packaged_who_noticed_gave_the_idea(tally):
    assert parts(tally, "v1") == {
        ("idea", "Björn"): 1,
        ("design", "Ines Duarte"): 1,
        ("design", "Bo Adeyemi"): 1,
        ("design", "林月"): 1,
        ("design", "William A. Rowe, Jr."): 1,
        ("packaging", "Bo Adeyemi"): 1,
        ("packaging", "William A. Rowe, Jr."): 1,
        ("packaging", "Yu Chen"): 1,
    }


def test_merges_and_commits_of_what_others_submitted_are_packaging(tally):
    found = parts(tally, "v2")
    assert found["packaging", "Ines Duarte"] == 3
    assert found["design", "Mirek Sand"] == found["design", "Tomas Vlk"] == 1
    assert found["design", "Ines Duarte"] == 1, "as a co-author, once"
    assert found["packaging", "林月"] == 1


def test_programs_sources_and_lost_names_are_counted_apart(tally):
    assert tally.bots == {"harbour-deps[bot]": 2}
    assert tally.cited == {"the old boat, docks and all": 1}
    assert tally.nameless == 1
    assert "harbour-deps[bot]" not in tally.people.values()


def test_a_name_of_several_authors_is_kept_under_the_name_alone(tally):
    assert list(tally.ambiguous) == ["Yu Chen"]
    assert "name:yu chen" in keys(tally, "v2")
    assert "dd03" in keys(tally, "v2")


def test_nobody_counts_twice_in_a_stage_of_one_commit(tmp_path):
    message = "Signed-off-by: Ines <x>\nReviewed-by: Bo <y>\nTested-by: Bo <y>"
    tally = count(open_history(write(tmp_path, {"message": message})))
    [release] = tally.releases
    assert [(part.stage, tally.people[part.person], part.count) for part in release.parts] == [
        (Stage.DESIGN, "Ines", 1),
        (Stage.PACKAGING, "Bo", 1),
    ]


def test_a_patch_submitted_by_its_own_committer_is_hers(tmp_path):
    tally = count(open_history(write(tmp_path, {"message": "Submitted by: Ines"})))
    [release] = tally.releases
    assert [(part.stage, part.person) for part in release.parts] == [(Stage.DESIGN, "a1")]


def test_without_tags_the_whole_history_is_one_release(tmp_path):
    tally = count(open_history(write(tmp_path, {}, {"author": "Bo", "author_id": "b2"})))
    assert [(each.tag, each.commits) for each in tally.releases] == [("", 2)]
    assert (tally.unreleased, tally.nothing_new) == (0, ())


def test_the_latest_subject_stands_for_all(tmp_path):
    tally = count(open_history(write(tmp_path, {}, {}, {})))
    [part] = tally.releases[0].parts
    assert part == Part(Stage.DESIGN, "a1", 3, part.latest_at, "No. 1")


def test_commits_after_the_last_release_wait_for_theirs_and_still_weigh(tmp_path):
    path = tmp_path / "harbour.jsonl"
    path.write_bytes(SAMPLE.read_bytes())
    tags = f"tag,commit,unix_time,on_exported_branch\nv1,{4:040x},1772000350,1\n"
    (tmp_path / "harbour.tags.csv").write_text(tags, encoding="utf-8")
    tally = count(open_history(path))
    assert [each.tag for each in tally.releases] == ["v1"]
    assert tally.unreleased == 6
    assert tally.weights["name:mirek sand"] == 1


def test_the_same_history_gives_the_same_parts_in_the_order_of_the_stages(tally):
    for release in tally.releases:
        stages = [list(Stage).index(part.stage) for part in release.parts]
        assert stages == sorted(stages)
    assert count(open_history(SAMPLE)).releases == tally.releases
