"""Score voting: by hand, the exact trim, sure and unsure places, a real jury, and any sheet."""

from __future__ import annotations

import gzip
import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from cohive.engine.ballots.forms import ScoreBallot
from cohive.engine.ballots.ratings import exact_centres, groups_of, ratings_of, redrawn
from cohive.engine.ballots.score import ScoreRule, count_scores, score_entries
from cohive.words.refusals import Refused
from tests.engine.ballots.juries import jury
from tests.engine.strategies import patient
from tests.shared_data import shared_data

NAMES = {"a": "Arch", "b": "Bridge", "c": "Crane"}
SHEET = [
    ScoreBallot("1", {"a": 5, "b": 3}),
    ScoreBallot("2", {"a": 4, "b": 3, "c": 1}),
    ScoreBallot("3", {"a": 5, "c": 2}),
]

points = st.builds(Fraction, st.integers(0, 10), st.sampled_from((1, 2)))
sheets = st.lists(
    st.dictionaries(st.sampled_from("abc"), points, max_size=3), min_size=1, max_size=8
).map(lambda rows: [ScoreBallot(f"r{n}", given) for n, given in enumerate(rows)])


def test_the_count_shows_mean_trimmed_and_calibrated_and_the_last_decides() -> None:
    count = count_scores(SHEET, NAMES)
    assert count.winners == ("a",)
    assert [stage.elected for stage in count.stages] == [(), (), ("a",)]
    assert count.stages[0].totals == {"a": Fraction(14, 3), "b": 3, "c": Fraction(3, 2)}
    assert [str(stage.sentence) for stage in count.stages] == [
        "As given: Arch has the best mean, 4.67.",
        "Without the highest and the lowest 10% of each entry's scores: Arch has the best, 4.71.",
        "With every rater put on the common scale: Arch has the best score, "
        f"{float(count.stages[2].totals['a']):.2f}.",
    ]
    assert str(count.explanation[0]) == "Raters: 3; scores: 7; scored entries: 3."


@pytest.mark.parametrize("rule", ScoreRule)
def test_any_rule_can_be_asked_to_decide(rule: ScoreRule) -> None:
    count = count_scores(SHEET, NAMES, rule=rule, seats=2)
    assert count.winners == ("a", "b")
    assert count.stages[-1].elected == ("a", "b")
    assert len(count.stages) == (4 if rule is ScoreRule.CALIBRATED_TRIMMED else 3)


def test_a_trim_takes_a_part_of_a_score_where_the_number_is_not_whole() -> None:
    ballots = [ScoreBallot(str(n), {"a": given}) for n, given in enumerate((0, 3, 4, 4, 5))]
    ratings = ratings_of(ballots, {"a": "a"})
    # of five scores a tenth is half of one: half of 0, the whole of 3, 4, 4, half of 5
    assert exact_centres(ratings, Fraction(1, 10))["a"] == Fraction(27, 2) / 4
    assert exact_centres(ratings, Fraction(1, 5))["a"] == Fraction(11, 3)
    assert exact_centres(ratings, Fraction(0))["a"] == Fraction(16, 5)
    assert exact_centres(ratings, Fraction(49, 100))["a"] == 4


def test_entries_that_nobody_scored_and_the_withdrawn_win_nothing() -> None:
    count = count_scores(SHEET, {**NAMES, "d": "Dam"}, withdrawn=("a",), seats=9)
    assert count.winners == ("b", "c")
    assert "Dam" in str(count.explanation[-1])
    assert "d" not in count.stages[0].totals


def test_equal_scores_are_ordered_by_the_lot_of_the_seed() -> None:
    ballots = [ScoreBallot(str(n), {"a": 4, "b": 4}) for n in range(3)]
    names = {"a": "Arch", "b": "Bridge"}
    found = {count_scores(ballots, names, seed=seed).winners for seed in range(20)}
    assert found == {("a",), ("b",)}
    (tie,) = count_scores(ballots, names, seed=3).ties
    assert count_scores(ballots, names, seed=3).winners == tie.order[:1]
    assert str(tie.sentence).startswith("Arch, Bridge have the same score, 4.00.")


def test_where_nobody_is_corrected_equal_means_are_equal_and_a_lot_decides() -> None:
    ballots = [
        ScoreBallot("ana", {"a": 5, "b": 3, "c": 1}),
        ScoreBallot("bo", {"a": 4, "b": 1, "c": 3}),
        ScoreBallot("cy", {"a": 5, "b": 2, "c": 2}),
    ]
    count = count_scores(ballots, NAMES)
    assert count.stages[2].totals == count.stages[0].totals
    assert "No rater was corrected for harshness: these raters differ no more" in str(
        count.explanation[1]
    )
    assert count.ties[0].among == ("b", "c")


def test_an_interval_stays_on_the_scale() -> None:
    for one in score_entries(SHEET, NAMES).entries:
        assert 0 <= (one.low or 0) <= (one.high or 0) <= 5


def test_what_one_jury_cannot_tell_apart_more_jurors_can() -> None:
    def explained(jurors: int) -> str:
        random = np.random.default_rng(1)
        ballots = [
            ScoreBallot(
                str(n),
                {"a": int(random.integers(2, 6)), "b": int(random.integers(1, 5)), "c": 0},
            )
            for n in range(jurors)
        ]
        return " ".join(str(said) for said in count_scores(ballots, NAMES).explanation)

    assert "cannot tell these apart from" in explained(5)
    assert "cannot tell these apart from" not in explained(200)


@pytest.mark.parametrize(
    ("raters", "least", "most"),
    [(5, 0.95, 1.0), (8, 0.95, 1.0), (20, 0.95, 0.985), (60, 0.93, 0.97)],
)
def test_an_interval_covers_the_mean_of_the_crowd_as_often_as_it_says(
    raters: int, least: float, most: float
) -> None:
    random = np.random.default_rng(5)
    given = random.normal(2.5, 0.8, (1000, raters))
    whole = np.clip(np.round(given * 2), 0, 10).astype(int)
    truth = np.clip(np.round(random.normal(2.5, 0.8, 10**6) * 2), 0, 10).mean() / 2
    ballots = [
        ScoreBallot(str(n), {f"e{e}": Fraction(int(whole[e, n]), 2) for e in range(1000)})
        for n in range(raters)
    ]
    ratings = ratings_of(ballots, {f"e{e}": "" for e in range(1000)})
    ones = np.ones(len(ratings.entry))
    drawn = redrawn(ratings, ratings.value, ones, Fraction(0), draws=400, seed=1, scale=(0, 5))
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    covered = float(np.mean((low <= truth) & (truth <= high)))
    assert least <= covered <= most


def test_few_raters_who_agree_prove_nothing() -> None:
    two = [ScoreBallot(str(n), {"a": 5, "b": 4}) for n in range(2)]
    count = count_scores(two, NAMES)
    assert all(one.low is None and one.group == 0 for one in count.scores.entries)
    said = " ".join(map(str, count.explanation))
    assert "Arch has fewer than 5 scores (2): too few to say" in said
    assert "of 100 cases" not in said
    five = score_entries([ScoreBallot(str(n), {"a": 5, "b": 4}) for n in range(5)], NAMES)
    assert five.entries[0].high == 5
    assert 2.5 < (five.entries[0].low or 5) < 4.5
    assert [one.group for one in five.entries] == [0, 0]
    many = score_entries([ScoreBallot(str(n), {"a": 5, "b": 4}) for n in range(40)], NAMES)
    assert [one.group for one in many.entries] == [0, 1]
    assert 4.4 < (many.entries[0].low or 0) < 5


def test_an_entry_with_too_few_scores_hides_no_difference_between_others() -> None:
    ballots = [ScoreBallot(str(n), {"b": 4, "c": 1}) for n in range(40)]
    count = count_scores([*ballots, ScoreBallot("once", {"a": 5})], NAMES, rule="mean")
    assert [(one.id, one.group) for one in count.scores.entries] == [("a", 0), ("b", 0), ("c", 1)]
    assert "or to tell it apart from any other" in str(count.explanation[1])


def test_anybody_can_make_the_calibrated_scores_again_from_what_is_said() -> None:
    drawn = jury(1)
    scores = score_entries(drawn.ballots, drawn.entries)
    raters = {rater.id: rater for rater in scores.raters}
    assert len({rater.stretch for rater in scores.raters}) > 30
    for one in scores.entries:
        total = weights = Fraction(0)
        for ballot in drawn.ballots:
            if one.id in ballot.scores:
                rater = raters[ballot.voter]
                above = ballot.scores[one.id] + rater.harshness - scores.usual
                total += rater.weight * (scores.usual + rater.stretch * above)
                weights += rater.weight
        assert one.calibrated == total / weights


def test_the_explanation_says_the_correction_of_each_rater() -> None:
    ballots = [ScoreBallot(f"mild {n}", {"a": 5, "b": 4 + n % 2}) for n in range(4)]
    ballots += [ScoreBallot(f"harsh {n}", {"b": 2 + n % 2, "c": 4}) for n in range(5)]
    count = count_scores(ballots, NAMES)
    assert count.winners == ("c",)
    said = [str(sentence) for sentence in count.explanation]
    assert said[1].startswith("A corrected score is the score as given plus its rater's harshness")
    assert all(rater.stretch == rater.weight == 1 for rater in count.scores.raters)
    for rater in count.scores.raters:
        assert f"{rater.id}: scores 2, harshness {float(rater.harshness):.4f}." in said
        assert (rater.harshness > 0) == rater.id.startswith("harsh")
    assert "By the mean of the points as given, Arch would be first." in said
    crowd = count_scores(jury(1).ballots, jury(1).entries)
    said = [str(sentence) for sentence in crowd.explanation]
    assert said[1].startswith(f"A corrected score is {float(crowd.scores.usual):.4f} + stretch × ")
    assert sum("harshness" in each and "weight" in each for each in said[2:]) == 6


def test_one_score_has_no_interval_and_stays_in_the_group_before_it() -> None:
    scores = score_entries([ScoreBallot("1", {"a": 5}), ScoreBallot("2", {"b": 0})], NAMES)
    assert [one.low for one in scores.entries] == [None, None]
    assert [one.group for one in scores.entries] == [0, 0]


def test_groups_begin_where_the_first_of_the_one_before_is_surely_better() -> None:
    random = np.random.default_rng(2)
    drawn = random.normal([5.0, 4.95, 3.0, 2.9, 1.0], 0.1, (1000, 5))
    assert groups_of(range(5), drawn) == {0: 0, 1: 0, 2: 1, 3: 1, 4: 2}


def test_a_real_jury_is_ordered_much_as_it_officially_was() -> None:
    packed = shared_data("ideas/level_jam.json.gz").read_bytes()
    jams = json.loads(gzip.decompress(packed))["entries"]
    for jam in (1, 2):
        placed = [entry for entry in jams if entry["jam"] == jam and entry["placement"] > 0]
        ballots = [
            ScoreBallot(
                f"judge {judge}",
                {
                    entry["id"]: sum(Fraction(str(part)) for part in entry["scores"][judge]) / 5
                    for entry in placed
                },
            )
            for judge in range(5)
        ]
        scores = score_entries(ballots, {entry["id"]: "" for entry in placed})
        official = {entry["id"]: -entry["placement"] for entry in placed}
        for column in ("mean", "trimmed", "calibrated"):
            found = [float(getattr(one, column)) for one in scores.entries]
            places = [official[one.id] for one in scores.entries]
            assert spearmanr(found, places)[0] >= 0.94, (jam, column)


@pytest.mark.parametrize(
    ("ballots", "arguments", "said"),
    [
        ([ScoreBallot("1", {"q": 5})], {}, "“1” scores “q”, which is no entry"),
        ([SHEET[0], SHEET[0]], {}, "“1” is given twice"),
        ([ScoreBallot("1", {"a": 10**20})], {}, "too large"),
        (SHEET, {"seats": 0}, "0 seats"),
        (SHEET, {"trim": Fraction(1, 2)}, "trim of 1/2"),
        ([ScoreBallot("1", {})], {}, "Nobody scored"),
        ([], {}, "Nobody scored"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(
    ballots: list[ScoreBallot], arguments: dict[str, int], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        count_scores(ballots, NAMES, **arguments)  # type: ignore[arg-type]


@given(sheets, st.builds(Fraction, st.integers(0, 49), st.just(100)))
@patient
def test_trimmed_means_lie_between_the_least_and_the_most(
    ballots: list[ScoreBallot], trim: Fraction
) -> None:
    for one in score_entries(ballots, NAMES, trim=trim).entries:
        scores = [Fraction(ballot.scores[one.id]) for ballot in ballots if one.id in ballot.scores]
        assert min(scores) <= one.trimmed <= max(scores)
        assert one.mean == sum(scores) / len(scores)


@given(sheets, st.randoms(use_true_random=False), st.sampled_from(ScoreRule))
@patient
def test_neither_the_order_of_raters_nor_their_names_matter(
    ballots: list[ScoreBallot], random: object, rule: ScoreRule
) -> None:
    before = score_entries(ballots, NAMES, rule=rule)
    mixed = [ScoreBallot(f"other {ballot.voter}", ballot.scores) for ballot in reversed(ballots)]
    after = score_entries(mixed, dict(reversed(NAMES.items())), rule=rule)
    assert after.entries == before.entries
    assert after.usual == before.usual
    assert after.ties == before.ties


def test_the_order_of_the_rows_changes_no_interval_and_no_group() -> None:
    drawn = jury(3, raters=30)
    random = np.random.default_rng(1)
    before = score_entries(drawn.ballots, drawn.entries, seed=7)
    for _ in range(3):
        mixed = [drawn.ballots[n] for n in random.permutation(len(drawn.ballots))]
        names = [list(drawn.entries)[n] for n in random.permutation(len(drawn.entries))]
        after = score_entries(mixed, {name: name for name in names}, seed=7)
        assert after.entries == before.entries
        assert after.raters == before.raters


@given(sheets, st.sampled_from((2, 10)))
@patient
def test_another_unit_of_points_changes_no_order(ballots: list[ScoreBallot], factor: int) -> None:
    larger = [
        ScoreBallot(ballot.voter, {name: given * factor for name, given in ballot.scores.items()})
        for ballot in ballots
    ]
    before, after = score_entries(ballots, NAMES), score_entries(larger, NAMES)
    was = {one.id: float(one.calibrated) for one in before.entries}
    for one in after.entries:
        assert float(one.calibrated) / factor == pytest.approx(was[one.id], abs=1e-4)
