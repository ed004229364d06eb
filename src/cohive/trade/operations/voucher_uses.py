"""An order holds a voucher, lets it go, or takes it again; inside the order's transaction only.

How often a voucher was used is one number, changed by a guarded UPDATE that the database also
bounds: of fifty at the same moment, one gets the last use. The voucher is always held before the
pieces, so that two orders never wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from cohive.journal.operations import record
from cohive.trade.discounts import lower
from cohive.trade.events_shop import VoucherReleased, VoucherUsed
from cohive.trade.models import Order, Voucher, VoucherUse
from cohive.trade.models.vouchers import THOUSANDTHS
from cohive.trade.operations.pricing import Wanted
from cohive.words.money import Money
from cohive.words.refusals import Refused

SALT = "cohive.trade.voucher"
UNKNOWN = "No voucher of this code holds now. Look at its letters, or go on without it."
USED_UP = "This voucher was used already, or waits in an order that is not paid yet."


def spelled(code: str) -> str:
    """A code as it is stored: capitals, without spaces."""
    return "".join(code.upper().split())


def lowered(
    code: str, wanted: Sequence[Wanted], *, at: datetime
) -> tuple[tuple[Voucher, int], list[Wanted]]:
    """(the voucher with what it takes off, the lines at their new prices).

    Refused (field "voucher") for a code that is unknown, over, used up, for another product, or
    from a larger sum on.
    """
    row = Voucher.objects.filter(code=spelled(code), closed_at__isnull=True).first()
    if row is None or (row.valid_until is not None and at >= row.valid_until):
        raise Refused(UNKNOWN, field="voucher")
    if row.uses_max is not None and row.uses >= row.uses_max:
        raise Refused(USED_UP, field="voucher")
    currency = wanted[0].good.price.currency
    if row.currency != currency:
        raise Refused(UNKNOWN, field="voucher")
    meant = [line for line in wanted if row.product in (None, line.good.product)]
    if not meant:
        raise Refused("This voucher is for something else.", field="voucher")
    whole = sum(line.good.price.minor * line.quantity for line in meant)
    if whole < row.minimum_minor:
        raise Refused(
            "This voucher holds from %(least)s on.",
            field="voucher",
            least=Money(row.minimum_minor, currency),
        )
    discount = min(row.amount_minor, whole) if row.amount_minor else _part(row, whole)
    others = [line for line in wanted if line not in meant]
    cheaper = lower([(line.good.price.minor, line.quantity) for line in meant], discount)
    return (row, discount), [
        *(_at_price(meant[one.line], one.quantity, one.price, row) for one in cheaper),
        *others,
    ]


def _part(row: Voucher, whole: int) -> int:
    """The thousandths of a sum, rounded down."""
    return whole * (row.thousandths or 0) // THOUSANDTHS


def _at_price(line: Wanted, quantity: int, price: int, row: Voucher) -> Wanted:
    good = line.good
    currency = good.price.currency
    return Wanted(
        replace(
            good, price=Money(price, currency), full_price=good.price, discount_by=row.borne_by
        ),
        quantity,
    )


def use(held: tuple[Voucher, int], order: Order, *, email: str, by: UUID, at: datetime) -> None:
    """Count the use and write whose it is; Refused when another was faster."""
    voucher, discount = held
    _count(voucher.id)
    person = _person(email)
    _check_person(voucher, person, order)
    VoucherUse.objects.create(
        order=order, voucher=voucher, person=person, discount_minor=discount, used_at=at
    )
    _record(VoucherUsed(voucher=voucher.id, order=order.id), order, by=by, at=at)


def release(order: Order, *, by: UUID, at: datetime) -> None:
    """Let the order's voucher go, if it holds one: it can be used again."""
    freed = VoucherUse.objects.filter(order=order, released_at__isnull=True)
    voucher = freed.values_list("voucher_id", flat=True).first()
    if voucher is None or not freed.update(released_at=at):
        return
    Voucher.objects.filter(id=voucher).update(uses=F("uses") - 1)
    _record(VoucherReleased(voucher=voucher, order=order.id), order, by=by, at=at)


def take_again(order: Order, *, by: UUID, at: datetime) -> None:
    """Hold the voucher of an expired order once more; Refused when it was used meanwhile."""
    row = VoucherUse.objects.filter(order=order, released_at__isnull=False).first()
    if row is None:
        return
    _count(row.voucher_id)
    _check_person(row.voucher, row.person, order)
    VoucherUse.objects.filter(order=order).update(released_at=None)
    _record(VoucherUsed(voucher=row.voucher_id, order=order.id), order, by=by, at=at)


def follow(order: Order, *, email: str) -> None:
    """The order's buyer gave another address: the use is hers now."""
    row = VoucherUse.objects.filter(order=order, released_at__isnull=True).first()
    person = _person(email)
    if row is None or row.person == person:
        return
    Voucher.objects.select_for_update().get(id=row.voucher_id)
    _check_person(row.voucher, person, order)
    VoucherUse.objects.filter(order=order).update(person=person)


def forget(order: UUID) -> None:
    """Nobody can tell any more whose address used it."""
    VoucherUse.objects.filter(order=order).update(person="")


def _count(voucher: UUID) -> None:
    """The guarded UPDATE; it also holds the row, so that persons are counted one by one."""
    free = Q(uses_max__isnull=True) | Q(uses__lt=F("uses_max"))
    if not Voucher.objects.filter(free, id=voucher).update(uses=F("uses") + 1):
        raise Refused(USED_UP, field="voucher")


def _check_person(voucher: Voucher, person: str, order: Order) -> None:
    if voucher.uses_each_max is None:
        return
    if not person and order.buyer_id is None:
        raise Refused("Write your e-mail address: this voucher counts people.", field="email")
    mine = Q(person=person) if person else Q(pk__in=[])
    if order.buyer_id is not None:
        mine |= Q(order__buyer_id=order.buyer_id)
    used = VoucherUse.objects.filter(mine, voucher=voucher, released_at__isnull=True)
    if used.exclude(order=order).count() >= voucher.uses_each_max:
        raise Refused("You have used this voucher as often as one may.", field="voucher")


def _person(email: str) -> str:
    if not email:
        return ""
    return salted_hmac(SALT, email.casefold(), algorithm="sha256").hexdigest()


def _record(event: VoucherUsed | VoucherReleased, order: Order, *, by: UUID, at: datetime) -> None:
    record(event, by=by, at=at, object_kind="order", object=order.id)
