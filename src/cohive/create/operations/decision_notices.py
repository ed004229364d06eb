"""Telling people about decisions: you are asked to vote; this was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as bond_queries
from cohive.create.models.challenges import Challenge
from cohive.create.models.decisions import Decision
from cohive.create.models.ideas import Idea, IdeaMaker
from cohive.create.models.works import WorkMaker

PLEASE_VOTE = gettext_noop("You are asked to help decide: “%(about)s”.")
WAS_DECIDED = gettext_noop("“%(about)s” was decided: read the answer and its reason.")


def tell_opened(row: Decision, *, at: datetime) -> None:
    """Everyone who may vote is asked."""
    _tell(row, voters_of(row), PLEASE_VOTE, "vote", at=at)


def voters_of(row: Decision) -> list[UUID]:
    """Who may vote now: the circle's voters or the jury. One SQL query."""
    if row.circle_id is not None:
        return [member.agent for member in bond_queries.circle_voters(row.circle_id)]
    return list(row.jury.order_by("id").values_list("agent_id", flat=True))


def voters(decision: UUID) -> list[UUID]:
    """Who may vote in this ballot now; nobody when it is not open. Two SQL queries."""
    row = Decision.objects.filter(id=decision, state="open").first()
    return voters_of(row) if row else []


def answered(row: Decision, voter: UUID, *, at: datetime) -> None:
    """Her vote is given: nothing waits for her any more."""
    bond.answer_notice(to=voter, key=_key(row, "vote", voter), at=at)


def nobody_waits(row: Decision, *, at: datetime) -> None:
    """The ballot is closed: it waits for nobody."""
    if row.decides != "firm":
        for voter in voters_of(row):
            answered(row, voter, at=at)


def tell_decided(row: Decision, *, at: datetime) -> None:
    """The makers of what was decided about are told, whatever the answer is."""
    if row.about_kind == "idea":
        author = Idea.objects.values_list("author_id", flat=True).get(id=row.about_id)
        makers = IdeaMaker.objects.filter(idea_id=row.about_id).values_list("agent_id", flat=True)
        concerned = {author, *makers}
    else:
        rows = WorkMaker.objects.filter(work__challenge_id=row.about_id)
        concerned = set(rows.values_list("agent_id", flat=True))
    _tell(row, sorted(concerned - {row.decided_by_id}), WAS_DECIDED, "decided", at=at)


def title_of(row: Decision) -> str:
    """The title of what the decision is about. One SQL query."""
    model = Idea if row.about_kind == "idea" else Challenge
    title: str = model.objects.values_list("title", flat=True).get(id=row.about_id)
    return title


def _key(row: Decision, what: str, agent: UUID) -> str:
    return f"decision:{row.id}:{what}:{agent}"


def _tell(row: Decision, agents: Iterable[UUID], sentence: str, what: str, *, at: datetime) -> None:
    title = title_of(row)
    for agent in agents:
        bond.notify(
            to=agent,
            kind="decision",
            sentence=sentence,
            values={"about": title},
            url=reverse("create:decision", args=[row.id]),
            at=at,
            subject=row.id,
            key=_key(row, what, agent),
            waits=what == "vote",
        )
