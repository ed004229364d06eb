"""Deciding how payouts are made, and choosing how one is paid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bridges.payouts import checked_iban
from cohive.bridges.payouts.orders import plain_letters
from cohive.journal.operations import record
from cohive.settle.models import (
    NoteParty,
    PayoutDetails,
    PayoutRules,
    ProviderAccount,
    Withholding,
)
from cohive.settle.payout_events import PayoutRulesDecided, PayoutWayChosen, WithholdingDecided
from cohive.settle.payout_provider import PRACTICE, provider_name
from cohive.settle.queries.payout_rules import is_on_its_way
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused

STEWARDS_ONLY = "Payouts are decided by the stewards of the place."
WAY_CHANGED = gettext_noop(
    "How you are paid was changed. If it was not you, tell a steward before the next payout."
)
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
COUNTRY = re.compile(r"[A-Z]{2}")
NAME_MAX = 70


@dataclass(frozen=True)
class RulesWanted:
    """What stewards decide; amounts in the place's currency."""

    threshold: Money
    wait_above: Money
    fee: Money
    fee_by: str
    schedule: str
    day_of_month: int = 1
    debtor_name: str = ""
    debtor_iban: str = ""
    debtor_bic: str = ""
    firm_address: str = ""
    firm_tax_number: str = ""


@dataclass(frozen=True)
class WayWanted:
    """How a member wants to be paid, as she wrote it."""

    way: str
    legal_name: str = ""
    iban: str = ""
    bic: str = ""
    account: str = ""
    street: str = ""
    town: str = ""
    country: str = ""
    tax_number: str = ""
    agrees: bool = False


def require_steward(by: UUID) -> None:
    """Forbidden for everybody else."""
    if "steward" not in members.roles_of(by):
        raise Forbidden(STEWARDS_ONLY)


@transaction.atomic
def decide_payout_rules(*, wanted: RulesWanted, by: UUID, at: datetime) -> UUID:
    """Write the stewards' decision; it is in force at once, for batches proposed from now on."""
    require_steward(by)
    if wanted.threshold.minor < 1:
        raise Refused("The least sum is at least one cent.", field="threshold")
    for name in ("wait_above", "fee"):
        if getattr(wanted, name).minor < 0:
            raise Refused("Write 0 or more.", field=name)
    if wanted.fee_by not in ("house", "payee"):
        raise Refused("Say who bears the fee.", field="fee_by")
    if wanted.schedule not in ("monthly", "quarterly", "by_hand"):
        raise Refused("Say how often.", field="schedule")
    if not 1 <= wanted.day_of_month <= 28:
        raise Refused("A day from 1 to 28: every month has those.", field="day_of_month")
    iban = _firm_iban(wanted, by=by)
    name = wanted.debtor_name.strip()
    if iban and not plain_letters(name, NAME_MAX):
        raise Refused("Write the name as the bank knows it.", field="debtor_name")
    row = PayoutRules.objects.create(
        id=new_id(),
        currency=wanted.threshold.currency,
        threshold_minor=wanted.threshold.minor,
        wait_above_minor=wanted.wait_above.minor,
        fee_minor=wanted.fee.minor,
        fee_by=wanted.fee_by,
        schedule=wanted.schedule,
        day_of_month=wanted.day_of_month,
        debtor_name=name[:NAME_MAX],
        debtor_iban=iban,
        debtor_bic=_bic(wanted.debtor_bic, field="debtor_bic"),
        firm_address=wanted.firm_address.strip()[:300],
        firm_tax_number=wanted.firm_tax_number.strip()[:40],
        decided_by_id=by,
        decided_at=at,
    )
    record(
        PayoutRulesDecided(
            rules=row.id,
            currency=row.currency,
            threshold_minor=row.threshold_minor,
            wait_above_minor=row.wait_above_minor,
            fee_minor=row.fee_minor,
            fee_by=row.fee_by,
            schedule=row.schedule,
        ),
        by=by,
        at=at,
        object_kind="payout_rules",
        object=row.id,
    )
    return row.id


def _firm_iban(wanted: RulesWanted, *, by: UUID) -> str:
    """The firm's account: a new one is checked; left empty, the one in force stays."""
    del by
    if wanted.debtor_iban.strip():
        return checked_iban(wanted.debtor_iban, field="debtor_iban")
    last = (
        PayoutRules.objects.filter(currency=wanted.threshold.currency)
        .order_by("-decided_at", "-id")
        .first()
    )
    return last.debtor_iban if last else ""


def _bic(text: str, *, field: str = "bic") -> str:
    plain = re.sub(r"\s", "", text).upper()
    if plain and not BIC.fullmatch(plain):
        raise Refused("A BIC has 8 or 11 letters and digits. You can leave it empty.", field=field)
    return plain


@transaction.atomic
def decide_withholding(*, country: str, label: str, rate: Fraction, by: UUID, at: datetime) -> None:
    """Say what is kept back of pay to a country, from now on; a rate of 0 ends it."""
    require_steward(by)
    code = country.strip().upper()
    if not COUNTRY.fullmatch(code):
        raise Refused("Two letters, such as DE.", field="country")
    if not 0 <= rate <= 1:
        raise Refused("Write a part from 0 to 100 %.", field="rate")
    if rate and not label.strip():
        raise Refused("Say what it is; it stands on her credit note.", field="label")
    Withholding.objects.create(
        id=new_id(),
        country=code,
        label=label.strip()[:80],
        rate_numerator=rate.numerator,
        rate_denominator=rate.denominator,
        decided_by_id=by,
        decided_at=at,
    )
    place = members.place()
    record(
        WithholdingDecided(country=code, label=label.strip()[:80], rate=str(rate)),
        by=by,
        at=at,
        object_kind="place",
        object=place.agent if place else by,
    )


@transaction.atomic
def choose_payout_way(*, wanted: WayWanted, by: UUID, at: datetime) -> None:
    """Say how one is paid: to a bank account, by the provider, or keep it with the firm.

    Refused, at the field, for a wrong account, and while a payout of hers is on its way: so the
    account cannot be changed between the two stewards.
    """
    if is_on_its_way(by):
        raise Refused("A payout to you is on its way. Change this when it has arrived.")
    values = _checked(wanted, by=by)
    before = PayoutDetails.objects.filter(agent=by).first()
    agreed = before.self_billing_from if before and before.self_billing_from else at
    PayoutDetails.objects.update_or_create(
        agent_id=by,
        defaults={
            **values,
            "self_billing_from": agreed if wanted.way != "keep" else None,
            "changed_at": at,
        },
    )
    record(PayoutWayChosen(way=wanted.way), by=by, at=at, object_kind="member", object=by)
    bond.notify(
        to=by,
        kind="settle.payout_way",
        sentence=WAY_CHANGED,
        values={},
        url=reverse("settle:payouts"),
        at=at,
        subject=by,
        key=f"settle:payout-way:{by}:{at.isoformat()}",
    )


def _checked(wanted: WayWanted, *, by: UUID) -> dict[str, str]:
    empty = dict.fromkeys(
        ("legal_name", "iban", "bic", "account", "street", "town", "country", "tax_number"), ""
    )
    if wanted.way == "keep":
        return {**empty, "way": "keep"}
    if wanted.way not in ("bank", "provider"):
        raise Refused("Choose how you are paid.", field="way")
    name = wanted.legal_name.strip()
    if not plain_letters(name, NAME_MAX) or len(name) > NAME_MAX:
        raise Refused(
            "Write your name in Latin letters, as the bank knows it, at most 70.",
            field="legal_name",
        )
    country = wanted.country.strip().upper()
    if not COUNTRY.fullmatch(country):
        raise Refused("Choose the country you pay tax in.", field="country")
    if not wanted.agrees:
        raise Refused(
            "Without your yes the firm cannot write the credit note, and cannot pay.",
            field="agrees",
        )
    account = _account(wanted, by=by) if wanted.way == "provider" else ""
    return {
        **empty,
        "way": wanted.way,
        "legal_name": name,
        "iban": checked_iban(wanted.iban) if wanted.way == "bank" else "",
        "bic": _bic(wanted.bic) if wanted.way == "bank" else "",
        "account": account,
        "street": wanted.street.strip()[:120],
        "town": wanted.town.strip()[:80],
        "country": country,
        "tax_number": wanted.tax_number.strip()[:40],
    }


def _account(wanted: WayWanted, *, by: UUID) -> str:
    """Her account at whoever sends here: her own connected one, or any in a practice shop."""
    provider = provider_name()
    if not provider:
        raise Refused("Nobody sends this way here. Choose your bank.", field="way")
    if provider == PRACTICE:
        account = wanted.account.strip()
        if not re.fullmatch(r"[A-Za-z0-9_.@+-]{4,80}", account):
            raise Refused("Write your account at the provider, without spaces.", field="account")
        return account
    row = ProviderAccount.objects.filter(agent=by, provider=provider, can_be_paid=True).first()
    if row is None:
        raise Refused("Connect your account at the provider first.", field="way")
    return row.account


def forget_payout_way(*, agent: UUID, at: datetime) -> None:
    """She leaves: her accounts are forgotten. Names on credit notes stay as the law asks."""
    del at
    PayoutDetails.objects.filter(agent=agent).delete()
    ProviderAccount.objects.filter(agent=agent).delete()


def forget_note_parties(*, at: datetime) -> None:
    """Erase the names of credit notes whose time is over."""
    NoteParty.objects.filter(keep_until__lte=at).delete()
