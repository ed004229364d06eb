"""What a draft would pass on, by the engine's own rule."""

from __future__ import annotations

from fractions import Fraction

from cohive.create import queries
from cohive.create.passing import passing

HALF = Fraction(1, 2)


def test_over_asking_is_cut_by_the_same_part_for_all(cast, submit):
    cards = queries.cards_of(
        [submit(cast.mei, "a", ask=HALF), submit(cast.mei, "b", ask=Fraction(1, 4))]
    )
    by_title = {card.title: card for card in cards.values()}
    found = passing([(by_title["a"], 1), (by_title["b"], 1)], keep=HALF, keep_min=HALF)
    assert found.kept == HALF
    assert [(part.part, part.asked) for part in found.parts] == [
        (Fraction(1, 3), HALF),
        (Fraction(1, 6), Fraction(1, 4)),
    ]
    assert found.is_cut
    assert found.asked == Fraction(3, 4)


def test_without_parents_all_is_kept():
    found = passing([], keep=HALF, keep_min=HALF)
    assert (found.kept, found.parts, found.is_cut) == (1, (), False)


def test_what_is_only_named_gets_nothing(cast, submit):
    (card,) = queries.cards_of([submit(cast.mei, "a", ask=Fraction(0))]).values()
    found = passing([(card, 0)], keep=HALF, keep_min=HALF)
    assert (found.kept, found.parts[0].part) == (1, 0)
