"""What every page knows without asking: viewer, place, now, navigation, theme, languages.

Named once in settings.TEMPLATES OPTIONS['context_processors'] as `cohive.look.context.frame`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation.trans_real import get_supported_language_variant
from markupsafe import Markup

from cohive.look import formats
from cohive.look.colours import accent_style
from cohive.look.in_app import in_app_of
from cohive.look.navigation import Navigation
from cohive.look.viewers import PlaceLook, frames_of, place_of, viewer_of

THEMES = ("auto", "light", "dark")
KEY_FIELD = "idempotency_key"
THEME_COOKIE = "theme"
OWN_NAMES = {"en": "English", "zh-hans": "中文"}
"""Languages by their own names, so that who reads only one finds it."""


@dataclass(frozen=True)
class Language:
    """A language one can switch to: Django's code, HTML's tag, its own name."""

    code: str
    tag: str
    name: str
    is_active: bool


class FormKeys:
    """The hidden fields of every form that writes: Django's own, and a key of the form's own.

    By the key a view knows the same form when it comes again (`trade.once`), so it is a new one
    each time this is written on a page.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __html__(self) -> str:
        """Both fields."""
        key = Markup('<input type="hidden" name="{}" value="{}">').format(
            KEY_FIELD, secrets.token_urlsafe(15)
        )
        return csrf_input(self._request) + key


def frame(request: HttpRequest) -> dict[str, object]:
    """The names every template may use besides its own data; made once per request."""
    frames, language = frames_of(request), get_language() or ""
    if language not in frames:
        frames[language] = _frame(request)
    return dict(frames[language])


def _frame(request: HttpRequest) -> dict[str, object]:
    viewer, place = viewer_of(request), place_of(request)
    return {
        "csrf_input": FormKeys(request),
        "viewer": viewer,
        "place": place,
        "now": timezone.now(),
        "navigation": Navigation(request, viewer),
        "languages": offered_languages(place),
        "language_tag": formats.language_tag(),
        "theme": chosen_theme(request),
        "accent_style": accent_style(place.accent) if place else "",
        "in_app": in_app_of(request),
        "flashes": get_messages(request),
        "here": request.get_full_path(),
        "is_debug": settings.DEBUG,
    }


def chosen_theme(request: HttpRequest) -> str:
    """'auto', 'light' or 'dark', from the cookie."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def offered_languages(place: PlaceLook | None) -> list[Language]:
    """The languages of the place that the house speaks, in the place's order."""
    spoken = dict(settings.LANGUAGES)
    codes = [code for code in (place.languages if place else spoken) if code in spoken]
    active = get_supported_language_variant(get_language() or settings.LANGUAGE_CODE)
    return [
        Language(code, _tag(code), OWN_NAMES.get(code, str(spoken[code])), code == active)
        for code in codes
    ]


def _tag(code: str) -> str:
    head, _, script = code.partition("-")
    return f"{head}-{script.capitalize()}" if script else head
