"""How the place is talked of today, what is out of the ordinary, and what cannot be told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import keyset
from cohive.bond.access import acting, role_required
from cohive.care import operations, queries
from cohive.care.campaign_alarms import usual_words
from cohive.care.operations.mentions import KEPT_DAYS
from cohive.care.own_places import OWN_NAMES
from cohive.engine.intervals import Interval, wilson
from cohive.look import formats
from cohive.look.charts import Chart, Column, Columns, columns

DAYS_A_WEEK = 7
POSTS_LEAST = 10
"""Fewer voices on a day tell nothing of all."""


def moods() -> dict[str, str]:
    """What each mood is called."""
    return {
        "warm": pgettext("mood of a post", "warm"),
        "plain": pgettext("mood of a post", "plain"),
        "cross": pgettext("mood of a post", "cross"),
        "undecided": pgettext("mood of a post", "cannot be told"),
    }


@require_safe
@role_required("steward")
def page(request: HttpRequest) -> HttpResponse:
    """The whole of it on one page."""
    now = timezone.now()
    today = queries.mood_of_day(at=now)
    right, judged = queries.precision()
    data = {
        "today": today,
        "parts": [
            (moods()["warm"], _range(today.warm)),
            (moods()["cross"], _range(today.cross)),
        ],
        "can_tell": today.voices >= POSTS_LEAST,
        "alarms": [
            (alarm, usual_words(alarm), _rarity(alarm.once_in_days))
            for alarm in queries.open_alarms()
        ],
        "closed": queries.closed_alarms(),
        "topics": [(topic, _range(topic.warm)) for topic in queries.topics(at=now)],
        "changes": changes(),
        "newest": queries.mentions()[:5],
        "asked": queries.post_to_ask_about(at=now),
        "hearing": [
            (
                name_of_language(one.language),
                _range(one.right),
                one.of,
                _range(one.here),
                one.here_of,
            )
            for one in queries.hearing()
        ],
        "sources": queries.sources(),
        "watches": queries.watches(),
        "precision": (right, judged, _range(wilson(right, judged)) if judged else None),
        "trend": _trend(now),
        "moods": moods(),
        "own_names": OWN_NAMES,
        "kept_days": KEPT_DAYS,
    }
    return render(request, "care/listening.html", data)


@require_safe
@role_required("steward")
def posts(request: HttpRequest) -> HttpResponse:
    """All posts that are kept, the newest first; each mood can be put right in one tap."""
    mark_ = keyset.read(request.GET.get("after", ""))
    rows = queries.mentions(before=(mark_.at, mark_.id) if mark_ else None)
    shown = rows[: queries.PAGE]
    more = keyset.Mark(shown[-1].at, shown[-1].id).cursor() if len(rows) > len(shown) else ""
    data = {
        "rows": shown,
        "more": more,
        "moods": moods(),
        "own_names": OWN_NAMES,
        "kept_days": KEPT_DAYS,
    }
    return render(request, "care/mentions.html", data)


@require_POST
@role_required("steward")
def mark(request: HttpRequest, mention_id: UUID) -> HttpResponse:
    """Say how a post sounds."""
    operations.mark_mention(
        mention=mention_id,
        mood=request.POST.get("mood", ""),
        is_asked="asked" in request.POST,
        by=acting(request),
        at=timezone.now(),
    )
    messages.success(request, _("Thank you. It counts as that from now on."))
    way = "care:listening" if "asked" in request.POST else "care:mentions"
    return HttpResponseRedirect(reverse(way))


@require_POST
@role_required("steward")
def erase(request: HttpRequest, mention_id: UUID) -> HttpResponse:
    """Erase one post before its time."""
    operations.erase_mention(mention=mention_id, by=acting(request), at=timezone.now())
    messages.success(request, _("The post is erased."))
    return HttpResponseRedirect(reverse("care:mentions"))


@require_POST
@role_required("steward")
def judge(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    """Was it right to ring?"""
    was_right = request.POST.get("was_right") == "yes"
    operations.judge_alarm(
        alarm=alarm_id, was_right=was_right, by=acting(request), at=timezone.now()
    )
    messages.success(request, _("Thank you. It is closed, and counted below."))
    return HttpResponseRedirect(reverse("care:listening"))


@require_POST
@role_required("steward")
def let_pass(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    """Not this time; back to the campaign whose page it was said on."""
    operations.pass_alarm(alarm=alarm_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Closed. It rings again when it is out of the ordinary again."))
    try:
        campaign = UUID(request.POST.get("campaign", ""))
    except ValueError:
        return HttpResponseRedirect(reverse("spread:campaigns"))
    return HttpResponseRedirect(reverse("spread:campaign", args=[campaign]))


@require_POST
@role_required("steward")
def quiet(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    """Four weeks without an alarm of this thing."""
    operations.be_quiet(watch=watch_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Quiet for four weeks."))
    return HttpResponseRedirect(reverse("care:listening"))


def changes() -> dict[str, str]:
    """What is said of a topic against before."""
    return {
        "more": _("more than before"),
        "less": _("less than before"),
        "new": pgettext("a topic", "new"),
        "alike": _("cannot be told apart"),
        "unknown": _("nothing before to compare with"),
    }


def name_of_language(code: str) -> str:
    """English and Chinese in the reader's words."""
    return {"en": _("English"), "zh": _("Chinese")}[code]


def _range(found: Interval | None) -> dict[str, str] | None:
    """Percentages for a drawing, and the same in words."""
    if found is None:
        return None
    low, middle, high = (f"{100 * value:.0f}" for value in (found.low, found.middle, found.high))
    words = _("%(middle)s of 100, between %(low)s and %(high)s") % {
        "middle": middle, "low": low, "high": high,
    }  # fmt: skip
    return {"low": low, "middle": middle, "high": high, "words": words}


def _trend(at: datetime) -> Chart | None:
    """Voices by day; nothing where there were none."""
    days = queries.posts_by_day(at=at)
    most = max(posts for _day, posts in days)
    if not most:
        return None
    marks = tuple(
        (place, formats.day_short(days[place][0])) for place in range(0, len(days), DAYS_A_WEEK)
    )
    title = _("Voices a day in the last four weeks; at most %(most)s, today %(today)s.") % {
        "most": formats.number(most),
        "today": formats.number(days[-1][1]),
    }
    drawn = tuple(Column(float(posts)) for _day, posts in days)
    scale = ((0.0, "0"), (float(most), formats.number(most)))
    return columns(Columns(drawn, title, marks, scale))


def _rarity(days: int) -> str:
    """How seldom chance alone does this."""
    if days >= 730:
        return _("once in %(num)s years") % {"num": formats.number(min(days // 365, 1_000))}
    return _("once in %(num)s days") % {"num": formats.number(days)}
