"""Exchange between currencies: an entry with its rate and source, zero in each currency."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from cohive.journal import chain, seals, triggers
from cohive.journal.models import Act
from cohive.ledger import checks, queries
from cohive.ledger.exchange import converted, parse_rate
from cohive.ledger.models import Conversion, Entry
from cohive.ledger.operations import convert, reverse
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused

RATE = Fraction("1.0842")


@pytest.fixture
def held(books, enter, now):
    enter([(books.firm, "provider", -10_000), (books.firm, "house", 10_000)], at=now)
    return books


def exchange(books, now, **changed):
    asked = {
        "agent": books.firm,
        "purpose": "provider",
        "given": Money(10_000, "EUR"),
        "currency": "USD",
        "rate": RATE,
        "source": "ECB of 20 November",
        "by": books.steward,
        "at": now,
    }
    return convert(**{**asked, **changed})


def test_money_changes_its_currency_at_a_rate_that_stays_written(held, now):
    entry = exchange(held, now)
    assert queries.balance(held.firm, "provider", "EUR") == Money(0, "EUR")
    assert queries.balance(held.firm, "provider", "USD") == Money(-10_842, "USD")
    assert queries.balance(held.firm, "exchange", "EUR") == Money(-10_000, "EUR")
    assert queries.balance(held.firm, "exchange", "USD") == Money(10_842, "USD")
    row = Conversion.objects.get(entry_id=entry)
    assert (row.rate_numerator, row.rate_denominator) == (5421, 5000)
    assert row.source == "ECB of 20 November"
    act = Act.objects.get(id=Entry.objects.get(id=entry).act_id)
    assert act.kind == "ledger.money.converted"
    assert (act.payload["taken_minor"], act.payload["rate_numerator"]) == (10_842, 5421)
    assert checks.unbalanced_entry() == checks.wrong_conversion() == ""
    seals.seal_pending()
    assert chain.broken_link() == ""
    view = queries.entry(entry)
    assert view
    assert view.is_by_hand
    reverse(entry=entry, reason="Wrong rate.", by=held.steward, at=now)
    assert queries.balance(held.firm, "provider", "EUR") == Money(-10_000, "EUR")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given": Money(10_001, "EUR")}, "amount"),
        ({"given": Money(0, "EUR")}, "amount"),
        ({"given": Money(1, "EUR"), "rate": Fraction(1, 1000)}, "amount"),
        ({"currency": "EUR"}, "currency"),
        ({"currency": "ABC"}, "currency"),
        ({"rate": Fraction(0)}, "rate"),
        ({"source": " "}, "source"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(held, now, changed, field):
    with pytest.raises(Refused) as refused:
        exchange(held, now, **changed)
    assert refused.value.field == field
    assert not Conversion.objects.exists()


def test_it_is_a_stewards_and_of_what_is_held(held, now):
    with pytest.raises(Forbidden):
        exchange(held, now, by=held.member)
    with pytest.raises(LookupError):
        exchange(held, now, purpose="earned")


def test_the_database_refuses_an_exchange_without_source_or_into_itself(held, now):
    entry = Entry.objects.first()
    whole = {
        "entry": entry, "given_minor": 1, "given_currency": "EUR", "taken_minor": 1,
        "taken_currency": "USD", "rate_numerator": 1, "rate_denominator": 1, "source": "x",
    }  # fmt: skip
    for wrong in ({"source": ""}, {"taken_currency": "EUR"}, {"rate_denominator": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversion.objects.create(**{**whole, **wrong})


def test_verify_names_an_exchange_whose_rate_was_changed(held, now):
    exchange(held, now)
    triggers.drop_all()
    Conversion.objects.update(rate_numerator=5422)
    triggers.create_all()
    assert "its rate does not give" in checks.wrong_conversion()


@pytest.mark.parametrize("text", ["", "0", "-1", "1.2.3", "abc", "1e3", "0.0"])
def test_a_rate_that_is_none_is_refused(text):
    with pytest.raises(Refused) as refused:
        parse_rate(text)
    assert refused.value.field == "rate"


@given(st.integers(1, 10**12), st.sampled_from(["EUR", "JPY", "KWD"]), st.fractions(0.001, 1000))
def test_an_exchange_is_exact_to_half_a_smallest_unit(minor, currency, rate):
    digits = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    exact = minor * rate * Fraction(10) ** (digits - 2)
    assert abs(converted(Money(minor, "USD"), currency, rate).minor - exact) <= Fraction(1, 2)
    assert parse_rate("1,5") == Fraction(3, 2)
