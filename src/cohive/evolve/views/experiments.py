"""Two ways of asking or showing: what runs, what came out, and who wants to be left out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond.access import acting, member_required, role_required
from cohive.evolve.operations import experiments
from cohive.evolve.queries import experiments as queries
from cohive.evolve.views.doing import UNFIT, done
from cohive.evolve.views.survey_steps import spoken
from cohive.look.refusals import told
from cohive.look.viewers import viewer_of

DAYS_DIGITS_MAX = 3


@require_safe
@member_required
def listed(request: HttpRequest) -> HttpResponse:
    """What runs, without what comes of it; what ended, with it."""
    return _page(request, {})


def outcome_words() -> dict[str, str]:
    """What counts, in words."""
    return {
        "bond.post.replied": _("answered a post"),
        "bond.thread.started": _("started a thread"),
        "bond.circle.joined": _("joined a circle"),
        "bond.proposal.made": _("said what she offers or needs"),
        "create.work.submitted": _("handed in a work"),
        "create.work.scored": _("scored a work"),
        "trade.order.paid": _("bought something"),
    }


def page_words() -> dict[str, str]:
    """Where the two texts stand, in words."""
    return {
        "": _("among the notices"),
        "front": _("at the top of the first page"),
        "make": _("at the top of what is being made"),
        "shop": _("at the top of the shop"),
    }


def _page(request: HttpRequest, errors: dict[str, list[str]]) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.experiments()
    data = {
        "running": [one for one in found if one.state == "running"],
        "over": [
            (
                one,
                told(one.reading.said) if one.reading else "",
                [spoken(words) for words in one.texts],
            )
            for one in found
            if one.state != "running"
        ],
        "outcomes": outcome_words(),
        "pages": page_words(),
        "is_steward": viewer is not None and viewer.has("steward"),
        "is_left_out": viewer is not None and queries.is_left_out(viewer.agent_id),
        "given": request.POST,
        "errors": errors,
    }
    return render(request, "evolve/experiments.html", data, status=UNFIT if errors else 200)


def _done(request: HttpRequest, do: Callable[[], object], words: str) -> HttpResponse:
    return done(
        request,
        do,
        words,
        to=reverse("evolve:experiments"),
        again=lambda errors: _page(request, errors),
    )


@require_POST
@role_required("steward")
def start(request: HttpRequest) -> HttpResponse:
    """Ask everybody, one way or the other."""
    days = request.POST.get("days", "")
    fits = days.isascii() and days.isdigit() and len(days) <= DAYS_DIGITS_MAX
    return _done(
        request,
        lambda: experiments.start_experiment(
            question=request.POST.get("question", ""),
            text_first=request.POST.get("text_first", ""),
            text_second=request.POST.get("text_second", ""),
            text_first_zh=request.POST.get("text_first_zh", ""),
            text_second_zh=request.POST.get("text_second_zh", ""),
            shown_on=request.POST.get("shown_on", ""),
            outcome=request.POST.get("outcome", ""),
            days=int(days) if fits else 0,
            by=acting(request),
            at=timezone.now(),
        ),
        _("It runs. Nothing of it is counted before its end."),
    )


@require_POST
@role_required("steward")
def stop(request: HttpRequest, experiment: UUID) -> HttpResponse:
    """Stop it; then it says nothing."""
    return _done(
        request,
        lambda: experiments.stop_experiment(
            experiment=experiment, by=acting(request), at=timezone.now()
        ),
        _("It is stopped, and says nothing."),
    )


@require_POST
@member_required
def choose(request: HttpRequest) -> HttpResponse:
    """Be left out, or not any more."""
    is_back = request.POST.get("do") == "join"
    operation = experiments.join_experiments if is_back else experiments.leave_experiments
    return _done(
        request,
        lambda: operation(by=acting(request), at=timezone.now()),
        _("You may be asked again.") if is_back else _("You are left out from now on."),
    )
