"""The peers of `bench.money`, in a virtual environment of their own: `money_peers.py WHAT ENTRIES`.

WHAT is `hordak` or `ledger` (django-ledger). Each posts so many balanced entries of six legs by its
own documented way, in one transaction, in the database of DATABASE_URL (PostgreSQL) or in a new
SQLite file. Printed last: entries a second of the wall, and of this process's CPU. Nothing of
Cohive is imported; needs django-hordak, django-ledger and psycopg.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

PAYEES, LEGS = 20, 5
APPS = {"hordak": ["mptt", "djmoney", "hordak"], "ledger": ["django_ledger"]}

Entry = list[tuple[int, Decimal]]
"""(the account's place in the list, its amount): 0 is the firm, whose amount is below nothing."""


def main() -> None:
    what, count = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="peer-bench-") as folder, _database(folder) as database:
        settings.configure(
            INSTALLED_APPS=[
                "django.contrib.contenttypes",
                "django.contrib.auth",
                "django.contrib.sessions",
                "django.contrib.messages",
                "django.contrib.admin",
                *APPS[what],
            ],
            DATABASES={"default": database},
            MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            SECRET_KEY="bench",  # noqa: S106 - nothing is kept
            USE_TZ=True,
            DEFAULT_CURRENCY="EUR",
            CURRENCIES=("EUR",),
        )
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        post = {"hordak": hordak, "ledger": ledger}[what]()
        _measure(post, _entries(count))


@contextmanager
def _database(folder: str) -> Iterator[dict[str, Any]]:
    """A new one: a file, or a database of its own beside that of DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/peer.sqlite3"}
        return
    import psycopg

    parts, name = urlsplit(url), f"peer_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as beside:
        beside.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type] # a name of ours
    yield {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": parts.username,
        "HOST": parse_qs(parts.query)["host"][0],
    }


def _entries(count: int) -> list[Entry]:
    chance = random.Random(1)  # noqa: S311 - nothing secret
    found = []
    for _ in range(count):
        legs = [
            (payee, Decimal(chance.randint(1, 2000)) / 100)
            for payee in chance.sample(range(1, PAYEES + 1), LEGS)
        ]
        found.append([*legs, (0, -sum(amount for _, amount in legs))])
    return found


def _measure(post: Callable[[Entry], object], entries: list[Entry]) -> None:
    from django.db import transaction

    began, spent = time.perf_counter(), time.process_time()
    with transaction.atomic():
        for entry in entries:
            post(entry)
    wall, spent = time.perf_counter() - began, time.process_time() - spent
    print(len(entries) / wall, len(entries) / spent)


def hordak() -> Callable[[Entry], object]:
    """A transaction and its legs, as its documentation writes them."""
    from hordak.models import Account, AccountType, Leg, Transaction
    from moneyed import Money

    accounts = [
        Account.objects.create(
            name=f"Account {n}", code=str(n), type=AccountType.income, currencies=["EUR"]
        )
        for n in range(PAYEES + 1)
    ]

    def post(entry: Entry) -> None:
        whole = Transaction.objects.create()
        for place, amount in entry:
            side = {"credit" if amount > 0 else "debit": Money(abs(amount), "EUR")}
            Leg.objects.create(transaction=whole, account=accounts[place], **side)

    return post


def ledger() -> Callable[[Entry], object]:
    """`commit_txs`, posted at once."""
    from django.contrib.auth import get_user_model
    from django_ledger.models import EntityModel

    admin = get_user_model().objects.create_user("bench")
    entity = EntityModel.create_entity(
        name="Bench", use_accrual_method=True, admin=admin, fy_start_month=1
    )
    entity.create_chart_of_accounts(assign_as_default=True, commit=True)
    accounts = [
        entity.create_account(
            code=str(2100 + n), role="lia_cl_other", name=f"Account {n}",
            balance_type="credit", active=True,
        )
        for n in range(PAYEES + 1)
    ]  # fmt: skip
    book = entity.create_ledger(name="Bench", posted=True)
    begin, number = datetime(2026, 1, 1, tzinfo=UTC), iter(range(10**9))

    def post(entry: Entry) -> object:
        return book.commit_txs(
            je_timestamp=begin + timedelta(seconds=next(number)),
            je_txs=[
                {
                    "account": accounts[place],
                    "amount": abs(amount),
                    "tx_type": "credit" if amount > 0 else "debit",
                    "description": "bench",
                }
                for place, amount in entry
            ],
            je_posted=True,
        )

    return post


if __name__ == "__main__":
    main()
