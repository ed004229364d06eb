"""Seeding what the place hears of itself: a file of public posts, two bursts, marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from cohive.care import operations as care
from cohive.care import queries
from cohive.care.operations import Post
from cohive.house.demo.heard import FIRST_MORNING, GAP, LOOP, TODAY, WHO, ordinary
from cohive.house.demo.story import Story

ORDINARY = 74
MARKED = (
    ("袖子", "cross"), ("sleeves", "cross"), ("wonderful", "cross"), ("love it", "warm"),
    ("喜欢", "warm"), ("weather", "plain"),
)  # fmt: skip
ASKED = 6
WITHIN = timedelta(hours=4)


def seed_listening(story: Story) -> None:
    """What one listens for, where, what was heard until a week ago, and what was heard today."""
    ruben, since = story.people["ruben"], story.at((9, 3, 9, 0))
    care.listen_for(label="Night Ferry 夜渡", words="Night Ferry, 夜渡", by=ruben, at=since)
    care.listen_for(label="White ink", words="white ink, 白墨", by=ruben, at=since)
    source = care.listen_at(
        kind="file", address="", name="Posts of the autumn, kept by hand", by=ruben, at=since
    )
    until = story.at((11, 13, 20, 0))
    posts = _ordinary(story)
    early = [post for post in posts if post.at < until]
    morning = story.at((11, 7, 9, 0))
    early += [
        _post(f"first-{number}", text, morning + timedelta(minutes=17 * number))
        for number, text in enumerate(FIRST_MORNING)
    ]
    early.append(_post("loop", LOOP, story.at((11, 13, 19, 0))))
    care.take_in(source=source, posts=early, at=until)
    story.talks["heard"] = next(
        each.id for each in queries.mentions() if "plastic loop" in each.text
    )
    care.ring(at=story.at((11, 7, 21, 0)))
    for alarm in queries.open_alarms():
        care.judge_alarm(alarm=alarm.id, was_right=True, by=ruben, at=story.at((11, 8, 9, 0)))
    late = [post for post in posts if post.at >= until] + _today(story)
    care.take_in(source=source, posts=late, at=story.time.seeded_at)
    care.ring(at=story.time.seeded_at)
    _mark(story)


def _ordinary(story: Story) -> Sequence[Post]:
    begins = story.at((9, 4, 8, 20))
    moments = [begins + GAP * number for number in range(ORDINARY)]
    return [
        _post(f"day-{number}", text, at)
        for number, ((_, text), at) in enumerate(zip(ordinary(ORDINARY), moments, strict=True))
        if at < story.time.before(hours=20)
    ]


def _today(story: Story) -> list[Post]:
    """Since midnight by the clock of the place, or the last four hours, whichever is shorter."""
    now = story.time.seeded_at
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = max(midnight, now - WITHIN)
    step = (now - begins) / len(TODAY)
    return [
        _post(f"today-{number}", text, begins + step * number) for number, text in enumerate(TODAY)
    ]


def _post(key: str, text: str, at: datetime) -> Post:
    return Post(key=key, text=text, at=at, author=WHO[sum(map(ord, key)) % len(WHO)])


def _mark(story: Story) -> None:
    """Ruben says of a few how they sound; of six because the page asked him."""
    ruben, at = story.people["ruben"], story.time.seeded_at
    for mention in queries.mentions():
        mood = next((mood for word, mood in MARKED if word in mention.text), "")
        if mood:
            care.mark_mention(mention=mention.id, mood=mood, is_asked=False, by=ruben, at=at)
    for _ in range(ASKED):
        asked = queries.post_to_ask_about(at=at)
        if asked is None:
            return
        care.mark_mention(mention=asked.id, mood=asked.mood, is_asked=True, by=ruben, at=at)
