"""Reading campaigns, who carries them, their goal so far, and dates of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q
from django.urls import reverse

from cohive.bond.queries import place
from cohive.create import queries as create
from cohive.spread.campaign_answers import Wanted, counted
from cohive.spread.models import (
    Arrival,
    Campaign,
    Conversion,
    Link,
    NewsletterIssue,
    NotedMoment,
    Post,
    Visit,
)
from cohive.spread.moments import Moment
from cohive.spread.targets import line_of

CAMPAIGNS_A_PAGE = 20
EXCERPT_LENGTH = 60
CARRIERS_MAX = 200


@dataclass(frozen=True)
class CampaignView:
    """A campaign; `hashtag` without its sign."""

    id: UUID
    title: str
    purpose: str
    goal_kind: str
    goal_count: int
    starts_at: datetime
    ends_at: datetime
    hashtag: str
    target_kind: str
    target: UUID
    voucher_code: str
    state: str
    kept_by: UUID
    opened_at: datetime
    closed_at: datetime | None

    @property
    def url(self) -> str:
        """Its page on the desk."""
        return reverse("spread:campaign", kwargs={"campaign": self.id})

    @property
    def thing(self) -> str:
        """What it is about, as a form's field writes it."""
        return f"{self.target_kind}:{self.target}"

    def phase(self, at: datetime) -> str:
        """`closed`, `over`, `planned` or `running`."""
        if self.state == "closed":
            return "closed"
        if at >= self.ends_at:
            return "over"
        return "running" if at >= self.starts_at else "planned"


@dataclass(frozen=True)
class Progress:
    """How far a goal is: `by_links` when only what came by links is counted, a lower bound."""

    count: int
    goal: int
    by_links: bool

    @property
    def part(self) -> int:
        """Of a hundred, at most a hundred."""
        return min(100, self.count * 100 // self.goal)


def campaign(campaign_id: UUID) -> CampaignView | None:
    """One campaign. One SQL query."""
    return next(iter(_views(Campaign.objects.filter(id=campaign_id))), None)


def campaigns(
    *, before: UUID | None = None, limit: int = CAMPAIGNS_A_PAGE
) -> tuple[list[CampaignView], UUID | None]:
    """A page of campaigns, newest first, and the id after which the next begins. One SQL query."""
    rows = Campaign.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = _views(rows[: limit + 1])
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def running_campaigns(*, at: datetime, limit: int = CAMPAIGNS_A_PAGE) -> list[CampaignView]:
    """Those one can carry now, the next to end first. One SQL query."""
    rows = Campaign.objects.filter(state="open", starts_at__lte=at, ends_at__gt=at)
    return _views(rows.order_by("ends_at", "id")[:limit])


def open_campaigns(*, at: datetime, limit: int = CARRIERS_MAX) -> list[CampaignView]:
    """Those whose time is not over, begun or not, the next to end first. One SQL query."""
    rows = Campaign.objects.filter(state="open", ends_at__gt=at)
    return _views(rows.order_by("ends_at", "id")[:limit])


def progress_of(campaign: CampaignView) -> Progress:
    """How far it is. Orders are all the shop counts of this thing, where the shop can; else, as
    visits and joins, what came by links. Two SQL queries, or what the shop needs.
    """
    known = counted(
        campaign.goal_kind,
        Wanted(campaign.target_kind, campaign.target, campaign.starts_at, campaign.ends_at),
    )
    if known is not None:
        return Progress(known, campaign.goal_count, by_links=False)
    within = {
        "link__target_kind": campaign.target_kind,
        "link__target": campaign.target,
        "at__gte": campaign.starts_at,
        "at__lt": campaign.ends_at,
    }
    if campaign.goal_kind == "visits":
        count = Visit.objects.filter(**within, is_first=True).count()
    elif campaign.goal_kind == "joins":
        count = Arrival.objects.filter(**within).count()
    else:
        count = Conversion.objects.filter(**within, is_own=False).count()
    return Progress(count, campaign.goal_count, by_links=True)


def carriers_of(campaign: CampaignView) -> list[UUID]:
    """Members with a link to its thing, who made it last first. One SQL query, and the place's."""
    here = place()
    rows = Link.objects.filter(
        target_kind=campaign.target_kind, target=campaign.target, channel=None
    )
    if here is not None:
        rows = rows.exclude(owner=here.agent)
    return list(rows.order_by("-id").values_list("owner_id", flat=True)[:CARRIERS_MAX])


def posts_by_campaign(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many posts each has. One SQL query."""
    rows = Post.objects.filter(campaign__in=list(ids)).exclude(state="cancelled")
    return dict(rows.values_list("campaign").annotate(Count("id")).order_by())


def own_moments(since: datetime, until: datetime) -> list[Moment]:
    """Our posts, newsletters, noted dates and ends of campaigns. Four SQL queries.

    What was noted for a campaign after it was closed is no longer coming; what was before stays.
    """
    found = [
        Moment(post.due_at, _excerpt(post), "post", reverse("spread:post", args=[post.id]))
        for post in Post.objects.filter(due_at__gte=since, due_at__lt=until, state="planned")
    ]
    counts = Q(campaign=None) | Q(campaign__state="open")
    counts |= Q(starts_at__lt=F("campaign__closed_at"))
    noted = NotedMoment.objects.filter(counts, starts_at__gte=since, starts_at__lt=until)
    found += [Moment(row.starts_at, row.title, "noted", id=row.id) for row in noted]
    ends = Campaign.objects.filter(ends_at__gte=since, ends_at__lt=until, state="open")
    found += [Moment(one.ends_at, one.title, "end", one.url) for one in _views(ends)]
    issues = NewsletterIssue.objects.filter(starts_at__gte=since, starts_at__lt=until)
    found += [
        Moment(at, "", "newsletter", reverse("spread:newsletter-desk"))
        for at in issues.exclude(state="stopped").values_list("starts_at", flat=True)
        if at is not None
    ]
    return found


def ends_of_challenges(since: datetime, until: datetime) -> list[Moment]:
    """When works and votes of challenges close. One SQL query."""
    found = []
    for each in create.running_challenges(at=since, limit=100):
        found += [
            Moment(each.closes_at, each.title, "works_close", each.url),
            Moment(each.voting_closes_at, each.title, "votes_close", each.url),
        ]
    return [moment for moment in found if since <= moment.at < until]


def _excerpt(post: Post) -> str:
    return line_of(str(next(iter(post.texts.values()), "")), most=EXCERPT_LENGTH)


def _views(rows: Iterable[Campaign]) -> list[CampaignView]:
    return [
        CampaignView(
            id=row.id,
            title=row.title,
            purpose=row.purpose,
            goal_kind=row.goal_kind,
            goal_count=row.goal_count,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            hashtag=row.hashtag,
            target_kind=row.target_kind,
            target=row.target,
            voucher_code=row.voucher_code,
            state=row.state,
            kept_by=row.kept_by_id,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
        )
        for row in rows
    ]
