"""Who may open a page: decorators for views, here and in later rooms.

A visitor is sent to the sign-in page and back; who is known but may not gets the 403 page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cohive.bond.operations.doors import DOOR_PARAMETER, low_door_agent
from cohive.bond.queries.people import cards, language_of
from cohive.look.viewers import Viewer, viewer_of
from cohive.words.refusals import Forbidden

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

NOT_YOURS = "Your role here does not open it. A steward of the place can say who may."


def acting(request: HttpRequest) -> UUID:
    """The agent who acts in this request: the member signed in, or who came by a low door."""
    viewer = viewer_of(request) or getattr(request, "low_door_agent", None)
    if viewer is None:
        raise Forbidden("Sign in first.")
    return viewer.agent_id


def member_required(view: View[P]) -> View[P]:
    """Only members; a visitor is asked to sign in and comes back."""

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if viewer_of(request) is None:
            return redirect_to_login(_way_back(request))
        return view(request, *args, **kwargs)

    return inner


def role_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Only holders of one of these roles; other members are refused in words."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            viewer = viewer_of(request)
            if viewer is None:
                return redirect_to_login(_way_back(request))
            if not viewer.has(*roles):
                raise Forbidden(NOT_YOURS)
            return view(request, *args, **kwargs)

        return inner

    return decorate


def member_or_low_door(view: View[P]) -> View[P]:
    """Members, and who comes by a one-tap link made for this very path.

    Sets `request.low_door_agent` (a Viewer, or None); forms on the page post to the same address
    with its query, so that the door stays open for the one thing it is for.
    """

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.low_door_agent = None  # type: ignore[attr-defined]
        if viewer_of(request) is None:
            token = request.GET.get(DOOR_PARAMETER, "")
            if not token:
                return redirect_to_login(_way_back(request))
            agent = low_door_agent(token=token, path=request.path, at=timezone.now())
            request.low_door_agent = _guest(agent)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return inner


def _guest(agent: UUID) -> Viewer:
    card = cards([agent])[agent]
    return Viewer(
        agent_id=agent,
        name=card.name,
        initials=card.initials,
        tone=card.tone,
        language=language_of(agent),
    )


def _way_back(request: HttpRequest) -> str:
    """Back to the page itself, or from a form to the page it stood on."""
    return request.get_full_path() if request.method == "GET" else request.path
