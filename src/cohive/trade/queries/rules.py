"""What the firm says of itself on invoices, and the rules of its shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cohive.journal.remembered import remembered
from cohive.trade.models import ShopRules


@dataclass(frozen=True)
class ShopRulesView:
    """The seller's data and the rules; `names_from_minor` in the place's currency.

    Invoices are written once `invoices_from` is set, with name and address.
    """

    seller_name: str = ""
    seller_address: str = ""
    vat_number: str = ""
    registration: str = ""
    remark: str = ""
    invoices_from: date | None = None
    names_from_minor: int = 0
    kept_years: int = 10
    return_days: int = 14


def shop_rules() -> ShopRulesView:
    """The rules; the usual ones before anybody set them. One SQL query, two after a change."""
    return remembered("trade.rules", _read)


def _read() -> ShopRulesView:
    row = ShopRules.objects.filter(id=ShopRules.THE_ONE).first()
    if row is None:
        return ShopRulesView()
    return ShopRulesView(
        seller_name=row.seller_name,
        seller_address=row.seller_address,
        vat_number=row.vat_number,
        registration=row.registration,
        remark=row.remark,
        invoices_from=row.invoices_from,
        names_from_minor=row.names_from_minor,
        kept_years=row.kept_years,
        return_days=row.return_days,
    )
