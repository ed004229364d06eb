"""What a campaign brought, by channel, with how sure that is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from cohive.bond.queries import place
from cohive.engine.intervals import Interval, groups, poisson, wilson
from cohive.spread.models import Conversion, Delivery, Visit
from cohive.spread.queries.campaign_letters import letters_together
from cohive.spread.queries.campaigns import CampaignView

MEMBERS, PLACE, LETTERS = "members", "place", "letters"


@dataclass(frozen=True)
class ChannelResult:
    """What came over one channel, by links of members, or by the place's own link elsewhere.

    `way` is `channel`, `members`, `place` or `letters` (the newsletter: its visitors are clicks,
    its orders are not followed). Likes, boosts and replies are as the network says,
    None where it does not tell. `visitors` counts first visits; `orders` those of others than the
    link's owner. `rate` is orders of a visitor with Wilson's range, None without visitors;
    `order_range` is the range of the number of orders.
    """

    way: str
    name: str
    sent: int
    unsent: int
    likes: int | None
    boosts: int | None
    replies: int | None
    visitors: int
    orders: int
    rate: Interval | None
    order_range: Interval


@dataclass(frozen=True)
class CampaignResults:
    """All channels, the best rate first; `leaders`: those whose rate cannot be told from the best.

    Only channels with visitors can lead.
    """

    channels: tuple[ChannelResult, ...]
    leaders: tuple[ChannelResult, ...]

    @property
    def are_told_apart(self) -> bool:
        """Whether the best is better than all others beyond chance."""
        return len(self.leaders) == 1 and sum(1 for each in self.channels if each.rate) > 1


def results_of(campaign: CampaignView) -> CampaignResults:
    """What came of a campaign. Seven SQL queries, and the place's."""
    visits, orders = (
        _by_channel(campaign, Visit, is_first=True),
        _by_channel(campaign, Conversion, is_own=False),
    )
    rows = [
        _result(
            way="channel",
            name=row["channel__name"],
            visitors=visits.get(row["channel"], 0),
            orders=orders.get(row["channel"], 0),
            sent=row["sent"],
            unsent=row["unsent"],
            likes=row["likes"],
            boosts=row["boosts"],
            replies=row["replies"],
        )
        for row in _sent(campaign)
    ]
    rows += _elsewhere(campaign) + _letters(campaign)
    ordered = sorted(rows, key=lambda each: (each.rate is None, -_middle(each), -each.visitors))
    rated = [each for each in ordered if each.rate is not None]
    numbers = groups([each.rate for each in rated if each.rate is not None])
    leaders = [each for each, number in zip(rated, numbers, strict=True) if number == 0]
    return CampaignResults(tuple(ordered), tuple(leaders))


def _middle(result: ChannelResult) -> float:
    return result.rate.middle if result.rate else 0.0


def _sent(campaign: CampaignView) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(post__campaign=campaign.id).exclude(state="cancelled")
    counted = (
        rows.values("channel", "channel__name")
        .annotate(
            sent=Count("id", filter=Q(state="sent")),
            unsent=Count("id", filter=~Q(state="sent")),
            likes=Sum("likes"),
            boosts=Sum("boosts"),
            replies=Sum("replies"),
        )
        .order_by("channel")
    )
    return [dict(row) for row in counted]


def _by_channel(campaign: CampaignView, model: Any, **more: bool) -> dict[UUID, int]:
    """How many rows of `model` came by each channel's own link."""
    rows = model.objects.filter(link__campaign=campaign.id, **more)
    return dict(rows.values_list("link__channel").annotate(Count("id")).order_by())


def _letters(campaign: CampaignView) -> list[ChannelResult]:
    """The newsletter, when an issue of it is in the campaign: mails and clicks, nobody's orders."""
    together = letters_together(campaign.id)
    if together is None:
        return []
    sent, clicks = together
    return [_result(way=LETTERS, name="", visitors=clicks, orders=0, sent=sent, has_rate=False)]


def _elsewhere(campaign: CampaignView) -> list[ChannelResult]:
    """What came within the campaign's time by members' links, and by the place's link on paper."""
    here = place()
    own = here.agent if here else None
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for name, model, more in (
        ("visitors", Visit, {"is_first": True}),
        ("orders", Conversion, {"is_own": False}),
    ):
        rows = model.objects.filter(
            link__channel=None,
            link__target_kind=campaign.target_kind,
            link__target=campaign.target,
            at__gte=campaign.starts_at,
            at__lt=campaign.ends_at,
            **more,
        )
        counts[MEMBERS, name], counts[PLACE, name] = rows.aggregate(
            of_members=Count("id", filter=~Q(link__owner=own)),
            of_place=Count("id", filter=Q(link__owner=own)),
        ).values()
    return [
        _result(way=way, name="", visitors=counts[way, "visitors"], orders=counts[way, "orders"])
        for way in (MEMBERS, PLACE)
    ]


def _result(
    *,
    way: str,
    name: str,
    visitors: int,
    orders: int,
    sent: int = 0,
    unsent: int = 0,
    likes: int | None = None,
    boosts: int | None = None,
    replies: int | None = None,
    has_rate: bool = True,
) -> ChannelResult:
    return ChannelResult(
        way=way,
        name=name,
        sent=sent,
        unsent=unsent,
        likes=likes,
        boosts=boosts,
        replies=replies,
        visitors=visitors,
        orders=orders,
        rate=wilson(orders, visitors) if visitors and has_rate else None,
        order_range=poisson(orders),
    )
