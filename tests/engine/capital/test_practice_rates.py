"""Bonding and spreading as rates with ranges, and a member's own mix of roles."""

from __future__ import annotations

import pytest

from cohive.engine.capital import ROLE_NAMES, own_mixes, role_mix
from cohive.engine.insight_practice import PassedOn, bonding_rates, spreading_rates
from cohive.engine.ties import addressed
from cohive.engine.vitality import hours_waited, responses
from tests.engine.capital.test_influence_and_practice import weeks_of_distributors
from tests.engine.ties.made import act, frame


def talk():
    """Twelve members tell one thing each; the next answers after three hours, six of them; the
    label tells ten things, answers nobody, and four are answered.
    """
    number = 0
    for person in range(12):
        number += 1
        yield act(number, f"p{person}", person, object=f"t{person}")
        if person < 6:
            number += 1
            yield act(number, f"p{person + 1}", person + 0.125, parent=f"t{person}")
    for told in range(10):
        number += 1
        yield act(number, "label", told + 0.5, role="staff", object=f"l{told}")
        if told < 4:
            number += 1
            yield act(number, "p1", told + 0.75, parent=f"l{told}")
    yield act(number + 1, "p3", 20, verb="Like", target="p0")
    yield act(number + 2, "p4", 20, verb="Like", target="label")


def rates(rows):
    acts = addressed(frame(sorted(rows, key=lambda row: row.at)))
    return {rate.name: rate for rate in bonding_rates(acts, seed=0)}


def test_each_rate_of_bonding_has_its_range_and_what_it_is_of():
    found = rates(talk())
    brand = found["brand_answered"]
    assert (brand.n, brand.value.middle) == (10, 0.4)
    assert brand.value.low < 0.4 < brand.value.high
    # the last thing told had no day to be answered in
    assert (found["answered"].n, found["answered"].value.middle) == (21, pytest.approx(10 / 21))
    assert (found["by_members"].n, found["by_members"].value.middle) == (10, 1.0)
    assert (found["brand_answers"].n, found["brand_answers"].value.middle) == (10, 0.0)


def test_the_middle_wait_and_its_range_come_from_the_waits_themselves():
    found = rates(talk())["hours"]
    assert (found.n, found.value.middle) == (10, 3.0)
    assert (found.value.low, found.value.high) == (3.0, 6.0)
    acts = addressed(frame(sorted(talk(), key=lambda row: row.at)))
    assert hours_waited(acts) == (3.0,) * 6 + (6.0,) * 4
    assert len(hours_waited(acts)) == responses(acts).answered


def test_recognition_counts_what_members_received_and_not_the_brand():
    found = rates(talk())["recognition"]
    assert (found.n, found.value.middle) == (12, pytest.approx(1 / 12))
    assert found.value.low == 0.0


def test_of_no_recognition_at_all_the_range_still_says_how_little_was_seen():
    found = rates([act(number, f"p{number}", number) for number in range(12)])["recognition"]
    assert (found.n, found.value.middle, found.value.low) == (12, 0.0, 0.0)
    assert 0.1 < found.value.high < 0.4


def test_a_rate_of_fewer_than_ten_is_not_told_but_its_n_is():
    found = rates([act(1, "ann", 0), act(2, "bob", 2, parent="o000001"), act(3, "ann", 3)])
    assert {rate.value for rate in found.values()} == {None}
    assert found["recognition"].n == 2
    assert found["by_members"].n == 1


def test_nothing_at_all_gives_the_same_names_without_numbers():
    assert list(rates([])) == list(rates(talk()))


def test_what_travels_on_is_told_of_what_it_is_of():
    passed = PassedOn(made=40, by_members=30, further=4, shown=2_000, of_shown=20)
    found = {rate.name: rate for rate in spreading_rates(passed)}
    assert found["passed_by_members"].value.middle == 0.75
    assert found["per_exposure"].value.middle == 0.01
    assert found["per_exposure"].n == 2_000
    assert found["further"].value.middle == 0.1


def test_where_nothing_is_counted_when_shown_there_is_no_n_either():
    passed = PassedOn(made=9, by_members=9, further=0, shown=None, of_shown=0)
    found = {rate.name: rate for rate in spreading_rates(passed)}
    assert (found["per_exposure"].n, found["per_exposure"].value) == (None, None)
    assert (found["further"].n, found["further"].value) == (9, None)


def test_ones_own_mix_is_hers_and_the_mix_of_all_is_their_mean():
    acts = addressed(frame(weeks_of_distributors()))
    own = {one.person: one for one in own_mixes(acts)}
    assert {one.weeks for one in own.values()} == {3}
    distributor, contact = (ROLE_NAMES.index(name) for name in ("distributor", "contact"))
    assert own["p0"].parts[distributor] > own["p0"].parts[contact]
    assert own["p8"].parts[contact] > own["p8"].parts[distributor]
    weeks = role_mix(acts).weeks
    mean = sum(week.parts[contact] for week in weeks) / len(weeks)
    assert sum(one.parts[contact] for one in own.values()) / 12 == pytest.approx(mean)


def test_nobody_has_a_mix_of_weeks_with_fewer_than_ten():
    assert own_mixes(addressed(frame([act(1, "ann", 0), act(2, "bob", 1)]))) == ()
