"""Circles: the list, one of them, opening, changing, joining, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.talk import CircleForm
from cohive.bond.machine_keys import machine_keys
from cohive.bond.queries import BelongingView, CircleView, GatheringView, MemberCard, ThreadLine
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap, limit
from cohive.look.viewers import Viewer, viewer_of
from cohive.words.refusals import Forbidden, Missing

NEWS_SHOWN = 3
GATHERINGS_SHOWN = 3
CIRCLES_IN_TEN_MINUTES = 5


@dataclass(frozen=True)
class CirclePage:
    """What the page of a circle shows under one order of threads."""

    circle: CircleView
    order: str
    waiting: list[ThreadLine]
    others: list[ThreadLine]
    news: list[ThreadLine]
    next_cursor: str
    belonging: list[BelongingView]
    cards: dict[UUID, MemberCard]
    gatherings: list[GatheringView]
    is_member: bool
    keeps: bool
    may_join_for_a_vote: bool


@require_safe
def circles(request: HttpRequest) -> HttpResponse:
    """All circles; those one belongs to first."""
    viewer = viewer_of(request)
    mine = {view.agent for view in queries.circles_of(viewer.agent_id)} if viewer else set()
    found = queries.circles()
    data = {
        "mine": [circle for circle in found if circle.agent in mine],
        "others": [circle for circle in found if circle.agent not in mine],
    }
    return render(request, "bond/circles.html", data)


@require_safe
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    """A circle: who waits for someone, then the news, then the rest; who is here.

    Ten SQL queries for a member: user, viewer, place, circle, threads in three groups, who
    belongs, cards, gatherings.
    """
    return render(request, "bond/circle.html", {"page": _page(request, _circle(slug))})


def _page(request: HttpRequest, view: CircleView) -> CirclePage:
    order = request.GET.get("order", "")
    order = order if order in ("latest", "quiet") else "waiting"
    cursor = request.GET.get("after", "")
    waiting: list[ThreadLine] = []
    news: list[ThreadLine] = []
    if order == "waiting" and not cursor:
        waiting, _more = queries.circle_threads(view.agent, order="waiting")
        others, next_cursor = queries.circle_threads(view.agent, order="answered")
        news, _more = queries.circle_threads(view.agent, order="news", limit=NEWS_SHOWN)
    else:
        listed = "answered" if order == "waiting" else order
        others, next_cursor = queries.circle_threads(view.agent, order=listed, cursor=cursor)
    belonging = queries.circle_members(view.agent)
    lines = waiting + others + news
    agents = {member.agent for member in belonging} | {
        agent for line in lines for agent in (line.started_by, line.last_by)
    }
    viewer = viewer_of(request)
    mine = _own(viewer, view, belonging)
    return CirclePage(
        circle=view,
        order=order,
        waiting=waiting,
        others=others,
        news=news,
        next_cursor=next_cursor,
        belonging=belonging,
        cards=queries.cards(agents),
        gatherings=queries.gatherings_ahead(
            now=timezone.now(), circle=view.agent, limit=GATHERINGS_SHOWN
        )[0],
        is_member=mine is not None,
        keeps=mine is not None and mine.keeps,
        may_join_for_a_vote=mine is not None
        and mine.votes_since is None
        and not queries.is_for_a_tier(view.agent),
    )


def _own(
    viewer: Viewer | None, view: CircleView, shown: list[BelongingView]
) -> BelongingView | None:
    """How the viewer belongs; in a large circle she may without standing in the list."""
    if viewer is None:
        return None
    for member in shown:
        if member.agent == viewer.agent_id:
            return member
    return queries.belonging(viewer.agent_id, view.agent) if view.members > len(shown) else None


def _circle(slug: str) -> CircleView:
    view = queries.circle_by_slug(slug)
    if view is None:
        raise Missing("There is no such circle.")
    return view


@member_required
def new_circle(request: HttpRequest) -> HttpResponse:
    """Open a circle."""
    form = CircleForm(request.POST or None)
    if request.method == "POST":
        limit(request, "bond.circle", CIRCLES_IN_TEN_MINUTES)
        made: list[UUID] = []
        if done_or_refused(
            form,
            lambda: made.append(
                operations.create_circle(by=acting(request), at=timezone.now(), **form.cleaned_data)
            ),
        ):
            view = queries.circle(made[0])
            return HttpResponseRedirect(view.url if view else reverse("bond:circles"))
    data = {
        "form": form,
        "title": _("Open a circle"),
        "lead": _("A few people and one thing they care about is enough."),
        "button": _("Open the circle"),
        "crumbs": [(_("Circles"), reverse("bond:circles"))],
    }
    return render(request, "bond/form.html", data, status=UNFIT if form.errors else 200)


@member_required
def change_circle(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a circle one keeps."""
    view = _circle(slug)
    keepers = {member.agent for member in queries.circle_members(view.agent) if member.keeps}
    if acting(request) not in keepers:
        raise Forbidden("Only who keeps this circle may change it.")
    initial = {"name": view.name, "name_other": view.name_alt, "purpose": view.purpose}
    form = CircleForm(request.POST or None, initial=initial)
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.change_circle(
            circle=view.agent, by=acting(request), at=timezone.now(), **form.cleaned_data
        ),
    ):
        return HttpResponseRedirect(view.url)
    data = {
        "form": form,
        "title": _("Change this circle"),
        "lead": "",
        "button": _("Save"),
        "crumbs": [(_("Circles"), reverse("bond:circles")), (view.name, view.url)],
        "circle": view,
        "asks_about_machine": machine_keys().in_closed_circles
        and queries.is_for_a_tier(view.agent),
    }
    status = UNFIT if form.errors else 200
    return render(request, "bond/circle_change.html", data, status=status)


@require_POST
@member_required
def join_circle(request: HttpRequest, slug: str) -> HttpResponse:
    """Belong to this circle."""
    view = _circle(slug)
    return in_one_tap(
        request,
        lambda: operations.join_circle(circle=view.agent, by=acting(request), at=timezone.now()),
        default=view.url,
    )


@require_POST
@member_required
def leave_circle(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave this circle."""
    view = _circle(slug)
    return in_one_tap(
        request,
        lambda: operations.leave_circle(circle=view.agent, by=acting(request), at=timezone.now()),
        default=view.url,
    )
