"""Writing links, visits and conversions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cohive.guard.operations import say_interest
from cohive.journal.operations import record
from cohive.spread import targets
from cohive.spread.events import LinkConverted, LinkMade
from cohive.spread.models import CODE_LENGTH, Conversion, Link, Visit
from cohive.spread.queries import LinkView, as_view
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, 1, i, l, o: a code is also read aloud and typed from a card."""

ATTEMPTS_MAX = 5


@dataclass(frozen=True)
class Placed:
    """Where a link is put: on one channel for one campaign, or (both None) wherever she likes."""

    campaign: UUID | None = None
    channel: UUID | None = None


NOWHERE = Placed()


@transaction.atomic
def make_link(
    *,
    target_kind: str,
    target: UUID,
    by: UUID,
    at: datetime,
    came_by: UUID | None = None,
    placed: Placed = NOWHERE,
) -> LinkView:
    """Give `by` her link to a thing; asking again gives the same link and writes nothing.

    `placed` asks for one of its own for a channel of a campaign.

    `came_by` is the link she came by herself. It counts when it led to the same thing and is
    somebody else's, and is kept to see how the thing travelled; nobody is paid along it.
    Raises Refused for a kind that cannot be passed on, Missing for a thing that is not there.
    """
    if target_kind not in targets.kinds():
        raise Refused("Only a product or a page of this place can be passed on.", field="kind")
    known = _mine(by, target_kind, target, placed).first()
    if known is not None:
        return as_view(known)
    if targets.describe(target_kind, target) is None:
        raise Missing("There is no such thing to pass on.")
    link = _new_link(
        target_kind=target_kind,
        target=target,
        by=by,
        at=at,
        came_by=_origin(came_by, target_kind=target_kind, target=target, owner=by),
        placed=placed,
    )
    record(
        LinkMade(link=link.id, target_kind=target_kind, target=target),
        by=by,
        at=at,
        object_kind=target_kind,
        object=target,
    )
    return as_view(link)


@transaction.atomic
def say_interest_of_link(*, link: UUID, basis: str, by: UUID, at: datetime) -> None:
    """Declare one's interest in what one's link leads to, or withdraw it with ''.

    Whoever comes by the link is told, of a withdrawn one too.
    """
    row = Link.objects.filter(id=link).first()
    if row is None:
        raise Missing("There is no such link.")
    if row.owner_id != by:
        raise Forbidden("Only whose link it is may declare an interest in it.")
    say_interest(about_kind="link", about=row.id, subject=row.target, basis=basis, by=by, at=at)


def _origin(
    came_by: UUID | None, *, target_kind: str, target: UUID, owner: UUID
) -> Link | None:  # fmt: skip
    """The link somebody came by, when it led to the same thing and is another's."""
    if came_by is None:
        return None
    before = Link.objects.filter(id=came_by, target_kind=target_kind, target=target)
    return before.exclude(owner_id=owner).first()


def _mine(by: UUID, target_kind: str, target: UUID, placed: Placed) -> QuerySet[Link]:
    named = {"campaign": placed.campaign, "channel": placed.channel}
    return Link.objects.filter(owner_id=by, target_kind=target_kind, target=target, **named)


def _new_link(
    *,
    target_kind: str,
    target: UUID,
    by: UUID,
    at: datetime,
    came_by: Link | None,
    placed: Placed,
) -> Link:
    """Write the row; a code drawn twice in 31^8 is drawn again."""
    for attempt in range(ATTEMPTS_MAX):
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                return Link.objects.create(
                    code=code,
                    owner_id=by,
                    target_kind=target_kind,
                    target=target,
                    came_by=came_by,
                    campaign_id=placed.campaign,
                    channel_id=placed.channel,
                    created_at=at,
                )
        except IntegrityError:
            made_meanwhile = _mine(by, target_kind, target, placed).first()
            if made_meanwhile is not None:
                return made_meanwhile
            if attempt == ATTEMPTS_MAX - 1:
                raise
    raise AssertionError("unreachable")


def record_visit(*, link: UUID, is_first: bool, at: datetime) -> None:
    """Count one opening of a link: a measurement, so a row and no act."""
    Visit.objects.create(link_id=link, is_first=is_first, at=at)


@transaction.atomic
def record_conversion(
    *,
    link: UUID,
    order: UUID,
    buyer: UUID | None,
    amount: Money,
    at: datetime,
    by: UUID,
    is_own: bool = False,
) -> bool:
    """Write that a paid order came of a link; return whether its owner may be rewarded.

    An order of the owner herself is written as her own and rewards nobody; `is_own` says that it
    is known to be hers though she bought as a guest. The same order again changes nothing.
    """
    row = Link.objects.filter(id=link).first()
    if row is None:
        raise Missing("There is no such link.")
    is_own = is_own or row.owner_id in (buyer, by)
    conversion, is_new = Conversion.objects.get_or_create(
        order=order,
        defaults={
            "link": row,
            "buyer_id": buyer,
            "is_own": is_own,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "at": at,
        },
    )
    if is_new:
        record(
            LinkConverted(link=row.id, order=order, is_own=is_own),
            by=by,
            at=at,
            object_kind="link",
            object=row.id,
            target=row.owner_id,
        )
    return not conversion.is_own
