"""Gatherings: what is ahead, one of them, planning, changing, calling off, coming."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.gatherings import CallOffForm, GatheringForm
from cohive.bond.queries import CircleView, GatheringView
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap, limit
from cohive.bridges.calendar_file import CONTENT_TYPE, Appointment, calendar_file
from cohive.look.viewers import Viewer, viewer_of
from cohive.words.refusals import Missing

PLANNED_IN_TEN_MINUTES = 5


@require_safe
def gatherings(request: HttpRequest) -> HttpResponse:
    """What is ahead in the whole place. Four SQL queries for a member: with user, viewer, place."""
    found, cursor = queries.gatherings_ahead(
        now=timezone.now(), cursor=request.GET.get("after", "")
    )
    data = {"found": found, "next_cursor": cursor}
    return render(request, "bond/gatherings.html", data)


@require_safe
def gathering(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """One gathering: when, where, who comes; how to get in for who does.

    Eight SQL queries at most for a member: user, viewer, place, gathering, who comes, cards,
    whether she keeps the circle, and what later rooms add.
    """
    view = _gathering(gathering_id)
    viewer = viewer_of(request)
    coming = queries.coming_to(view.id)
    is_coming = viewer is not None and (
        viewer.agent_id in coming
        or (view.coming > len(coming) and queries.is_coming(viewer.agent_id, view.id))
    )
    data = {
        "gathering": view,
        "coming": coming,
        "cards": queries.cards({*coming, view.by}),
        "is_coming": is_coming,
        "is_over": view.ends_at <= timezone.now(),
        "may_change": viewer is not None and _may_change(viewer, view),
    }
    return render(request, "bond/gathering.html", data)


@require_safe
def gathering_file(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The gathering for one's own calendar; how to get in is left out: files are passed on."""
    view = _gathering(gathering_id)
    place = queries.place()
    body = calendar_file(
        Appointment(
            uid=f"{view.id}@{request.get_host()}",
            revision=view.revision,
            title=view.title,
            text=view.text,
            where=view.where,
            url=request.build_absolute_uri(view.url),
            starts_at=view.starts_at,
            ends_at=view.ends_at,
            is_called_off=view.state == "called_off",
        ),
        maker=place.name if place else "Cohive",
        at=timezone.now(),
    )
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="gathering.ics"'
    return response


@member_required
def plan(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Plan a gathering of a circle, or (a steward) of the place."""
    circle = _circle(slug) if slug else None
    form = GatheringForm(request.POST or None)
    if request.method == "POST":
        limit(request, "bond.gathering", PLANNED_IN_TEN_MINUTES)
        made: list[UUID] = []
        if done_or_refused(
            form,
            lambda: made.append(
                operations.plan_gathering(
                    terms=operations.GatheringTerms(**form.cleaned_data),
                    circle=circle.agent if circle else None,
                    by=acting(request),
                    at=timezone.now(),
                )
            ),
        ):
            told = _("It is planned. The members of the circle are told.")
            alone = _("It is planned. Pass it on to whom you want there.")
            messages.success(request, told if circle else alone)
            return HttpResponseRedirect(reverse("bond:gathering", args=[made[0]]))
    lead = (
        _("For the members of “%(name)s”; everybody can read of it.") % {"name": circle.name}
        if circle
        else _("For the whole place.")
    )
    return _form(request, form, _("Plan a gathering"), lead, _("Plan it"), _crumbs(circle))


@member_required
def change(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Change a gathering."""
    view = _gathering(gathering_id)
    initial = {
        name: getattr(view, name)
        for name in ("title", "starts_at", "ends_at", "where", "how_to_come", "text", "places")
    }
    form = GatheringForm(request.POST or None, initial=initial)
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.change_gathering(
            gathering=view.id,
            terms=operations.GatheringTerms(**form.cleaned_data),
            by=acting(request),
            at=timezone.now(),
        ),
    ):
        return HttpResponseRedirect(view.url)
    lead = _("Who comes is told when the hour or the place is another one.")
    return _form(request, form, _("Change the gathering"), lead, _("Save"), _crumbs_of(view))


@member_required
def call_off(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Call a gathering off, with a reason."""
    view = _gathering(gathering_id)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.call_off_gathering(
            gathering=view.id, by=acting(request), at=timezone.now(), **form.cleaned_data
        ),
    ):
        return HttpResponseRedirect(view.url)
    lead = _("It stays to be read until its hour has passed. This cannot be undone.")
    return _form(request, form, _("Call it off"), lead, _("Call it off"), _crumbs_of(view))


@require_POST
@member_required
def come(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Say that one comes."""
    view = _gathering(gathering_id)

    def do() -> None:
        operations.say_coming(gathering=view.id, by=acting(request), at=timezone.now())
        messages.success(request, _("Good. A day ahead you are reminded."))

    return in_one_tap(request, do, default=view.url)


@require_POST
@member_required
def stay_away(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Say that one cannot come after all."""
    view = _gathering(gathering_id)
    return in_one_tap(
        request,
        lambda: operations.say_not_coming(gathering=view.id, by=acting(request), at=timezone.now()),
        default=view.url,
    )


def _gathering(gathering_id: UUID) -> GatheringView:
    view = queries.gathering(gathering_id)
    if view is None:
        raise Missing("There is no such gathering.")
    return view


def _circle(slug: str) -> CircleView:
    view = queries.circle_by_slug(slug)
    if view is None:
        raise Missing("There is no such circle.")
    return view


def _may_change(viewer: Viewer, view: GatheringView) -> bool:
    """Whether the ways to change it are shown; the operations decide."""
    if viewer.agent_id == view.by or viewer.has("steward"):
        return True
    mine = queries.belonging(viewer.agent_id, view.circle) if view.circle else None
    return mine is not None and mine.keeps


def _crumbs(circle: CircleView | None) -> list[tuple[str, str]]:
    found = [(_("Gatherings"), reverse("bond:gatherings"))]
    return [*found, (circle.name, circle.url)] if circle else found


def _crumbs_of(view: GatheringView) -> list[tuple[str, str]]:
    return [(_("Gatherings"), reverse("bond:gatherings")), (view.title, view.url)]


def _form(
    request: HttpRequest, form: Any, title: str, lead: str, button: str,
    crumbs: list[tuple[str, str]],
) -> HttpResponse:  # fmt: skip
    data = {"form": form, "title": title, "lead": lead, "button": button, "crumbs": crumbs}
    return render(request, "bond/form.html", data, status=UNFIT if form.errors else 200)
