"""Setting a place up for payouts: rules, accounts, a second steward."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond import operations as bond
from cohive.journal.models import Act
from cohive.ledger import operations as ledger
from cohive.ledger.operations import Posting
from cohive.settle.operations import (
    RulesWanted,
    WayWanted,
    choose_payout_way,
    decide_payout_rules,
)
from cohive.words.money import Money

IBANS = ("NL91ABNA0417164300", "DE89370400440532013000", "FR1420041010050500013M02606")


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


def second_steward(agent: UUID, *, by: UUID, at: datetime) -> None:
    bond.grant_role(to=agent, role="steward", by=by, at=at)


def decide(*, by: UUID, at: datetime, **changes: object) -> UUID:
    wanted = {
        "threshold": euro(1000),
        "wait_above": euro(100_000),
        "fee": euro(20),
        "fee_by": "house",
        "schedule": "monthly",
        "debtor_name": "Night Ferry v.o.f.",
        "debtor_iban": "BE68539007547034",
        "firm_address": "Kade 1, Antwerp",
        "firm_tax_number": "BE 0123.456.789",
    }
    return decide_payout_rules(wanted=RulesWanted(**{**wanted, **changes}), by=by, at=at)


def bank(agent: UUID, *, at: datetime, iban: str = IBANS[0], **changes: object) -> None:
    wanted = {
        "way": "bank",
        "legal_name": "Mei Qiáo",
        "iban": iban,
        "country": "NL",
        "agrees": True,
    }
    choose_payout_way(wanted=WayWanted(**{**wanted, **changes}), by=agent, at=at)


def take_in(minor: int, *, firm: UUID, at: datetime) -> None:
    """The money of sales that were divided without an order, so that the books close."""
    act = Act.objects.order_by("id").values_list("id", flat=True).first()
    ledger.post(
        kind="test",
        act=act,
        key="test:taken-in",
        postings=[Posting(firm, "sales", euro(minor)), Posting(firm, "opening", euro(-minor))],
        at=at,
    )
