"""Words, ratings, profiles and pairs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import rankdata

from cohive.engine.collusion.cases import Witness
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.disagreement import disagreement_of, scaled
from cohive.engine.collusion.events import events_of
from cohive.engine.collusion.profiles import profiled, sense_of
from cohive.engine.collusion.recounting import Ledger
from cohive.engine.collusion.tables import detect_pairs, detect_profiles, recompute_ties
from cohive.engine.collusion.texts import copies_of, shingles_of, solicitation_of
from tests.shared_data import shared_data

SENTENCE = "the seam of this bag holds very well and the colour stays after many long rainy weeks"


def area(labels, scores):
    """ROC-AUC."""
    labels = np.asarray(labels, dtype=bool)
    ranks = rankdata(scores)
    up = labels.sum()
    return (ranks[labels].sum() - up * (up + 1) / 2) / (up * (labels.size - up))


def test_words_and_chinese_signs_are_cut_in_threes():
    assert shingles_of("A bag, held well") == {"a bag held", "bag held well"}
    assert shingles_of("质量很好") == {"质 量 很", "量 很 好"}


def test_near_duplicates_of_other_accounts_are_found_in_both_languages():
    chinese = "这个包的缝线非常结实颜色也很正下雨天背着完全没有问题值得买"
    texts = [SENTENCE, SENTENCE.replace("rainy", "windy"), "something else " * 9, SENTENCE]
    texts += [chinese, chinese.replace("下雨天", "下雪天"), "今天天气不错我们一起去河边散步看船吧"]
    user = np.array([0, 1, 2, 0, 3, 4, 5])
    copies = copies_of(texts, user, seed=0)
    found = set(zip(copies.first.tolist(), copies.second.tolist(), strict=True))
    assert found == {(0, 1), (1, 3), (4, 5)}


def test_what_many_say_and_what_is_quoted_is_no_copy():
    ritual = "good evening night ferry we greet the lamp and all who sail with her tonight again"
    user = np.arange(60)
    assert copies_of([ritual] * 60, user, seed=0).first.size == 0
    quoted = [f"“{SENTENCE}” said {name}" for name in ("ann", "bob")]
    assert copies_of(quoted, np.arange(2), seed=0).first.size == 0


def test_asking_is_counted_in_both_languages():
    plain, asking, chinese = solicitation_of(
        [
            "we sat on the quay until the lamp went out",
            "check out my channel and subscribe http://x.example",
            "加微信免费领取优惠，点击链接关注，私信我",
        ]
    )
    assert asking > plain + 3
    assert chinese > plain + 2


def test_who_rates_against_the_consensus_is_seen_and_being_disliked_is_no_sign():
    honest = [(rater, thing, 1 if thing < 6 else -1) for rater in range(10) for thing in range(12)]
    liars = [(rater, thing, -1 if thing < 6 else 1) for rater in (10, 11) for thing in range(12)]
    user, item, ratings = np.array([*honest, *liars]).T
    found = disagreement_of(user, item, ratings.astype(float), users=13, items=12)
    assert found.odds[10:12].min() > found.odds[:10].max()
    assert found.fairness[10:12].max() < found.fairness[:10].min()
    assert found.odds[12] == 0  # who gave nothing


def test_an_act_that_is_no_rating_changes_nothing_of_what_is_thought_of_raters():
    rated = [(rater, thing, 1 if thing < 6 else -1) for rater in range(10) for thing in range(12)]
    rated += [(10, thing, -1 if thing < 6 else 1) for thing in range(12)]
    beside = [(rater, thing, np.nan) for rater in range(12) for thing in range(0, 12, 3)]
    sizes = {"users": 12, "items": 12}

    def found(rows):
        user, item, ratings = np.array(rows, dtype=float).T
        return disagreement_of(user.astype(int), item.astype(int), ratings, **sizes)

    plain, mixed = found(rated), found([*beside, *rated])
    for name in ("odds", "fairness", "goodness", "given"):
        assert getattr(mixed, name).tolist() == getattr(plain, name).tolist(), name
    assert mixed.given[11] == 0


def test_purchases_among_ratings_leave_disagreement_able_to_speak():
    draw = np.random.default_rng(3)
    rows = [
        (f"r{rater:02d}", f"t{thing:02d}", (1.0 if thing < 10 else -1.0) * (-1 if rater < 2 else 1))
        for rater in range(30)
        for thing in draw.choice(20, 12, replace=False)
    ]
    rows += [(f"r{rater:02d}", "bought", np.nan) for rater in range(30)]
    rows += [("r29", f"t{thing:02d}", np.nan) for thing in range(20)]  # passed on, not rated
    users, items, ratings = zip(*rows, strict=True)
    seconds = draw.random(len(rows)) * 40 * 86400
    events = events_of(users, items, seconds=seconds, ratings=ratings)
    found = detect(events, seed=0)
    assert Witness.DISAGREEMENT in found.looked_at
    ledger = Ledger(events, Configuration())
    opposed, judged = ledger.opposed()
    bought = events.item == events.items.index("bought")
    assert not judged[np.isnan(events.ratings)].any()
    assert judged[~np.isnan(events.ratings)].all()
    liars = np.isin(events.user, [0, 1]) & ~bought
    assert opposed[liars].mean() > 0.9
    assert opposed[~liars].mean() < 0.1


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [([-10, 5, 10], [-1, 0.5, 1]), ([1, 3, 5], [-1, 0, 1]), ([4, 4], [0, 0]), ([], [])],
)
def test_ratings_are_scaled(ratings, expected):
    assert scaled(np.array(ratings, dtype=float)).tolist() == expected


@pytest.mark.parametrize(
    ("column", "side"),
    [
        ("userFollowerCount", -1),
        ("following_count", 1),
        ("digits_in_name", 1),
        ("mediaCount", -1),
        ("f3", 0),
        ("username_length", 0),
    ],
)
def test_the_suspicious_side_is_known_by_name(column, side):
    assert sense_of(column) == side


def test_shells_and_peas_in_a_pod_stand_out():
    draw = np.random.default_rng(5)
    label = np.arange(600) < 60
    followers = np.where(label, draw.integers(0, 30, 600), draw.integers(50, 3000, 600))
    following = np.where(label, draw.integers(800, 4000, 600), draw.integers(50, 900, 600))
    posts = np.where(label, 0, draw.integers(1, 400, 600))
    found = profiled(
        {
            "followers": followers.astype(float),
            "following": following.astype(float),
            "posts": posts.astype(float),
        }
    )
    assert area(label, found.shells) > 0.98
    unknown = {
        f"f{at}": np.where(label, 0.4 + draw.normal(0, 0.01, 600), draw.random(600))
        for at in range(4)
    }
    assert area(label, profiled(unknown).crowding) > 0.98


def test_a_table_with_one_unknown_column_gives_everybody_the_same():
    found = detect_profiles(["a", "b"], {"x": np.array([1.0, 2.0])})
    assert set(found.scores) == {0.0}
    assert found.cases == ()


def two_crowds_and_an_army():
    """A clique of 30 at one launch; twelve who meet in varying parties of six over and over."""
    draw = np.random.default_rng(2)
    pairs = set(combinations(range(30), 2))
    for _ in range(8):
        party = sorted(draw.choice(np.arange(30, 50), 9, replace=False).tolist())
        pairs |= set(combinations(party, 2))
    first, second = (np.array(each) for each in zip(*sorted(pairs), strict=True))
    return [f"u{at:02}" for at in range(50)], first, second


def test_companions_from_several_crowds_count_more_than_one_crowd():
    names, first, second = two_crowds_and_an_army()
    found = detect_pairs(names, first, second)
    scores = np.array(found.scores)
    assert np.median(scores[30:]) > scores[:30].max()
    case = found.cases[0]
    again = recompute_ties(case.evidence[0], names, first, second)
    assert again == case.evidence[0]
    assert not case.flagged  # a single witness


def average_precision(labels, scores):
    order = np.argsort(-np.asarray(scores), kind="stable")
    hits = np.asarray(labels)[order]
    return float((np.cumsum(hits) / np.arange(1, hits.size + 1) * hits).sum() / hits.sum())


def test_bought_followers_are_told_from_people():
    path = shared_data("integrity/instafake_profiles.csv.gz")
    rows = np.genfromtxt(path, delimiter=",", names=True)
    columns = {name: rows[name] for name in rows.dtype.names if name != "label"}
    scores = np.array(detect_profiles([str(at) for at in range(rows.size)], columns).scores)
    assert average_precision(rows["label"], scores) >= 0.92
    assert area(rows["label"], scores) >= 0.965
