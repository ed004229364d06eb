"""Influence as a triangle, undeclared interests, bonding and spreading, the mix of roles."""

from __future__ import annotations

import pytest

from cohive.engine.capital import (
    ROLE_NAMES,
    Trace,
    bonding_practice,
    influence,
    role_mix,
    spreading_practice,
    undeclared_interests,
)
from cohive.engine.ties import addressed
from tests.engine.ties.made import act, frame


def trace(name: str, **cells: object) -> Trace:
    plain: dict[str, object] = {
        "exposed": 100, "conversions": 3, "reciprocity": 0.5, "betweenness": 0.01, "circles": 1,
        "days_here": 100.0, "has_bought": False, "has_declared": False,
    }  # fmt: skip
    return Trace(name, **(plain | cells))  # type: ignore[arg-type]  # cells of many types


def crowd() -> list[Trace]:
    plain = [trace(f"p{number:02d}", exposed=90 + number) for number in range(18)]
    return [
        *plain,
        trace("star", exposed=9_000, conversions=90, reciprocity=0.01),
        trace("tester", exposed=95, conversions=30, reciprocity=0.9, has_bought=True),
        trace("bridge", betweenness=0.4, circles=4, days_here=400.0),
    ]


def test_each_signature_fits_whom_it_describes_and_nobody_else():
    found = influence(crowd())
    assert {one.person: one.signs for one in found.triangles if one.signs} == {
        "star": ("leader",),
        "tester": ("consumer",),
        "bridge": ("trust",),
    }


def test_a_conversion_of_few_is_drawn_to_the_mean():
    found = influence([*crowd(), trace("lucky", exposed=1, conversions=1)])
    lucky = next(one for one in found.triangles if one.person == "lucky")
    assert lucky.shrunk == pytest.approx((1 + 20 * found.mean_conversion) / 21)
    assert lucky.shrunk < 0.1


def test_of_few_people_nobody_is_compared():
    found = influence(crowd()[:9])
    assert found.triangles == ()
    assert "With 9 people" in str(found.cannot_tell[-1])


def test_whoever_is_paid_from_what_she_praises_is_found_unless_she_said_so():
    spoke = {("ann", "shirt"): 3, ("bob", "shirt"): 1, ("cid", "shirt"): 2}
    paid = {("ann", "shirt"): 500, ("bob", "shirt"): 900}
    found = undeclared_interests(spoke, paid, {("bob", "shirt")})
    assert [(one.person, one.acts, one.received) for one in found] == [("ann", 3, 500)]


def test_a_firm_that_only_announces_does_not_bond():
    rows = [act(number, "label", number, role="staff") for number in range(4)]
    rows += [act(10, "ann", 1.5, parent="o000001"), act(11, "ann", 2.5, verb="Like", target="bob")]
    found = bonding_practice(addressed(frame(rows)))
    assert (found.staff_posts, found.staff_answered.middle) == (4, 0.25)
    assert found.staff_answers.middle == 0.0
    assert found.recognition == 1.0


def test_what_travels_on_from_hand_to_hand_is_deep():
    rows = [
        act(1, "ann", 0, object_kind="link", object="l1", parent="work"),
        act(2, "bob", 1, object_kind="link", object="l2", parent="l1"),
        act(3, "label", 2, verb="Announce", object="work", role="staff"),
        act(4, "cid", 3),
    ]
    found = spreading_practice(addressed(frame(rows)), exposures=30)
    assert found.passed_on == 3
    assert found.deep.middle == pytest.approx(1 / 3)
    assert found.by_members.middle == pytest.approx(2 / 3)
    assert found.per_exposure.middle == pytest.approx(0.1)


def weeks_of_distributors():
    number = 0
    for week in range(3):
        for person in range(12):
            number += 1
            verb = {"verb": "Announce"} if person < 6 else {"target": f"p{(person + 1) % 12}"}
            for _ in range(3):
                number += 1
                yield act(number, f"p{person}", 7 * week + 0.01 * person, **verb)


def test_the_mix_sums_to_one_and_names_nobody():
    found = role_mix(addressed(frame(weeks_of_distributors())))
    assert [week.n for week in found.weeks] == [12, 12, 12]
    for week in found.weeks:
        assert sum(week.parts) == pytest.approx(1.0)
        assert (
            week.parts[ROLE_NAMES.index("distributor")] > week.parts[ROLE_NAMES.index("listener")]
        )
    assert found.pairs == 24
    assert all(sum(row) == pytest.approx(1.0) for row in found.moves)
    assert "p1" not in repr(found)


def test_a_week_with_few_people_has_no_mix():
    found = role_mix(addressed(frame([act(1, "ann", 0), act(2, "bob", 1)])))
    assert found.weeks == ()
    assert found.moves is None
