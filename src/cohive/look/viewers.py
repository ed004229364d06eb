"""Who looks, and where: the two small facts every page needs, provided by a later room.

`bond` answers who the viewer is and what the place looks like; `look` only knows the shape of the
answer. Until someone provides them, pages render for a visitor of a place without a name.
Both answers are asked for once per request and kept on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest


@dataclass(frozen=True)
class Viewer:
    """The signed-in member as the frame shows her; `tone` is 0..7, `language` a Django code."""

    agent_id: UUID
    name: str
    initials: str
    tone: int
    language: str = ""
    time_zone: str = ""
    roles: frozenset[str] = frozenset()
    unread_notices: int = 0

    def has(self, *roles: str) -> bool:
        """Whether she holds at least one of these roles."""
        return bool(self.roles.intersection(roles))


@dataclass(frozen=True)
class PlaceLook:
    """What a place may set of the look: names, one accent colour, its mark, nothing else.

    `accent` is one hex colour ('#23406b'); the readable shades of both themes are derived.
    `mark_url` is a picture of its own; '' means the comb.
    """

    name: str
    name_other: str = ""
    name_other_language: str = "zh"
    tagline: str = ""
    accent: str = ""
    languages: tuple[str, ...] = ("en", "zh-hans")
    currency: str = "EUR"
    time_zone: str = ""
    is_demo: bool = False
    mark_url: str = ""


@dataclass
class _Providers:
    viewer: Callable[[HttpRequest], Viewer | None] = field(default=lambda _request: None)
    place: Callable[[HttpRequest], PlaceLook | None] = field(default=lambda _request: None)
    language_chosen: Callable[[HttpRequest, str], None] = field(
        default=lambda _request, _language: None
    )


_providers = _Providers()


def provide(
    *,
    viewer: Callable[[HttpRequest], Viewer | None] | None = None,
    place: Callable[[HttpRequest], PlaceLook | None] | None = None,
    language_chosen: Callable[[HttpRequest, str], None] | None = None,
) -> None:
    """Register the answers, once, from AppConfig.ready.

    `language_chosen(request, code)` hears that the viewer picked a language in the footer, so that
    a member's choice can be stored with her; the cookie is set in any case.
    """
    if viewer:
        _providers.viewer = viewer
    if place:
        _providers.place = place
    if language_chosen:
        _providers.language_chosen = language_chosen


@dataclass
class _Asked:
    """What this request was already told; a key that is missing was not asked yet."""

    viewer: dict[str, Viewer | None] = field(default_factory=dict)
    place: dict[str, PlaceLook | None] = field(default_factory=dict)
    frames: dict[str, Mapping[str, object]] = field(default_factory=dict)


def _asked(request: HttpRequest) -> _Asked:
    known = getattr(request, "look_asked", None)
    if not isinstance(known, _Asked):
        known = _Asked()
        request.look_asked = known  # type: ignore[attr-defined]
    return known


def viewer_of(request: HttpRequest) -> Viewer | None:
    """The viewer of this request, asked for once."""
    known = _asked(request).viewer
    if "it" not in known:
        known["it"] = _providers.viewer(request)
    return known["it"]


def place_of(request: HttpRequest) -> PlaceLook | None:
    """The place of this request, asked for once; None before its first run."""
    known = _asked(request).place
    if "it" not in known:
        known["it"] = _providers.place(request)
    return known["it"]


def frames_of(request: HttpRequest) -> dict[str, Mapping[str, object]]:
    """The frames this request was given, by language; a page with fifty parts asks fifty times."""
    return _asked(request).frames


def forget(request: HttpRequest, *, ask_again: bool = True) -> None:
    """Drop what was told: after signing in or out, or (not asking again) when all is broken."""
    known = _asked(request)
    known.viewer.clear()
    known.place.clear()
    known.frames.clear()
    if not ask_again:
        known.viewer["it"], known.place["it"] = None, None


def tell_language(request: HttpRequest, language: str) -> None:
    """Pass the chosen language on to whoever stores it."""
    _providers.language_chosen(request, language)
