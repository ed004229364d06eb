"""Reading contributions: what was done, by whom, and whether it counts yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cohive.create.models.contributions import (
    CONFIRMS_ITSELF_AFTER,
    PHYSICAL_STAGES,
    Contribution,
    ContributionMaker,
)

LIMIT_CONTRIBUTIONS = 50
__all__ = [
    "PHYSICAL_STAGES",
    "ContributionView",
    "contracted_of",
    "contribution",
    "contributions_of",
    "log_of",
    "waiting_for_peer",
]


@dataclass(frozen=True)
class ContributionView:
    """A contribution at an instant; `state` is waiting, questioned, confirmed, withdrawn, or
    contracted (paid by contract, no contribution).

    confirmed_by is None while it waits, and when it confirmed itself.
    """

    id: UUID
    product: UUID
    product_title: str
    product_slug: str
    stage: str
    what: str
    weight: int
    makers: tuple[tuple[UUID, int], ...]
    logged_by: UUID
    logged_at: datetime
    confirms_itself_at: datetime
    state: str
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    questioned_by: UUID | None
    questioned_at: datetime | None
    question: str
    reply: str
    replied_at: datetime | None

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("create:contribution", args=[self.id])

    def is_own(self, agent: UUID) -> bool:
        """Whether this agent did or logged it."""
        return agent == self.logged_by or any(maker == agent for maker, _ in self.makers)


def contribution(contribution_id: UUID, *, at: datetime) -> ContributionView | None:
    """One contribution. Two SQL queries."""
    return next(iter(_views(Contribution.objects.filter(id=contribution_id), at=at)), None)


def contributions_of(product: UUID, *, at: datetime) -> list[ContributionView]:
    """All that was done for a product, in the order it was logged, without what was taken back.

    Two SQL queries.
    """
    rows = Contribution.objects.filter(product=product, withdrawn_at__isnull=True).order_by("id")
    return _views(rows, at=at)


def contracted_of(product: UUID, *, at: datetime) -> list[ContributionView]:
    """Work on a product that was ordered and is paid by contract. Two SQL queries."""
    rows = Contribution.objects.filter(
        product=product, withdrawn_at__isnull=True, is_by_contract=True
    )
    return _views(rows.order_by("id"), at=at)


def waiting_for_peer(agent: UUID, *, at: datetime) -> list[ContributionView]:
    """What this person can confirm: not her own, on products she worked on or opened.

    The oldest first. Two SQL queries.
    """
    own = ContributionMaker.objects.filter(contribution=OuterRef("pk"), agent=agent)
    beside = ContributionMaker.objects.filter(
        contribution__product=OuterRef("product"), agent=agent
    )
    rows = (
        Contribution.objects.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)
        .exclude(logged_by=agent)
        .exclude(Exists(own))
        .filter(Q(Exists(beside)) | Q(product__made_by=agent))
        .order_by("logged_at", "id")
    )
    waiting = _views(rows[:LIMIT_CONTRIBUTIONS], at=at)
    return [view for view in waiting if view.state in ("waiting", "questioned")]


def log_of(
    agent: UUID, *, at: datetime, limit: int = LIMIT_CONTRIBUTIONS
) -> list[ContributionView]:
    """What this person did or logged, the newest first. Two SQL queries."""
    own = ContributionMaker.objects.filter(contribution=OuterRef("pk"), agent=agent)
    rows = (
        Contribution.objects.filter(Q(logged_by=agent) | Q(Exists(own)))
        .filter(withdrawn_at__isnull=True)
        .order_by("-logged_at", "-id")
    )
    return _views(rows[:limit], at=at)


def confirmed_counts(since: datetime, until: datetime) -> Counter[UUID]:
    """Who worked on how many contributions that were confirmed in a stretch of time.

    A contribution counts once for each who made it; one confirmed itself seven days after it was
    logged, unless somebody asked about it. One SQL query.
    """
    itself = Q(
        confirmed_at__isnull=True,
        questioned_at__isnull=True,
        logged_at__gt=since - CONFIRMS_ITSELF_AFTER,
        logged_at__lte=until - CONFIRMS_ITSELF_AFTER,
    )
    rows = ContributionMaker.objects.filter(
        contribution__in=Contribution.objects.filter(
            itself | Q(confirmed_at__gt=since, confirmed_at__lte=until), withdrawn_at__isnull=True
        )
    )
    return Counter(rows.values_list("agent_id", flat=True))


def _views(rows: QuerySet[Contribution], *, at: datetime) -> list[ContributionView]:
    return [_view(row, at=at) for row in rows.select_related("product").prefetch_related("makers")]


def _view(row: Contribution, *, at: datetime) -> ContributionView:
    makers = sorted(row.makers.all(), key=lambda maker: (-maker.weight, maker.id))
    return ContributionView(
        id=row.id,
        product=row.product_id,
        product_title=row.product.title,
        product_slug=row.product.slug,
        stage=row.stage,
        what=row.what,
        weight=row.weight,
        makers=tuple((maker.agent_id, maker.weight) for maker in makers),
        logged_by=row.logged_by_id,
        logged_at=row.logged_at,
        confirms_itself_at=row.confirms_itself_at,
        state=row.state_at(at),
        confirmed_by=row.confirmed_by_id,
        confirmed_at=row.confirmed_at,
        questioned_by=row.questioned_by_id,
        questioned_at=row.questioned_at,
        question=row.question,
        reply=row.reply,
        replied_at=row.replied_at,
    )
