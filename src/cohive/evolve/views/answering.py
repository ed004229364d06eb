"""Answering a survey: by a member, by a mail's link, or by a link that was passed on.

The answers so far lie under the digest of a key that a cookie of this browser holds, so that a
reload, a step back or a closed phone loses nothing and nobody else finds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond.access import acting, member_or_low_door, member_required
from cohive.bond.operations.doors import DOOR_PARAMETER
from cohive.evolve import operations, queries
from cohive.evolve.operations.survey_links import (
    INVITED,
    LINK,
    invitation_of_link,
    survey_of_link,
)
from cohive.evolve.queries.surveys import SurveyView, WaveView
from cohive.evolve.views.survey_steps import (
    plainly,
    said_in,
    shown_step,
    spoken,
    steps_of,
)
from cohive.guard.operations import allow
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing, Refused

NOT_HERE = "There is no such survey."
COOKIE = "survey"
LANGUAGE = "language"
DOORS = frozenset({DOOR_PARAMETER, INVITED, LINK})
COOKIE_SECONDS = 30 * 24 * 3_600
SENT_AN_HOUR, HOUR_SECONDS = 60, 3_600


@dataclass(frozen=True)
class Answerer:
    """Who answers: a member, an invited guest, or anybody with the link."""

    member: UUID | None = None
    invitation: UUID | None = None

    @property
    def name(self) -> str:
        """What a draft is bound to, besides the browser's key."""
        return str(self.member or self.invitation or "guest")


@require_safe
@member_required
def surveys(request: HttpRequest) -> HttpResponse:
    """What is asked now, and where her answers are joined to what she does."""
    lines = queries.surveys_for(acting(request))
    shown = [(line, spoken(line.title)) for line in lines]
    told = [(one, spoken(one.title), spoken(one.outcome)) for one in queries.outcomes()]
    return render(request, "evolve/survey/mine.html", {"lines": shown, "outcomes": told})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One step of a survey; the first unless the address names another."""
    if request.method == "GET" and LANGUAGE in request.GET and DOORS & request.GET.keys():
        return _in_the_language_of_the_mail(request)
    if INVITED in request.GET:
        invitation = invitation_of_link(request.GET[INVITED])
        return _answer(request, survey, Answerer(invitation=invitation))
    if LINK in request.GET and viewer_of(request) is None:
        if survey_of_link(request.GET[LINK]) != survey:
            raise Missing("This link leads to another page.")
        return _answer(request, survey, Answerer())
    return _by_member(request, survey)


def _in_the_language_of_the_mail(request: HttpRequest) -> HttpResponse:
    """The same page without the language in its address, so that the reader may change it."""
    query = request.GET.copy()
    chosen = query.pop(LANGUAGE)[-1]
    response = redirect(f"{request.path}?{query.urlencode()}")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            str(chosen),
            max_age=COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@member_or_low_door
def _by_member(request: HttpRequest, survey: UUID) -> HttpResponse:
    return _answer(request, survey, Answerer(member=acting(request)))


@require_POST
@member_required
def take_back(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Join her answers no more, or delete them."""
    is_deleted = request.POST.get("do") == "delete"
    operations.take_back(survey=survey, by=acting(request), at=timezone.now(), delete=is_deleted)
    messages.success(
        request,
        _("Your answers are deleted.")
        if is_deleted
        else _("Your answers stay, and nobody can tell any more that they are yours."),
    )
    return redirect("evolve:surveys")


def _answer(request: HttpRequest, survey: UUID, who: Answerer) -> HttpResponse:
    view = queries.survey(survey)
    if view is None or view.state == "draft":
        raise Missing(NOT_HERE)
    wave = view.open_wave
    if "sent" in request.GET or (wave and _has_answered(wave, who)):
        return _thanks(request, view, who)
    is_asked = wave is not None and _is_asked(view, who)
    if not is_asked:
        return _thanks(request, view, who, is_closed=True)
    key = request.COOKIES.get(COOKIE, "") or operations.new_draft_key()
    draft = operations.digest_of(key, survey=view.id, who=who.name)
    if request.method == "POST":
        response = _step_sent(request, view, who, draft)
    else:
        response = _step(request, view, who, draft)
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_SECONDS,
        path="/surveys/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _has_answered(wave: WaveView, who: Answerer) -> bool:
    return queries.took_part(wave.id, member=who.member, invitation=who.invitation)


def _is_asked(view: SurveyView, who: Answerer) -> bool:
    if who.invitation:
        return queries.invitation_of(who.invitation, survey=view.id)
    return who.member is not None or view.takes_guests


def _step_sent(request: HttpRequest, view: SurveyView, who: Answerer, draft: str) -> HttpResponse:
    """Keep the step, then go where the pressed button leads."""
    steps = steps_of(view.questions)
    number = _number(request.POST.get("step", ""), len(steps))
    go = request.POST.get("go", "")
    try:
        if number < len(steps):
            held = queries.draft_of(draft)
            step = said_in(steps[number], request.POST, held)
            operations.save_step(draft=draft, survey=view.id, said=step, at=timezone.now())
        if go == "send":
            return _send(request, view, who, draft)
    except Missing:
        raise
    except Refused as refusal:
        return _step(request, view, who, draft, number=number, refusal=said(refusal))
    if "rank" in request.POST:
        key = request.POST["rank"].partition(":")[0]
        return redirect(f"{_address(request, number)}#rank-{key}")
    then = number - 1 if go == "back" else number + 1
    return redirect(_address(request, max(0, then)))


def _send(request: HttpRequest, view: SurveyView, who: Answerer, draft: str) -> HttpResponse:
    now = timezone.now()
    if who.member is None:
        address = str(request.META.get("REMOTE_ADDR", ""))
        allow(what="evolve.survey", who=address, limit=SENT_AN_HOUR, seconds=HOUR_SECONDS, at=now)
    operations.send_answers(
        draft=draft,
        survey=view.id,
        member=who.member,
        invitation=who.invitation,
        joins="joins" in request.POST,
        at=now,
    )
    query = request.GET.copy()
    query.pop("step", None)
    query["sent"] = "1"
    return redirect(f"{request.path}?{query.urlencode()}")


def _step(
    request: HttpRequest,
    view: SurveyView,
    who: Answerer,
    draft: str,
    *,
    number: int | None = None,
    refusal: str = "",
) -> HttpResponse:
    steps = steps_of(view.questions)
    data = queries.draft_of(draft)
    if number is None:
        number = _number(request.GET.get("step", ""), len(steps))
    is_last = number >= len(steps)
    items = [item for question in view.questions for item in question.items]
    return render(
        request,
        "evolve/survey/answer.html",
        {
            "survey": view,
            "title": plainly(view.title),
            "heading": spoken(view.title),
            "lead": spoken(view.lead) if view.lead else "",
            "questions": [] if is_last else shown_step(steps[number], data),
            "number": number,
            "count": len(steps) + 1,
            "is_last": is_last,
            "answered": sum(item.key in data for item in items),
            "items": len(items),
            "may_join": view.may_join and who.member is not None,
            "refusal": refusal,
            "action": _address(request, number),
        },
        status=422 if refusal else 200,
    )


def _thanks(
    request: HttpRequest, view: SurveyView, who: Answerer, *, is_closed: bool = False
) -> HttpResponse:
    return render(
        request,
        "evolve/survey/thanks.html",
        {
            "title": plainly(view.title),
            "heading": spoken(view.title),
            "is_closed": is_closed,
            "is_member": who.member is not None,
        },
    )


def _number(text: str, count: int) -> int:
    return min(int(text), count) if text.isdecimal() else 0


def _address(request: HttpRequest, number: int) -> str:
    """This page at another step, with whatever opened the door."""
    query = request.GET.copy()
    query["step"] = str(number)
    return f"{request.path}?{query.urlencode()}"
