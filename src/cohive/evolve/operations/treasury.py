"""A circle's treasury: an account of its own in the books, divided and put together to the cent.

Every move is one entry; the way back is an entry in the other direction, nothing is deleted.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as bond
from cohive.evolve.events_changes import TreasuryFilled
from cohive.evolve.models.changes import ChangeMoney, CircleChange
from cohive.evolve.treasuries import PURPOSE
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger import operations as ledger
from cohive.ledger import queries as books
from cohive.ledger.operations import Posting
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action

HOUSE = "house"


@transaction.atomic
def fill_treasury(*, circle: UUID, amount: Money, by: UUID, at: datetime) -> UUID:
    """Put money of the house into a circle's treasury; a steward's to do. Return the entry's id.

    Raises Refused at amount, for nothing and for more than the house has.
    """
    place = bond.place()
    if place is None or bond.circle(circle) is None:
        raise Missing("There is no such circle.")
    if "steward" not in bond.roles_of(by):
        raise Forbidden("Only a steward gives money of the house.")
    if amount.minor <= 0:
        raise Refused("Write an amount above zero.", field="amount")
    has = books.balance(place.agent, HOUSE, amount.currency)
    if amount.minor > has.minor:
        raise Refused("The house has %(has)s. Give that or less.", field="amount", has=has)
    key = new_id()
    act = record(
        TreasuryFilled(circle=circle, minor=amount.minor, currency=amount.currency),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        circle=circle,
        flows=[_flow(place.agent, circle, key, amount)],
    )
    entry, _ = ledger.post(
        kind="evolve.treasury.filled",
        act=act,
        key=f"evolve:treasury:{key}",
        postings=[
            Posting(place.agent, HOUSE, -amount),
            Posting(circle, PURPOSE, amount),
        ],
        at=at,
    )
    return entry


def flows_of(change: CircleChange, money: list[ChangeMoney]) -> list[Flow]:
    """The economic events of a change's money."""
    giver, taker = _ends(change)
    return [
        _flow(giver, taker, change.id, Money(one.moved_minor, one.currency))
        for one in money
        if one.moved_minor
    ]


def post_moves(change: CircleChange, money: list[ChangeMoney], *, act: UUID, at: datetime) -> None:
    """Write what moves, one entry for each currency."""
    giver, taker = _ends(change)
    ChangeMoney.objects.bulk_create(money)
    for one in money:
        _post(change, giver, taker, Money(one.moved_minor, one.currency), "done", act=act, at=at)


def flows_back(change: CircleChange, amounts: list[Money]) -> list[Flow]:
    """The economic events of the way back."""
    giver, taker = _ends(change)
    return [_flow(taker, giver, change.id, amount) for amount in amounts]


def post_back(change: CircleChange, amounts: list[Money], *, act: UUID, at: datetime) -> None:
    """Write the way back, one entry for each currency."""
    giver, taker = _ends(change)
    for amount in amounts:
        _post(change, taker, giver, amount, "undone", act=act, at=at)


def _ends(change: CircleChange) -> tuple[UUID, UUID]:
    """Who gives and who takes when it is done."""
    if change.other_id is None:
        raise Refused("There is no second circle yet.")
    ends = (change.circle_id, change.other_id)
    return ends if change.kind == "split" else (ends[1], ends[0])


def _post(
    change: CircleChange,
    giver: UUID,
    taker: UUID,
    amount: Money,
    what: str,
    *,
    act: UUID,
    at: datetime,
) -> None:
    if not amount.minor:
        return
    ledger.post(
        kind=f"evolve.{change.kind}.{what}",
        act=act,
        key=f"evolve:change:{change.id}:{what}:{amount.currency}",
        postings=[Posting(giver, PURPOSE, -amount), Posting(taker, PURPOSE, amount)],
        at=at,
    )


def _flow(giver: UUID, taker: UUID, resource: UUID, amount: Money) -> Flow:
    return Flow(
        action=Action.TRANSFER,
        provider=giver,
        receiver=taker,
        resource_kind="treasury",
        resource=resource,
        amount=amount,
    )
