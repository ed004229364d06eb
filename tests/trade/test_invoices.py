"""Invoices and credit notes: numbered without a gap, frozen, and the buyer apart."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pypdf import PdfReader

from cohive.bond.queries import notices
from cohive.bridges.payments import EventKind
from cohive.journal.models import Act
from cohive.trade import jobs, operations, queries
from cohive.trade.invoice_paper import printed_invoice
from cohive.trade.models import Dispute, Invoice, InvoiceBuyer, Order, Refund
from cohive.trade.queries import RateView, ShopRulesView
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.trade.conftest import LOTTE, Cast
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_disputes import say
from tests.trade.test_money_back import arrive, give_back
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
DAY = timedelta(days=1)
SELLER = ShopRulesView(
    seller_name="Night Ferry B.V.",
    seller_address="Westhavenkade 12\n3133 AV Vlaardingen",
    vat_number="NL001234567B01",
    registration="KvK 12345678",
    remark="Thank you for sailing with us.",
    invoices_from=date(2026, 1, 1),
)


@pytest.fixture
def seller(cast: Cast, now: datetime) -> None:
    operations.set_shop_rules(rules=SELLER, by=cast.steward, at=now - DAY)


@pytest.fixture
def paid(seller: None, place: Place, succeed: Callable[..., str]) -> Callable[..., UUID]:
    """A paid order."""

    def buy(*lines: tuple[UUID, int], **more: Any) -> UUID:
        order = place(*lines, **more)
        assert succeed(order) == "paid"
        return order

    return buy


@pytest.fixture
def write(
    hear: Callable[..., int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Callable[[datetime], None]:
    """Let the worker write what is due, and then do the rest: it commits after each job."""

    def run(at: datetime) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            jobs.invoices(at=at)
        with django_capture_on_commit_callbacks(execute=True):
            hear(at)

    return run


def words_of(paper: UUID) -> str:
    found = queries.invoice(paper)
    assert found is not None
    pages = PdfReader(io.BytesIO(printed_invoice(found))).pages
    return "\n".join(page.extract_text().replace("\0", "") for page in pages)


def test_a_paid_order_gets_its_invoice_with_everything_on_it(
    cast: Cast, paid: Callable[..., UUID], write: Callable[..., None], now: datetime
) -> None:
    operations.set_shipping(
        rates=[RateView("All", ("*",), Money(695, "EUR"))], by=cast.ruben, at=now
    )
    order = paid((cast.medium, 2), (cast.one_print, 1))
    write(now)

    row = Invoice.objects.get(order=order)
    assert (row.kind, row.label, row.total_minor) == ("invoice", "2026-0001", 11195)
    assert row.tax_minor == Order.objects.get(id=order).tax_minor
    assert row.content["country"] == "NL"
    assert row.content["taxes"] == [{"rate": "21/100", "gross": 11195, "tax": 1943, "net": 9252}]
    paper = words_of(row.id)
    for word in (
        "Invoice 2026-0001",
        "Night Ferry B.V.",
        "NL001234567B01",
        "Lotte Smit",
        "3111 CH Schiedam",
        "2 × Two Harbours long-sleeve, M",
        "€80.00",
        "VAT 21 %",
        "€111.95",
        "Thank you for sailing",
    ):
        assert word in paper, word
    assert Act.objects.get(kind="trade.invoice.issued").object_id == order
    assert "Lotte" not in str(row.content)
    view = queries.invoice(row.id)
    assert view is not None
    assert printed_invoice(view) == printed_invoice(view)
    assert faults() == []


def test_two_taxes_stand_on_one_invoice_each_with_its_sum(
    cast: Cast, paid: Callable[..., UUID], now: datetime
) -> None:
    operations.set_product_facts(
        product=cast.print, tax_class="reduced", weight_grams=0, by=cast.ruben, at=now
    )
    for tax_class, percent in (("standard", 19), ("reduced", 7)):
        operations.set_tax_rate(
            country="DE",
            tax_class=tax_class,
            rate=Fraction(percent, 100),
            valid_from=date(2026, 1, 1),
            by=cast.steward,
            at=now,
        )
    berlin = replace(LOTTE, country="DE", postcode="10115", town="Berlin")
    order = paid((cast.medium, 1), (cast.one_print, 2), contact=berlin)
    row = Invoice.objects.get(id=operations.issue_invoice(order=order, by=cast.firm, at=now))

    assert row.content["taxes"] == [
        {"rate": "19/100", "gross": 4000, "tax": 639, "net": 3361},
        {"rate": "7/100", "gross": 5000, "tax": 328, "net": 4672},  # 164 in each of two
    ]
    assert row.tax_minor == Order.objects.get(id=order).tax_minor == 967


def test_numbers_have_no_gap_when_a_writing_fails(
    cast: Cast, paid: Callable[..., UUID], now: datetime
) -> None:
    first, second = paid(), paid()
    with transaction.atomic():
        operations.issue_invoice(order=first, by=cast.firm, at=now)
        transaction.set_rollback(True)
    assert Invoice.objects.count() == 0
    for order in (second, first, second):
        operations.issue_invoice(order=order, by=cast.firm, at=now)
    new_year = paid()
    operations.issue_invoice(order=new_year, by=cast.firm, at=datetime(2027, 1, 1, 9, tzinfo=UTC))

    labels = Invoice.objects.order_by("id").values_list("order", "year", "number")
    assert list(labels) == [(second, 2026, 1), (first, 2026, 2), (new_year, 2027, 1)]
    assert faults() == []


def test_the_database_refuses_a_gap_a_change_and_a_loss(
    cast: Cast, paid: Callable[..., UUID], now: datetime
) -> None:
    order, other = paid(), paid()
    row = Invoice.objects.get(id=operations.issue_invoice(order=order, by=cast.firm, at=now))
    row.id, row.order_id, row.number = uuid4(), other, 3
    with pytest.raises(IntegrityError, match="next number"), transaction.atomic():
        row.save(force_insert=True)
    for statement in ("UPDATE trade_invoice SET number = 2", "DELETE FROM trade_invoice"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_without_the_sellers_data_paid_orders_wait_for_it(
    cast: Cast,
    place: Place,
    succeed: Callable[..., str],
    write: Callable[..., None],
    now: datetime,
) -> None:
    order = place()
    succeed(order)
    write(now)
    assert Invoice.objects.count() == 0
    with pytest.raises(Refused, match="Set the seller"):
        operations.issue_invoice(order=order, by=cast.firm, at=now)
    operations.set_shop_rules(rules=SELLER, by=cast.steward, at=now)
    assert queries.to_invoice() == [order]
    operations.set_shop_rules(
        rules=replace(SELLER, invoices_from=(now + DAY).date()), by=cast.steward, at=now
    )
    assert queries.to_invoice() == []


def test_sales_at_a_stall_are_invoiced_and_imported_ones_are_not(
    cast: Cast, seller: None, write: Callable[..., None], now: datetime
) -> None:
    operations.receive_stock(
        variant=cast.medium, location=cast.stall, quantity=1, by=cast.ruben, at=now
    )
    sold = operations.record_sale_here(
        lines=[(cast.medium, 1)],
        location=cast.stall,
        paid="cash",
        by=cast.hanna,
        at=now,
        key="tap",
    )
    past = operations.record_past_sale(lines=[], currency="EUR", by=cast.steward, at=now, key="x")
    write(now + DAY)

    row = Invoice.objects.get()
    assert row.order_id == sold
    assert "A buyer at the counter" in words_of(row.id)
    with pytest.raises(Refused, match="paid here"):
        operations.issue_invoice(order=past, by=cast.firm, at=now)


def test_a_refund_gets_its_credit_note_in_a_series_of_its_own(
    cast: Cast, paid: Callable[..., UUID], write: Callable[..., None], now: datetime
) -> None:
    order = paid((cast.medium, 2))
    write(now)
    arrive(order, cast, now)
    line = Order.objects.get(id=order).lines.get().id
    refund = operations.grant_refund(order=order, lines=[(line, 1)], by=cast.ruben, at=now)
    assert queries.to_credit() == []
    give_back(order, refund, now)
    write(now + DAY)

    note = Invoice.objects.get(kind="credit")
    assert (note.label, note.total_minor, note.tax_minor) == ("C2026-0001", 4000, 694)
    assert note.corrects == Invoice.objects.get(kind="invoice")
    paper = words_of(note.id)
    assert "Credit note C2026-0001" in paper
    assert "Corrects invoice 2026-0001" in paper
    assert "Given back" in paper
    assert "Lotte Smit" in paper
    assert operations.issue_credit_note(refund=refund, by=cast.firm, at=now) == note.id
    asked = Refund.objects.create(
        order_id=order,
        payment=Refund.objects.get().payment,
        state="requested",
        currency="EUR",
        requested_at=now,
    )
    with pytest.raises(Refused, match="Only a refund"):
        operations.issue_credit_note(refund=asked.id, by=cast.firm, at=now)
    assert faults() == []


def test_a_small_invoice_forgets_its_buyer_with_the_order_a_large_one_after_its_years(
    cast: Cast, paid: Callable[..., UUID], write: Callable[..., None], now: datetime
) -> None:
    operations.set_shop_rules(
        rules=replace(SELLER, names_from_minor=5000, kept_years=7), by=cast.steward, at=now
    )
    small, large = paid(), paid((cast.one_print, 2))
    write(now)
    for order in (small, large):
        operations.erase_contact(order=order, at=now)
    buyers = {row.invoice.order_id: row for row in InvoiceBuyer.objects.select_related("invoice")}

    assert buyers[small].erased_at is not None
    assert buyers[small].name == ""
    assert (buyers[large].name, buyers[large].kept_until) == ("Lotte Smit", date(2033, 12, 31))
    assert "Lotte Smit" in words_of(buyers[large].invoice_id)
    assert "were erased, as the law allows" in words_of(buyers[small].invoice_id)
    assert queries.buyers_to_erase(on=date(2033, 12, 31)) == []
    write(datetime(2034, 1, 2, tzinfo=UTC))
    buyers[large].refresh_from_db()
    assert (buyers[large].name, buyers[large].kept_until) == ("", None)
    assert Act.objects.filter(kind="trade.invoice.buyer_erased").count() == 2


def test_an_invoice_written_after_its_address_was_erased_names_nobody(
    cast: Cast, paid: Callable[..., UUID], now: datetime
) -> None:
    order = paid()
    operations.erase_contact(order=order, at=now)
    made = operations.issue_invoice(order=order, by=cast.firm, at=now)
    assert InvoiceBuyer.objects.get(invoice=made).kept_until is None
    assert "were erased" in words_of(made)


def test_the_buyer_opens_it_from_her_page_and_mail_and_nobody_else_does(
    cast: Cast,
    client: Client,
    paid: Callable[..., UUID],
    write: Callable[..., None],
    now: datetime,
) -> None:
    order, other = paid(language="zh-hans"), paid()
    write(now)
    view, another = queries.order(order), queries.order(other)
    assert view is not None
    assert another is not None
    invoice = Invoice.objects.get(order=order).id
    address = f"{view.url}invoice/{invoice}.pdf"
    letter = next(one for one in mail.outbox if view.reference in one.subject)
    assert address in str(letter.body)
    page = text(client.get(view.url))
    assert address in page
    assert "31 December 2036" in page  # until when the name stays

    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert client.get(f"{another.url}invoice/{invoice}.pdf").status_code == 404
    assert client.get(f"/orders/{view.reference}/wrong/invoice/{invoice}.pdf").status_code == 404
    assert client.get(f"/invoices/{invoice}.pdf").status_code == 302
    sign_in(client, "ruben")
    assert client.get(f"/invoices/{invoice}.pdf").status_code == 403


def test_the_desk_lists_a_period_and_takes_it_all_away(
    cast: Cast,
    client: Client,
    paid: Callable[..., UUID],
    write: Callable[..., None],
    now: datetime,
) -> None:
    order = paid((cast.medium, 1))
    paid()
    write(now)
    line = Order.objects.get(id=order).lines.get().id
    refund = operations.grant_refund(order=order, lines=[(line, 1)], by=cast.ruben, at=now)
    give_back(order, refund, now)
    write(now + DAY)
    sign_in(client, "steward")
    days = f"?first={now.date()}&last={(now + DAY).date()}"
    page = text(client.get(f"/invoices/{days}"))
    assert "3 papers" in page
    assert "−€40.00" in page
    sheet = client.get(f"/invoices/table.csv{days}")
    rows = list(csv.DictReader(io.StringIO(text(sheet))))
    assert [(row["number"], row["gross"], row["corrects"]) for row in rows] == [
        ("C2026-0001", "-40.00", "2026-0001"),
        ("2026-0001", "40.00", ""),
        ("2026-0002", "25.00", ""),
    ]
    told = {(row["tax rate"], row["currency"], row["country"]) for row in rows}
    assert told == {("21", "EUR", "NL")}
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/invoices/files.zip{days}").content))
    assert archive.namelist() == [
        "credit-note-C2026-0001.pdf",
        "invoice-2026-0001.pdf",
        "invoice-2026-0002.pdf",
    ]
    empty = "?first=2020-01-01&last=2020-01-31"
    assert "No invoices in this period" in text(client.get(f"/invoices/{empty}"))
    assert client.get(f"/invoices/files.zip{empty}").status_code == 404
    assert client.get("/invoices/?first=x&last=y").status_code == 422


def test_the_list_asks_the_same_few_queries_however_long_it_is(
    cast: Cast,
    client: Client,
    paid: Callable[..., UUID],
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    sign_in(client, "steward")
    days = f"/invoices/?first={now.date()}&last={now.date()}"
    for count in (1, 4):
        for _ in range(count):
            operations.issue_invoice(order=paid(), by=cast.firm, at=now)
        # five of the frame (the user, her member with roles, the place, her notices, who asks for
        # a membership); then the invoices with order and buyer, their count, the rules, and for
        # those that wait: the rules, the place, the orders
        with django_assert_num_queries(11):
            client.get(days)


def test_a_steward_says_who_sells_and_a_maker_does_not(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    assert client.get("/stock/rules/").status_code == 403
    sign_in(client, "steward")
    assert "No invoices are written yet" in text(client.get("/invoices/"))
    given = {
        "seller_name": "Night Ferry B.V.",
        "seller_address": "Westhavenkade 12",
        "invoices_from": "2026-01-01",
        "names_from": "100.00",
        "kept_years": "7",
        "return_days": "30",
    }
    assert client.post("/stock/rules/", {**given, "seller_name": ""}).status_code == 422
    assert client.post("/stock/rules/", {**given, "return_days": "400"}).status_code == 422
    assert client.post("/stock/rules/", given).status_code == 302
    rules = queries.shop_rules()
    assert (rules.return_days, rules.names_from_minor, rules.kept_years) == (30, 10000, 7)
    assert 'value="100.00"' in text(client.get("/stock/rules/"))
    assert Act.objects.get(kind="trade.rules.set").actor_id == cast.steward


def test_an_order_keeps_the_days_it_was_placed_with(
    cast: Cast, place: Place, succeed: Callable[..., str], now: datetime
) -> None:
    operations.set_shop_rules(rules=replace(SELLER, return_days=30), by=cast.steward, at=now)
    order = place()
    operations.set_shop_rules(rules=replace(SELLER, return_days=14), by=cast.steward, at=now)
    succeed(order)
    arrive(order, cast, now)
    line = Order.objects.get(id=order).lines.get().id
    with pytest.raises(Refused, match="could be sent back until"):
        operations.request_refund(
            order=order, lines=[(line, 1)], reason="unsaid", by=cast.world, at=now + 31 * DAY
        )
    assert operations.request_refund(
        order=order, lines=[(line, 1)], reason="unsaid", by=cast.world, at=now + 30 * DAY
    )


def test_a_lost_dispute_over_the_whole_order_gets_a_credit_note(
    cast: Cast, paid: Callable[..., UUID], write: Callable[..., None], now: datetime
) -> None:
    operations.set_shipping(
        rates=[RateView("All", ("*",), Money(695, "EUR"))], by=cast.ruben, at=now
    )
    order = paid((cast.medium, 2), (cast.one_print, 1))
    view = queries.order(order)
    assert view is not None
    first = operations.grant_refund(
        order=order, lines=[(view.lines[0].id, 1)], by=cast.ruben, at=now
    )
    give_back(order, first, now)
    write(now)
    lost = {"amount": Money(11195 - 4000, "EUR")}
    say(order, now, EventKind.DISPUTE_OPENED, **lost)
    write(now)
    assert [row.label for row in queries.invoices_of(order)] == ["2026-0001", "C2026-0001"]

    assert say(order, now, EventKind.DISPUTE_LOST, **lost) == "dispute lost"
    write(now)
    write(now)

    row = Invoice.objects.get(dispute__order=order)
    assert (row.label, row.total_minor, row.refund) == ("C2026-0002", 7195, None)
    assert row.corrects is not None
    assert (row.corrects.label, row.tax_minor) == ("2026-0001", 694 + 434 + 121)
    paper = words_of(row.id)
    for word in ("Credit note C2026-0002", "1 × Two Harbours", "€71.95", "Lotte Smit"):
        assert word in paper, word
    assert Act.objects.get(kind="trade.invoice.dispute_credited").object_id == order
    assert [one for one in notices(cast.steward, limit=5) if "count them" in one.text]
    assert faults() == []


def test_a_lost_part_gets_no_credit_note_and_a_word_of_its_own(
    cast: Cast, paid: Callable[..., UUID], now: datetime
) -> None:
    order = paid((cast.medium, 2))
    operations.issue_invoice(order=order, by=cast.firm, at=now)
    say(order, now, EventKind.DISPUTE_LOST, amount=Money(3000, "EUR"))

    assert queries.disputes_to_credit() == []
    with pytest.raises(Refused, match="over all of an invoiced order"):
        operations.credit_lost_dispute(dispute=Dispute.objects.get().id, by=cast.firm, at=now)
    assert not [one for one in notices(cast.steward, limit=5) if "count them" in one.text]


def test_the_desk_asks_for_the_pieces_of_a_lost_dispute(
    cast: Cast, paid: Callable[..., UUID], client: Client, now: datetime
) -> None:
    order = paid((cast.medium, 1))
    say(order, now, EventKind.DISPUTE_LOST)
    sign_in(client, "steward")
    page = text(client.get("/payments/"))
    assert "Did the pieces come back? Then count them in:" in page
