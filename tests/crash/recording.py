"""Use a real place and write down every statement: `recording FOLDER OUT COUNT [orders]`.

Without the last word money is posted in a new place; with it orders are sold in the shop there.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import django

AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


def main() -> None:
    folder, out, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    os.environ.pop("DATABASE_URL", None)
    os.environ["COHIVE_HOME"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    statements = record_orders(count) if sys.argv[4:] == ["orders"] else record_run(count)
    out.write_text(json.dumps(statements), encoding="utf-8")


def record_run(count: int) -> list[str]:
    from django.db import connection, transaction

    from cohive.house.schema import bring_up_to_date
    from cohive.journal.events import event
    from cohive.journal.operations import create_agent, record
    from cohive.ledger.operations import Posting, post
    from cohive.words.money import Money
    from cohive.words.verbs import Verb

    @event("ledger.crash.sold", verb=Verb.CREATE, sentence="%(actor)s sold something.")
    @dataclass(frozen=True)
    class Sold:
        thing: UUID

    statements: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(statements.append)
    bring_up_to_date()
    firm = create_agent(kind="firm", at=AT)
    member = create_agent(kind="person", at=AT)
    for number in range(count):
        with transaction.atomic():
            act = record(Sold(uuid4()), by=firm, at=AT, object_kind="test", object=uuid4())
            amount = Money(100 + number, "EUR")
            legs = [Posting(firm, "sales", -amount), Posting(member, "earned", amount)]
            post(kind="sale", act=act, key=f"k{number}", postings=legs, at=AT)
    connection.connection.set_trace_callback(None)
    return replayable(statements)


def record_orders(count: int) -> list[str]:
    from django.db import connection

    from cohive.bond.queries import stewards
    from cohive.create.queries import product_by_slug
    from cohive.journal.jobs import run_due
    from cohive.trade import operations as trade
    from cohive.trade.queries import web_location

    found, shelf, steward = product_by_slug("card"), web_location(), stewards()[0]
    assert found is not None
    assert shelf is not None
    statements: list[str] = []
    connection.connection.set_trace_callback(statements.append)
    for number in range(count):
        trade.record_sale_here(
            lines=[(found.variants[0].id, 1)],
            location=shelf,
            paid="cash",
            by=steward,
            at=AT,
            key=f"recorded-{number}",
        )
        if number % 5 == 0:
            run_due(at=AT, only=("trade.expire",))  # its money is divided too
    connection.connection.set_trace_callback(None)
    return replayable(statements)


def replayable(statements: list[str]) -> list[str]:
    """Without pragmas, without the comments that triggers leave, and each statement once.

    SQLite traces a statement again when it prepares it anew after a change of the schema.
    """
    kept: list[str] = []
    for text in statements:
        head = text.lstrip().upper()
        is_again = bool(kept) and text == kept[-1]
        if not head.startswith(("PRAGMA", "--")) and not is_again:
            kept.append(text)
    return kept


if __name__ == "__main__":
    main()
