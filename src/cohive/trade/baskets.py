"""What somebody is about to buy, as it travels in an address: from a product page or a stall.

From a product page it is plain (`?variant=…&quantity=…`). From a stall it is signed and holds for
an hour, because it takes pieces from the table and asks for no address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from cohive.trade.operations.orders import LINES_MAX
from cohive.words.refusals import Missing, Refused

SALT = "cohive.trade.basket"
STALL_SECONDS = 60 * 60
RESELLER, WHOLESALE = "reseller", "wholesale"
SLUG_LENGTH_MAX = 120
DIGITS_MAX = 6
"""More of one thing cannot be meant; how many one may buy is said when it is posted."""


@dataclass(frozen=True)
class Basket:
    """Lines of (variant, quantity); `location` is the stall's, None in the web shop.

    `reseller` is the address of the page it is bought on; `is_wholesale`: bought to be sold on.
    """

    lines: tuple[tuple[UUID, int], ...]
    location: UUID | None = None
    channel: str = "web"
    reseller: str = ""
    is_wholesale: bool = False


def plain_query(lines: Sequence[tuple[UUID, int]]) -> str:
    """The query of a web basket."""
    pairs: list[tuple[str, str]] = []
    for variant, quantity in lines:
        pairs += [("variant", str(variant)), ("quantity", str(quantity))]
    return urlencode(pairs)


def stall_query(lines: Sequence[tuple[UUID, int]], *, location: UUID, channel: str) -> str:
    """The query of a stall's basket."""
    content = [channel, location.hex, [[variant.hex, count] for variant, count in lines]]
    return urlencode({"basket": signing.dumps(content, salt=SALT, compress=True)})


def of_request(request: HttpRequest) -> Basket:
    """The basket of an address; Missing for one that cannot be, Refused for one that is over."""
    signed = request.GET.get("basket", "")
    if signed:
        return _signed(signed)
    variants, quantities = request.GET.getlist("variant"), request.GET.getlist("quantity")
    if not variants or len(variants) > LINES_MAX or len(variants) != len(quantities):
        raise Missing("There is no such thing to buy.")
    if any(len(quantity) > DIGITS_MAX for quantity in quantities):
        raise Missing("There is no such thing to buy.")
    try:
        lines = tuple(
            (UUID(variant), int(quantity))
            for variant, quantity in zip(variants, quantities, strict=True)
        )
    except ValueError:
        raise Missing("There is no such thing to buy.") from None
    return Basket(
        lines,
        reseller=request.GET.get(RESELLER, "")[:SLUG_LENGTH_MAX],
        is_wholesale=request.GET.get(WHOLESALE, "") == "1",
    )


def _signed(text: str) -> Basket:
    try:
        channel, location, lines = signing.loads(text, salt=SALT, max_age=STALL_SECONDS)
    except signing.SignatureExpired:
        raise Refused("This code is over. Ask at the table for a new one.") from None
    except signing.BadSignature:
        raise Missing("There is no such thing to buy.") from None
    return Basket(
        lines=tuple((UUID(variant), count) for variant, count in lines),
        location=UUID(location),
        channel=channel,
    )
