"""Payouts by a provider: members' accounts there (the vault), and what was asked of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cohive.settle.models.payouts import Payout
from cohive.words.ids import new_id


class ProviderAccount(models.Model):
    """The vault: a member's own account at the provider, which looks at her papers and keeps them.

    `key` was stored before the provider was asked to open it, so that asking again opens no second
    one; `account` is '' until it answered. Erased when she leaves.
    """

    agent = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    provider = models.CharField(max_length=20)
    key = models.UUIDField(default=new_id, unique=True)
    country = models.CharField(max_length=2)
    account = models.CharField(max_length=80, blank=True)
    can_be_paid = models.BooleanField(default=False)
    missing = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "account"],
                condition=~Q(account=""),
                name="provider_account_once",
            ),
            models.CheckConstraint(
                name="provider_account_paid_when_open",
                condition=Q(can_be_paid=False) | ~Q(account=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} account of {self.agent_id}"


class ProviderTransfer(models.Model):
    """What was asked of a provider for one payout, stored before asking; its number afterwards.

    `attempt` counts on after each answer that was surely a no. `back_minor` is what has come back.
    """

    payout = models.OneToOneField(Payout, models.PROTECT, primary_key=True, related_name="transfer")
    provider = models.CharField(max_length=20)
    number = models.CharField(max_length=80, blank=True)
    attempt = models.PositiveIntegerField(default=1)
    back_minor = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "number"],
                condition=~Q(number=""),
                name="provider_transfer_once",
            ),
            models.CheckConstraint(
                name="provider_transfer_back_not_below_zero", condition=Q(back_minor__gte=0)
            ),
        ]
        indexes = [
            # whose outcome was asked for longest ago
            models.Index(fields=["checked_at"], name="provider_transfer_by_look"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.number}"
