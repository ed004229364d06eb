"""What pages say of campaigns: their state, goal, moments and results, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cohive.engine.intervals import Interval
from cohive.look import formats
from cohive.spread.moments import Moment
from cohive.spread.queries.campaign_results import LETTERS, MEMBERS, ChannelResult
from cohive.spread.queries.campaigns import CampaignView, Progress

PER = 100
SCALE_LEAST = 10


def phases() -> dict[str, tuple[str, str]]:
    """Each phase in words, with its tone."""
    return {
        "planned": (pgettext("state of a campaign", "planned"), ""),
        "running": (pgettext("state of a campaign", "running"), "good"),
        "over": (pgettext("state of a campaign", "time is over"), ""),
        "closed": (pgettext("state of a campaign", "closed"), ""),
    }


def goal_words(campaign: CampaignView) -> str:
    """The goal, such as “60 pre-orders”."""
    count = campaign.goal_count
    if campaign.goal_kind == "visits":
        return ngettext("%(num)s visit", "%(num)s visits", count) % {"num": formats.number(count)}
    if campaign.goal_kind == "orders":
        return ngettext("%(num)s order", "%(num)s orders", count) % {"num": formats.number(count)}
    if campaign.goal_kind == "joins":
        told = ngettext("%(num)s person who joins", "%(num)s people who join", count)
        return told % {"num": formats.number(count)}
    told = ngettext("%(num)s pre-order", "%(num)s pre-orders", count)
    return told % {"num": formats.number(count)}


def progress_words(progress: Progress) -> str:
    """How far it is, and whether more may have come by another way."""
    values = {"count": formats.number(progress.count), "goal": formats.number(progress.goal)}
    if progress.by_links:
        return _("%(count)s of %(goal)s came by links; who came another way is not counted.") % (
            values
        )
    return _("%(count)s of %(goal)s so far, by whatever way.") % values


def moment_words(moment: Moment) -> str:
    """A moment as it stands on the calendar."""
    title = {"title": moment.title}
    if moment.kind == "end":
        return _("Ends: %(title)s") % title
    if moment.kind == "newsletter":
        return _("Newsletter")
    if moment.kind == "works_close":
        return _("Last works: %(title)s") % title
    if moment.kind == "votes_close":
        return _("Votes close: %(title)s") % title
    return moment.title


def way_words(result: ChannelResult) -> str:
    """The name of a row of the results."""
    if result.way == "channel":
        return result.name
    if result.way == MEMBERS:
        return _("Members’ links")
    if result.way == LETTERS:
        return _("Newsletter")
    return _("The place’s own link elsewhere")


def rate_words(rate: Interval) -> str:
    """Buyers of a hundred visitors, with the range."""
    return _("%(middle)s of 100, likely %(low)s to %(high)s") % {
        "middle": _tenth(rate.middle * PER),
        "low": formats.number(int(rate.low * PER)),
        "high": formats.number(_up(rate.high * PER)),
    }


def orders_words(result: ChannelResult) -> str:
    """The range in which orders lie when chance is left to play."""
    return _("likely %(low)s to %(high)s") % {
        "low": formats.number(int(result.order_range.low)),
        "high": formats.number(_up(result.order_range.high)),
    }


def drawn(rate: Interval, widest: float) -> tuple[int, int, int]:
    """Low, middle and high as per cents of a line that ends at `widest`."""
    low, middle, high = (
        min(PER, round(PER * each / widest)) for each in (rate.low, rate.middle, rate.high)
    )
    return low, middle, high


def _tenth(value: float) -> str:
    return formats.number(round(value)) if value >= SCALE_LEAST else f"{value:.1f}"


def _up(value: float) -> int:
    return int(value) if value == int(value) else int(value) + 1
