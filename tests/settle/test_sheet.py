"""The sheet: its formulas, recomputed by another program, give the same cents."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from uuid import UUID
from xml.etree import ElementTree

import formulas
import numpy
import pytest

from cohive.settle import sheet
from cohive.settle.models import BalanceMove, Credit, Payout
from cohive.settle.operations import (
    answer_with_correction,
    approve_batch,
    decide_withholding,
    give_to_community,
    mark_executed,
    mark_returned,
    propose_batch,
    question_line,
)
from cohive.settle.queries.sheets import sheet_data
from cohive.settle.sheet_balance import balance_words
from cohive.trade import operations as trade
from cohive.trade import queries as orders
from cohive.words.refusals import Refused
from tests.settle import stall
from tests.settle.paying import bank, decide, euro, second_steward
from tests.settle.stall import next_version

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL = re.compile(r"([A-Z]+)([0-9]+)")


def written_cells(content: bytes) -> tuple[dict[str, float | str], dict[str, str]]:
    """The constants and the formulas of the first two pages, by PAGE!ADDRESS."""
    constants, found = {}, {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        texts = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
        shared = ["".join(item.itertext()) for item in texts]
        for number, name in enumerate(("STATEMENT", "BALANCE"), start=1):
            written = archive.read(f"xl/worksheets/sheet{number}.xml")
            for cell in ElementTree.fromstring(written).iter(f"{MAIN}c"):  # noqa: S314 - our own
                formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                address = f"{name}!{cell.get('r')}"
                if formula is not None:
                    found[address] = f"={formula.text}"
                elif cell.get("t") == "s":
                    constants[address] = shared[int(value.text)]
                else:
                    constants[address] = float(value.text)
    return constants, found


def recomputed(content: bytes) -> dict[str, float]:
    """Every formula computed anew, without looking at the values the sheet brings along."""
    cells, written = written_cells(content)
    for address, formula in sorted(written.items(), key=lambda item: order_of(item[0])):
        page = address.partition("!")[0]
        compute = formulas.Parser().ast(formula)[1].compile()
        given = [values_of(str(name), page, cells) for name in compute.inputs]
        cells[address] = float(numpy.asarray(compute(*given)).ravel()[0])
    return cells


def brought(content: bytes) -> dict[str, float]:
    """What the sheet itself says its formulas come to, by PAGE!ADDRESS."""
    said = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for number, name in enumerate(("STATEMENT", "BALANCE"), start=1):
            written = archive.read(f"xl/worksheets/sheet{number}.xml")
            for cell in ElementTree.fromstring(written).iter(f"{MAIN}c"):  # noqa: S314 - our own
                if cell.find(f"{MAIN}f") is not None:
                    said[f"{name}!{cell.get('r')}"] = float(cell.find(f"{MAIN}v").text)
    return said


def order_of(address: str) -> tuple[bool, int, str]:
    page, _, cell = address.partition("!")
    letters, row = CELL.fullmatch(cell).groups()
    return page == "BALANCE", int(row), letters


def values_of(name: str, page: str, cells: dict[str, float]) -> numpy.ndarray:
    named, mark, inside = name.rpartition("!")
    page = named.strip("'").upper() if mark else page
    first, _, last = inside.partition(":")
    letters, start = CELL.fullmatch(first).groups()
    end = CELL.fullmatch(last or first).group(2)
    rows = range(int(start), int(end) + 1)
    found = [[cells.get(f"{page}!{letters}{row}", 0)] for row in rows]
    return numpy.array(found, dtype=object)


def test_the_formulas_recompute_the_same_cents(sold, cast, now):
    content = sheet.statement_sheet(sheet_data(cast["mei"], at=now), at=now, words=sheet.words())
    cells = recomputed(content)
    minors = [int(cells[f"STATEMENT!L{row}"]) for row in range(4, 11)]
    assert minors == [5706, 3804, 6657, 1902, 317, 475, 159]
    assert int(cells["STATEMENT!L12"]) == 19020
    assert float(cells["STATEMENT!M8"]) == 3.17
    assert {key: cells[key] for key in brought(content)} == brought(content)


def owed_on(content: bytes) -> int:
    """The last sum of the balance page: what stays owed, carried over."""
    cells = recomputed(content)
    assert {key: cells[key] for key in brought(content)} == pytest.approx(brought(content))
    row = next(
        key for key, value in cells.items() if value == "Stays owed to you, carried over"
    ).replace("!B", "!C")
    return int(cells[row])


def test_what_was_had_back_first_is_recomputed_under_every_version(
    recouped, place, kit, steward, mei, now, hear
):
    line = orders.order(recouped["order"]).lines[0].id
    trade.grant_refund(order=recouped["order"], lines=[(line, 8)], by=steward, at=now)
    hear(now)
    next_version(recouped, steward, now)
    stall.sell(recouped, steward, now, quantity=9, key="two")
    hear(now)
    for agent in (place.agent, kit, mei):
        data = sheet_data(agent, at=now)
        content = sheet.statement_sheet(data, at=now, words=sheet.words())
        assert owed_on(content) == sum(each.amount_minor for each in data.credits)
    constants, written = written_cells(
        sheet.statement_sheet(sheet_data(place.agent, at=now), at=now, words=sheet.words())
    )
    lines = [key for key, value in constants.items() if value == "had back first"]
    assert len(lines) == 3  # sold, gone back, the rest under the next version
    assert all(key.replace("!D", "!K") in written for key in lines)


def test_payouts_spending_gifts_and_corrections_are_recomputed_and_the_rest_is_carried(
    shop, steward, mei, kit, now, hear
):
    stall.sell(shop, steward, now, quantity=9)
    hear(now)
    line = Credit.objects.get(payee=mei)
    question = question_line(credit=line.id, about="other", text="Is it all?", by=mei, at=now)
    answer_with_correction(question=question, reason="No.", amount=euro(25), by=steward, at=now)
    later = now + timedelta(days=20)
    second_steward(kit, by=steward, at=now)
    decide(by=steward, at=later, fee=euro(35), fee_by="payee")
    decide_withholding(country="NL", label="Royalties", rate=Fraction(1, 8), by=steward, at=later)
    bank(mei, at=later)
    give_to_community(amount=euro(101), by=mei, at=later)
    batch = propose_batch(currency="EUR", by=steward, at=later)
    approve_batch(batch=batch, by=kit, at=later)
    mark_executed(payout=Payout.objects.get().id, by=kit, at=later)
    data = sheet_data(mei, at=later)
    content = sheet.statement_sheet(data, at=later, words=sheet.words())
    (sent,) = data.payouts
    assert sent.amount_minor == line.amount_minor + 25 - 101
    assert sent.net_minor == sent.amount_minor - sent.withheld_minor - 35
    assert owed_on(content) == 0
    stall.sell(shop, steward, later, quantity=1, key="two")
    hear(later)
    content = sheet.statement_sheet(sheet_data(mei, at=later), at=later, words=sheet.words())
    assert owed_on(content) == Credit.objects.filter(payee=mei).latest("id").amount_minor
    mark_returned(payout=Payout.objects.get().id, reason="closed", by=steward, at=later)
    content = sheet.statement_sheet(sheet_data(mei, at=later), at=later, words=sheet.words())
    assert owed_on(content) == 25 - 101 + sum(
        Credit.objects.filter(payee=mei).values_list("amount_minor", flat=True)
    )


def test_every_way_out_of_a_balance_has_its_word():
    assert set(balance_words().whys) == {why for why, _ in BalanceMove.WHYS}


def test_a_part_beyond_what_a_sheet_can_compute_is_refused(sold, cast, now):
    data = sheet_data(cast["mei"], at=now)
    fine = Fraction(2**40 + 1, 10 * 2**40)
    key = next(iter(data.claims))
    finer = replace(data, claims={key: type(data.claims[key])(key, fine, (), {})})
    with pytest.raises(Refused, match="too fine"):
        sheet.statement_sheet(finer, at=now, words=sheet.words())


def test_the_sheet_is_downloaded_from_ones_own_statement(sold, cast, sign_in, client):
    assert client.get("/statement/sheet.xlsx").status_code == 302
    response = sign_in(cast["mei"]).get("/statement/sheet.xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.content[:2] == b"PK"
    assert isinstance(cast["mei"], UUID)
