"""Exchanging money of one currency for another: an entry with its rate and where the rate is from.

Each currency sums to zero by itself: what is given goes to the account *exchange*, what is taken
comes from it, and what stands there in both tells what exchanging has won or lost.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from cohive.journal import seals
from cohive.journal.operations import record
from cohive.ledger.chart import CHART, AccountType
from cohive.ledger.events import MoneyConverted
from cohive.ledger.exchange import EXCHANGE, converted
from cohive.ledger.keepers import ensure_keeper
from cohive.ledger.models import Balance, Conversion
from cohive.ledger.operations.posting import Posting, post
from cohive.words.ids import new_id
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused

SOURCE_MAX = 200


@transaction.atomic
def convert(
    *,
    agent: UUID,
    purpose: str,
    given: Money,
    currency: str,
    rate: Fraction,
    source: str,
    by: UUID,
    at: datetime,
) -> UUID:
    """Exchange money on an agent's asset account into another currency; return the entry's id.

    `rate` is units of `currency` for one unit of the given one. Raises Refused at amount,
    currency, rate and source.
    """
    ensure_keeper(by)
    written = " ".join(source.split())
    taken = _checked(agent, purpose, given, currency, rate, written)
    key = new_id()
    act = record(
        MoneyConverted(
            given_minor=given.minor,
            given_currency=given.currency,
            taken_minor=taken.minor,
            taken_currency=currency,
            rate_numerator=rate.numerator,
            rate_denominator=rate.denominator,
        ),
        by=by,
        at=at,
        object_kind="conversion",
        object=key,
    )
    entry, _ = post(
        kind="ledger.converted",
        act=act,
        key=f"ledger:converted:{key}",
        postings=[
            Posting(agent, purpose, given),  # an asset grows below zero
            Posting(agent, EXCHANGE, -given),
            Posting(agent, EXCHANGE, taken),
            Posting(agent, purpose, -taken),
        ],
        at=at,
    )
    row = Conversion(
        id=key,
        entry_id=entry,
        given_minor=given.minor,
        given_currency=given.currency,
        taken_minor=taken.minor,
        taken_currency=currency,
        rate_numerator=rate.numerator,
        rate_denominator=rate.denominator,
        source=written,
    )
    row.save(force_insert=True)
    seals.seal("conversion", [row])
    return entry


def _checked(
    agent: UUID, purpose: str, given: Money, currency: str, rate: Fraction, source: str
) -> Money:
    """What is taken, when everything is in order."""
    if CHART[purpose].type is not AccountType.ASSET:
        raise LookupError(f"{purpose} holds no money that could be exchanged")
    if given.minor <= 0:
        raise Refused("Write an amount above zero.", field="amount")
    minor_digits(currency)
    if currency == given.currency:
        raise Refused("Choose another currency than the one you give.", field="currency")
    if rate <= 0:
        raise Refused("Write the rate like 1.0842.", field="rate")
    if not source:
        raise Refused("Write where the rate is from, such as ECB of 31 October.", field="source")
    if len(source) > SOURCE_MAX:
        raise Refused("Write the source in at most %(count)s characters.", field="source",
                      count=SOURCE_MAX)  # fmt: skip
    taken = converted(given, currency, rate)
    if not taken:
        raise Refused("At this rate nothing would come out.", field="amount")
    held = Balance.objects.select_for_update().filter(
        account__agent_id=agent, account__purpose=purpose, account__currency=given.currency
    )
    has = Money(-sum(row.minor for row in held), given.currency)
    if has < given:
        raise Refused("There is %(has)s. Exchange that or less.", field="amount", has=has)
    return taken
