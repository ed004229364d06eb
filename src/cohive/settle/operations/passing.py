"""Passing on what became final of somebody's pay: one entry from her balance to the heir's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as members
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger.operations import Posting
from cohive.settle.models import BalanceMove, Succession
from cohive.settle.operations.purses import lock_purse, move_balance
from cohive.settle.payout_accounts import COMMUNITY, EARNED, LINK_REWARD, RESALE
from cohive.settle.queries.purses import PurseView, purse_of, purses
from cohive.settle.succession_events import BalancePassed
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.verbs import Action


def pass_on_all(*, at: datetime) -> None:
    """Pass on what became final since yesterday; a job of every day."""
    place = members.place()
    if place is None:
        return
    for row in Succession.objects.filter(state="approved").order_by("id"):
        with transaction.atomic():
            pass_on(row, firm=place.agent, at=at)


def pass_on(row: Succession, *, firm: UUID, at: datetime) -> None:
    """Pass on everything that is free in her balance now; nothing when it is at or below zero.

    Nor while the days after the approval of a death run (`PASSES_AFTER`), or once it was stopped.
    """
    row = Succession.objects.select_for_update(of=("self",)).get(id=row.id)
    if row.state != "approved" or row.passes_from is None or at < row.passes_from:
        return
    for found in purses(at=at, payees=[row.member_id]):
        if found.available.minor <= 0:
            continue
        lock_purse(row.member_id, found.currency)
        if row.heir_id is not None:
            lock_purse(row.heir_id, found.currency)
        purse = purse_of(row.member_id, found.currency, at=at)  # anew, under the lock
        if purse.available.minor > 0:
            _pass(row, purse, firm=firm, at=at)


def _pass(row: Succession, purse: PurseView, *, firm: UUID, at: datetime) -> None:
    amount, move = purse.available, new_id()
    receiver = row.heir_id or firm
    act = record(
        BalancePassed(row.id, amount.minor, amount.currency),
        by=firm,
        at=at,
        object_kind="succession",
        object=row.id,
        target=receiver,
        flows=[
            Flow(Action.TRANSFER_ALL_RIGHTS, row.member_id, receiver, "money", move, amount=amount)
        ],
    )
    key = f"settle:passed:{move}"
    move_balance(
        key=key,
        kind="settle.passed",
        payee=row.member_id,
        currency=amount.currency,
        why="passed",
        source=row.id,
        earned_minor=-purse.earned_minor,
        link_minor=-purse.link_minor,
        resale_minor=-purse.resale_minor,
        other=_received(row, purse, firm=firm),
        act=act,
        at=at,
    )
    if row.heir_id is not None:
        BalanceMove.objects.create(
            key=f"{key}:to",
            payee_id=row.heir_id,
            currency=amount.currency,
            why="passed",
            source=row.id,
            earned_minor=purse.earned_minor,
            link_minor=purse.link_minor,
            resale_minor=purse.resale_minor,
            act_id=act,
            at=at,
        )


def _received(row: Succession, purse: PurseView, *, firm: UUID) -> list[Posting]:
    """In the heir's balance, each kind apart as in hers; or in the community fund."""
    if row.heir_id is None:
        return [Posting(firm, COMMUNITY, purse.available)]
    return [
        Posting(row.heir_id, EARNED, Money(purse.earned_minor, purse.currency)),
        Posting(row.heir_id, LINK_REWARD, Money(purse.link_minor, purse.currency)),
        Posting(row.heir_id, RESALE, Money(purse.resale_minor, purse.currency)),
    ]
