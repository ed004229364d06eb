"""Pages and small answers of the design system itself: language, theme, and when things fail."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.look import icons
from cohive.look.context import THEME_COOKIE, THEMES, offered_languages
from cohive.look.refusals import said
from cohive.look.samples import samples
from cohive.look.viewers import forget, place_of, tell_language, viewer_of
from cohive.words.refusals import Refused

YEAR_SECONDS = 60 * 60 * 24 * 365


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie (and with the member, through the provider)."""
    chosen = request.POST.get("language", "")
    answer = _back(request)
    if chosen in {offered.code for offered in offered_languages(place_of(request))}:
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, chosen)
        tell_language(request, chosen)
    return answer


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep 'auto', 'light' or 'dark' in a cookie; the page is drawn in it from the server."""
    chosen = request.POST.get("theme", "")
    answer = _back(request)
    if chosen in THEMES:
        _remember(answer, THEME_COOKIE, chosen, readable=True)
    return answer


def _remember(answer: HttpResponse, name: str, value: str, *, readable: bool = False) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=not readable,  # the theme button writes its cookie itself when scripts run
    )


def _back(request: HttpRequest) -> HttpResponse:
    """To where the form stood, if that is here; without a stale ?language=."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return HttpResponseRedirect(target.split("?language=")[0])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for you; the page tells no difference."""
    sentence = _("The address may be old, or the thing was taken away. Nothing of yours is lost.")
    return _failed(request, 404, _("This page is not here"), _own_words(exception) or sentence)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: you are known (or not yet) and this is not yours to do."""
    sentence = (
        _("Your role here does not open it. A steward of the place can say who may.")
        if viewer_of(request)
        else _("It may open when you have signed in.")
    )
    return _failed(request, 403, _("This page is for others"), _own_words(exception) or sentence)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be done; the sentence says what to do instead."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    sentence = _("What was sent does not fit this page. Go back and send it once more.")
    return _failed(request, 400, _("This did not work"), _own_words(exception) or sentence)


def conflict(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """409: what was sent contradicts what was done before."""
    sentence = _("Somebody was here before you. Load the page again and look.")
    return _failed(request, 409, _("This was done already"), _own_words(exception) or sentence)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more at once than any form of this place sends; nothing of it was read."""
    sentence = _("Go back and send less of it, or in parts.")
    return _failed(request, 413, _("This is too much at once"), _own_words(exception) or sentence)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too much or too often from one address; the sentence says when to go on."""
    sentence = _("Wait a little, then go on.")
    return _failed(request, 429, _("Not so much at once"), _own_words(exception) or sentence)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the request-forgery check: an old form, or cookies switched off."""
    del reason  # for logs only; Django has written it there
    sentence = _(
        "The form was open too long, or your browser keeps no cookies for this place. "
        "Go back, load the page again and send it once more."
    )
    return _failed(request, 403, _("This form has expired"), sentence)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without asking anything that may be broken too."""
    forget(request, ask_again=False)
    return _failed(
        request,
        500,
        _("Something broke here"),
        _("It is our fault, it is written down, and nothing you sent before is lost."),
        is_lone=True,
    )


def refused(request: HttpRequest, refusal: Refused, status: int) -> HttpResponse:
    """A refusal nobody showed at its field: the page of its kind with its sentence."""
    page = _PAGES.get(status, bad_request)
    return page(request, refusal)


_PAGES = {404: not_found, 403: forbidden, 409: conflict, 413: too_large, 429: too_many}


def _own_words(exception: Exception | None) -> str:
    return said(exception) if isinstance(exception, Refused) else ""


def _failed(
    request: HttpRequest, code: int, heading: str, sentence: str, *, is_lone: bool = False
) -> HttpResponse:
    data = {
        "code": code,
        "heading": heading,
        "sentence": sentence,
        "back": _came_from(request),
        "may_sign_in": code == 403 and viewer_of(request) is None,
        "is_lone": is_lone,
    }
    return HttpResponse(render_to_string("look/error.html", data, request), status=code)


def _came_from(request: HttpRequest) -> str:
    """The page before, when it was one of ours and not this one."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
    return before if ours and before != request.build_absolute_uri() else ""


def components(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for development and the accessibility test."""
    return render(
        request, "look/components.html", {**samples(request), "icon_names": icons.names()}
    )
