"""A member's own page: what the place holds about her, who looked, and what she allows."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, member_required
from cohive.bond.queries import cards
from cohive.care.operations import customers as operations
from cohive.care.queries import customers as queries
from cohive.care.queries import told_about
from cohive.care.queries.customers import MEMBER
from cohive.care.queries.rules import inbox_rules
from cohive.care.queries.timeline import PARTS, held_kinds, timeline
from cohive.care.timeline import grounds


def _words() -> str:
    """What she agrees to."""
    return _(
        "Who answers for the place may see my circles, works, ideas and links in one line with my "
        "orders and messages. I can take this back at any time."
    )


@require_GET
@member_required
@never_cache
def held(request: HttpRequest) -> HttpResponse:
    """All of it, whether the desk may see it or not."""
    agent = acting(request)
    who = queries.customer(MEMBER, agent)
    part = request.GET.get("show", "all")
    line = timeline(who, is_own=True, part=part, cursor=request.GET.get("before", ""))
    notes, days = told_about.notes_about(who), told_about.follow_ups_about(who)
    readings = told_about.readings_of(who, cursor=request.GET.get("looked", ""))
    agents = {note.author for note in notes} | {day.owner for day in days if day.owner}
    agents |= {one.reader for one in readings.readings}
    data = {
        "who": who,
        "allowed": queries.timeline_consent(agent),
        "words": _words(),
        "line": line,
        "part": part,
        "parts": list(PARTS),
        "grounds": grounds(),
        "kinds": held_kinds(who),
        "days_kept": inbox_rules().retention_days,
        "notes": notes,
        "follow_ups": days,
        "readings": readings,
        "cards": cards(agents),
        "older": urlencode({"show": part, "before": line.next}) if line.next else "",
        "looked": urlencode({"looked": readings.next}) if readings.next else "",
    }
    return render(request, "care/held.html", data)


@require_POST
@member_required
def allow(request: HttpRequest) -> HttpResponse:
    """She allows one line of all she does here."""
    operations.allow_timeline(words=_words(), by=acting(request), at=timezone.now())
    messages.success(request, _("Allowed. You can take it back here at any time."))
    return redirect("care:held")


@require_POST
@member_required
def take_back(request: HttpRequest) -> HttpResponse:
    """She takes it back."""
    operations.take_timeline_back(by=acting(request), at=timezone.now())
    messages.success(request, _("Taken back. The desk sees your orders and messages only."))
    return redirect("care:held")
