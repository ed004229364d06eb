"""What stops a batch of payouts: a difference in the books, or open questions above a sum."""

from __future__ import annotations

from cohive.journal import verification
from cohive.journal.quiet import refuse_in_a_copy
from cohive.ledger.queries import payouts_stopped
from cohive.settle.queries.payout_rules import RulesView
from cohive.settle.queries.payouts import open_questions_in
from cohive.words.money import Money
from cohive.words.refusals import Refused

MONEY_CHECKS = frozenset(
    {
        "entries",
        "balances",
        "paid orders",
        "provider and till",
        "advances",
        "disputes",
        "conversions",
        "claims",
        "pools",
        "prior claims",
        "distributions",
        "waterfalls",
        "earnings",
        "holds",
        "payouts",
        "sales clearing",
    }
)
"""What `cohive verify` re-derives of money; each of them stops payouts when it finds a fault."""


def difference_found() -> str:
    """The first fault in the books in a sentence, or ''.

    What the nightly comparison found stands until another finds none; the rest is looked at now.
    """
    stopped = payouts_stopped()
    if stopped is not None:
        return stopped.fault
    for name, fault in verification.faults(MONEY_CHECKS):
        return f"{name}: {fault}"
    return ""


def refuse_to_pay(rules: RulesView, total: Money) -> None:
    """Refused while the books differ, or while questions wait above the sum the rules state.

    A quiet copy of a place pays nobody.
    """
    refuse_in_a_copy()
    fault = difference_found()
    if fault:
        raise Refused("The books do not add up, so nothing is paid out. %(fault)s", fault=fault)
    waiting = open_questions_in(total.currency) if total.minor > rules.wait_above.minor else 0
    if waiting:
        raise Refused(
            "Questions about money wait for an answer: %(count)s. A batch above %(amount)s waits "
            "for them.",
            count=waiting,
            amount=rules.wait_above.plain(),
        )
