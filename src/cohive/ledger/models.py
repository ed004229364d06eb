"""Accounts, entries, legs and running balances. Entry and Leg are append-only.

An entry's legs are written first (their foreign key to the entry is deferred), the entry last:
at that moment the database refuses an entry whose legs do not sum to zero in each currency.
"""

from django.db import models

from cohive.words.ids import new_id


class Account(models.Model):
    """What an agent holds or owes for one purpose in one currency.

    Balances are signed: positive means the place owes this to the agent (a credit balance).
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
    """One exchange, caused by one act. `key` makes a repeated posting the same posting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Leg(models.Model):
    """One side of an entry: so many minor units to (+) or from (−) an account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, models.PROTECT, related_name="legs")
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="leg_moves_something", condition=~models.Q(minor=0)),
        ]

    def __str__(self) -> str:
        return f"{self.minor} on {self.account_id}"


class Balance(models.Model):
    """The running sum of an account's legs: derived, rebuilt and compared by `verify`."""

    account = models.OneToOneField(
        Account, models.PROTECT, primary_key=True, related_name="balance"
    )
    minor = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minor}"
