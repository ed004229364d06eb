"""What goes to a bank: account numbers that hold, letters it takes, a file whose sums agree."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.payouts import (
    Debtor,
    PracticeTransfers,
    Transfer,
    TransferOrder,
    checked_iban,
    masked_iban,
    pain_001,
    payout_table,
)
from cohive.bridges.payouts.orders import NOT_ALLOWED, plain_letters
from cohive.bridges.payouts.sepa import NAMESPACE
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.settle.paying import IBANS, euro

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
N = f"{{{NAMESPACE}}}"
PAYMENT = [
    "PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr",
    "DbtrAcct", "DbtrAgt", "ChrgBr",
]  # fmt: skip
"""The order in which the schema asks for them (pain.001.001.09, PaymentInstruction30)."""


def order(*amounts: int, currency: str = "EUR", name: str = "Mei Qiáo") -> TransferOrder:
    transfers = tuple(
        Transfer(
            f"AB12-{n:04d}", name, IBANS[0], Money(minor, currency), "Night Ferry & Söhne 夜航"
        )
        for n, minor in enumerate(amounts, start=1)
    )
    debtor = Debtor("Night Ferry v.o.f.", "BE68539007547034")
    return TransferOrder("payout-AB12", debtor, AT, date(2026, 12, 1), transfers)


def tags(element: ElementTree.Element) -> list[str]:
    return [each.tag.removeprefix(N) for each in element]


def test_the_bank_file_has_the_elements_of_the_standard_in_their_order_and_its_sums_agree():
    root = ElementTree.fromstring(pain_001(order(317, 475, 159)).content)  # noqa: S314 - our own
    body = root.find(f"{N}CstmrCdtTrfInitn")
    assert root.tag == f"{N}Document"
    assert tags(body) == ["GrpHdr", "PmtInf"]
    header, payment = body
    assert tags(header) == ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
    assert tags(payment) == [*PAYMENT, *["CdtTrfTxInf"] * 3]
    transfers = payment.findall(f"{N}CdtTrfTxInf")
    assert tags(transfers[0]) == ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"]
    amounts = [each.find(f"{N}Amt/{N}InstdAmt") for each in transfers]
    assert [each.text for each in amounts] == ["3.17", "4.75", "1.59"]
    assert {each.get("Ccy") for each in amounts} == {"EUR"}
    for part in (header, payment):
        assert part.find(f"{N}CtrlSum").text == "9.51"
        assert part.find(f"{N}NbOfTxs").text == "3"
    assert payment.find(f"{N}DbtrAcct/{N}Id/{N}IBAN").text == "BE68539007547034"
    assert payment.find(f"{N}ReqdExctnDt/{N}Dt").text == "2026-12-01"
    assert transfers[0].find(f"{N}Cdtr/{N}Nm").text == "Mei Qiao"
    assert transfers[0].find(f"{N}RmtInf/{N}Ustrd").text == "Night Ferry + Sohne"
    ids = [each.find(f"{N}PmtId/{N}EndToEndId").text for each in transfers]
    assert len(set(ids)) == 3
    assert max(len(each) for each in ids) <= 35


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (order(), "nothing to send"),
        (order(317, currency="CNY"), "euro only"),
        (order(317, name="梅"), "no letter"),
    ],
)
def test_what_a_bank_would_send_back_is_refused_before(wrong, words):
    with pytest.raises(Refused, match=words):
        pain_001(wrong)


def test_the_table_has_the_same_sums_and_computes_nothing():
    made = payout_table(order(317, 475, name="=cmd"))
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert [row["amount"] for row in rows] == ["3.17", "4.75"]
    assert rows[0]["name"] == "'=cmd"


@given(st.text(max_size=200))
def test_only_letters_that_banks_take_are_left(text):
    plain = plain_letters(text, 70)
    assert len(plain) <= 70
    assert not NOT_ALLOWED.search(plain)
    assert plain == plain.strip()


@pytest.mark.parametrize("iban", IBANS)
def test_a_right_iban_is_taken_with_spaces_and_small_letters(iban):
    spaced = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4)).lower()
    assert checked_iban(spaced) == iban
    assert iban[4:-4] not in masked_iban(iban)


@given(st.data())
def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_found(data):
    iban = data.draw(st.sampled_from(IBANS))
    place = data.draw(st.integers(4, len(iban) - 2))
    other = data.draw(st.sampled_from("0123456789"))
    wrong = iban[:place] + other + iban[place + 1 :]
    swapped = iban[:place] + iban[place + 1] + iban[place] + iban[place + 2 :]
    for changed in {wrong, swapped} - {iban}:
        with pytest.raises(Refused):
            checked_iban(changed)


@pytest.mark.parametrize("wrong", ["", "NL91", "US12345678901234", "NL91ABNA041716430", "漢字"])
def test_what_is_no_iban_is_refused_at_its_field(wrong):
    with pytest.raises(Refused) as refusal:
        checked_iban(wrong)
    assert refusal.value.field == "iban"


def test_the_practice_provider_sends_once_for_one_key_and_can_refuse():
    transfer = Transfer("A", "Mei", "acct_mei", euro(317), "")

    def send(one, key):
        return PracticeTransfers().send(one, key=key, attempt=1, was_asked=False, at=AT)

    first = send(transfer, "1")
    assert first.is_taken
    assert send(transfer, "1") == first
    refused = Transfer("A", "Mei", "refuse_mei", euro(317), "")
    assert not send(refused, "2").is_taken
