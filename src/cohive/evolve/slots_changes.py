"""What changes put into the page of a circle, and what they know against joining one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from markupsafe import Markup

from cohive.bond import queries as members
from cohive.evolve.models.changes import ChangeMember
from cohive.evolve.models.experiments import ExperimentMember, LeftOut
from cohive.evolve.models.rules import RuleVote
from cohive.evolve.queries import changes, rules
from cohive.evolve.treasuries import treasury_of
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.words.money import Money


def circle_aside(request: HttpRequest, circle: object) -> Markup | None:
    """What it grew out of, what it has, what is proposed, and the way to propose something.

    Two SQL queries, and one more where it has a history.
    """
    if not isinstance(circle, UUID):
        return None
    history, running = changes.about(circle)
    money = [Money(minor, currency) for currency, minor in treasury_of(circle).items()]
    viewer = viewer_of(request)
    others = {one.other if one.circle == circle else one.circle for one in history}
    data = {
        "circle": circle,
        "cards": members.cards(one for one in others if one),
        "history": history,
        "running": running,
        "money": money,
        "is_known": viewer is not None,
    }
    if not history and not running and not money and viewer is None:
        return None
    return rendered(request, "evolve/slot_circle.html", data)


def terms_vote(request: HttpRequest, vote: object) -> Markup | None:
    """How the members voted on what a work keeps at least, and the way there. One SQL query."""
    found = rules.counted(vote) if isinstance(vote, UUID) else None
    if found is None:
        return None
    return rendered(request, "evolve/slot_terms.html", {"found": found})


def became_another(circle: UUID) -> list[str]:
    """A circle that became part of another takes nobody in. One SQL query."""
    if not changes.is_closed(circle):
        return []
    return [gettext("This circle has become part of another. Join that one.")]


def erase_member(*, agent: UUID, at: datetime) -> None:  # noqa: ARG001 - an eraser is told
    """Her side, her votes and what she asked go; what was counted stays counted."""
    ChangeMember.objects.filter(member=agent).delete()
    RuleVote.objects.filter(voter=agent).delete()
    ExperimentMember.objects.filter(member=agent).delete()
    LeftOut.objects.filter(member=agent).delete()
