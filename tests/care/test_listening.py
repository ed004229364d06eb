"""What the place listens for and where, what is kept of it, and when it rings."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.models import Member, User
from cohive.bridges.public_posts import News
from cohive.care import hearing, operations, queries, urls_listening
from cohive.care.models import Alarm, DayCount, ErasedPost, ListeningSource, Mark, Mention, Watch
from cohive.care.operations import Post
from cohive.care.operations.mentions import KEPT_DAYS
from cohive.journal.models import Act
from cohive.spread import moments
from cohive.words.refusals import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def steward(now: datetime) -> UUID:
    bond.found_place(
        name="Night Ferry",
        languages=["en", "zh-hans"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="steward@example.org",
        steward_name="Saskia",
        at=now - 200 * DAY,
    )
    found: UUID = Member.objects.get(user__email="steward@example.org").agent_id
    return found


@pytest.fixture
def signed_in(steward: UUID, client: Client) -> Client:
    client.force_login(User.objects.get(email="steward@example.org"))
    return client


@pytest.fixture
def feed(steward: UUID, now: datetime) -> UUID:
    operations.listen_for(
        label="Night Ferry", words="Night Ferry\n夜渡", by=steward, at=now - 60 * DAY
    )
    return operations.listen_at(
        kind="feed", address="https://example.org/feed", name="a blog", by=steward, at=now
    )


def kinds() -> list[str]:
    acts = Act.objects.filter(kind__startswith="care.").order_by("id")
    return list(acts.values_list("kind", flat=True))


def post(text: str, at: datetime, key: str = "") -> Post:
    return Post(key or text, text, at, "https://example.org/p", "Stranger", "")


WARM = "The new shirt of Night Ferry is gorgeous, I love it."


def test_only_posts_that_name_the_place_are_kept(feed: UUID, now: datetime) -> None:
    posts = [
        post(WARM, now),
        post("夜渡的图案真好看，很喜欢。", now),
        post("A knight ferrying nobody.", now),
    ]
    assert operations.take_in(source=feed, posts=posts, at=now) == 2
    assert operations.take_in(source=feed, posts=posts, at=now) == 0

    found = {row.language: row.mood for row in queries.mentions()}
    assert found == {"en": "warm", "zh": "warm"}
    assert kinds() == ["care.watch.added", "care.source.added"]


def test_copies_are_one_voice(feed: UUID, now: datetime) -> None:
    posts = [
        post(WARM + end, now, key) for key, end in (("a", ""), ("b", "!!"), ("c", " https://x.y"))
    ]
    assert operations.take_in(source=feed, posts=posts, at=now) == 3

    assert DayCount.objects.get().posts == 1
    today = queries.mood_of_day(at=now)
    assert (today.voices, today.copies) == (1, 2)


def rung(feed: UUID, now: datetime, seen: int) -> int:
    for number in range(1, 57):
        if number % 3 == 0:
            at = now - number * DAY
            operations.take_in(source=feed, posts=[post(f"Night Ferry, day {number}", at)], at=at)
    for number in range(seen):
        text = f"{'abcdefghij'[number] * 20} Night Ferry in the snow {number}"
        operations.take_in(source=feed, posts=[post(text, now)], at=now)
    return operations.ring(at=now)


def test_a_jump_rings_once_and_says_with_what(feed: UUID, now: datetime) -> None:
    assert rung(feed, now, 9) == 1
    assert operations.ring(at=now) == 0

    (alarm,) = queries.open_alarms()
    assert (alarm.label, alarm.seen, alarm.began_at) == ("Night Ferry", 9, now)
    assert len(alarm.examples) == 3
    assert alarm.usual_high <= 2
    assert kinds()[-1] == "care.alarm.rang"


def test_an_alarm_stands_on_the_calendar_of_moments(feed: UUID, now: datetime) -> None:
    rung(feed, now, 9)
    (shown,) = moments.alarms()
    assert shown.title.startswith("Night Ferry: 9 posts since")
    assert shown.usual.startswith("On an ordinary Sunday it is")
    assert (len(shown.quotes), shown.url) == (3, "/desk/listening/")
    assert shown.language in ("en", "zh")


def test_an_ordinary_day_does_not_ring(feed: UUID, now: datetime) -> None:
    assert rung(feed, now, 2) == 0
    assert queries.open_alarms() == ()


def test_a_short_history_never_rings(steward: UUID, now: datetime) -> None:
    operations.listen_for(label="snow", words="snow", by=steward, at=now - 20 * DAY)
    source = operations.listen_at(
        kind="feed", address="https://example.org/x", name="x", by=steward, at=now
    )
    posts = [post(f"{'abcdefghij'[n] * 20} snow", now) for n in range(9)]
    operations.take_in(source=source, posts=posts, at=now)
    assert operations.ring(at=now) == 0


def test_quiet_for_four_weeks(feed: UUID, steward: UUID, now: datetime) -> None:
    watch = Watch.objects.get()
    operations.be_quiet(watch=watch.id, by=steward, at=now)
    assert rung(feed, now, 9) == 0
    assert "care.watch.quieted" in kinds()


def test_alarms_show_how_often_they_were_right(feed: UUID, steward: UUID, now: datetime) -> None:
    rung(feed, now, 9)
    (alarm,) = queries.open_alarms()
    operations.judge_alarm(alarm=alarm.id, was_right=True, by=steward, at=now)
    assert queries.precision() == (1, 1)
    assert queries.open_alarms() == ()
    assert kinds()[-1] == "care.alarm.judged"


def test_a_mark_counts_and_outlives_the_post(feed: UUID, steward: UUID, now: datetime) -> None:
    operations.take_in(source=feed, posts=[post(WARM, now)], at=now)
    mention = Mention.objects.get()
    operations.mark_mention(mention=mention.id, mood="plain", is_asked=True, by=steward, at=now)
    assert Mention.objects.get().mood == "plain"
    english = queries.hearing()[0]
    assert english.here is not None
    assert (english.here.middle, english.here_of) == (0.0, 1)

    assert operations.forget_mentions(at=now + (KEPT_DAYS + 1) * DAY) == 1
    assert not Mention.objects.exists()
    assert (Mark.objects.get().heard, Mark.objects.get().mood) == ("warm", "plain")
    assert DayCount.objects.get().posts == 1
    with pytest.raises(Refused):
        operations.mark_mention(
            mention=mention.id, mood="plain", is_asked=False, by=steward, at=now
        )


def test_posts_are_kept_ninety_days_and_not_one_more(feed: UUID, now: datetime) -> None:
    operations.take_in(source=feed, posts=[post(WARM, now)], at=now)
    assert operations.forget_mentions(at=now + KEPT_DAYS * DAY) == 0
    assert operations.forget_mentions(at=now + KEPT_DAYS * DAY + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/desk/"])
def test_only_addresses_of_the_web_are_kept_to_be_opened(
    feed: UUID, now: datetime, url: str
) -> None:
    operations.take_in(source=feed, posts=[Post("1", "Night Ferry, nice", now, url)], at=now)
    assert Mention.objects.get().url == ""


def test_one_hostile_source_silences_no_other(
    feed: UUID, steward: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = operations.listen_at(
        kind="feed", address="https://other.example/feed", name="other", by=steward, at=now
    )

    def asked(source: queries.ListeningSourceView) -> News:
        if source.id == feed:
            raise ValueError("year 10000 is out of range")
        return News((), "tag", "")

    monkeypatch.setattr(hearing, "_asked", asked)
    hearing.ask_sources(at=now)
    assert ListeningSource.objects.get(id=feed).next_at > now
    assert ListeningSource.objects.get(id=other).heard_at == now


LONG = "Night Ferry sent me a shirt with a loose collar and I would like to return it, please."


def test_erasing_a_post_erases_its_copies_and_keeps_every_source_from_bringing_it_back(
    feed: UUID, steward: UUID, now: datetime
) -> None:
    other = operations.listen_at(
        kind="feed", address="https://other.example/feed", name="a mirror", by=steward, at=now
    )
    first = Post("1", LONG, now, "https://example.org/p/1", "Stranger", "")
    short = Post("2", "Night Ferry, nice!", now, "https://example.org/p/2", "Somebody", "")
    operations.take_in(source=feed, posts=[first, short], at=now)
    mirrored = Post("m1", LONG.upper(), now, "https://mirror.example/1", "Bot", "")
    operations.take_in(source=other, posts=[mirrored], at=now)
    assert Mention.objects.filter(text__icontains="collar").count() == 2
    mention = Mention.objects.get(source=feed, remote_id="1")
    operations.erase_mention(mention=mention.id, by=steward, at=now)
    again = [
        Post("m2", "RT " + LONG, now, "https://mirror.example/2", "Bot", ""),
        Post("m3", f"{LONG}!! https://t.example/x", now, "https://mirror.example/3", "Bot", ""),
        Post("m4", "Night Ferry: read this", now, "http://example.org/p/1#x", "Bot", ""),
        Post("m5", "Night Ferry, nice!", now, "https://mirror.example/5", "Anna", ""),
    ]
    operations.take_in(source=other, posts=again, at=now)
    kept = Mention.objects.exclude(text="").order_by("remote_id")
    assert [row.remote_id for row in kept] == ["2", "m2", "m5"]  # m2 says more
    assert not ErasedPost.objects.filter(digest__contains="collar").exists()
    assert kinds().count("care.mention.erased") == 2


def test_an_erased_post_does_not_come_back(feed: UUID, steward: UUID, now: datetime) -> None:
    operations.take_in(source=feed, posts=[post(WARM, now)], at=now)
    operations.erase_mention(mention=Mention.objects.get().id, by=steward, at=now)
    assert operations.take_in(source=feed, posts=[post(WARM, now)], at=now) == 0
    assert queries.mentions() == ()
    row = Mention.objects.get()
    assert (row.text, row.author, row.url) == ("", "", "")


def test_nobody_is_followed_from_post_to_post(signed_in: Client, feed: UUID, now: datetime) -> None:
    """No index, no query and no address leads from an author's name to her other posts."""
    assert not any(
        "author" in str(index.expressions) + str(index.fields) for index in Mention._meta.indexes
    )
    for name in queries.__all__:
        annotations = getattr(getattr(queries, name), "__annotations__", {})
        if callable(getattr(queries, name)) and not isinstance(getattr(queries, name), type):
            assert "author" not in annotations
    assert not any("author" in str(one.pattern) for one in urls_listening.urlpatterns)

    mine = [post(WARM, now, "1"), post("A cup of Night Ferry arrived in pieces.", now, "2")]
    operations.take_in(source=feed, posts=mine, at=now)
    plain = signed_in.get("/desk/listening/posts/").content.decode()
    asked = signed_in.get("/desk/listening/posts/?author=Stranger&q=Stranger").content.decode()
    assert plain.count("arrived in pieces") == asked.count("arrived in pieces") == 1


def test_a_source_that_fails_waits_twice_as_long_each_time(feed: UUID, now: datetime) -> None:
    waits = []
    for _ in range(7):
        operations.note_answer(
            source=feed, etag="", changed="", fault="no answer", at=now, every_seconds=3_600
        )
        waits.append((ListeningSource.objects.get().next_at - now).total_seconds() / 3_600)
    assert waits == [2, 4, 8, 16, 24, 24, 24]
    operations.note_answer(source=feed, etag="e", changed="", fault="", at=now, every_seconds=3_600)
    assert (ListeningSource.objects.get().faults, ListeningSource.objects.get().etag) == (0, "e")


@pytest.mark.parametrize("path", ["", "what/", "posts/"])
def test_only_stewards_listen(steward: UUID, client: Client, now: datetime, path: str) -> None:
    assert client.get(f"/desk/listening/{path}").status_code == 302
    bond.join(email="kit@example.org", name="Kit", at=now)
    client.force_login(User.objects.get(email="kit@example.org"))
    assert client.get(f"/desk/listening/{path}").status_code == 403


def test_the_page_says_the_day_the_alarm_and_what_cannot_be_told(
    signed_in: Client, feed: UUID, now: datetime, time_machine: object
) -> None:
    time_machine.move_to(now, tick=False)  # type: ignore[attr-defined]
    signed_in.force_login(User.objects.get(email="steward@example.org"))
    rung(feed, now, 9)
    page = signed_in.get("/desk/listening/").content.decode()
    assert "Night Ferry: 9 posts since" in page
    assert "On an ordinary Sunday it is" in page
    assert "Too few to say what that means for all." in page
    assert "https://example.org/p" in page


def test_the_page_costs_a_known_number_of_queries(
    signed_in: Client, feed: UUID, now: datetime, django_assert_max_num_queries: object
) -> None:
    rung(feed, now, 9)
    signed_in.get("/desk/listening/")
    # session's user, roles, stamp, notices; day, precision, alarms, their examples, closed ones,
    # topics thrice, newest, post to ask about twice, hearing, sources, watches
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        signed_in.get("/desk/listening/")


def test_words_feeds_and_files_are_added_on_the_page(signed_in: Client, now: datetime) -> None:
    answer = signed_in.post("/desk/listening/for/", {"label": "us", "words": "x"})
    assert answer.status_code == 422
    signed_in.post("/desk/listening/for/", {"label": "us", "words": "Night Ferry, 夜渡"})
    assert Watch.objects.get().words == "Night Ferry\n夜渡"
    bad = {"kind": "hashtag", "hashtag-address": "mastodon.example", "hashtag-tag": "two words"}
    assert "one word without spaces" in signed_in.post("/desk/listening/at/", bad).content.decode()
    signed_in.post(
        "/desk/listening/at/", {"kind": "feed", "feed-address": "https://example.org/feed"}
    )
    assert ListeningSource.objects.get().kind == "feed"
    signed_in.post(f"/desk/listening/at/{ListeningSource.objects.get().id}/stop/")
    signed_in.post(f"/desk/listening/for/{Watch.objects.get().id}/stop/")
    assert (queries.sources(), queries.watches()) == ((), ())


def test_one_chinese_sign_is_a_word(steward: UUID, now: datetime) -> None:
    operations.listen_for(label="snow", words="雪", by=steward, at=now)
    assert Watch.objects.get().words == "雪"
    assert kinds() == ["care.watch.added"]


@pytest.mark.parametrize("words", ["x", "é"])
def test_one_letter_is_no_word(steward: UUID, now: datetime, words: str) -> None:
    with pytest.raises(Refused):
        operations.listen_for(label="snow", words=words, by=steward, at=now)
    assert (Watch.objects.count(), kinds()) == (0, [])


def test_a_file_of_reviews_brings_its_own_history(signed_in: Client, steward: UUID) -> None:
    signed_in.post("/desk/listening/for/", {"label": "us", "words": "夜渡"})
    table = (
        "日期,评论\n2026-09-01,夜渡的衣服质量很好\n2026-09-02,别家的\n2026-09-03,夜渡发货太慢了\n"
    )
    with_file = {"kind": "file", "file-file": file_of(table)}
    page = signed_in.post("/desk/listening/at/", with_file, follow=True).content.decode()
    assert "2 of 3 rows name what you listen for." in page
    assert str(Watch.objects.get().since) == "2026-09-01"
    assert [row.mood for row in queries.mentions()] == ["cross", "warm"]


def file_of(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("reviews.csv", text.encode(), "text/csv")


def test_the_alarm_of_a_day_is_written_once(feed: UUID, now: datetime) -> None:
    rung(feed, now, 9)
    assert Alarm.objects.count() == 1
