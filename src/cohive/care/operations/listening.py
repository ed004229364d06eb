"""Saying what one listens for and where; judging what was heard."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohive.care import events_listening as events
from cohive.care.models import Alarm, DayCount, ListeningSource, Mark, Mention, Watch
from cohive.care.models.listening import MOODS, SOURCE_KINDS
from cohive.care.operations.erased_posts import erase_with_copies
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

WATCHES_MAX, SOURCES_MAX = 30, 60
WORDS_MAX = 20
QUIET_DAYS = 28
_SIGN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_HASHTAG = re.compile(r"[\w]{1,100}")


@transaction.atomic
def listen_for(*, label: str, words: str, by: UUID, at: datetime) -> UUID:
    """Listen for a thing under its words, one a line or with commas between; return its id."""
    found = [word.strip() for word in re.split(r"[\n,，、;；]+", words) if word.strip()]
    if not found or len(found) > WORDS_MAX or any(_is_too_short(word) for word in found):
        raise Refused(
            "Give one to twenty words of at least two letters; in Chinese one sign is enough.",
            field="words",
        )
    if Watch.objects.filter(stopped_at=None).count() >= WATCHES_MAX:
        raise Refused("A place listens for thirty things at most.", field="label")
    row = Watch.objects.filter(label=label).first()
    if row is not None and row.stopped_at is None:
        raise Refused("You listen for this already. Give it another name.", field="label")
    if row is None:
        row = Watch(label=label, added_at=at)
    # the days in between were not listened to: what is usual is learnt anew
    row.words, row.since, row.stopped_at = "\n".join(found), timezone.localdate(at), None
    row.quiet_until = None
    row.save()
    DayCount.objects.filter(watch=row).delete()
    record(events.WatchAdded(watch=row.id), by=by, at=at, object_kind="watch", object=row.id)
    return row.id


@transaction.atomic
def stop_listening_for(*, watch: UUID, by: UUID, at: datetime) -> None:
    """No longer listen for a thing; what was heard stays until its time."""
    row = _watch(watch)
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    record(events.WatchStopped(watch=row.id), by=by, at=at, object_kind="watch", object=row.id)


@transaction.atomic
def be_quiet(*, watch: UUID, by: UUID, at: datetime) -> None:
    """No alarm of this thing for four weeks; its open alarms are closed."""
    row = _watch(watch)
    row.quiet_until = at + timedelta(days=QUIET_DAYS)
    row.save(update_fields=["quiet_until"])
    Alarm.objects.filter(watch=row, closed_at=None).update(closed_at=at)
    quieted = events.WatchQuieted(watch=row.id, days=QUIET_DAYS)
    record(quieted, by=by, at=at, object_kind="watch", object=row.id)


@transaction.atomic
def listen_at(*, kind: str, address: str, name: str, tag: str = "", by: UUID, at: datetime) -> UUID:
    """Listen to a feed, a hashtag of a server, or a file; return the source's id."""
    tag = tag.strip().lstrip("#＃")
    if kind == "hashtag" and not _HASHTAG.fullmatch(tag):
        raise Refused("A hashtag is one word without spaces.", field="tag")
    if kind == "feed" and not address.lower().startswith(("https://", "http://")):
        raise Refused("A feed has an address that begins with https://.", field="address")
    live = ListeningSource.objects.filter(stopped_at=None)
    if kind not in SOURCE_KINDS:
        raise Refused("Choose one of the places one can listen to.", field="address")
    if kind != "file" and live.filter(kind=kind, address=address, tag=tag).exists():
        raise Refused("You listen there already.", field="address")
    if live.count() >= SOURCES_MAX:
        raise Refused("A place listens in sixty places at most.", field="address")
    row = ListeningSource.objects.create(
        kind=kind, name=name, address=address, tag=tag, next_at=at, added_at=at
    )
    added = events.SourceAdded(source=row.id, source_kind=kind)
    record(added, by=by, at=at, object_kind="source", object=row.id)
    return row.id


@transaction.atomic
def stop_listening_at(*, source: UUID, by: UUID, at: datetime) -> None:
    """No longer ask a source; its posts stay until their time."""
    row = ListeningSource.objects.filter(id=source, stopped_at=None).first()
    if row is None:
        raise Missing("There is no such source.")
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    record(events.SourceStopped(source=row.id), by=by, at=at, object_kind="source", object=row.id)


@transaction.atomic
def mark_mention(*, mention: UUID, mood: str, is_asked: bool, by: UUID, at: datetime) -> None:
    """Say how a post sounds; it counts as that from now on, and the mark outlives the post."""
    row = Mention.objects.select_for_update().filter(id=mention).first()
    if row is None:
        raise Missing("This post is not kept any more.")
    if mood not in MOODS:
        raise Refused("A post is warm, plain, cross, or cannot be told.", field="mood")
    known = Mark.objects.filter(mention=row).first()
    if known is None:
        Mark.objects.create(
            mention=row, language=row.language, heard=row.mood, mood=mood, is_asked=is_asked,
            by_id=by, at=at,
        )  # fmt: skip
    else:
        known.mood, known.by_id, known.at = mood, by, at
        known.save(update_fields=["mood", "by", "at"])
    Mention.objects.filter(id=row.id).update(mood=mood)
    marked = events.MentionMarked(mention=row.id, mood=mood)
    record(marked, by=by, at=at, object_kind="mention", object=row.id)


@transaction.atomic
def erase_mention(*, mention: UUID, by: UUID, at: datetime) -> None:
    """Erase one post before its time, as its author may ask, with its copies; the counts stay.

    No source brings it back: not its own, and no other that tells its address or its words.
    """
    erased = erase_with_copies(mention, at=at)
    if not erased:
        raise Missing("This post is not kept any more.")
    for one in erased:
        record(events.MentionErased(mention=one), by=by, at=at, object_kind="mention", object=one)


@transaction.atomic
def judge_alarm(*, alarm: UUID, was_right: bool, by: UUID, at: datetime) -> None:
    """Say whether an alarm was worth hearing of; it is closed by that. The last word counts."""
    row = Alarm.objects.select_for_update().filter(id=alarm).first()
    if row is None:
        raise Missing("There is no such alarm.")
    row.was_right, row.closed_at = was_right, at
    row.save(update_fields=["was_right", "closed_at"])
    judged = events.AlarmJudged(alarm=row.id, was_right=was_right)
    record(judged, by=by, at=at, object_kind="alarm", object=row.id)


@transaction.atomic
def answer_alarm(*, alarm: UUID, by: UUID, at: datetime) -> None:
    """A post was written to an alarm: it is closed, and counts as worth hearing.

    Whoever sees it otherwise judges it after all. One that is closed or not here stays as it is.
    """
    row = Alarm.objects.select_for_update().filter(id=alarm, closed_at=None).first()
    if row is None:
        return
    row.was_right, row.closed_at = True, at
    row.save(update_fields=["was_right", "closed_at"])
    answered = events.AlarmAnswered(alarm=row.id)
    record(answered, by=by, at=at, object_kind="alarm", object=row.id)


@transaction.atomic
def pass_alarm(*, alarm: UUID, by: UUID, at: datetime) -> None:
    """Not this time: an alarm is closed without saying whether it was right. Twice changes nothing.

    It is not counted among those that were right or wrong.
    """
    row = Alarm.objects.select_for_update().filter(id=alarm).first()
    if row is None:
        raise Missing("There is no such alarm.")
    if row.closed_at is not None:
        return
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    passed = events.AlarmPassed(alarm=row.id)
    record(passed, by=by, at=at, object_kind="alarm", object=row.id)


def _is_too_short(word: str) -> bool:
    """One letter is in everything that is written; one Chinese sign (雪, snow) is a word."""
    return len(word) < 2 and not _SIGN.fullmatch(word)


def _watch(watch: UUID) -> Watch:
    row = Watch.objects.filter(id=watch, stopped_at=None).first()
    if row is None:
        raise Missing("You do not listen for this.")
    return row
