"""Accounts, entries, legs, and what is derived of them. Entry and Leg are append-only.

An entry's legs are written first (their foreign key to the entry is deferred), the entry last:
at that moment the database refuses an entry whose legs do not sum to zero in each currency.
"""

from __future__ import annotations

from django.db import models

from cohive.words.ids import new_id


class Account(models.Model):
    """What an agent holds or owes for one purpose in one currency.

    Balances are signed: positive means the place owes this to the agent (a credit balance). The
    purpose's number, type and name stand in `chart.py`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "purpose", "currency"], name="account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.currency} of {self.agent_id}"


class Entry(models.Model):
    """One exchange, caused by one act. `key` makes a repeated posting the same posting.

    `at` is the instant it is booked on: when it happened, or the beginning of the first open
    period after that when the period it happened in was closed already (the act keeps the fact).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # an export's stretch, and whether a period has entries
            models.Index(fields=["at", "id"], name="entry_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Leg(models.Model):
    """One side of an entry: so many minor units to (+) or from (−) an account.

    `number` counts the account's legs from 1 in the order they were recorded; `after_minor` is the
    account's balance once this one was. So any past state is one look at one row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, models.PROTECT, related_name="legs", db_index=False)
    number = models.BigIntegerField()
    minor = models.BigIntegerField()
    after_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="leg_moves_something", condition=~models.Q(minor=0)),
            # also the way to an account's legs, and to its balance after any of them
            models.UniqueConstraint(fields=["account", "number"], name="leg_number_once"),
        ]
        indexes = [
            # an account's legs of a day, and its page of a period
            models.Index(fields=["account", "at"], name="leg_of_account_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.minor} on {self.account_id}"


class Balance(models.Model):
    """An account's sum and number of legs: derived, rebuilt and compared by `verify`."""

    account = models.OneToOneField(
        Account, models.PROTECT, primary_key=True, related_name="balance"
    )
    minor = models.BigIntegerField(default=0)
    legs_count = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minor}"


class DayTurnover(models.Model):
    """What one day (UTC) brought an account, both sides: derived, rebuilt and compared too.

    A balance of any moment is a sum over days and over the legs of one day.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="turnovers", db_index=False)
    day = models.DateField()
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    legs_count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "day"], name="turnover_once"),
        ]
        indexes = [
            # a period of all accounts
            models.Index(fields=["day"], name="turnover_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.day}"
