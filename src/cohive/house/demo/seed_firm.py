"""Seeding the firm: who sells, under which taxes, at which post, how one pays, and the older books.

All of it stands before the first sale, so that every sale of the season has its invoice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from cohive.bond import operations as bond
from cohive.bridges.collective_books import CollectiveBooks, HostTransaction
from cohive.bridges.payments.keys import PaymentKeys
from cohive.house.demo.cast import SECOND_STEWARD
from cohive.house.demo.story import Story
from cohive.house.demo.story_time import ROTTERDAM
from cohive.ledger import operations as ledger
from cohive.trade import operations as trade
from cohive.trade.providers import replace_keys
from cohive.trade.queries import RateView, ShopRulesView
from cohive.trade.queries.shipping import StepView
from cohive.words.money import Money

FIRM_IBAN = "NL91ABNA0417164300"
"""The example of the standard: the check digits are right, no bank has given it to anybody."""

SELLER = ShopRulesView(
    seller_name="Night Ferry v.o.f.",
    seller_address="Maashaven Zuidzijde 40\n3081 AE Rotterdam\nNetherlands",
    vat_number="NL000099998B57",
    registration="KvK 12345678",
    names_from_minor=10000,
)

RATES = (("NL", "standard", 21), ("NL", "reduced", 9))
RATES_NEXT_YEAR = (("DE", "standard", 19), ("BE", "standard", 21), ("FR", "standard", 20))
"""Below 10,000 a year the firm charges its own rate in the union; from January on, the buyer's."""

OLD_BOOKS = (
    ("first-summer", "CONTRIBUTION", (9, 3, 12, 0), 60000),
    ("screens", "EXPENSE", (9, 8, 12, 0), -21480),
    ("ink-and-mesh", "EXPENSE", (9, 12, 12, 0), -8635),
    ("second-summer", "CONTRIBUTION", (9, 15, 12, 0), 25000),
)
"""What neighbours gave before there was a firm, kept by a fiscal host."""


def euros(minor: int) -> Money:
    """An amount of the demo's currency."""
    return Money(minor, "EUR")


def seed_firm(story: Story) -> None:
    """A second steward, the seller, taxes, post, a bank account, and the books of before."""
    ruben = story.people["ruben"]
    bond.grant_role(
        to=story.people[SECOND_STEWARD], role="steward", by=ruben, at=story.time.on(9, 16, 9)
    )
    founded_at = story.time.on(9, 17, 10)
    trade.set_shop_rules(
        rules=replace(SELLER, invoices_from=founded_at.date()),
        by=ruben,
        at=founded_at,
    )
    _taxes(story, founded_at)
    trade.set_payment_ways(keep=_bank, ways=("transfer",), by=ruben, at=story.time.on(9, 18, 10))
    _older_books(story)


def _taxes(story: Story, at: datetime) -> None:
    january = date(story.time.seeded_at.year + 1, 1, 1)
    rows = [(*rate, at.date()) for rate in RATES]
    rows += [(*rate, january) for rate in RATES_NEXT_YEAR]
    for country, tax_class, percent, valid_from in rows:
        trade.set_tax_rate(
            country=country,
            tax_class=tax_class,
            rate=Fraction(percent, 100),
            valid_from=valid_from,
            by=story.people["ruben"],
            at=at,
        )


def _bank() -> None:
    replace_keys(PaymentKeys(bank_holder=SELLER.seller_name, bank_iban=FIRM_IBAN))


def seed_shipping(story: Story) -> None:
    """Post at cost, by how many pieces: near, a border away, everywhere else."""
    ruben, at = story.people["ruben"], story.at((11, 6, 12, 0))
    near = StepView(2, euros(435)), StepView(5, euros(695))
    trade.set_shipping(
        rates=[
            RateView("Netherlands", ("NL",), euros(895), "pieces", near, euros(15000)),
            RateView(
                "Belgium, Germany, France",
                ("BE", "DE", "FR"),
                euros(1490),
                "pieces",
                (StepView(2, euros(890)),),
            ),
            RateView("Everywhere else", ("*",), euros(1450)),
        ],
        by=ruben,
        at=at,
    )
    for key, grams in (("shirt", 310), ("print", 140), ("cards", 90)):
        trade.set_product_facts(
            product=story.products[key], tax_class="standard", weight_grams=grams, by=ruben, at=at
        )


def _older_books(story: Story) -> None:
    nothing = euros(0)
    rows = tuple(
        HostTransaction(key, story.at(when), kind, euros(minor), nothing, nothing, euros(minor))
        for key, kind, when, minor in OLD_BOOKS
    )
    ledger.import_books(
        books=CollectiveBooks("night-ferry", "EUR", rows, None),
        firm=story.place.agent,
        by=story.people["ruben"],
        at=story.time.on(9, 18, 11),
    )


def close_the_summer(story: Story) -> None:
    """The month in which the older books end goes to the accountant and is closed, with all before.

    At least one month that is over stays open, for whoever wants to close one herself.
    """
    ledger.close_months(
        last=f"{story.at(OLD_BOOKS[-1][2]).astimezone(ROTTERDAM):%Y-%m}",
        zone=ROTTERDAM,
        reason="Handed to the accountant with the receipts of the summer.",
        by=story.people["ruben"],
        at=story.at((11, 18, 17, 0)),
    )
