"""Making vouchers, and closing them."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cohive.create import queries as create
from cohive.journal.operations import record
from cohive.trade.events_shop import VoucherClosed, VoucherMade
from cohive.trade.models import Voucher
from cohive.trade.models.vouchers import THOUSANDTHS
from cohive.trade.operations.parties import founded
from cohive.trade.operations.voucher_uses import spelled
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

CODE = re.compile(r"[A-Z0-9-]{4,32}")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
BEARERS = ("everyone", "house")


@transaction.atomic
def make_voucher(
    *,
    code: str = "",
    amount: Money | None = None,
    thousandths: int | None = None,
    minimum_minor: int = 0,
    product: UUID | None = None,
    uses_max: int | None = 1,
    uses_each_max: int | None = None,
    borne_by: str,
    valid_until: datetime | None = None,
    by: UUID,
    at: datetime,
) -> UUID:
    """Make a voucher and return its id; without a code it gets one nobody guesses.

    `amount` or `thousandths` of the goods, one of the two. `uses_max` None: as often as wanted.
    `borne_by` "everyone" (the price is lower for all who are paid from it) or "house".
    """
    place = founded()
    code = spelled(code) or new_code()
    _check(code, amount, thousandths, borne_by)
    if amount is not None and amount.currency != place.currency:
        raise Refused("A voucher is in the place’s currency.", field="amount")
    if minimum_minor < 0:
        raise Refused("The least sum is zero or more.", field="minimum")
    for field, number in (("uses_max", uses_max), ("uses_each_max", uses_each_max)):
        if number is not None and not 1 <= number <= 1_000_000:
            raise Refused("Write how often, from 1 upwards, or leave it empty.", field=field)
    if valid_until is not None and valid_until <= at:
        raise Refused("Choose a day that is still to come.", field="valid_until")
    if product is not None and create.product(product) is None:
        raise Refused("There is no such product.", field="product")
    try:
        with transaction.atomic():
            row = Voucher.objects.create(
                code=code,
                amount_minor=amount.minor if amount else None,
                thousandths=thousandths,
                currency=place.currency,
                minimum_minor=minimum_minor,
                product=product,
                uses_max=uses_max,
                uses_each_max=uses_each_max,
                borne_by=borne_by,
                valid_until=valid_until,
                created_at=at,
                created_by_id=by,
            )
    except IntegrityError:
        raise Refused("There is a voucher of this code already.", field="code") from None
    record(VoucherMade(voucher=row.id), by=by, at=at, object_kind="voucher", object=row.id)
    return row.id


@transaction.atomic
def close_voucher(*, voucher: UUID, by: UUID, at: datetime) -> None:
    """Let nobody use it any more; orders that hold it keep their price."""
    if not Voucher.objects.filter(id=voucher).exists():
        raise Missing("There is no such voucher.")
    if Voucher.objects.filter(id=voucher, closed_at__isnull=True).update(closed_at=at):
        record(VoucherClosed(voucher=voucher), by=by, at=at, object_kind="voucher", object=voucher)


def new_code() -> str:
    """Twelve letters and digits: 60 bits."""
    word = "".join(secrets.choice(LETTERS) for _ in range(12))
    return f"{word[:4]}-{word[4:8]}-{word[8:]}"


def _check(code: str, amount: Money | None, thousandths: int | None, borne_by: str) -> None:
    if not CODE.fullmatch(code):
        raise Refused("A code has 4 to 32 letters A to Z, digits and dashes.", field="code")
    if (amount is None) == (thousandths is None):
        raise Refused("Write an amount or a percentage, one of the two.", field="amount")
    if amount is not None and amount.minor < 1:
        raise Refused("A voucher takes something off.", field="amount")
    if thousandths is not None and not 1 <= thousandths <= THOUSANDTHS:
        raise Refused("Write from 0.1 to 100 per cent.", field="percent")
    if borne_by not in BEARERS:
        raise Refused("Say who bears the discount.", field="borne_by")
