"""Notices: what waits for one, what is new, what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.queries import NoticeView
from cohive.words.refusals import Missing

WEEK = timedelta(days=7)


@require_safe
@member_required
def notices(request: HttpRequest) -> HttpResponse:
    """What waits for an answer on top, then by day.

    Seven SQL queries: user, viewer, place, notices and their cards, those that wait and theirs.
    """
    agent = acting(request)
    before = _before(request)
    found = queries.notices(agent, before=before, limit=queries.NOTICES_A_PAGE + 1)
    shown = found[: queries.NOTICES_A_PAGE]
    waiting = [] if before else queries.waiting_notices(agent)
    asked = {notice.id for notice in waiting}
    rest = [notice for notice in shown if notice.id not in asked]
    today, week, earlier = _by_day(rest)
    data = {
        "waiting": waiting,
        "groups": [("today", today), ("week", week), ("earlier", earlier)],
        "older": shown[-1].id if len(found) > len(shown) else None,
        "unread": sum(1 for notice in shown if not notice.is_read),
        "is_empty": not shown and not waiting,
    }
    return render(request, "bond/notices.html", data)


def _before(request: HttpRequest) -> UUID | None:
    given = request.GET.get("before", "")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise Missing("There is no such page of notices.") from None


def _by_day(
    notices: Sequence[NoticeView],
) -> tuple[list[NoticeView], list[NoticeView], list[NoticeView]]:
    now = timezone.localtime()
    today = [notice for notice in notices if timezone.localtime(notice.at).date() == now.date()]
    week = [notice for notice in notices if notice not in today and now - notice.at < WEEK]
    earlier = [notice for notice in notices if notice not in today and notice not in week]
    return today, week, earlier


@require_POST
@member_required
def mark_read(request: HttpRequest) -> HttpResponse:
    """All have been read."""
    operations.mark_read(by=acting(request), at=timezone.now())
    return HttpResponseRedirect(reverse("bond:notices"))


@require_safe
@member_required
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Go where a notice leads; it counts as read."""
    address = queries.notice_address(notice_id, to=acting(request))
    if address is None:
        raise Missing("There is no such notice of yours.")
    operations.mark_read(by=acting(request), at=timezone.now(), notice=notice_id)
    return HttpResponseRedirect(address)
