"""Two ways of asking or showing: what runs, what came out, and who wants to be left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from cohive.bond.access import acting, member_required, role_required
from cohive.engine.experiments import PEOPLE_MIN, Reading
from cohive.engine.intervals import Interval
from cohive.evolve.operations import experiments
from cohive.evolve.queries import experiments as queries
from cohive.evolve.queries.experiments import OPENED, THINGS, ExperimentView
from cohive.evolve.things import Thing, thing, things
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
        OPENED: _("opened the page of what the card is about"),
    }


def page_words() -> dict[str, str]:
    """Where the two texts stand, in words."""
    return {
        "": _("among the notices"),
        "front": _("at the top of the first page"),
        "make": _("at the top of what is being made"),
        "shop": _("at the top of the shop"),
    }


@dataclass(frozen=True)
class Counted:
    """What was counted among some people: in words, and each way with its hits and its range.

    `ways` are the text, the part, hits and size; none where it cannot be told yet.
    """

    among: str
    words: str
    ways: list[tuple[Markup, Interval, int, int]]


def _page(request: HttpRequest, errors: dict[str, list[str]]) -> HttpResponse:
    viewer = viewer_of(request)
    is_steward = viewer is not None and viewer.has("steward")
    found = queries.experiments()
    running = [one for one in found if one.state == "running"]
    may_start = is_steward and not running
    offered = things(at=timezone.now()) if may_start else []
    data = {
        "running": running,
        "texts": [spoken(words) for one in running for words in one.texts] if is_steward else [],
        "over": [(one, _counts(one)) for one in found if one.state != "running"],
        "where": {one.id: _where(one) for one in found},
        "uneven": {
            one.id: told(one.evenness.said)
            for one in found
            if one.evenness is not None and one.evenness.is_off
        },
        "outcomes": outcome_words(),
        "places": [*page_words().items(), *((one.key, _on_card(one)) for one in offered)],
        "may_start": may_start,
        "is_steward": is_steward,
        "is_left_out": viewer is not None and queries.is_left_out(viewer.agent_id),
        "given": request.POST,
        "errors": errors,
    }
    return render(request, "evolve/experiments.html", data, status=UNFIT if errors else 200)


def _on_card(one: Thing) -> str:
    """A thing in the choice of places."""
    sentence = {
        "challenge": _("on the card of the challenge “%(title)s”"),
        "product": _("on the card of the product “%(title)s”"),
        "circle": _("on the card of the circle “%(title)s”"),
    }[one.kind]
    return sentence % {"title": one.title}


def _where(one: ExperimentView) -> str:
    """Where it stands, or stood. At most two SQL queries for a thing."""
    if one.about is None:
        return page_words()[one.shown_on]
    about = thing(one.about_kind, one.about)
    return _on_card(about) if about else _("on the card of a thing that is gone")


def _counts(one: ExperimentView) -> list[Counted]:
    """Of those who saw it first: of the others nobody was asked anything."""
    if one.state != "read":
        return []
    return [
        _counted(one, _("Of those who saw it"), one.seen_reading, one.seen_hits, one.seen),
        _counted(one, _("Of all who were drawn"), one.reading, one.hits, one.sizes),
    ]


def _counted(
    one: ExperimentView,
    among: str,
    reading: Reading | None,
    hits: tuple[int, int] | None,
    of: tuple[int, int] | None,
) -> Counted:
    if of is None:
        return Counted(among, _("Who saw it was not recorded then."), [])
    if reading is None or hits is None:
        words = _("It cannot be told yet: one of the halves has fewer than %(least)s people.")
        return Counted(among, words % {"least": PEOPLE_MIN}, [])
    texts = [spoken(words) for words in one.texts]
    parts = (reading.first, reading.second)
    return Counted(among, told(reading.said), list(zip(texts, parts, hits, of, strict=True)))


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
    shown_on, about_kind, about = _place(request.POST.get("shown_on", ""))
    fits = days.isascii() and days.isdigit() and len(days) <= DAYS_DIGITS_MAX
    return _done(
        request,
        lambda: experiments.start_experiment(
            question=request.POST.get("question", ""),
            text_first=request.POST.get("text_first", ""),
            text_second=request.POST.get("text_second", ""),
            text_first_zh=request.POST.get("text_first_zh", ""),
            text_second_zh=request.POST.get("text_second_zh", ""),
            shown_on=shown_on,
            about_kind=about_kind,
            about=about,
            outcome=request.POST.get("outcome", ""),
            days=int(days) if fits else 0,
            by=acting(request),
            at=timezone.now(),
        ),
        _("It runs. Nothing of it is counted before its end."),
    )


def _place(given: str) -> tuple[str, str, UUID | None]:
    """A page, or the kind and id of a thing; what is no id is no page either, and refused."""
    kind, colon, key = given.partition(":")
    try:
        return ("", kind, UUID(key)) if colon and kind in THINGS else (given, "", None)
    except ValueError:
        return given, "", None


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
