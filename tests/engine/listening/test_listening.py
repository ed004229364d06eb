"""Language, mood, corrected parts, bursts, copies, topics: own sentences and real reviews."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections import Counter
from math import exp, sqrt
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.intervals import wilson
from cohive.engine.listening.bursts import DAYS_PER_MONTH, burst_of, threshold
from cohive.engine.listening.copies import bare, fold
from cohive.engine.listening.known import POSTS, REVIEWS, Counted, part_of
from cohive.engine.listening.languages import language_of
from cohive.engine.listening.moods import Mood
from cohive.engine.listening.prevalence import Ear, corrected
from cohive.engine.listening.report import Text, report
from cohive.engine.listening.sentiment import hear
from cohive.engine.listening.topics import Change, topics_of
from tests.shared_data import shared_data

SENTENCES = Path(__file__).with_name("sentences.tsv")


def sentences() -> list[tuple[str, Mood, str]]:
    rows = (line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines())
    return [(language, Mood(mood), text) for language, mood, text in rows]


def ear_on(rows: list[tuple[Mood, Mood]], mood: Mood) -> Ear:
    there = [heard for said, heard in rows if said is mood]
    absent = [heard for said, heard in rows if said is not mood]
    return Ear(there.count(mood), len(there), sum(h is not mood for h in absent), len(absent))


def test_the_ear_for_posts_is_what_the_sentences_say() -> None:
    for language in ("en", "zh"):
        rows = [
            (mood, hear(text, lang).mood) for lang, mood, text in sentences() if lang == language
        ]
        assert len(rows) == 100
        for mood in (Mood.WARM, Mood.CROSS):
            assert ear_on(rows, mood) == POSTS[language, mood]


def test_languages_of_the_sentences() -> None:
    wrong = Counter(
        (language, language_of(text))
        for language, _, text in sentences()
        if language_of(text) != language
    )
    assert wrong == {("en", ""): 8}  # too short to tell, and none taken for another


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Hemd ist nach der Wäsche eingelaufen", "de"),
        ("ありがとう、とても良いです", "ja"),
        ("衣服很好 very nice", "zh"),
        ("#夜渡 https://example.org", ""),
        ("", ""),
    ],
)
def test_other_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("质量很好", Mood.WARM),
        ("质量不是很好", Mood.CROSS),
        ("一点都不失望", Mood.WARM),
        ("不错，但是太贵了，质量差", Mood.CROSS),
        ("我订的是蓝色那件", Mood.PLAIN),
        ("喜欢，讨厌", Mood.UNDECIDED),
    ],
)
def test_chinese_words_are_turned_by_what_stands_before(text: str, mood: Mood) -> None:
    assert hear(text, "zh").mood is mood


def test_what_nobody_can_read_is_undecided() -> None:
    assert hear("Das Hemd ist toll", "de").mood is Mood.UNDECIDED


@given(st.text(max_size=300), st.sampled_from(["zh", "en", ""]))
def test_any_text_is_heard(text: str, language: str) -> None:
    assert -1 <= hear(text, language).score <= 1


def test_rogan_gladen_on_a_known_herd() -> None:
    """23 of 150 positive, sensitivity 96 %, specificity 89 %: (23/150 + 0.89 - 1) / 0.85."""
    found = corrected(23, 150, Ear(9600, 10_000, 8900, 10_000))
    assert found.middle == pytest.approx((23 / 150 + 0.89 - 1) / 0.85)
    assert found.low <= found.middle <= found.high


def test_a_perfect_ear_gives_a_wilson_like_range() -> None:
    found, plain = corrected(30, 100, Ear(10**7, 10**7, 10**7, 10**7)), wilson(30, 100)
    assert found.low == pytest.approx(plain.low, abs=0.01)
    assert found.high == pytest.approx(plain.high, abs=0.01)


def test_an_ear_that_tells_nothing_gives_everything() -> None:
    found = corrected(3, 10, Ear(5, 10, 5, 10))
    assert (found.low, found.high) == (0.0, 1.0)


@pytest.mark.parametrize("truth", [0.05, 0.3, 0.7])
def test_the_range_holds_the_truth_nineteen_times_in_twenty(truth: float) -> None:
    draw = random.Random(7)  # noqa: S311 - repeatable, no secret
    sensitivity, specificity, runs, inside = 0.6, 0.92, 1500, 0
    for _ in range(runs):
        ear = Ear(
            sum(draw.random() < sensitivity for _ in range(74)), 74,
            sum(draw.random() < specificity for _ in range(126)), 126,
        )  # fmt: skip
        chance = truth * sensitivity + (1 - truth) * (1 - specificity)
        hits = sum(draw.random() < chance for _ in range(60))
        found = corrected(hits, 60, ear)
        inside += found.low <= truth <= found.high
    assert inside / runs >= 0.95 - 3 * sqrt(0.95 * 0.05 / runs)


def test_languages_are_joined_by_their_weights() -> None:
    one = part_of([Counted("en", 50, 25)], Mood.WARM, POSTS)
    both = part_of([Counted("en", 50, 25), Counted("de", 50, 0)], Mood.WARM, POSTS)
    assert one == both
    assert part_of([Counted("de", 9, 0)], Mood.WARM, POSTS) is None


def drawn(draw: random.Random, mean: float, shape: float | None) -> int:
    """Poisson by its definition; with a shape the mean itself is drawn (negative binomial)."""
    mean = mean if shape is None else draw.gammavariate(shape, mean / shape)
    floor, count, product = exp(-mean), 0, draw.random()
    while product > floor:
        count += 1
        product *= draw.random()
    return count


@pytest.mark.parametrize("shape", [None, 2.0])
@pytest.mark.parametrize("mean", [0.3, 1.5, 6.0])
@pytest.mark.parametrize("weeks", [4, 26])
def test_false_alarms_stay_below_one_a_month(mean: float, shape: float | None, weeks: int) -> None:
    draw = random.Random(1)  # noqa: S311 - repeatable, no secret
    limit = threshold(alarms_per_month=1.0, watched=1)
    week = (0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.0)
    runs = 1500
    rung = 0
    for _ in range(runs):
        days = [drawn(draw, mean * week[day % 7], shape) for day in range(weeks * 7 + 1)]
        rung += burst_of(days[-1], days[:-1], chance_max=limit).rings
    assert rung / runs * DAYS_PER_MONTH <= 1.0


def test_a_real_jump_is_heard() -> None:
    draw = random.Random(2)  # noqa: S311 - repeatable, no secret
    history = [drawn(draw, 1.5, None) for _ in range(70)]
    found = burst_of(14, history, chance_max=threshold(alarms_per_month=1.0, watched=10))
    assert found.rings
    assert found.high <= 4


def test_the_weekday_counts() -> None:
    history = [9 if day % 7 == 6 else 0 for day in range(70)]
    limit = threshold(alarms_per_month=1.0, watched=1)
    assert not burst_of(9, history[:69], chance_max=limit).rings  # a Sunday, like the others
    assert burst_of(9, history[:66], chance_max=limit).rings  # a Thursday


def test_a_history_too_short_tells_nothing() -> None:
    assert not burst_of(50, [0] * 27, chance_max=0.01).is_told


def test_near_copies_are_folded_and_short_texts_are_not() -> None:
    text = "夜渡的新衣服真的很好看，图案清晰，面料舒服，推荐大家购买"
    other = "别的话说了一大堆没有重复的"
    texts = [text, text + "！！", "很好", "很好", text[:-2] + "来买", other]
    assert fold(texts) == [0, 0, 2, 3, 0, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#夜渡#新衣服真好看", "新衣服真好看"),
        ("＃夜渡＃新衣服真好看", "新衣服真好看"),
        ("新衣服#夜渡#真好看#下雪#", "新衣服真好看"),
        ("#night #ferry new shirt", "newshirt"),
        ("new shirt #nightferry", "newshirt"),
        ("#夜渡 新衣服真好看", "新衣服真好看"),
        ("新衣服 #夜渡#真好看", "新衣服真好看"),
        ("新衣服，@小鹿 真好看_", "新衣服真好看"),
        ("##", ""),
    ],
)
def test_a_hashtag_closed_by_a_second_sign_takes_no_word_of_the_text(text: str, words: str) -> None:
    assert bare(text) == words


def test_posts_under_one_topic_are_no_copies_of_each_other() -> None:
    one, other = "新衣服真的很好看图案清晰面料舒服", "快递太慢了等了整整两个星期才到手"
    texts = [f"#夜渡#{one}", f"#夜渡#{other}", f"#下雪#{one}"]
    assert fold(texts) == [0, 1, 0]


@given(st.lists(st.text(alphabet="abcd ", max_size=30), max_size=20))
def test_folding_leads_to_a_first_that_is_its_own(texts: list[str]) -> None:
    first = fold(texts)
    assert all(first[root] == root <= place for place, root in enumerate(first))


def test_topics_are_words_with_their_texts_and_what_changed() -> None:
    now = [f"the collar went wavy, day {n}" for n in range(8)] + ["nice fabric"] * 4
    before = ["nice fabric"] * 60
    found = {topic.label: topic for topic in topics_of(now, before)}
    assert found["collar"].change is Change.NEW
    assert len(found["collar"].texts) == 8
    assert found["fabric"].change is Change.LESS
    assert topics_of(now, [])[0].change is Change.UNKNOWN


def test_the_report_of_a_file() -> None:
    found = report(
        [Text("质量很好很喜欢", True, None, "衣服"), Text("太差了", False, None, "衣服")]
    )
    assert found["beside_the_marks"]["right"] == 2
    assert found["groups"]["衣服"]["heard"]["warm"] == 1


def test_all_reviews_are_heard_as_well_as_documented() -> None:
    """74,761 reviews with their stars: what `known.REVIEWS` counts, and 90.8 % of answers right."""
    with ZipFile(shared_data("listening/online_shopping_10_cats.zip")) as packed:
        raw = packed.read("online_shopping_10_cats.csv").decode("utf-8-sig")
    with gzip.open(shared_data("listening/waimai_10k.csv.gz")) as file:
        more = file.read().decode("utf-8-sig")
    rows = [
        (Mood.WARM if row["label"] == "1" else Mood.CROSS, hear(row["review"], "zh").mood)
        for text in (raw, more)
        for row in csv.DictReader(io.StringIO(text))
    ]
    assert len(rows) == 74_761
    for mood in (Mood.WARM, Mood.CROSS):
        assert ear_on(rows, mood) == REVIEWS["zh", mood]
    answered = [said is heard for said, heard in rows if heard in (Mood.WARM, Mood.CROSS)]
    assert sum(answered) / len(answered) > 0.9
