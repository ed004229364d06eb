"""What `cohive verify` re-derives of payouts, and of everything that left a balance."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from cohive.ledger import queries as ledger
from cohive.settle.models import BalanceMove, CreditNote, Payout
from cohive.settle.models.payouts import BACK
from cohive.settle.payout_accounts import IN_PAYOUT, LINK_REWARD, RESALE
from cohive.trade import queries as trade
from cohive.trade.means import ACCOUNT as BALANCE_PAID

COLUMN_OF = {LINK_REWARD: "link_minor", RESALE: "resale_minor"}
"""The column of a move for each account of a member beside her pay for making."""
ALL_PARTS = Sum("earned_minor") + Sum("link_minor") + Sum("resale_minor")


def wrong_payouts() -> str:
    """The first payout, batch or credit note that does not add up, or ''."""
    return _wrong_moves() or _wrong_set_aside() or _wrong_notes() or _wrong_purchases()


def moved_of(payee: UUID, purpose: str, currency: str) -> int:
    """What left (below zero) one account of a payee: part of what her books must say."""
    column = COLUMN_OF.get(purpose, "earned_minor")
    found = BalanceMove.objects.filter(payee=payee, currency=currency)
    return int(found.aggregate(total=Coalesce(Sum(column), 0))["total"])


def _wrong_moves() -> str:
    """A payout's moves: all of it out, and all of it back when it did not arrive."""
    moved = {
        source: (total, count)
        for source, total, count in BalanceMove.objects.filter(why="payout")
        .values_list("source")
        .annotate(total=ALL_PARTS, count=Count("id"))
    }
    for row in Payout.objects.order_by("id"):
        wanted = (0, 2) if row.state in BACK else (-row.amount_minor, 1)
        found = moved.pop(row.id, (0, 0))
        if found != wanted:
            return f"payout {row.id} is {row.state} and moved {found[0]} in {found[1]} steps"
    stray = next(iter(moved), None)
    return f"a balance moved for a payout {stray} that does not exist" if stray else ""


def _wrong_set_aside() -> str:
    """What stands as set aside is what is proposed or approved."""
    rows = (
        Payout.objects.filter(state__in=("proposed", "approved"))
        .values_list("batch__currency")
        .annotate(total=Sum("amount_minor"))
    )
    due = dict(rows)
    for currency in Payout.objects.values_list("batch__currency", flat=True).distinct():
        purposes = ledger.totals_by_purpose(currency)
        stands = purposes[IN_PAYOUT].minor if IN_PAYOUT in purposes else 0
        if stands != due.get(currency, 0):
            return f"{stands} {currency} stand as set aside, open payouts come to {due}"
    return ""


def _wrong_notes() -> str:
    """Credit notes are numbered 1, 2, 3 without a gap, one for each payout that was sent."""
    numbers = list(CreditNote.objects.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        return "the numbers of the credit notes have a gap"
    notes: dict[UUID, set[str]] = {}
    for payout, kind in CreditNote.objects.values_list("payout_id", "kind"):
        notes.setdefault(payout, set()).add(kind)
    for row in Payout.objects.order_by("id"):
        kinds = notes.get(row.id, set())
        wanted = {"executed": {"note"}, "returned": {"note", "cancels"}}.get(row.state, set())
        if kinds != wanted:
            return f"payout {row.id} is {row.state} and has {len(kinds)} credit notes"
    return ""


def _wrong_purchases() -> str:
    """The clearing of balances holds exactly what is set aside and not taken by a sale yet."""
    due: dict[str, int] = {}
    rows = (
        BalanceMove.objects.filter(why="bought")
        .values_list("source", "currency")
        .annotate(total=ALL_PARTS)
        .order_by("source")
    )
    for order, currency, total in rows:
        due[currency] = due.get(currency, 0) - total - trade.booked_by_means(order)
    for currency, wanted in due.items():
        purposes = ledger.totals_by_purpose(currency)
        stands = purposes.get(BALANCE_PAID)
        if (stands.minor if stands else 0) != wanted:
            return f"balances paid {wanted} {currency} for open orders, the clearing differs"
    return ""
