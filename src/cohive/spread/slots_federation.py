"""What the federation adds to pages of earlier rooms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from markupsafe import Markup

from cohive.bond import queries as bond
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.spread import federating, queries


def of_circle(request: HttpRequest, subject: object) -> Markup | None:
    """How a circle is followed from elsewhere, and for who keeps it the switch."""
    agent = subject if isinstance(subject, UUID) else None
    if agent is None:
        return None
    actor = queries.federated_actor(agent)
    viewer = viewer_of(request)
    may = viewer is not None and (viewer.has("steward") or _keeps(viewer.agent_id, agent))
    if not may and (actor is None or not actor.is_on):
        return None
    data = {"actor": actor, "agent": agent, "may": may, "host": federating.host()}
    return rendered(request, "spread/parts/follow.html", data)


def _keeps(member: UUID, circle: UUID) -> bool:
    return any(each.keeps and each.agent == member for each in bond.circle_members(circle))


def of_settings(request: HttpRequest, subject: object) -> Markup | None:
    """A member's own yes or no, where anything here can be followed at all."""
    if not isinstance(subject, UUID) or not queries.is_federating():
        return None
    data = {"agreed": queries.agreed_to_federation(subject)}
    return rendered(request, "spread/parts/elsewhere.html", data)
