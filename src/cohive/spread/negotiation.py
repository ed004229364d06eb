"""The same address for people and for servers.

Who pastes the address of the front page or of a circle into Mastodon asks for it as
`application/activity+json`; such a request is led to the actor's document, everybody else sees the
page as before.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from cohive.bond import queries as bond
from cohive.spread.queries.federation import federated_actor

Answer = Callable[[HttpRequest], HttpResponse]

_KINDS = ("application/activity+json", "application/ld+json")
_CIRCLE = re.compile(r"/circles/([^/]+)/?")


class ActorNegotiationMiddleware:
    """Leads servers from a page to the actor it stands for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the way to the actor, or as ever."""
        if request.path != "/" and not _CIRCLE.fullmatch(request.path):
            return self.get_response(request)
        accepted = request.headers.get("accept", "")
        onward = _actor(request.path) if any(kind in accepted for kind in _KINDS) else ""
        answer = HttpResponseRedirect(onward) if onward else self.get_response(request)
        patch_vary_headers(answer, ("Accept",))
        return answer


def _actor(path: str) -> str:
    """The actor's address for a page's path; '' where nothing can be followed."""
    named = _CIRCLE.fullmatch(path)
    if named:
        circle = bond.circle_by_slug(named[1])
        agent = circle.agent if circle else None
    else:
        place = bond.place()
        agent = place.agent if place else None
    actor = federated_actor(agent) if agent else None
    return actor.url if actor and actor.is_on else ""
