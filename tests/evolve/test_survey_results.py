"""The result against sums by hand: counts, places, scales, groups, behaviour, waves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.scales.reliability import cronbach_alpha
from cohive.evolve import operations, queries
from cohive.evolve.queries.survey_results import panels, result, told_groups
from cohive.evolve.queries.survey_sheets import sheet
from cohive.evolve.views.survey_headlines import headline
from cohive.evolve.wording import Wording
from cohive.words.refusals import Missing
from tests.engine.scales.moments import likert

NAMES: dict[str, str] = {}


@pytest.fixture
def survey(crew, now):
    """Four statements (the last turned), a choice, several choices, a ranking; open."""
    made = operations.make_survey(
        title=Wording("A"), may_join=True, takes_guests=True, by=crew.steward, at=now
    )
    add = {"survey": made, "by": crew.steward, "at": now}
    operations.add_question(
        kind="matrix",
        wording=Wording("How far?"),
        scale="belonging",
        statements=[
            operations.Statement(Wording(f"S{number}"), is_reversed=number == 4)
            for number in range(1, 5)
        ],
        choices=[Wording(f"a{value}") for value in range(1, 8)],
        **add,
    )
    for kind in ("single", "multiple", "ranking"):
        operations.add_question(
            kind=kind,
            wording=Wording(kind),
            choices=[Wording("Red"), Wording("Blue"), Wording("Green")],
            **add,
        )
    operations.open_wave(survey=made, by=crew.steward, at=now)
    return made


def send(survey, number, said, now, member=None, joins=False):
    draft = f"{number}-{member}"
    operations.save_step(draft=draft, survey=survey, said=said, at=now)
    operations.send_answers(draft=draft, survey=survey, member=member, joins=joins, at=now)


def close(survey, crew, now):
    operations.close_wave(survey=survey, by=crew.steward, at=now)
    return queries.survey(survey)


def rows(count, seed=7):
    """Answers to four statements that measure one thing, the last turned."""
    values = likert(seed, count, [0.8] * 4, per_factor=4).values.astype(int)
    values[:, 3] = 8 - values[:, 3]
    return values


def test_counts_means_and_places_are_those_of_the_answers(survey, crew, now):
    values = rows(15)
    for number, row in enumerate(values):
        said = {f"q1_{place}": int(value) for place, value in enumerate(row, 1)}
        said |= {"q2": 1 + number % 3, "q3": [1, 2] if number % 2 else [2], "q4": [3, 1]}
        if number > 9:
            said["q4"] = [1]
        send(survey, number, said, now)
    view = close(survey, crew, now)
    found = result(view, 1, names=NAMES)
    assert (found.persons, found.joined) == (15, 0)
    matrix, single, multiple, ranking = found.questions
    for place in range(4):
        counts = Counter(values[:, place].tolist())
        assert [one.n for one in matrix.items[place].counts] == [counts[v] for v in range(1, 8)]
        assert matrix.items[place].mean.middle == pytest.approx(values[:, place].mean())
        spread = 1.959964 * values[:, place].std(ddof=1) / np.sqrt(15)
        assert matrix.items[place].mean.high == pytest.approx(values[:, place].mean() + spread)
    assert [one.n for one in single.items[0].counts] == [5, 5, 5]
    assert [(one.n, one.part) for one in multiple.items[0].counts][1] == (15, 1.0)
    assert multiple.items[0].counts[0].n == 7
    order = [(one.choice.value, one.n, one.place) for one in ranking.items[0].counts]
    assert order == [(3, 10, 1.0), (1, 15, pytest.approx((10 * 2 + 5) / 15)), (2, 0, None)]
    upright = values.astype(float)
    upright[:, 3] = 8 - upright[:, 3]
    alpha = cronbach_alpha(np.cov(upright.T, bias=True))
    assert found.analysis.scales[0].alpha.middle == pytest.approx(alpha)


def test_each_question_has_its_headline(survey, crew, now):
    for number, row in enumerate(rows(15)):
        said = {f"q1_{place}": int(value) for place, value in enumerate(row, 1)}
        said |= {"q1_1": 7, "q1_2": 1, "q2": 1 + number % 3, "q3": [2], "q4": [3, 1]}
        send(survey, number, said, now)
    matrix, single, multiple, ranking = result(close(survey, crew, now), 1, names=NAMES).questions
    assert headline(matrix) == "Highest: “S1”, 7.0. Lowest: “S2”, 1.0."
    alike = replace(matrix, items=(matrix.items[0], matrix.items[0]))
    assert headline(alike) == "No statement stands out: they are from 7.0 to 7.0 on average."
    assert headline(single) == "Most chosen: “Red”, “Blue”, “Green”, by 5 people (33 %)."
    assert headline(multiple) == "Most chosen: “Blue”, by 15 people (100 %)."
    assert headline(ranking) == "Placed first on average: “Green”, on 1.0."


def test_a_question_of_nine_answers_says_only_how_many(survey, crew, now):
    for number in range(12):
        send(survey, number, {"q2": 1} | ({"q3": [1]} if number < 9 else {}), now)
    view = close(survey, crew, now)
    matrix, single, multiple, _ = result(view, 1, names=NAMES).questions
    assert matrix.items[0].counts == ()
    assert (multiple.items[0].n, multiple.items[0].counts) == (9, ())
    assert single.items[0].counts[0].n == 12


def test_a_scale_that_all_answered_alike_is_said_and_the_rest_is_told(survey, crew, now):
    for number in range(12):
        send(survey, number, {f"q1_{place}": 4 for place in range(1, 5)}, now)
    found = result(close(survey, crew, now), 1, names=NAMES)
    assert found.analysis is None
    assert "alike" in found.said[0].english
    assert found.questions[0].items[0].counts[3].n == 12


def test_groups_are_compared_when_they_read_the_statements_alike(survey, crew, now):
    values = rows(240)
    view = queries.survey(survey)
    fill(view, values, [1 + number % 2 for number in range(240)])
    view = close(survey, crew, now)
    found = result(view, 1, names=NAMES, by=view.questions[1].id)
    (scale,) = found.analysis.scales
    assert scale.comparison.holds
    assert {one.group for one in scale.comparison.means} == {"Red", "Blue"}
    assert scale.model is not None  # so ω is told
    with pytest.raises(Missing):
        result(view, 1, names=NAMES, by=view.questions[0].id)


def fill(view, values, groups):
    """Write many answers at once, as the bench does."""
    from uuid import uuid4

    from cohive.evolve.models.answers import Answer, Response

    ids = [uuid4() for _ in values]
    items = [item.id for item in view.questions[0].items]
    choice = view.questions[1].items[0].id
    Response.objects.bulk_create(Response(id=one, wave_id=view.open_wave.id) for one in ids)
    Answer.objects.bulk_create(
        Answer(response_id=one, item_id=item, value=int(value))
        for one, row, group in zip(ids, values, groups, strict=True)
        for item, value in [*zip(items, row, strict=True), (choice, group)]
    )


@given(st.lists(st.sampled_from(["", "a", "b", "c", "d"]), max_size=80))
def test_no_group_under_ten_is_told_nor_can_be_worked_out(labels):
    told = told_groups(labels)
    assert all(one in ("", other) for one, other in zip(told, labels, strict=True))
    shown = Counter(one for one in told if one)
    assert all(count >= 10 for count in shown.values())
    hidden = Counter(other for one, other in zip(told, labels, strict=True) if other and not one)
    assert not hidden or sum(hidden.values()) >= 10 or not shown
    for label, count in shown.items():
        assert count == labels.count(label)


def test_what_joined_members_do_stands_beside_and_nobody_elses(talked, survey, crew, now, hear):
    hear(now)
    values = rows(12)
    for number, member in enumerate(crew.members):
        said = {f"q1_{place}": int(value) for place, value in enumerate(values[number], 1)}
        send(survey, number, said, now, member=member, joins=number < 9)
    assert result(close(survey, crew, now), 1, names=NAMES).beside == ()
    operations.open_wave(survey=survey, by=crew.steward, at=now)
    for number, member in enumerate(crew.members):
        said = {f"q1_{place}": int(value) for place, value in enumerate(values[number], 1)}
        send(survey, number, said, now, member=member, joins=True)
    (found,) = result(close(survey, crew, now), 2, names=NAMES).beside
    assert found.n == 12
    assert found.scale == "belonging"


def test_the_same_people_are_followed_from_wave_to_wave(survey, crew, now):
    values = rows(12)
    for wave in (0, 1):
        for number, member in enumerate(crew.members):
            shift = wave if values[number].max() < 7 and values[number].min() > 1 else 0
            turned = [1, 1, 1, -1]
            said = {
                f"q1_{place}": int(value + shift * turned[place - 1])
                for place, value in enumerate(values[number], 1)
            }
            send(survey, number, said, now, member=member, joins=True)
        view = close(survey, crew, now)
        operations.open_wave(survey=survey, by=crew.steward, at=now)
    (panel,) = panels(view, names=NAMES)
    assert [one.number for one in panel.waves] == [1, 2]
    assert panel.same_people == 12
    moved = sum(row.max() < 7 and row.min() > 1 for row in values) / 12
    assert panel.change.middle == pytest.approx(moved)
    assert moved > 0


def test_one_closed_wave_is_no_panel(survey, crew, now):
    for number in range(12):
        send(survey, number, {"q2": 1}, now)
    assert panels(close(survey, crew, now), names=NAMES) == ()


def test_the_rows_of_a_sheet_stand_in_no_order_of_coming(survey, crew, now):
    for number in range(20):
        send(survey, number, {"q1_1": 1 + number // 10}, now)
    view = queries.survey(survey)
    column = sheet(view, view.open_wave.id).column("q1_1")
    assert sorted(column) == [1] * 10 + [2] * 10
    assert list(column) != sorted(column)  # one in 184,756


def test_an_open_wave_tells_nothing(survey, crew, now):
    for number in range(12):
        send(survey, number, {"q2": 1}, now)
    with pytest.raises(Missing, match="still open"):
        result(queries.survey(survey), 1, names=NAMES)
    assert panels(queries.survey(survey), names=NAMES) == ()
