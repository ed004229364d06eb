"""Correcting a line that was wrong: an adjustment of its own that everybody concerned can see.

Nothing that was divided is changed. What the firm owes beyond it comes from the firm, never from
the others; what the agreement says wrongly is mended for later sales by its next version.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger.operations import Posting
from cohive.settle.models import Question
from cohive.settle.operations.payout_rules import require_steward
from cohive.settle.operations.purses import lock_purse, move_balance
from cohive.settle.operations.questions import answer_question
from cohive.settle.payout_accounts import CORRECTIONS
from cohive.settle.payout_events import LineCorrected
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from cohive.words.verbs import Action

CORRECTED = gettext_noop("Your line was wrong: %(amount)s was added to your balance.")


@transaction.atomic
def answer_with_correction(
    *, question: UUID, reason: str, amount: Money, by: UUID, at: datetime
) -> None:
    """Answer a question and add what was missing to her balance, final at once.

    Raises what `answer_question` raises, Forbidden for who is no steward, and Refused for another
    currency, nothing, or more than the line's sale brought.
    """
    require_steward(by)
    answer_question(question=question, reason=reason, by=by, at=at)
    row = Question.objects.select_related("credit__distribution__pool").get(id=question)
    place, payee = members.place(), row.credit.payee_id
    if place is None:
        raise Missing("There is no such question.")
    if amount.minor <= 0 or amount.currency != row.credit.distribution.pool.currency:
        raise Refused("Write what is added, above 0.", field="amount")
    if amount.minor > abs(row.credit.distribution.gross_minor):
        raise Refused("That is more than the whole sale brought.", field="amount")
    lock_purse(payee, amount.currency)
    act = record(
        LineCorrected(
            question=row.id,
            credit=row.credit_id,
            amount_minor=amount.minor,
            currency=amount.currency,
        ),
        by=by,
        at=at,
        object_kind="credit",
        object=row.credit_id,
        target=payee,
        flows=[
            Flow(
                Action.TRANSFER_ALL_RIGHTS,
                place.agent,
                payee,
                "credit",
                row.credit_id,
                amount=amount,
            )
        ],
    )
    move_balance(
        key=f"settle:corrected:{row.id}",
        kind="settle.corrected",
        payee=payee,
        currency=amount.currency,
        why="corrected",
        source=row.credit_id,
        earned_minor=amount.minor,
        link_minor=0,
        other=[Posting(place.agent, CORRECTIONS, -amount)],
        act=act,
        at=at,
    )
    bond.notify(
        to=payee,
        kind="settle.corrected",
        sentence=CORRECTED,
        values={"amount": f"money:{amount.minor}:{amount.currency}"},
        url=reverse("settle:payouts"),
        at=at,
        subject=row.id,
        key=f"settle:corrected:{row.id}",
    )
