"""Statements from past sales: read in whole, divided to the cent, a file twice is nothing."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cohive.bond import operations as bond
from cohive.bond.models import Member
from cohive.bridges.sales import ColumnMapping, read_makers, read_sales
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.settle.models import (
    Distribution,
    PastProduct,
    PastSale,
    PastTerms,
    Question,
    SalesImport,
    StatementLink,
)
from cohive.settle.operations import import_past_sales, statement_token
from cohive.settle.queries import past_statements, past_totals, statement_of, whole_lines_of
from cohive.settle.statement_files import write_statements
from cohive.words.refusals import Forbidden, Refused

pytestmark = pytest.mark.django_db

SALES = """date,item,pieces,paid,fee,number
2026-10-03,Ebb,1,1000.00,150.00,r1
2026-10-09,"Ebb",1,411.76,61.76,r2
2026-10-11,Low Water,3,635.29,95.29,r3
2026-10-30,Fog signals,2,292.95,43.95,r4
2026-10-31,Ebb (test pressing),1,0.00,0.00,r5
"""
MAKERS = """product,maker,weight,made_from,email
Ebb,Teo Marchetti,3,,
Ebb,Wies Tak,1,,wies@example.org
Low Water,Teo Marchetti,1,,
Low Water,Kit Larsen,1,,
Low Water,周岚,1,,
Fog signals,Kit Larsen,1,Ebb,
"""
COLUMNS = ColumnMapping(
    date="date",
    product="item",
    quantity="pieces",
    gross="paid",
    fees="fee",
    currency_code="EUR",
    id="number",
)
HOUSE = Fraction(1, 5)


def sales(text: str = SALES):
    return read_sales(text.encode(), mapping=COLUMNS)


def makers(text: str = MAKERS):
    return read_makers(text.encode())


@pytest.fixture
def imported(place, now):
    return import_past_sales(
        sales=sales(), makers=makers(), by=place.agent, at=now, house=HOUSE, name="october.csv"
    )


def amounts() -> dict[str, int]:
    return {each.name: each.amount.minor for each in past_statements()}


def faults() -> list[str]:
    return [finding.fault for finding in verification.verify() if finding.fault]


def test_the_worked_example_gives_each_maker_her_amount(imported):
    assert amounts() == {
        "Teo Marchetti": 93870,
        "Wies Tak": 26490,
        "Kit Larsen": 24360,
        "周岚": 14400,
    }
    (totals,) = past_totals()
    assert totals.gross.minor == 234000
    assert (totals.fees.minor, totals.house.minor, totals.people.minor) == (35100, 39780, 159120)
    assert totals.waiting.minor == 0
    assert (imported.rows, imported.rows_new, imported.payees) == (5, 5, 4)
    assert faults() == []


def test_a_maker_is_owed_in_the_books_and_every_row_is_kept(imported, place):
    wies = Member.objects.get(name="Wies Tak")
    assert wies.state == "unclaimed"
    assert ledger.balance(wies.agent_id, "earned", "EUR").minor == 26490
    assert ledger.balance(place.agent, "past_sales", "EUR").minor == -234000
    assert PastSale.objects.count() == 5
    assert PastSale.objects.filter(distribution=None).get().product.title == "Ebb (test pressing)"
    assert Act.objects.filter(kind="settle.past_sales.divided").count() == 3
    assert Act.objects.get(kind="settle.past_sales.imported").payload["rows_new"] == 5
    assert "Wies" not in str(list(Act.objects.values_list("payload", flat=True)))


def test_the_same_file_twice_doubles_nothing(imported, place, now):
    before = amounts()
    again = import_past_sales(sales=sales(), makers=makers(), by=place.agent, at=now, house=HOUSE)
    assert (again.sales_import, again.rows_new) == (None, 0)
    assert amounts() == before
    assert SalesImport.objects.count() == 1


def test_a_longer_file_brings_only_what_is_new(imported, place, now):
    longer = SALES + "2026-11-02,Ebb,1,100.00,0.00,r6\n"
    more = import_past_sales(
        sales=sales(longer), makers=makers(), by=place.agent, at=now, house=HOUSE
    )
    assert more.rows_new == 1
    assert amounts()["Wies Tak"] == 26490 + 2000
    assert PastTerms.objects.filter(product__title="Ebb").count() == 1
    assert faults() == []


def test_changed_makers_hold_for_later_sales_only(imported, place, now):
    longer = SALES + "2026-11-02,Ebb,1,100.00,0.00,r6\n"
    others = MAKERS.replace("Ebb,Wies Tak,1", "Ebb,Wies Tak,3")
    import_past_sales(
        sales=sales(longer), makers=makers(others), by=place.agent, at=now, house=HOUSE
    )
    assert amounts()["Wies Tak"] == 26490 + 4000
    assert faults() == []


def test_a_return_takes_back_and_one_beyond_all_sales_is_refused_whole(place, now):
    returned = SALES + "2026-11-02,Ebb,-1,-1000.00,-150.00,r6\n"
    import_past_sales(sales=sales(returned), makers=makers(), by=place.agent, at=now, house=HOUSE)
    assert amounts()["Wies Tak"] == 26490 - 17000
    only = "date,item,pieces,paid,fee,number\n2026-11-02,Fog signals,-9,-900.00,0.00,r7\n"
    with pytest.raises(Refused, match="returned than sold") as refusal:
        import_past_sales(sales=sales(only), makers=makers(), by=place.agent, at=now, house=HOUSE)
    assert refusal.value.field == "sales"
    assert not PastSale.objects.filter(quantity=-9).exists()
    assert faults() == []


def test_a_product_that_earned_without_a_maker_is_refused_and_leaves_nothing(place, now):
    with pytest.raises(Refused, match="Low Water") as refusal:
        import_past_sales(
            sales=sales(),
            makers=makers("product,maker,weight\nEbb,Teo,1\nFog signals,Kit,1\n"),
            by=place.agent,
            at=now,
        )
    assert refusal.value.field == "makers"
    assert not Member.objects.filter(state="unclaimed").exists()
    assert not Distribution.objects.exists()


def test_only_the_firm_reads_in_sales(place, cast, now):
    with pytest.raises(Forbidden):
        import_past_sales(sales=sales(), makers=makers(), by=cast["mei"], at=now)


def test_her_statement_shows_both_ways_and_one_sum(imported, now):
    wies = Member.objects.get(name="Wies Tak").agent_id
    ebb, fog = sorted(whole_lines_of(wies, at=now), key=lambda line: -line.amount.minor)
    assert (ebb.amount.minor, fog.amount.minor) == (24000, 2490)
    assert (ebb.claim.fraction, fog.claim.fraction) == (Fraction(1, 4), Fraction(1, 8))
    assert [step.node for step in fog.claim.paths[0].steps][1].startswith("past:")
    assert ebb.state == "open"
    assert statement_of(wies, at=now + timedelta(days=15)).lines[0].state == "final"


def test_who_claims_keeps_what_is_owed_and_her_links_end(imported, now, hear):
    wies = Member.objects.get(name="Wies Tak").agent_id
    bond.claim(agent=wies, email="w@example.org", name="Wies", at=now)
    hear(now)
    assert ledger.balance(wies, "earned", "EUR").minor == 26490
    assert Act.objects.get(kind="settle.statement.claimed").actor_id == wies
    assert not StatementLink.objects.filter(payee=wies, claimed_at=None).exists()
    assert {each.name: each.state for each in past_statements()}["Wies"] == "member"
    assert {each.name: each.link for each in past_statements()}["Wies"] is None


def test_by_her_link_a_maker_reads_questions_and_is_led_to_claim(imported, now, client):
    wies = Member.objects.get(name="Wies Tak").agent_id
    address = f"/by-link/{statement_token(StatementLink.objects.get(payee=wies).id)}/"
    with time_machine.travel(now, tick=False):
        page = client.get(address).content.decode()
        assert "€264.90" in page
        assert "1/4 × €960.00 in the pool so far = €240.00" in page
        assert "Fog signals" in page
        assert client.get("/by-link/nonsense/").status_code == 404
        credit = statement_of(wies, at=now).lines[0].first.id
        asked = {"credit": str(credit), "about": "weight", "text": "I think it was half."}
        assert client.post(address, {**asked, "text": ""}).status_code == 422
        assert client.post(address, asked).status_code == 302
        assert "I think it was half." in client.get(address).content.decode()
        led = client.post(f"{address}claim/")
        assert "/claim/?door=" in led["Location"]
        assert client.get(f"{address}sheet.xlsx").content[:2] == b"PK"
    assert Question.objects.get().asked_by_id == wies
    assert StatementLink.objects.get(payee=wies).opened_at == now


def test_in_the_browser_a_maker_of_the_firm_makes_the_statements(place, steward, sign_in, now):
    browser = sign_in(steward)
    assert browser.get("/statements/").status_code == 200
    file = SimpleUploadedFile("october.csv", SALES.encode())
    sent = browser.post("/statements/", {"file": file})
    assert sent.status_code == 302
    step = sent["Location"]
    page = browser.get(step).content.decode()
    assert "Which column is which?" in page
    chosen = {
        "step": "columns",
        "date": "date",
        "product": "item",
        "quantity": "pieces",
        "gross": "paid",
        "fees": "fee",
        "id": "number",
        "currency_code": "EUR",
    }
    assert browser.post(step, {**chosen, "gross": ""}).status_code == 422
    assert browser.post(step, chosen).status_code == 302
    page = browser.get(step).content.decode()
    assert "Low Water" in page
    assert "5 rows" in page
    wrong = browser.post(step, {"step": "makers", "house": "20", "makers": "product,maker\n"})
    assert wrong.status_code == 422
    assert "weight" in wrong.content.decode()
    done = browser.post(step, {"step": "makers", "house": "20", "makers": MAKERS})
    assert done.status_code == 302
    assert amounts()["Wies Tak"] == 26490
    page = browser.get("/statements/").content.decode()
    assert "€1,591.20" in page
    assert "Wies Tak" in page
    again = browser.post("/statements/", {"file": SimpleUploadedFile("x.csv", SALES.encode())})
    assert "Which column is which?" not in browser.get(again["Location"]).content.decode()


def test_the_flow_of_a_past_product_is_for_the_firm_alone(imported, steward, sign_in, client):
    product = PastProduct.objects.get(title="Ebb").id
    assert client.get(f"/flow/{product}/").status_code == 404
    page = sign_in(steward).get(f"/flow/{product}/").content.decode()
    assert "€1,411.76" in page
    assert "Wies Tak" in page


def test_a_damaged_file_is_refused_with_its_line(place, steward, sign_in):
    browser = sign_in(steward)
    damaged = SALES.replace("1000.00,150.00", "1000.OO,150.00")
    sent = browser.post("/statements/", {"file": SimpleUploadedFile("x.csv", damaged.encode())})
    step = sent["Location"]
    chosen = {"step": "columns", "date": "date", "product": "item", "gross": "paid", "id": "number"}
    answer = browser.post(step, {**chosen, "currency_code": "EUR"})
    assert answer.status_code == 422
    assert "1000.OO" in answer.content.decode()
    assert not PastSale.objects.exists()


def test_a_file_that_is_no_table_is_refused_on_a_page_of_its_own(place, steward, sign_in):
    browser = sign_in(steward)
    sent = browser.post("/statements/", {"file": SimpleUploadedFile("x.csv", b"\x00\x01\x02")})
    answer = browser.get(sent["Location"])
    assert answer.status_code == 422
    assert "Nothing was read in" in answer.content.decode()
    empty = browser.post("/statements/", {"file": SimpleUploadedFile("x.csv", b"")})
    assert empty.status_code == 422


def test_members_without_a_role_do_not_see_past_statements(imported, cast, sign_in, client):
    assert client.get("/statements/").status_code == 302
    assert sign_in(cast["mei"]).get("/statements/").status_code == 403


def test_statements_are_written_to_a_folder_with_a_sheet_each(imported, now, tmp_path):
    written = write_statements(tmp_path / "out", at=now)
    assert len(written) == 2 * 4 + 1
    pages = {path.name: path for path in written}
    wies = next(path for name, path in pages.items() if name.startswith("wies-tak-"))
    assert "€264.90" in wies.with_suffix(".html").read_text()
    assert "/by-link/" in wies.with_suffix(".html").read_text()
    summary = pages["statements.csv"].read_text(encoding="utf-8-sig")
    assert "Wies Tak,264.90,EUR" in summary
    assert summary.count("\n") == 5
