"""A member's page, as everybody sees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohive.bond import queries
from cohive.bond.access import acting, member_required
from cohive.guard.queries import standing_interests
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing


@require_safe
@member_required
def me(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    card = queries.cards([acting(request)])[acting(request)]
    return HttpResponseRedirect(card.url)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """A page under a pen name: what she says, where to find her, what she offers and needs.

    Ten SQL queries for a member: user, viewer, place, agent, member, counts, circles, proposals,
    roles, declared interests; one more for the names of those they are in.
    """
    agent = queries.agent_of_slug(slug)
    member = queries.profile(agent) if agent else None
    if agent is None or member is None:
        raise Missing("Nobody here is called that (any more).")
    viewer = viewer_of(request)
    standing = standing_interests(agent)
    data = {
        "member": member,
        "circles": queries.circles_of(agent),
        "proposals": queries.proposals_of(agent),
        "roles": queries.roles_of(agent),
        "standing": standing,
        "cards": queries.cards([one.about for one in standing]) if standing else {},
        "is_me": viewer is not None and viewer.agent_id == agent,
    }
    return render(request, "bond/profile.html", data)
