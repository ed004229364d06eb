"""Changes of circles: the list, proposing, and one change from preview to deed and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required, role_required
from cohive.evolve.operations import changes, founding, proposing
from cohive.evolve.operations.treasury import fill_treasury
from cohive.evolve.queries import changes as queries
from cohive.evolve.queries import rules as rule_queries
from cohive.evolve.queries.carried import carried
from cohive.evolve.queries.courses import MergingView, mergings
from cohive.evolve.views.carried import taken_along
from cohive.evolve.views.course import course_in_words
from cohive.evolve.views.doing import UNFIT, done
from cohive.evolve.views.holding import holding_of
from cohive.evolve.views.rules import state_words as rule_states
from cohive.evolve.written import said as told
from cohive.guard.operations import allow
from cohive.ledger import queries as books
from cohive.look.refusals import said
from cohive.look.viewers import Viewer, viewer_of
from cohive.words.money import parse_money
from cohive.words.refusals import Forbidden, Missing, Refused

PROPOSALS_MAX, PROPOSALS_SECONDS = 5, 86_400


@require_safe
@member_required
def listed(request: HttpRequest) -> HttpResponse:
    """What is proposed and what was done, the newest first; where one begins.

    Seven SQL queries, one more where two circles are one.
    """
    found = queries.changes(before=_uuid(request.GET.get("before", "")))
    circles, ones = members.circles(), mergings()
    named = {key for one in found for key in (one.circle, one.other) if key}
    cards = members.cards(named | {key for one in ones for key in (one.circle, one.other)})
    viewer, place = viewer_of(request), members.place()
    is_steward = viewer is not None and viewer.has("steward")
    data = {
        "changes": found,
        "findings": {one.circle for one in queries.findings() if one.is_proposed},
        "mergings": _mergings(ones, circles, viewer),
        "cards": cards,
        "circles": circles,
        "split_least": 2 * changes.SIDE_MIN,
        "earlier": f"?before={found[-1].id}" if len(found) == queries.CHANGES_A_PAGE else "",
        "house": books.balance(place.agent, "house", place.currency)
        if is_steward and place
        else None,
        "states": state_words(),
        "rules": rule_queries.rules(),
        "rule_states": rule_states(),
    }
    return render(request, "evolve/changes.html", data)


def _mergings(
    found: Sequence[MergingView], circles: Sequence[members.CircleView], viewer: Viewer | None
) -> list[dict[str, object]]:
    """Pairs that are one, why, and where to propose it: for members of either, and stewards."""
    if not found or viewer is None:
        return []
    own = {one.agent for one in members.circles_of(viewer.agent_id)}
    slugs = {one.agent: one.slug for one in circles}
    return [
        {
            "view": one,
            "said": told(one.said),
            "slug": slugs[one.circle]
            if viewer.has("steward") or own.intersection((one.circle, one.other))
            else "",
        }
        for one in found
        if one.circle in slugs and one.other in slugs
    ]


def state_words() -> dict[str, tuple[str, str]]:
    """Each state in words, and its tone."""
    return {
        "preview": (_("preview"), ""),
        "voting": (_("people vote"), "lamp"),
        "agreed": (_("agreed, to be founded"), "good"),
        "declined": (_("declined"), ""),
        "withdrawn": (_("taken back"), ""),
        "done": (_("done"), "good"),
        "undone": (_("undone"), "warn"),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _circle(slug: str) -> members.CircleView:
    view = members.circle_by_slug(slug)
    if view is None:
        raise Missing("There is no such circle.")
    return view


def _guess(circle: UUID) -> list[str]:
    found = next(iter(queries.findings(only=circle)), None)
    return [str(one) for one in found.members] if found and found.is_proposed else []


def _finding(circle: UUID) -> dict[str, object] | None:
    """Whether the talk itself has a border, and each condition in words."""
    found = next(iter(queries.findings(only=circle)), None)
    if found is None:
        return None
    return {"view": found, "said": [told(one) for one in found.said]}


@member_required
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose that a circle becomes two."""
    circle = _circle(slug)
    people = members.circle_voters(circle.agent)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        going = {UUID(one) for one in request.POST.getlist("going") if _uuid(one)}
        made = _proposed(
            request,
            errors,
            lambda: proposing.propose_split(
                circle=circle.agent,
                reason=request.POST.get("reason", ""),
                name=request.POST.get("name", ""),
                purpose=request.POST.get("purpose", ""),
                going=going,
                by=acting(request),
                at=timezone.now(),
            ),
        )
        if made:
            return HttpResponseRedirect(reverse("evolve:change", args=[made]))
    data = {
        "circle": circle,
        "people": members.cards(one.agent for one in people),
        "given": request.POST,
        "going": request.POST.getlist("going") or _guess(circle.agent),
        "errors": errors,
        "running": queries.open_change_of(circle.agent),
        "finding": _finding(circle.agent),
    }
    return render(request, "evolve/change_split.html", data, status=UNFIT if errors else 200)


@member_required
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose that another circle becomes part of this one."""
    circle = _circle(slug)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        other = _uuid(request.POST.get("other", ""))
        made = _proposed(
            request,
            errors,
            lambda: proposing.propose_merge(
                circle=circle.agent,
                other=other or circle.agent,
                reason=request.POST.get("reason", ""),
                by=acting(request),
                at=timezone.now(),
            ),
        )
        if made:
            return HttpResponseRedirect(reverse("evolve:change", args=[made]))
    data = {
        "circle": circle,
        "others": [
            (str(one.agent), one.name) for one in members.circles() if one.agent != circle.agent
        ],
        "given": request.POST,
        "errors": errors,
        "running": queries.open_change_of(circle.agent),
    }
    return render(request, "evolve/change_merge.html", data, status=UNFIT if errors else 200)


def _proposed(
    request: HttpRequest, errors: dict[str, list[str]], propose: Callable[[], UUID]
) -> UUID | None:
    try:
        allow(
            what="evolve.change",
            who=str(acting(request)),
            limit=PROPOSALS_MAX,
            seconds=PROPOSALS_SECONDS,
            at=timezone.now(),
        )
        return propose()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        errors.setdefault(refusal.field, []).append(said(refusal))
        return None


@require_safe
@member_required
def change(request: HttpRequest, change: UUID) -> HttpResponse:
    """One change: what it would do, where one would be, the vote, the deed, the way back."""
    return _page(request, change)


def _page(
    request: HttpRequest, change: UUID, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    now = timezone.now()
    found = queries.change_view(change, viewer=viewer.agent_id if viewer else None, at=now)
    if found is None:
        raise Missing("There is no such proposal.")
    is_mover = viewer is not None and (
        viewer.has("steward") or viewer.agent_id == found.line.proposed_by
    )
    data = {
        "found": found,
        "line": found.line,
        "is_mover": is_mover,
        "holding": holding_of(found, viewer),
        "course": course_in_words(found),
        "may_found": is_mover or bool(found.own and found.own.is_willing),
        "state": state_words()[found.line.state],
        "errors": errors or {},
        "given": request.POST,
        "carried": taken_along(carried(change, found.line.circle, at=found.done_at or now), found)
        if found.line.kind == "split"
        else None,
    }
    return render(request, "evolve/change.html", data, status=UNFIT if errors else 200)


def _done(request: HttpRequest, change: UUID, do: Callable[[], object], words: str) -> HttpResponse:
    return done(
        request,
        do,
        words,
        to=reverse("evolve:change", args=[change]),
        again=lambda errors: _page(request, change, errors),
    )


@require_POST
@member_required
def side(request: HttpRequest, change: UUID) -> HttpResponse:
    """Say where one would be."""
    return _done(
        request,
        change,
        lambda: changes.choose_side(
            change=change,
            side=request.POST.get("side", ""),
            is_willing=bool(request.POST.get("is_willing")),
            by=acting(request),
            at=timezone.now(),
        ),
        _("Kept. You can change it until the vote opens."),
    )


@require_POST
@member_required
def open_vote(request: HttpRequest, change: UUID) -> HttpResponse:
    """Ask everybody concerned."""
    days = request.POST.get("days", "")
    return _done(
        request,
        change,
        lambda: changes.open_change_vote(
            change=change,
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
            by=acting(request),
            at=timezone.now(),
        ),
        _("Everybody concerned is asked now."),
    )


@require_POST
@member_required
def vote(request: HttpRequest, change: UUID) -> HttpResponse:
    """Yes or no."""
    return _done(
        request,
        change,
        lambda: changes.vote_on_change(
            change=change,
            answer=request.POST.get("answer", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        _("Your vote is kept."),
    )


@require_POST
@member_required
def found(request: HttpRequest, change: UUID) -> HttpResponse:
    """Do what both sides agreed on."""
    return _done(
        request,
        change,
        lambda: founding.found_change(
            change=change,
            name=request.POST.get("name", ""),
            purpose=request.POST.get("purpose", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        _("It is done. Everybody was told."),
    )


@require_POST
@member_required
def withdraw(request: HttpRequest, change: UUID) -> HttpResponse:
    """Go no further with it."""
    return _done(
        request,
        change,
        lambda: changes.withdraw_change(change=change, by=acting(request), at=timezone.now()),
        _("It is taken back."),
    )


@require_POST
@member_required
def undo(request: HttpRequest, change: UUID) -> HttpResponse:
    """Ask that it be undone."""
    return _done(
        request,
        change,
        lambda: founding.ask_undo(change=change, by=acting(request), at=timezone.now()),
        _("Kept. It is undone when enough have asked."),
    )


@require_POST
@role_required("steward")
def fill(request: HttpRequest) -> HttpResponse:
    """Put money of the house into a circle's treasury."""
    place = members.place()
    if place is None:
        raise Missing("There is no place yet.")
    circle = _uuid(request.POST.get("circle", ""))
    try:
        if circle is None:
            raise Refused("Choose a circle.", field="circle")
        amount = parse_money(request.POST.get("amount", ""), place.currency)
        fill_treasury(circle=circle, amount=amount, by=acting(request), at=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("It stands in the circle's treasury."))
    return HttpResponseRedirect(reverse("evolve:changes"))
