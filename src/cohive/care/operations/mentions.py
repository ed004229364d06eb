"""Taking in what was heard, and erasing it in time.

What others wrote is a measurement, so it is a row and no act.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohive.care.models import DayCount, ListeningSource, Mention, Watch
from cohive.care.models.listening import NAME_MAX, TEXT_MAX, URL_MAX
from cohive.care.operations.erased_posts import erased_among
from cohive.engine.listening.copies import fold
from cohive.engine.listening.languages import language_of
from cohive.engine.listening.sentiment import hear
from cohive.words.ids import new_id

KEPT_DAYS = 90
FOLDED_DAYS, FOLDED_MAX = 7, 1_000
ERASED_AT_ONCE = 500


@dataclass(frozen=True)
class Post:
    """A public post as a source gave it; `key` names it there.

    `about` is what it is said of without naming it, such as a review's product: it is searched for
    words too, and not kept.
    """

    key: str
    text: str
    at: datetime
    url: str = ""
    author: str = ""
    language: str = ""
    about: str = ""


@transaction.atomic
def take_in(*, source: UUID, posts: Sequence[Post], at: datetime) -> int:
    """Keep those posts that mention what the place listens for; return how many are new.

    The same post again changes nothing, and one that was erased does not come back. Posts older
    than what is kept are counted by day only in files (`ListeningSource.kind`), which hold the
    whole of a time; a feed holds what is left of it.
    """
    row = ListeningSource.objects.get(id=source)
    watches = {watch: _pattern(watch.words) for watch in Watch.objects.filter(stopped_at=None)}
    named = {
        post.key: (post, [watch for watch, words in watches.items() if _names(words, post)])
        for post in posts
    }
    named = {key: each for key, each in named.items() if each[1]}
    known = set(
        Mention.objects.filter(source=row, remote_id__in=list(named)).values_list(
            "remote_id", flat=True
        )
    )
    told = {key: (post.url, post.text) for key, (post, _) in named.items() if key not in known}
    known |= erased_among(told)
    fresh = [each for key, each in named.items() if key not in known]
    rows = _rows(row, [post for post, _ in fresh], at)
    Mention.objects.bulk_create(rows, batch_size=500)
    through = Mention.watches.through
    through.objects.bulk_create(
        [
            through(mention_id=mention.id, watch_id=watch.id)
            for mention, (_, heard) in zip(rows, fresh, strict=True)
            for watch in heard
        ],
        batch_size=500,
    )
    _count(rows, [heard for _, heard in fresh], is_whole=row.kind == "file")
    return len(rows)


def _pattern(words: str) -> re.Pattern[str]:
    """Latin words whole, Chinese ones anywhere; longer words first changes nothing in a search."""
    parts = [
        rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word)
        for word in words.split("\n")
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


def _names(words: re.Pattern[str], post: Post) -> bool:
    return bool(words.search(post.text) or words.search(post.about))


def _rows(source: ListeningSource, posts: Sequence[Post], at: datetime) -> list[Mention]:
    before = list(
        Mention.objects.filter(at__gte=at - timedelta(days=FOLDED_DAYS), copy_of=None)
        .order_by("-at", "-id")
        .values_list("id", "text")[:FOLDED_MAX]
    )
    first = fold([text for _, text in before] + [post.text for post in posts])
    ids = [id_ for id_, _ in before] + [new_id() for _ in posts]
    rows = []
    for place_, post in enumerate(posts, len(before)):
        language = language_of(post.text) or post.language
        root = first[place_]
        rows.append(
            Mention(
                id=ids[place_],
                source=source,
                remote_id=post.key[:64],
                url=post.url if _may_be_opened(post.url) else "",
                author=post.author[:NAME_MAX],
                text=post.text[:TEXT_MAX],
                language=language,
                mood=hear(post.text, language).mood.value,
                copy_of_id=ids[root] if root != place_ else None,
                at=min(post.at, at),
                heard_at=at,
            )
        )
    return rows


def _may_be_opened(url: str) -> bool:
    """Whether a steward may be led there: a file may hold any text, a script too."""
    return url.lower().startswith(("https://", "http://")) and len(url) <= URL_MAX


def _count(rows: Sequence[Mention], heard: Sequence[list[Watch]], *, is_whole: bool) -> None:
    counts: Counter[tuple[UUID, date]] = Counter()
    since: dict[UUID, date] = {}
    for mention, watches in zip(rows, heard, strict=True):
        day = timezone.localdate(mention.at)
        for watch in watches:
            if mention.copy_of_id is None:
                counts[watch.id, day] += 1
            since[watch.id] = min(day, since.get(watch.id, watch.since))
    for (watch_id, day), posts in sorted(counts.items()):
        count, _ = DayCount.objects.get_or_create(watch_id=watch_id, day=day)
        DayCount.objects.filter(pk=count.pk).update(posts=F("posts") + posts)
    if is_whole:
        for watch_id, day in since.items():
            Watch.objects.filter(id=watch_id, since__gt=day).update(since=day)


@transaction.atomic
def forget_mentions(*, at: datetime) -> int:
    """Erase posts that were heard longer ago than they may be kept; counts and marks stay."""
    old = Mention.objects.filter(heard_at__lt=at - timedelta(days=KEPT_DAYS))
    ids = list(old.order_by("heard_at", "id").values_list("id", flat=True)[:5_000])
    Mention.watches.through.objects.filter(mention_id__in=ids).delete()
    Mention.objects.filter(copy_of_id__in=ids).update(copy_of=None)
    return Mention.objects.filter(id__in=ids).delete()[0]


@transaction.atomic
def erase_gone(*, source: UUID, public: Collection[str]) -> int:
    """Erase what everybody could read in a place of ours and cannot any more; counts stay.

    `public`: the keys of all that still stands there as it was heard. Return how many are erased.
    """
    rows = Mention.objects.filter(source=source).exclude(text="")
    gone = [key for key, remote in rows.values_list("id", "remote_id") if remote not in public]
    for start in range(0, len(gone), ERASED_AT_ONCE):
        part = gone[start : start + ERASED_AT_ONCE]
        Mention.watches.through.objects.filter(mention_id__in=part).delete()
        # an empty row keeps its key, so that nothing comes back with the next hour
        Mention.objects.filter(id__in=part).update(text="", author="", url="", mood="undecided")
    return len(gone)


def heard_keys(source: UUID) -> list[str]:
    """The keys of what is kept of a source. One SQL query."""
    rows = Mention.objects.filter(source=source).exclude(text="")
    return list(rows.values_list("remote_id", flat=True))


@transaction.atomic
def note_answer(
    *, source: UUID, etag: str, changed: str, fault: str, at: datetime, every_seconds: int
) -> None:
    """Write how a source answered and when it is asked next; each fault doubles the wait."""
    row = ListeningSource.objects.get(id=source)
    row.faults = row.faults + 1 if fault else 0
    row.fault = fault[:200]
    if not fault:
        row.etag, row.changed, row.heard_at = etag, changed, at
    wait = timedelta(seconds=every_seconds) * 2 ** min(row.faults, 5)
    row.next_at = at + min(wait, timedelta(days=1))
    row.save()
