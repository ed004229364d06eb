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
        usual=_usual(alarm),
        language=languages.most_common(1)[0][0] if languages else "",
        quotes=tuple((post.text, post.language) for post in alarm.examples),
        url=reverse("care:listening"),
    )


def _usual(alarm: AlarmView) -> str:
    values = {
        "weekday": formats.weekday(alarm.began_at),
        "low": formats.number(alarm.usual_low),
        "high": formats.number(alarm.usual_high),
    }
    if alarm.usual_low == alarm.usual_high:
        return _("On an ordinary %(weekday)s it is %(high)s.") % values
    return _("On an ordinary %(weekday)s it is %(low)s to %(high)s.") % values
