"""How much was made, in numbers, for the loop on the front page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from cohive.create.models.contributions import Contribution, ContributionMaker
from cohive.create.models.ideas import Idea
from cohive.create.models.works import Work, WorkParent


@dataclass(frozen=True)
class MadeCounts:
    """Ideas, works, remixes; contributions and the people in them by stage."""

    ideas: int
    works: int
    remixes: int
    jobs: dict[str, int]
    people: dict[str, int]
    latest_idea: str
    latest_idea_number: int | None


def made_counts(*, at: datetime) -> MadeCounts:
    """Everything made so far and not withdrawn. Six SQL queries."""
    latest = Idea.objects.filter(at__lte=at).order_by("-at").values_list("title", "number").first()
    kept = Contribution.objects.filter(withdrawn_at__isnull=True, is_by_contract=False)
    people: dict[str, set[UUID]] = {}
    rows = ContributionMaker.objects.filter(contribution__in=kept)
    for stage, agent in rows.values_list("contribution__stage", "agent_id"):
        people.setdefault(stage, set()).add(agent)
    return MadeCounts(
        ideas=Idea.objects.filter(at__lte=at).count(),
        works=Work.objects.filter(kind="work", state="published").count(),
        remixes=WorkParent.objects.filter(weight__gt=0).values("work").distinct().count(),
        jobs=dict(kept.values_list("stage").annotate(count=Count("id")).order_by()),
        people={stage: len(agents) for stage, agents in people.items()},
        latest_idea=latest[0] if latest else "",
        latest_idea_number=latest[1] if latest else None,
    )
