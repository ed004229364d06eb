"""Memberships on the clock: a mail before the end, a gift's code, income as the days pass.

Nothing here decides whether a tier holds: that follows from stored instants.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_noop as _

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.queries import TierPeriodView
from cohive.look import formats
from cohive.trade.operations.membership_income import earn_memberships
from cohive.trade.operations.planning import plan_membership_mail
from cohive.trade.queries.memberships import membership_of_order, price_of
from cohive.trade.queries.orders import order as order_of

REMIND_BEFORE = timedelta(days=14)
DOOR_DAYS = 60
"""A one-tap way to renew works until well after the end and any grace most places choose."""

SUBJECT_ENDS = _("Your membership “%(tier)s” runs until %(day)s")
SUBJECT_GIFT = _("A membership of %(place)s was given to you")
ENDS = _("“%(tier)s” runs until %(day)s. Nothing is charged by itself: renew it if you like.")


def remind(*, at: datetime) -> None:
    """Plan one mail to whose tier ends within fourteen days and who has not renewed yet."""
    for period in people.periods_to_remind(at=at, before=at + REMIND_BEFORE):
        if not _ends(period, at=at) or not bond.note_reminded(period=period.id, at=at):
            continue
        plan_membership_mail("ends", period.id, at=at)
        bond.notify(
            to=period.member,
            kind="tier",
            sentence=ENDS,
            values={"tier": period.tier.name, "day": f"day:{period.ends_at.date().isoformat()}"},
            url=reverse("trade:my-memberships"),
            at=at,
            subject=period.tier.id,
            key=f"tier:ends:{period.id}",
        )


def _ends(period: TierPeriodView, *, at: datetime) -> bool:
    """Whether she can still renew: it is sold, and nothing of it follows yet."""
    if period.tier.closed_at is not None or price_of(period.tier.id) is None:
        return False
    own = [one for one in people.periods_of(period.member, at=at) if one.tier.id == period.tier.id]
    return all(one.ends_at <= period.ends_at for one in own)


def mail(*, at: datetime, kind: str, about: str) -> None:
    """Send one mail: the end of a period to its member, or a gift's code to its address."""
    if kind == "gift":
        _mail_gift(UUID(about))
    else:
        _mail_end(UUID(about), at=at)


def _mail_end(period_id: UUID, *, at: datetime) -> None:
    period = people.tier_period(period_id)
    if period is None or period.ended_at is not None or not _ends(period, at=at):
        return
    path = reverse("trade:renew-membership", args=[period.tier.slug])
    language = people.language_of(period.member)
    bond.deliver_mail(
        to_agent=period.member,
        subject=SUBJECT_ENDS,
        template="trade/mail/membership_ends",
        context={
            "tier": period.tier.name_in(language or ""),
            "day": lazy(formats.day, str)(period.ends_at),
            "period": period,
            "price": price_of(period.tier.id),
            "renew_url": bond.one_tap_url(agent=period.member, path=path, at=at, days=DOOR_DAYS),
        },
    )


def _mail_gift(order_id: UUID) -> None:
    order, bought = order_of(order_id), membership_of_order(order_id)
    if order is None or bought is None or bought.gift is None or not bought.gift.email:
        return
    if bought.ended_at is not None or bought.gift.redeemed_at is not None:
        return
    place = people.place()
    path = reverse("trade:redeem-gift")
    bond.deliver_mail(
        to_address=bought.gift.email,
        subject=SUBJECT_GIFT,
        template="trade/mail/membership_gift",
        context={
            "place": place.name if place else "",
            "tier": order.lines[0].title,
            "gift": bought.gift,
            "redeem_url": f"{settings.ADDRESS}{path}?code={bought.gift.code}",
        },
        language=order.language,
    )


def earn(*, at: datetime) -> None:
    """Write what memberships earned until this month began, where the place is."""
    here = people.place()
    if here is None:
        return
    zone = ZoneInfo(here.time_zone) if here.time_zone else ZoneInfo(settings.TIME_ZONE)
    month = at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    earn_memberships(through=month, at=at)
