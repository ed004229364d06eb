"""Giving on of what came back: from a member's balance to the community fund of the place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as members
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger.operations import Posting
from cohive.settle.operations.purses import lock_purse, move_balance
from cohive.settle.payout_accounts import COMMUNITY
from cohive.settle.payout_events import BalanceGiven
from cohive.settle.queries.purses import purse_of
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Refused
from cohive.words.verbs import Action


@transaction.atomic
def give_to_community(*, amount: Money, by: UUID, at: datetime) -> UUID:
    """Give so much of one's final balance to the community; return the gift's id.

    Raises Refused for nothing, and for more than is final and free.
    """
    place = members.place()
    if place is None:
        raise Refused("This place has not been founded yet.")
    if amount.minor <= 0:
        raise Refused("Write an amount above 0.", field="amount")
    lock_purse(by, amount.currency)
    purse = purse_of(by, amount.currency, at=at)
    if purse.available < amount:
        raise Refused(
            "%(amount)s is yours to give now, not more.",
            field="amount",
            amount=Money(max(purse.available.minor, 0), amount.currency).plain(),
        )
    parts = purse.parts(amount.minor)
    gift = new_id()
    act = record(
        BalanceGiven(gift=gift, amount_minor=amount.minor, currency=amount.currency),
        by=by,
        at=at,
        object_kind="gift",
        object=gift,
        target=place.agent,
        flows=[Flow(Action.TRANSFER_ALL_RIGHTS, by, place.agent, "money", gift, amount=amount)],
    )
    move_balance(
        key=f"settle:given:{gift}",
        kind="settle.given",
        payee=by,
        currency=amount.currency,
        why="given",
        source=gift,
        earned_minor=-parts.earned,
        link_minor=-parts.link,
        resale_minor=-parts.resale,
        other=[Posting(place.agent, COMMUNITY, amount)],
        act=act,
        at=at,
    )
    return gift
