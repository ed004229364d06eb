"""What a study says of ties, practice, roles, renewal and succession, and of whom it is silent."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from functools import cache

import pytest
from django.utils import translation

from cohive.engine.frames import frame_of
from cohive.house.study import found
from cohive.house.study.figure import Figure
from cohive.house.study.figures import figures
from cohive.house.study.findings import Findings
from cohive.house.study.opening import Opened
from cohive.house.study.record import as_json
from cohive.house.study.report import as_html
from cohive.house.study.sections import Section, sections
from cohive.words.acts import ActRow
from tests.engine.ties.made import act

ALL = {
    "community", "core", "between", "circles", "practice", "roles", "needs", "ladder", "staying",
    "cohorts", "renewal", "succession",
}  # fmt: skip
OF_TIES = {"community", "core", "between", "circles", "parting", "practice", "roles", "needs"}


def talk(people: int, *, weeks: int = 40, each_week: int = 45) -> Iterable[ActRow]:
    """A lively label: posts, answers, likes and works in two circles; half of all leave halfway."""
    draw, number, told = random.Random(7), 0, ["o000000"]  # noqa: S311 - a story, no secret
    for week in range(weeks):
        here = range(people) if week < weeks // 2 else range(0, people, 2)
        for _ in range(each_week):
            number += 1
            who = draw.choice(here)
            answers = draw.random() < 0.7
            verb, kind = draw.choice(
                [("Create", "post")] * 8 + [("Like", "post"), ("Create", "work")]
            )
            yield act(
                number, f"p{who:02d}", 7 * week + 6 * draw.random(), verb=verb, object_kind=kind,
                parent=draw.choice(told[-9:]) if answers and verb == "Create" else None,
                target=f"p{draw.choice(here):02d}" if verb == "Like" else None,
                circle=("tide", "ebb")[who % 2],
                role="staff" if who == 0 else "member",
            )  # fmt: skip
            if verb == "Create" and kind == "post":
                told.append(f"o{number:06d}")


@cache
def studied(people: int, kind: str = "frame") -> Findings:
    return found(Opened(kind, "label", frame_of(talk(people)), {}, (), ()))


def shown(findings: Findings) -> dict[str, Section]:
    with translation.override("en"):
        return {section.id: section for section in sections(findings)}


def numbers(findings: Findings) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures(findings)}


def test_every_side_of_a_community_has_its_section():
    told = shown(studied(50))
    assert set(told) >= ALL
    for name in ALL:
        assert told[name].numbers is not None, name
        assert told[name].sentences, name
    for name in ALL - {"community", "ladder"}:
        assert told[name].unknown, name
    for name in ("core", "roles", "staying", "renewal"):
        assert told[name].picture is not None, name


def test_each_number_is_said_with_its_definition_one_click_away_and_for_programs():
    findings = studied(50)
    document = json.loads(as_json(findings))
    with translation.override("en"):
        page = as_html(findings)
    for figure in figures(findings):
        assert figure.how.english
    recorded = {one["key"]: one for one in document["figures"]}
    for key in ("core_fit", "role_contact", "answered", "here_after_30_days", "core_kept"):
        assert recorded[key]["value"] is not None, key
        assert recorded[key]["n"] >= 10, key
        assert recorded[key]["section"] in page
    assert page.count("How it is computed") >= len(ALL)
    assert "What this cannot tell:" in page


def test_the_numbers_are_those_of_the_engine():
    findings, told = studied(50), numbers(studied(50))
    seen = findings.insight
    assert seen is not None
    assert seen.core is not None
    assert told["core_fit"].value == seen.core.fit
    assert (told["core_fit_by_chance"].value, told["core_fit_by_chance"].low) == (
        None,
        seen.core.low,
    )
    assert told["horizontality"].value == seen.horizontality.index
    assert told["most_between"].value == seen.brokers[0].between
    roles = [
        told[f"role_{name}"].value for name in ("distributor", "contact", "listener", "grabber")
    ]
    assert sum(one for one in roles if one) == pytest.approx(1)
    assert told["here_after_30_days"].value == seen.stays.at(30)
    kept = sum(turn.kept for turn in seen.renewal.turns)
    assert told["core_kept"].value == pytest.approx(kept / told["core_kept"].n)


@pytest.mark.parametrize("people", [3, 9])
def test_of_fewer_than_ten_people_nothing_is_told(people: int):
    findings = studied(people)
    for figure in figures(findings):
        if figure.section in ALL - {"ladder"} and figure.key not in ("groups",):
            assert figure.value is None, figure.key
            assert figure.low is None, figure.key
    told = shown(findings)
    for name in ("core", "between", "practice", "roles", "needs", "succession", "renewal"):
        assert told[name].picture is None, name
        assert told[name].table is None, name
        assert told[name].sentences, name
    assert "circles" not in told or all(
        "fewer than ten" in row for row in told["circles"].table.rows
    )


def test_twelve_people_are_told_what_can_be_and_no_more():
    told = shown(studied(12))
    assert told["core"].sentences[0].startswith("All pairs are tied")
    assert all(len(one.rows) <= 5 for one in [told["between"].table] if one)
    few = "It takes more than ten active members, quarter after quarter"
    assert told["renewal"].sentences[0].startswith(few)
    assert told["renewal"].picture is None


def test_nobody_is_named_for_where_she_stands():
    findings = studied(50)
    document = json.loads(as_json(findings))
    for part in ("brokers", "vacancies", "renewal", "roles", "circles"):
        assert not re.search(r"\bp\d\d\b", json.dumps(document["insight"][part])), part
    assert not re.search(r"\bp\d\d\b", json.dumps([document["groups"], document["splits"]]))
    for name in ALL:
        section = shown(findings)[name]
        tables = [one for one in (section.table, section.same, section.numbers) if one]
        said = " ".join((*section.sentences, *section.notes, *section.unknown))
        cells = " ".join(cell for one in tables for row in one.rows for cell in row)
        assert not re.search(r"\bp\d\d\b", said + cells), name


def test_credits_and_payments_say_nothing_of_talk():
    told = shown(studied(50, "git"))
    assert not OF_TIES & set(told)
    assert {"staying", "renewal", "succession"} <= set(told)
    assert not [one.key for one in figures(studied(50, "git")) if one.section in OF_TIES]


def test_weeks_too_many_to_be_told_apart_are_put_together():
    roles = shown(studied(50))["roles"]
    assert roles.same is not None
    assert roles.picture is not None
    assert "quarter by quarter" in roles.same.caption
    assert len(roles.same.rows) == 4


def test_a_source_without_a_brand_does_not_speak_of_one():
    rows = [row._replace(role="member") for row in talk(50) if row.verb != "Like"]
    findings = found(Opened("frame", "label", frame_of(rows), {}, (), ()))
    assert not {"brand_answered", "recognition", "passed_by_members"} & set(numbers(findings))
    unknown = " ".join(shown(findings)["practice"].unknown)
    assert "nobody is marked as its own" in unknown
    assert "no likes" in unknown


def test_all_of_it_speaks_chinese():
    with translation.override("zh-hans"):
        told = sections(studied(50))
    words = " ".join(
        " ".join((one.title, *one.sentences, *one.notes, *one.unknown))
        + " ".join(cell for row in (one.numbers.rows if one.numbers else ()) for cell in row)
        for one in told
    )
    assert re.findall(r"\b[A-Za-z]{4,}(?: [A-Za-z]+){2,}", words) == []
