"""“Pass it on”: what this room adds to the pages of earlier rooms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from markupsafe import Markup

from cohive.bond.queries import cards
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.spread import queries
from cohive.spread.disclosure import disclosed
from cohive.spread.queries import COOKIE_DAYS


def pass_it_on(request: HttpRequest, kind: str, target: UUID) -> Markup | None:
    """A member's button to her own link; nothing for a visitor, who has none."""
    viewer = viewer_of(request)
    came = _came_by(request, kind, target, viewer.agent_id if viewer else None)
    if viewer is None:
        return came
    link = queries.link_of(viewer.agent_id, kind, target)
    data = {"link": link, "kind": kind, "target": target, "days": COOKIE_DAYS}
    offered = rendered(request, "spread/parts/pass_it_on.html", data)
    return came + offered if came else offered


def _came_by(request: HttpRequest, kind: str, target: UUID, viewer: UUID | None) -> Markup | None:
    """Whose link brought her here and what interest its owner declared: it stays for 30 days."""
    link = queries.link_of_request(request)
    if link is None or (link.target_kind, link.target) != (kind, target) or link.owner == viewer:
        return None
    if queries.is_own_of_place(link.owner):
        return None
    data = {
        "owner": cards([link.owner]).get(link.owner),
        "shown": disclosed(link, at=timezone.now()),
    }
    return rendered(request, "spread/parts/came_by.html", data)


def of_product(request: HttpRequest, subject: object) -> Markup | None:
    """On a product that can be bought."""
    if getattr(subject, "state", "on_sale") == "draft":
        return None
    return pass_it_on(request, "product", _id(subject))


def of_work(request: HttpRequest, subject: object) -> Markup | None:
    """Below a work."""
    return pass_it_on(request, "work", _id(subject))


def of_challenge(request: HttpRequest, subject: object) -> Markup | None:
    """Below a challenge."""
    return pass_it_on(request, "challenge", _id(subject))


def of_circle(request: HttpRequest, subject: object) -> Markup | None:
    """Beside a circle."""
    return pass_it_on(request, "circle", _id(subject))


def of_idea(request: HttpRequest, subject: object) -> Markup | None:
    """Below an idea."""
    return pass_it_on(request, "idea", _id(subject))


def of_gathering(request: HttpRequest, subject: object) -> Markup | None:
    """Below a gathering that takes place."""
    if getattr(subject, "state", "planned") != "planned":
        return None
    return pass_it_on(request, "gathering", _id(subject))


def _id(subject: object) -> UUID:
    """The id of a slot's subject, given as itself or as its view."""
    if isinstance(subject, UUID):
        return subject
    found = getattr(subject, "id", None) or getattr(subject, "agent", None)
    if not isinstance(found, UUID):
        raise TypeError(f"{type(subject).__name__} cannot be passed on")
    return found
