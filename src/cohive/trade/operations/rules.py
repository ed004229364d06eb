"""Setting the seller's data and the rules of the shop, the table of taxes, and weights."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from cohive.create import queries as create
from cohive.journal.operations import record
from cohive.trade.contact import is_country
from cohive.trade.events_shop import ProductFactsSet, ShopRulesSet, TaxRateRemoved, TaxRateSet
from cohive.trade.models import ProductFacts, ShopRules, TaxRate
from cohive.trade.models.taxes import BASIS_POINTS, TAX_CLASSES
from cohive.trade.operations.parties import founded
from cohive.trade.queries.rules import ShopRulesView
from cohive.words.refusals import Missing, Refused

LENGTHS = {
    "seller_name": 120,
    "seller_address": 400,
    "vat_number": 40,
    "registration": 120,
    "remark": 300,
}
RETURN_DAYS_MAX = 365
KEPT_YEARS_MAX = 30
GRAMS_MAX = 1_000_000


@transaction.atomic
def set_shop_rules(*, rules: ShopRulesView, by: UUID, at: datetime) -> None:
    """Set what invoices say of the seller, and the shop's rules; orders keep those of their day."""
    texts = {name: getattr(rules, name).strip() for name in LENGTHS}
    for field, length in LENGTHS.items():
        if len(texts[field]) > length:
            raise Refused("At most %(length)s characters.", field=field, length=length)
    if rules.invoices_from is not None:
        for field in ("seller_name", "seller_address"):
            if not texts[field]:
                raise Refused("An invoice needs the seller’s name and address.", field=field)
    if not 0 <= rules.return_days <= RETURN_DAYS_MAX:
        raise Refused(
            "Write a number of days, from 0 to %(most)s.",
            field="return_days",
            most=RETURN_DAYS_MAX,
        )
    if not 0 <= rules.kept_years <= KEPT_YEARS_MAX:
        raise Refused(
            "Write a number of years, from 0 to %(most)s.", field="kept_years", most=KEPT_YEARS_MAX
        )
    if rules.names_from_minor < 0:
        raise Refused("The least sum is zero or more.", field="names_from")
    place = founded()
    ShopRules.objects.update_or_create(
        id=ShopRules.THE_ONE,
        defaults={
            **texts,
            "invoices_from": rules.invoices_from,
            "names_from_minor": rules.names_from_minor,
            "kept_years": rules.kept_years,
            "return_days": rules.return_days,
        },
    )
    event = ShopRulesSet(return_days=rules.return_days)
    record(event, by=by, at=at, object_kind="place", object=place.agent)


@transaction.atomic
def set_tax_rate(
    *, country: str, tax_class: str, rate: Fraction, valid_from: date, by: UUID, at: datetime
) -> None:
    """Say a country's rate for a class from a day on; the same day again replaces it.

    `rate` is a fraction of the net (21/100), in whole hundredths of a per cent.
    """
    country = country.strip().upper()
    if not is_country(country):
        raise Refused("Choose a country.", field="country")
    if tax_class not in TAX_CLASSES:
        raise Refused("Choose a class.", field="tax_class")
    points = rate * BASIS_POINTS
    if points.denominator != 1 or not 0 <= points < BASIS_POINTS:
        raise Refused(
            "Write a rate from 0 to below 100 per cent, with at most two digits after the point.",
            field="rate",
        )
    TaxRate.objects.update_or_create(
        country=country,
        tax_class=tax_class,
        valid_from=valid_from,
        defaults={"basis_points": int(points)},
    )
    event = TaxRateSet(country=country, tax_class=tax_class, basis_points=int(points))
    record(event, by=by, at=at, object_kind="place", object=founded().agent)


@transaction.atomic
def remove_tax_rate(*, tax_rate: UUID, by: UUID, at: datetime) -> None:
    """Take a row out of the table; orders keep the rate of their day."""
    row = TaxRate.objects.filter(id=tax_rate).first()
    if row is None:
        raise Missing("There is no such rate.")
    row.delete()
    event = TaxRateRemoved(country=row.country, tax_class=row.tax_class)
    record(event, by=by, at=at, object_kind="place", object=founded().agent)


@transaction.atomic
def set_product_facts(
    *, product: UUID, tax_class: str, weight_grams: int, by: UUID, at: datetime
) -> None:
    """Say a product's class of tax and what one piece weighs, packed."""
    if create.product(product) is None:
        raise Missing("There is no such product.")
    if tax_class not in TAX_CLASSES:
        raise Refused("Choose a class.", field="tax_class")
    if not 0 <= weight_grams <= GRAMS_MAX:
        raise Refused("Write the weight in grams, from 0 upwards.", field="weight_grams")
    given = {"tax_class": tax_class, "weight_grams": weight_grams}
    if ProductFacts.objects.filter(product=product, **given).exists():
        return
    ProductFacts.objects.update_or_create(product=product, defaults=given)
    event = ProductFactsSet(product=product, tax_class=tax_class, weight_grams=weight_grams)
    record(event, by=by, at=at, object_kind="product", object=product)
