"""Comparing what is derived with the legs, and deriving it anew.

Every night, and whenever somebody asks. While the newest comparison has a fault, nothing is paid
out (`queries.payouts_stopped`): a balance that cannot be trusted is not sent to anybody.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from cohive.journal.operations import record
from cohive.ledger import checks
from cohive.ledger.events import BalancesRebuilt, BooksAgree, BooksDiffer
from cohive.ledger.keepers import ensure_keeper
from cohive.ledger.models import Balance, Comparison, DayTurnover, Leg
from cohive.ledger.models.entries import Account
from cohive.ledger.rebuilding import BALANCES, insert_turnovers
from cohive.words.ids import new_id

FAULT_MAX = 500


@transaction.atomic
def compare_books(*, by: UUID, at: datetime) -> str:
    """Derive balances and turnovers from all legs, compare, keep the finding; return the fault.

    '' means that they agree. An act is written when that changes, not every night.
    """
    fault = next(filter(None, (check() for check in checks.COMPARED)), "")
    before = Comparison.objects.order_by("-id").values_list("fault", flat=True).first()
    key = new_id()
    if bool(fault) != bool(before):
        said = BooksDiffer(comparison=key) if fault else BooksAgree(comparison=key)
        record(said, by=by, at=at, object_kind="comparison", object=key)
    Comparison.objects.create(
        id=key, at=at, legs_count=Leg.objects.count(), fault=fault[:FAULT_MAX]
    )
    return fault


@transaction.atomic
def rebuild_balances(*, by: UUID, at: datetime) -> str:
    """Derive balances and turnovers anew, then compare; return the fault that is left, or ''.

    A keeper's to do, after she knows where the difference came from.
    """
    ensure_keeper(by)
    _hold_writers()
    record(
        BalancesRebuilt(legs=Leg.objects.count()),
        by=by,
        at=at,
        object_kind="comparison",
        object=new_id(),
    )
    DayTurnover.objects.all().delete()
    Balance.objects.update(minor=0, legs_count=0)
    missing = Account.objects.filter(balance__isnull=True).values_list("id", flat=True)
    Balance.objects.bulk_create([Balance(account_id=account) for account in missing])
    with connection.cursor() as cursor:
        cursor.execute(BALANCES)
        cursor.execute(insert_turnovers(connection.vendor))
    return compare_books(by=by, at=at)


def _hold_writers() -> None:
    """Lock every balance, in the order in which writers lock them."""
    list(Balance.objects.select_for_update().order_by("account_id").values_list("account_id"))
