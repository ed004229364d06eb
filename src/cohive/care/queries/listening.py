"""What is heard of the place: sources, the mood of a day, topics, alarms, how well it is heard.

No query takes an author: what one stranger wrote elsewhere is not gathered here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, Sum, Value, When
from django.utils import timezone

from cohive.care.models import Alarm, DayCount, ListeningSource, Mark, Mention, Watch
from cohive.engine.intervals import Interval, wilson
from cohive.engine.listening.known import POSTS, Counted, part_of
from cohive.engine.listening.moods import Mood
from cohive.engine.listening.topics import Change, topics_of

EXAMPLES = 3
TOPIC_DAYS, TOPIC_POSTS_MAX = 30, 1_500
PAGE = 20
TREND_DAYS = 28
CLOSED_SHOWN = 5


@dataclass(frozen=True)
class ListeningSourceView:
    """Where one listens; `fault` is what it answered the last time, '' when all was well."""

    id: UUID
    kind: str
    name: str
    address: str
    tag: str
    etag: str
    changed: str
    heard_at: datetime | None
    next_at: datetime
    fault: str


@dataclass(frozen=True)
class WatchView:
    """What one listens for."""

    id: UUID
    label: str
    words: tuple[str, ...]
    quiet_until: datetime | None


@dataclass(frozen=True)
class MentionView:
    """A public post with its source; `author` is the name it was published under, to quote it."""

    id: UUID
    text: str
    author: str
    url: str
    language: str
    mood: str
    source: str
    at: datetime


@dataclass(frozen=True)
class MoodOfDay:
    """How many voices of a day sounded how, and what that says of all: parts with their ranges.

    `warm` and `cross` are corrected for how often the ear errs; None where none could be read.
    `copies` were folded and are not counted; `unread` are in languages that are not heard.
    """

    voices: int
    counts: dict[str, int]
    copies: int
    unread: int
    warm: Interval | None
    cross: Interval | None


@dataclass(frozen=True)
class TopicView:
    """What is talked about: posts that hold the word, their warm part, and against before."""

    label: str
    with_it: tuple[str, ...]
    posts: int
    warm: Interval | None
    change: str
    example: MentionView


@dataclass(frozen=True)
class AlarmView:
    """A thing that is mentioned more often than its history explains, with examples."""

    id: UUID
    watch: UUID
    label: str
    day: datetime
    seen: int
    usual_low: int
    usual_high: int
    span: str
    once_in_days: int
    began_at: datetime
    examples: tuple[MentionView, ...]


@dataclass(frozen=True)
class ClosedAlarmView:
    """An alarm that is closed; `was_right` None: nobody said whether it was worth hearing."""

    id: UUID
    label: str
    seen: int
    rang_at: datetime
    was_right: bool | None


@dataclass(frozen=True)
class HearingView:
    """How often a language is heard right: on the sentences of the test, and on marks here."""

    language: str
    right: Interval
    of: int
    here: Interval | None
    here_of: int


def sources() -> tuple[ListeningSourceView, ...]:
    """Where one listens. One SQL query."""
    return tuple(
        map(_source, ListeningSource.objects.filter(stopped_at=None).order_by("added_at", "id"))
    )


def sources_due(*, at: datetime, most: int) -> tuple[ListeningSourceView, ...]:
    """Those to be asked now, longest due first; files are never asked. One SQL query."""
    due = ListeningSource.objects.filter(stopped_at=None, next_at__lte=at).exclude(kind="file")
    return tuple(map(_source, due.order_by("next_at", "id")[:most]))


def _source(row: ListeningSource) -> ListeningSourceView:
    return ListeningSourceView(
        row.id, row.kind, row.name, row.address, row.tag, row.etag, row.changed, row.heard_at,
        row.next_at, row.fault,
    )  # fmt: skip


def watches() -> tuple[WatchView, ...]:
    """What one listens for. One SQL query."""
    rows = Watch.objects.filter(stopped_at=None).order_by("label")
    return tuple(
        WatchView(row.id, row.label, tuple(row.words.split("\n")), row.quiet_until) for row in rows
    )


def mentions(*, before: tuple[datetime, UUID] | None = None) -> tuple[MentionView, ...]:
    """The newest posts, copies folded, twenty and one more. One SQL query."""
    rows = Mention.objects.filter(copy_of=None).exclude(text="")
    if before is not None:
        rows = rows.filter(at__lte=before[0]).exclude(at=before[0], id__gte=before[1])
    return _views(rows.order_by("-at", "-id")[: PAGE + 1])


def _views(rows: Iterable[Mention]) -> tuple[MentionView, ...]:
    found = rows.select_related("source") if hasattr(rows, "select_related") else rows
    return tuple(
        MentionView(
            row.id, row.text, row.author, row.url, row.language, row.mood, row.source.name, row.at
        )
        for row in found
    )


def mood_of_day(*, at: datetime) -> MoodOfDay:
    """How today sounds so far. One SQL query."""
    local = timezone.localtime(at)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Mention.objects.filter(at__gte=begin, at__lte=at).exclude(text="")
    is_first = Case(When(copy_of=None, then=Value(True)), default=Value(False))
    counted = rows.values_list("language", "mood", is_first).annotate(many=Count("id"))
    counts: Counter[str] = Counter()
    by_language: dict[str, Counter[str]] = {}
    copies = 0
    for language, mood, is_voice, many in counted:
        if not is_voice:
            copies += many
            continue
        counts[mood] += many
        by_language.setdefault(language, Counter())[mood] += many
    known = {language for language, _ in POSTS}
    unread = sum(sum(each.values()) for name, each in by_language.items() if name not in known)
    return MoodOfDay(
        sum(counts.values()), dict(counts), copies, unread,
        _part(by_language, Mood.WARM), _part(by_language, Mood.CROSS),
    )  # fmt: skip


def _part(by_language: dict[str, Counter[str]], mood: Mood) -> Interval | None:
    rows = [
        Counted(language, sum(each.values()), each[mood.value])
        for language, each in sorted(by_language.items())
    ]
    return part_of(rows, mood, POSTS)


def topics(*, at: datetime) -> tuple[TopicView, ...]:
    """What the last thirty days talk about, against the thirty before. Three SQL queries."""
    begin = at - timedelta(days=TOPIC_DAYS)
    rows = Mention.objects.filter(copy_of=None).exclude(text="").order_by("-at", "-id")
    now = _views(rows.filter(at__gte=begin, at__lte=at)[:TOPIC_POSTS_MAX])
    earlier = rows.filter(at__lt=begin, at__gte=begin - timedelta(days=TOPIC_DAYS))
    before = list(earlier.values_list("text", flat=True)[:TOPIC_POSTS_MAX])
    return tuple(
        TopicView(
            topic.label,
            topic.with_it,
            len(topic.texts),
            _warm([now[place] for place in topic.texts]),
            Change(topic.change).value,
            now[topic.texts[0]],
        )
        for topic in topics_of([view.text for view in now], before, leave_out=_names())
    )


def _names() -> set[str]:
    """What every mention holds is no topic of its own."""
    words = Watch.objects.filter(stopped_at=None).values_list("words", flat=True)
    return {word.lower() for each in words for word in each.split("\n")}


def _warm(views: Sequence[MentionView]) -> Interval | None:
    by_language: dict[str, Counter[str]] = {}
    for view in views:
        by_language.setdefault(view.language, Counter())[view.mood] += 1
    return _part(by_language, Mood.WARM)


def open_alarms() -> tuple[AlarmView, ...]:
    """Alarms nobody has closed, the newest first, at most ten: a campaign's calendar asks here.

    Two SQL queries and one for each alarm.
    """
    rows = Alarm.objects.filter(closed_at=None, watch__stopped_at=None).select_related("watch")
    return tuple(_alarm(row) for row in rows.order_by("-rang_at", "-id")[:10])


def _alarm(row: Alarm) -> AlarmView:
    posts = Mention.objects.filter(watches=row.watch_id, copy_of=None, at__gte=row.began_at)
    examples = _views(posts.exclude(text="").order_by("at", "id")[:EXAMPLES])
    return AlarmView(
        row.id, row.watch_id, row.watch.label, row.began_at, row.seen, row.usual_low,
        row.usual_high, row.span, row.once_in_days, row.began_at, examples,
    )  # fmt: skip


def closed_alarms() -> tuple[ClosedAlarmView, ...]:
    """The five that rang last of those that are closed: what was said can be put right here.

    One SQL query.
    """
    rows = Alarm.objects.exclude(closed_at=None).select_related("watch")
    return tuple(
        ClosedAlarmView(row.id, row.watch.label, row.seen, row.rang_at, row.was_right)
        for row in rows.order_by("-rang_at", "-id")[:CLOSED_SHOWN]
    )


def posts_by_day(*, at: datetime) -> tuple[tuple[date, int], ...]:
    """Voices of each of the last 28 days, the oldest first; one that names two things counts twice.

    One SQL query.
    """
    today = timezone.localdate(at)
    begin = today - timedelta(days=TREND_DAYS - 1)
    rows = DayCount.objects.filter(watch__stopped_at=None, day__gte=begin, day__lte=today)
    counts = dict(rows.values_list("day").annotate(Sum("posts")).order_by("day"))
    days = (begin + timedelta(days=number) for number in range(TREND_DAYS))
    return tuple((day, counts.get(day, 0)) for day in days)


def precision() -> tuple[int, int]:
    """Of the alarms that were judged: how many were right, and of how many. One SQL query."""
    judged = Counter(Alarm.objects.exclude(was_right=None).values_list("was_right", flat=True))
    return judged[True], judged[True] + judged[False]


def hearing() -> tuple[HearingView, ...]:
    """How well each language is heard. One SQL query."""
    marks: Counter[tuple[str, bool]] = Counter()
    for language, heard, mood in Mark.objects.filter(is_asked=True).values_list(
        "language", "heard", "mood"
    ):
        marks[language, heard == mood] += 1
    found = []
    for language, right, of in (("en", 67, 100), ("zh", 63, 100)):
        here_of = marks[language, True] + marks[language, False]
        here = wilson(marks[language, True], here_of) if here_of else None
        found.append(HearingView(language, wilson(right, of), of, here, here_of))
    return tuple(found)


def post_to_ask_about(*, at: datetime) -> MentionView | None:
    """A post whose mood the page asks about: drawn by its id alone, never by how it was heard."""
    rows = Mention.objects.filter(
        copy_of=None, mark=None, at__gte=at - timedelta(days=7), language__in=("en", "zh")
    ).exclude(text="")
    ids = list(rows.order_by("-at", "-id").values_list("id", flat=True)[:200])
    if not ids:
        return None
    # the last digits of an id are random; its first are its time
    drawn = min(ids, key=lambda one: (str(one)[-12:], one))
    return _views(Mention.objects.filter(id=drawn))[0]


def heard_at_all() -> bool:
    """Whether anything was ever heard. One SQL query."""
    return Mention.objects.exclude(text="").exists()
