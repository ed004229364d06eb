"""Alarms of listening as the calendar of moments shows them, ready to be answered by a line."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.care import queries
from cohive.care.queries import AlarmView
from cohive.look import formats
from cohive.spread.moments import Alarm


def alarms() -> list[Alarm]:
    """Open alarms. Two SQL queries and one for each."""
    return [_shown(alarm) for alarm in queries.open_alarms()]


def _shown(alarm: AlarmView) -> Alarm:
    if alarm.span == "week":
        told = ngettext(
            "%(label)s: %(num)s post this week",
            "%(label)s: %(num)s posts this week",
            alarm.seen,
        )
    else:
        told = ngettext(
            "%(label)s: %(num)s post since %(begin)s",
            "%(label)s: %(num)s posts since %(begin)s",
            alarm.seen,
        )
    languages = Counter(post.language for post in alarm.examples if post.language)
    return Alarm(
        id=alarm.id,
        title=told
        % {
            "label": alarm.label,
            "num": formats.number(alarm.seen),
            "begin": formats.moment(alarm.began_at),
        },
        usual=usual_words(alarm),
        language=languages.most_common(1)[0][0] if languages else "",
        quotes=tuple((post.text, post.language) for post in alarm.examples),
        url=reverse("care:listening"),
        pass_url=reverse("care:alarm-pass", args=[alarm.id]),
    )


def usual_words(alarm: AlarmView) -> str:
    """What an ordinary day or week is like."""
    values = {
        "weekday": formats.weekday(alarm.began_at),
        "low": formats.number(alarm.usual_low),
        "high": formats.number(alarm.usual_high),
    }
    if alarm.span == "week" and alarm.usual_low == alarm.usual_high:
        return _("In an ordinary week it is %(high)s.") % values
    if alarm.span == "week":
        return _("In an ordinary week it is %(low)s to %(high)s.") % values
    if alarm.usual_low == alarm.usual_high:
        return _("On an ordinary %(weekday)s it is %(high)s.") % values
    return _("On an ordinary %(weekday)s it is %(low)s to %(high)s.") % values
