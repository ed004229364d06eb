"""What past challenges say: a vote is a signal, the choice is another step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from cohive.bridges.histories.designs import read_designs
from cohive.engine.challenges import ChallengeReport, Entrant, Top, relate
from tests.shared_data import shared_data

DAY = date(2026, 1, 5)


def shop(n: int = 60, *, challenge: str = "tide", first: int = 0) -> list[Entrant]:
    """Entries of our own: scores rise with their number, the sixth and every tenth are chosen."""
    return [
        Entrant(
            id=f"{challenge}{number}",
            at=DAY + timedelta(days=first + number),
            challenge=challenge,
            mean_score=1 + number / 20,
            votes=100 + (number * 37) % 50,
            chosen=number % 10 == 9 or number == 5,
        )
        for number in range(n)
    ]


@pytest.fixture(scope="module")
def threadless() -> tuple[list[Entrant], ChallengeReport]:
    designs = read_designs(shared_data("ideas/threadless_designs.csv.gz"))
    rows = [
        Entrant(d.id, d.approved, d.challenge, d.mean_score, d.votes, d.printed) for d in designs
    ]
    return rows, relate(rows, seed=7, resamples=60)


def test_chosen_designs_scored_higher_and_most_high_ones_were_not_chosen(threadless):
    _, report = threadless
    assert (report.read, report.unscored, report.undated) == (20_528, 18, 0)
    assert report.overall.score.middle == pytest.approx(2.62)
    assert report.overall.score_chosen.middle == pytest.approx(2.96)
    assert report.overall.score_chosen.low > report.overall.score.high
    largest = report.challenges[0]
    assert (largest.challenge, largest.chosen) == ("threadless", 151)
    assert largest.top_tenth.chosen == 77
    assert largest.top_as_many.chosen == 30
    assert (report.overall.n, report.overall.chosen) == (20_510, 315)


def test_how_far_scores_foretold_the_choice_is_scipys_number(threadless):
    rows, report = threadless
    rows = [row for row in rows if row.challenge == "threadless" and row.mean_score is not None]
    chosen = [row.mean_score for row in rows if row.chosen]
    others = [row.mean_score for row in rows if not row.chosen]
    found = report.challenges[0].choice_by_score
    u = stats.mannwhitneyu(chosen, others).statistic
    assert found.middle == pytest.approx(u / (len(chosen) * len(others)))
    assert 0.5 < found.low < found.middle < found.high < 1
    votes = report.challenges[0].score_by_votes
    rho = stats.spearmanr([row.votes for row in rows], [row.mean_score for row in rows]).statistic
    assert votes.middle == pytest.approx(rho)
    assert votes.low > 0


def test_months_add_up_and_are_in_order(threadless):
    _, report = threadless
    months = [month.month for month in report.months]
    assert months == sorted(months)
    assert months[0] == "2012-07"
    assert months[-1] == "2013-03"
    assert sum(month.n for month in report.months) == report.overall.n - report.undated
    assert report.months[0].score is None  # six designs say nothing
    assert report.trend.low > 0
    assert report.trend.n == report.overall.n


def test_an_entry_at_the_edge_of_the_best_falls_out_with_its_equals():
    rows = [row._replace(mean_score=3.0 if n >= 50 else 1.0) for n, row in enumerate(shop())]
    rows[59] = rows[59]._replace(mean_score=4.0)
    found = relate(rows, seed=1, resamples=20).challenges[0]
    assert found.top_tenth == Top(asked=6, size=1, chosen=1)


def test_pairs_of_one_challenge_do_not_mix_levels():
    low, high = shop(), shop(challenge="ink")
    high = [row._replace(mean_score=row.mean_score + 9, chosen=not row.chosen) for row in high]
    report = relate([*low, *high], seed=1, resamples=20)
    parts = [relate(rows, seed=1, resamples=20).overall for rows in (low, high)]
    pairs = [part.chosen * (part.n - part.chosen) for part in parts]
    expected = np.average([part.choice_by_score.middle for part in parts], weights=pairs)
    assert report.within == pytest.approx(expected)
    assert report.overall.choice_by_score.middle > report.within + 0.2


def without_choice(rows: Iterable[Entrant]) -> list[Entrant]:
    return [row._replace(chosen=False) for row in rows]


def test_nothing_is_said_where_nothing_can_be():
    report = relate([], seed=1)
    assert (report.read, report.overall.n, report.challenges, report.months) == (0, 0, (), ())
    assert report.within is None
    assert report.trend is None
    assert report.overall.top_tenth == Top(0, 0, 0)
    alone = relate(without_choice(shop()), seed=1, resamples=20)
    assert alone.overall.choice_by_score is None
    assert alone.overall.score_chosen is None
    few = relate([*shop(9, challenge="few"), *shop()], seed=1, resamples=20)
    assert few.small == 1
    assert [one.challenge for one in few.challenges] == ["tide"]
    assert few.overall.n == 69


def test_missing_numbers_are_counted_and_left_out():
    rows = shop()
    rows[0] = rows[0]._replace(mean_score=None)
    rows[1] = rows[1]._replace(at=None)
    rows[2] = rows[2]._replace(votes=None)
    report = relate(rows, seed=1, resamples=20)
    assert (report.unscored, report.undated, report.overall.n) == (1, 1, 59)
    assert report.overall.score_by_votes.n == 58
    assert report.trend.n == 58


def test_order_and_other_challenges_change_nothing_and_the_seed_does():
    rows = [*shop(), *shop(30, challenge="ink", first=400)]
    mixed = [*rows[1::2], *rows[::2][::-1]]
    one = relate(rows, seed=1, resamples=50)
    assert relate(mixed, seed=1, resamples=50) == one
    assert relate(shop(), seed=1, resamples=50).challenges[0] == one.challenges[0]
    other = relate(rows, seed=2, resamples=50)
    assert other != one
    assert other.overall.choice_by_score.middle == one.overall.choice_by_score.middle


def test_the_report_says_how_it_was_computed():
    report = relate(shop(), seed=5, resamples=60)
    assert (report.seed, report.resamples) == (5, 60)
    assert "60 resamples of the entries, drawn with seed 5" in str(report.how[0])
    assert report.cannot_tell


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mean_score": float("nan")}, "mean score nan"),
        ({"votes": -1}, "-1 votes"),
        ({"id": "tide1"}, "given twice"),
    ],
)
def test_an_entry_that_cannot_be_is_named(wrong, sentence):
    rows = shop()
    rows[0] = rows[0]._replace(**wrong)
    with pytest.raises(ValueError, match=sentence):
        relate(rows, seed=1)
