"""What became of a payout: sent, could not be sent, came back. Each writes a new entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger import operations as ledger
from cohive.ledger.operations import Posting
from cohive.settle.models import (
    CreditNote,
    NoteParty,
    Payout,
    PayoutBatch,
    PayoutDetails,
    PayoutRules,
    ProviderTransfer,
)
from cohive.settle.models.payouts import BATCH_STATES
from cohive.settle.operations.payout_batches import give_back, locked_batch, take_step
from cohive.settle.operations.payout_rules import require_steward
from cohive.settle.operations.purses import move_balance
from cohive.settle.payout_accounts import FEES, IN_PAYOUT, LEAVES_BY, WITHHELD
from cohive.settle.payout_events import PayoutCameBack, PayoutExecuted, PayoutFailed
from cohive.settle.payout_provider import PRACTICE
from cohive.settle.second_hand import refuse_one_hand
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action

NO_PAYOUT = "There is no such payout."
KEPT_FOR = timedelta(days=3653)
"""Ten years: the longest that tax law in the countries of SEPA asks for a credit note."""

WAS_SENT = gettext_noop("%(amount)s was sent to you.")
WAS_NOT_SENT = gettext_noop(
    "%(amount)s could not be sent and stands in your balance again. Look at your account number."
)
CAME_BACK = gettext_noop(
    "%(amount)s came back from your bank and stands in your balance again. "
    "Look at your account number."
)


@transaction.atomic
def mark_executed(*, payout: UUID, by: UUID, at: datetime) -> int:
    """The bank or the provider took it; return the number of its credit note.

    Raises Refused unless it was approved and not decided before.
    """
    row, firm = _locked(payout, by)
    if row.state != "approved":
        raise Refused("Only an approved payout that is still open can be marked as sent.")
    details = PayoutDetails.objects.filter(agent=row.payee_id).first()
    note = _next_note(row, "note", at=at)
    if details is not None:
        _write_party(note, details, at=at)
    net = Money(row.net_minor, row.batch.currency)
    act = record(
        PayoutExecuted(
            payout=row.id,
            net_minor=row.net_minor,
            withheld_minor=row.withheld_minor,
            fee_minor=row.fee_minor,
            currency=row.batch.currency,
            credit_note=note.number,
        ),
        by=by,
        at=at,
        object_kind="payout",
        object=row.id,
        flows=[Flow(Action.TRANSFER, firm, row.payee_id, "money", row.id, amount=net)],
    )
    take_step(row, "executed", by=by, act=act, at=at)
    ledger.post(
        kind="settle.payout.executed",
        act=act,
        key=f"settle:payout:{row.id}:executed",
        postings=_sent(row, firm),
        at=at,
    )
    _close_if_done(row.batch, at=at)
    _tell(row, WAS_SENT, row.net_minor, "executed", at=at)
    return note.number


def _sent(row: Payout, firm: UUID) -> list[Posting]:
    """Out of what was set aside: to the bank's account, the tax office, the cost of sending."""
    currency = row.batch.currency

    def of(minor: int) -> Money:
        return Money(minor, currency)

    fee_of_house = row.fee_minor if row.fee_by == "house" else 0
    return [
        Posting(row.payee_id, IN_PAYOUT, of(-row.amount_minor)),
        Posting(firm, LEAVES_BY[row.way], of(row.net_minor + row.fee_minor)),
        Posting(firm, WITHHELD, of(row.withheld_minor)),
        Posting(firm, FEES, of(-fee_of_house)),
    ]


@transaction.atomic
def mark_failed(
    *, payout: UUID, reason: str, by: UUID, at: datetime, provider_said: bool = False
) -> None:
    """It never left: all of it stands in the member's balance again.

    `provider_said` is for what a provider answered or its own list showed. By hand, Refused for
    what a provider was asked for: an answer that was lost may be a payout that was sent.
    """
    row, _firm = _locked(payout, by)
    if not provider_said:
        refuse_her_own(row, by, at=at)
        _refuse_asked(row)
    if row.state != "approved":
        raise Refused("Only an approved payout that is still open can be marked as failed.")
    act = record(PayoutFailed(row.id), by=by, at=at, object_kind="payout", object=row.id)
    take_step(row, "failed", by=by, act=act, at=at, reason=_reason(reason))
    give_back(row, "failed", act=act, at=at)
    _close_if_done(row.batch, at=at)
    _tell(row, WAS_NOT_SENT, row.amount_minor, "failed", at=at)


@transaction.atomic
def mark_returned(
    *, payout: UUID, reason: str, by: UUID, at: datetime, provider_said: bool = False
) -> int:
    """It left and came back: all of it stands in the member's balance again.

    What was withheld is owed to the tax office no longer; the fee of the lost way is the firm's. A
    second credit note cancels the first; its number is returned. Raises Refused for a payout that
    was not sent, and for one that came back before; by hand, as `mark_failed`.
    """
    row, firm = _locked(payout, by)
    if not provider_said:
        refuse_her_own(row, by, at=at)
        _refuse_asked(row)
    if row.state == "returned":
        raise Refused("This payout came back before: it is in her balance already.")
    if row.state != "executed":
        raise Refused("Only a payout that was sent can come back.")
    note = _next_note(row, "cancels", at=at)
    first = NoteParty.objects.filter(note__payout=row, note__kind="note").first()
    if first is not None:
        NoteParty.objects.create(
            note=note,
            agent_id=first.agent_id,
            legal_name=first.legal_name,
            street=first.street,
            town=first.town,
            country=first.country,
            tax_number=first.tax_number,
            account_end=first.account_end,
            keep_until=at + KEPT_FOR,
        )
    act = record(
        PayoutCameBack(payout=row.id, credit_note=note.number),
        by=by,
        at=at,
        object_kind="payout",
        object=row.id,
    )
    take_step(row, "returned", by=by, act=act, at=at, reason=_reason(reason))
    currency = row.batch.currency
    fee_of_payee = row.fee_minor if row.fee_by == "payee" else 0
    move_balance(
        key=f"settle:payout:{row.id}:returned",
        kind="settle.payout.returned",
        payee=row.payee_id,
        currency=currency,
        why="payout",
        source=row.id,
        earned_minor=row.earned_minor,
        link_minor=row.link_minor,
        resale_minor=row.resale_minor,
        other=[
            Posting(firm, LEAVES_BY[row.way], Money(-row.net_minor, currency)),
            Posting(firm, WITHHELD, Money(-row.withheld_minor, currency)),
            Posting(firm, FEES, Money(-fee_of_payee, currency)),
        ],
        act=act,
        at=at,
    )
    _tell(row, CAME_BACK, row.amount_minor, "returned", at=at)
    return note.number


def _locked(payout: UUID, by: UUID) -> tuple[Payout, UUID]:
    """The payout with its batch, held; and the firm, which says what its provider answered."""
    batch = Payout.objects.filter(id=payout).values_list("batch_id", flat=True).first()
    place = members.place()
    if batch is None or place is None:
        raise Missing(NO_PAYOUT)
    if by != place.agent:
        require_steward(by)
    locked_batch(batch)
    return Payout.objects.select_related("batch").get(id=payout), place.agent


def refuse_her_own(row: Payout, by: UUID, *, at: datetime) -> None:
    """What comes back stands in her balance again: nobody says that of her own money.

    Nor whoever this place knows to belong to her (see `second_hand`).
    """
    if row.payee_id == by:
        raise Forbidden("This is your own payout: another steward says what became of it.")
    refuse_one_hand(by, row.payee_id, at=at)


def _refuse_asked(row: Payout) -> None:
    asked = ProviderTransfer.objects.filter(payout=row).exclude(provider=PRACTICE)
    if row.way == "provider" and asked.exists():
        raise Refused(
            "The provider was asked to send this payout. Only its own list can say that it was "
            "not sent or came back: ask the provider what became of it."
        )


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("Write what the bank said.", field="reason")
    return text.strip()


def _next_note(row: Payout, kind: str, *, at: datetime) -> CreditNote:
    """The next number: one writer at a time, and a transaction that fails leaves no gap."""
    first = PayoutRules.objects.order_by("decided_at", "id").first()
    if first is not None:
        PayoutRules.objects.select_for_update().get(id=first.id)
    last = CreditNote.objects.aggregate(last=Max("number"))["last"] or 0
    return CreditNote.objects.create(
        id=new_id(), number=last + 1, payout=row, kind=kind, made_at=at
    )


def _write_party(note: CreditNote, details: PayoutDetails, *, at: datetime) -> None:
    account = details.iban if details.way == "bank" else details.account
    NoteParty.objects.create(
        note=note,
        agent_id=details.agent_id,
        legal_name=details.legal_name,
        street=details.street,
        town=details.town,
        country=details.country,
        tax_number=details.tax_number,
        account_end=account[-4:],
        keep_until=at + KEPT_FOR,
    )


def _close_if_done(batch: PayoutBatch, *, at: datetime) -> None:
    if not batch.payouts.filter(state="approved").exists():
        PayoutBatch.objects.filter(id=batch.id).update(
            state=BATCH_STATES.move("approved", "closed"), ended_at=at
        )


def _tell(row: Payout, sentence: str, minor: int, step: str, *, at: datetime) -> None:
    bond.notify(
        to=row.payee_id,
        kind=f"settle.payout_{step}",
        sentence=sentence,
        values={"amount": f"money:{minor}:{row.batch.currency}"},
        url=reverse("settle:payouts"),
        at=at,
        subject=row.id,
        key=f"settle:payout:{row.id}:{step}",
    )
