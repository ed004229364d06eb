from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from cohive.look import formats
from cohive.words.money import Money

AT = datetime(2026, 11, 22, 23, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Money(317, "EUR"), "€3.17"),
        (Money(-675, "EUR"), "−€6.75"),
        (Money(480000, "EUR"), "€4,800.00"),
        (Money(190, "JPY"), "¥190"),
        (Money(0, "EUR"), "€0.00"),
    ],
)
def test_an_amount_is_said_with_its_sign_and_all_its_cents(amount, said):
    with translation.override("en"):
        assert formats.money(amount) == said


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (Fraction(951, 5), "EUR", "€1.902"),
        (634, "EUR", "€6.34"),
        (Fraction(1, 3), "EUR", "€0.003333…"),
        (Fraction(-1, 3), "EUR", "−€0.003333…"),
        (Fraction(317, 2), "EUR", "€1.585"),
        (190, "JPY", "¥190"),
        (Fraction(1, 2), "JPY", "¥0.5"),
        (123456700, "EUR", "€1,234,567.00"),
    ],
)
def test_an_exact_amount_is_never_rounded(minor, currency, said):
    with translation.override("en"):
        assert formats.money_exact(minor, currency) == said


def test_a_share_is_said_as_it_is():
    assert formats.fraction(Fraction(1, 8)) == "1/8"
    assert formats.fraction(1) == "1"
    with translation.override("en"):
        assert formats.percent(Fraction(1, 8)) == "12.5 %"
        assert formats.percent(Fraction(40, 100)) == "40 %"
    with translation.override("zh-hans"):
        assert formats.percent(Fraction(40, 100)) == "40%"


def test_days_and_hours_stand_in_the_viewers_zone_and_language():
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        with translation.override("en"):
            assert formats.day(AT) == "23 November 2026"
            assert formats.clock(AT) == "07:14"
            assert formats.day_short(AT) == "23 Nov"
            assert formats.moment(AT) == "23 November 2026, 07:14"
        with translation.override("zh-hans"):
            assert formats.day(AT) == "2026年11月23日"
            assert formats.day_short(AT) == "11月23日"
            assert formats.weekday(AT) == "星期一"
    with timezone.override(ZoneInfo("Europe/Amsterdam")), translation.override("en"):
        assert formats.moment(AT) == "23 November 2026, 00:14"


@pytest.mark.parametrize(
    ("ago", "english", "chinese"),
    [
        (timedelta(minutes=40), "40 minutes ago", "40分钟前"),
        (timedelta(days=2), "2 days ago", "2天前"),
        (timedelta(hours=-3), "in 3 hours", "3小时后"),
        (timedelta(days=30), "23 Oct", "10月23日"),
        (timedelta(days=400), "18 October 2025", "2025年10月18日"),
    ],
)
def test_a_feed_says_near_times_by_distance_and_far_ones_by_day(ago, english, chinese):
    with timezone.override(ZoneInfo("UTC")):
        with translation.override("en"):
            assert formats.when(AT - ago, AT) == english
        with translation.override("zh-hans"):
            assert formats.when(AT - ago, AT) == chinese


@pytest.mark.parametrize("ago", [0, 2, -2])
def test_a_feed_says_just_now_instead_of_counting_no_seconds(ago):
    with translation.override("en"):
        assert formats.when(AT - timedelta(seconds=ago), AT) == "just now"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mei Qiao", "MQ"),
        ("林一舟", "林"),
        ("anouk", "A"),
        ("night-owl", "NO"),
        ("  ", "·"),
        ("", "·"),
    ],
)
def test_a_face_without_a_picture_shows_initials(name, letters):
    assert formats.initials(name) == letters


def test_the_same_agent_always_has_the_same_tone():
    assert formats.tone(UUID(int=17)) == 1
    assert {formats.tone(UUID(int=n)) for n in range(64)} == set(range(8))


def test_chinese_words_on_an_english_page_carry_their_language():
    with translation.override("en"):
        assert formats.tongue("林一舟") == '<span lang="zh">林一舟</span>'
        assert formats.tongue("Mei <b>") == "Mei &lt;b&gt;"
    with translation.override("zh-hans"):
        assert formats.tongue("林一舟") == "林一舟"
        assert formats.language_tag() == "zh-Hans"
