"""Each person's own ties, against what the single measures say and by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.engine.capital import holes, own_ties
from cohive.engine.ties import addressed, network_from
from tests.engine.ties.made import START, act, frame

END = START + timedelta(days=90)


def acts_of(*ties, circle="c"):
    """Acts (who, to whom, day)."""
    rows = [
        act(number, who, day, target=to, circle=circle)
        for number, (who, to, day) in enumerate(sorted(ties, key=lambda tie: tie[2]), start=1)
    ]
    return addressed(frame(rows), brand={"firm"})


BOW = [
    (one, other, day)
    for day, pair in enumerate(("ma", "mb", "ab", "mc", "md", "cd"), start=60)
    for one, other in (pair, pair[::-1])
]


def of(person, acts, **more):
    return next(one for one in own_ties(acts, at=END, **more) if one.person == person)


def test_the_middle_of_a_bow_tie_is_as_known_by_hand():
    middle = of("m", acts_of(*BOW))
    assert middle.contacts == 4
    assert middle.effective_size == pytest.approx(3.0)
    assert middle.constraint == pytest.approx(0.5625)
    assert middle.simmelian == 4


def test_it_says_what_the_single_measures_say():
    acts = acts_of(*BOW, ("m", "e", 70))
    network = network_from(acts, staff=())
    place = holes(network)
    for one in own_ties(acts, at=END):
        number = network.people.index(one.person)
        assert one.contacts == place.contacts[number]
        if one.contacts >= 3:
            assert one.constraint == pytest.approx(place.constraint[number])


def test_of_one_or_two_contacts_nothing_is_told_about_what_they_are_to_each_other():
    end = of("a", acts_of(*BOW))
    assert end.contacts == 2
    assert (end.simmelian, end.effective_size, end.constraint) == (None, None, None)


def test_ties_are_strong_faint_or_between_and_together_all_of_them():
    often = [(one, other, day) for day in range(50, 90) for one, other in (("m", "a"), ("a", "m"))]
    own = of("m", acts_of(*often, ("m", "b", 0), ("m", "c", 85)))
    assert (own.strong, own.between, own.faint) == (1, 1, 1)
    assert own.strong + own.between + own.faint == own.contacts


def test_the_firm_is_no_contact():
    acts = acts_of(("m", "firm", 10), ("firm", "m", 11), ("m", "a", 12))
    assert of("m", acts, brand={"firm"}).contacts == 1
    assert "firm" not in {one.person for one in own_ties(acts, at=END, brand={"firm"})}


def test_within_and_across_are_those_of_bonding():
    rows = [act(number, "m", number, target="a", circle="c") for number in range(1, 5)]
    rows += [act(10 + number, "a", number + 0.1, circle="c") for number in range(1, 5)]
    rows += [act(20 + number, "b", number + 0.2, circle="d") for number in range(1, 5)]
    rows += [act(40, "m", 8, target="b", circle="d")]
    acts = addressed(frame(sorted(rows, key=lambda row: row.at)))
    own = of("m", acts)
    assert (own.within, own.across, own.circles) == (4.0, 1.0, 2)


def test_without_a_tie_nobody_is_told():
    assert own_ties(addressed(frame([act(1, "m", 1)])), at=END) == ()
