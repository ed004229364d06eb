"""References with check digits, and statements as banks write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.payments.bank import (
    checked_bic,
    checked_iban,
    creditor_reference,
    found_references,
    grouped,
    is_creditor_reference,
    read_statements,
    transfer_code,
)
from cohive.bridges.payments.bank.statements import BYTES_MAX
from cohive.words.money import Money
from cohive.words.refusals import Refused

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
BODIES = st.text(SIGNS, min_size=1, max_size=21)
IBAN = "NL91ABNA0417164300"


def test_the_reference_of_the_standard_comes_out() -> None:
    assert creditor_reference("539007547034") == "RF18539007547034"
    assert is_creditor_reference("RF18 5390 0754 7034")
    assert not is_creditor_reference("RF19 5390 0754 7034")
    assert not is_creditor_reference("539007547034")
    assert creditor_reference("K7QF-2M9X")[4:] == "K7QF2M9X"
    for body in ("", "A" * 22, "a b", "é"):
        with pytest.raises(Refused):
            creditor_reference(body)


@given(BODIES)
def test_a_made_reference_is_a_right_one(body: str) -> None:
    assert is_creditor_reference(creditor_reference(body))
    assert is_creditor_reference(grouped(creditor_reference(body)).lower())


@given(BODIES, st.data())
def test_a_wrong_sign_or_two_exchanged_ones_are_found(body: str, data: st.DataObject) -> None:
    right = creditor_reference(body)
    place = data.draw(st.integers(4, len(right) - 1))
    other = data.draw(st.sampled_from([sign for sign in SIGNS if sign != right[place]]))
    kind = str.isdigit(other) == str.isdigit(right[place])
    if kind:  # a letter counts as two digits: between kinds one slip in 97 may pass
        assert not is_creditor_reference(right[:place] + other + right[place + 1 :])
    if place + 1 < len(right) and right[place] != right[place + 1]:
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        if right[place].isdigit() == right[place + 1].isdigit():
            assert not is_creditor_reference(swapped)


@given(BODIES.filter(lambda body: len(body) == 8), st.text(max_size=40), st.integers(1, 6))
def test_a_reference_is_found_however_it_is_spaced(body: str, around: str, every: int) -> None:
    right = creditor_reference(body)
    spaced = " ".join(right[start : start + every] for start in range(0, len(right), every))
    assert right in found_references(f"{around} {spaced}\n{around}", (12, 13))


def test_account_numbers_are_checked() -> None:
    assert checked_iban("nl91 abna 0417 1643 00") == IBAN
    assert (checked_bic("abna nl2a"), checked_bic("")) == ("ABNANL2A", "")
    for text in ("NL92ABNA0417164300", "", "NL91", "91NLABNA0417164300"):
        with pytest.raises(Refused, match="not an IBAN"):
            checked_iban(text)
    with pytest.raises(Refused, match="8 or 11"):
        checked_bic("ABNA")


def test_the_code_for_banking_apps_is_the_standards_and_euro_only() -> None:
    text = transfer_code(
        holder="Night Ferry", iban=IBAN, bic="", amount=Money(2505, "EUR"), reference="RF18X"
    )
    assert text.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Night Ferry", IBAN, "EUR25.05", "", "RF18X",
    ]  # fmt: skip
    assert transfer_code(holder="x", iban=IBAN, bic="", amount=Money(1, "CNY"), reference="") == ""


def camt(*entries: str, version: str = "02") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>{"".join(entries)}</Stmt>
</BkToCstmrStmt></Document>""".encode()


def entry(
    amount: str = "25.00",
    *details: str,
    side: str = "CRDT",
    status: str = "<Sts>BOOK</Sts>",
    currency: str = "EUR",
    more: str = "",
) -> str:
    return f"""<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}{status}
<BookgDt><Dt>2026-11-26</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>
<NtryDtls>{"".join(details)}</NtryDtls></Ntry>"""


def detail(amount: str = "", *, reference: str = "", text: str = "", name: str = "") -> str:
    own = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    strd = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    return f"""<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{own}
<RltdPties><Dbtr>{name}</Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>
</RltdPties><RmtInf>{strd}<Ustrd>{text}</Ustrd></RmtInf></TxDtls>"""


def test_a_statement_in_camt_is_read() -> None:
    [statement] = read_statements(
        camt(
            entry("25.00", detail(reference="RF18539007547034", name="<Nm>L. Smit</Nm>")),
            entry("12.5", detail(text="order K7QF"), side="CRDT"),
            entry("99.00", side="DBIT"),
            entry("7.00", status="<Sts>PDNG</Sts>"),
        ),
        currency="EUR",
    )
    assert (statement.account, statement.outgoing) == (IBAN, 1)
    first, second = statement.lines
    assert (first.amount, first.reference) == (Money(2500, "EUR"), "RF18539007547034")
    assert (first.booked_on, first.bank_id) == (date(2026, 11, 26), "B1")
    assert (first.payer_name, first.payer_account) == ("L. Smit", "DE02120300000000202051")
    assert (second.amount, second.text) == (Money(1250, "EUR"), "order K7QF")


def test_a_later_version_puts_status_and_names_elsewhere() -> None:
    [statement] = read_statements(
        camt(
            entry(
                "25.00",
                detail(name="<Pty><Nm>L. Smit</Nm></Pty>"),
                status="<Sts><Cd>BOOK</Cd></Sts>",
            ),
            entry("3.00", status="<Sts><Cd>PDNG</Cd></Sts>"),
            version="08",
        ),
        currency="EUR",
    )
    assert [line.payer_name for line in statement.lines] == ["L. Smit"]


def test_a_batch_is_taken_apart_only_when_it_adds_up() -> None:
    good = entry("30.00", detail("10.00", text="a"), detail("20.00", text="b"))
    bad = entry("31.00", detail("10.00", text="a"), detail("20.00", text="b"))
    open_sum = entry("30.00", detail("10.00", text="a"), detail(text="b"))
    [statement] = read_statements(camt(good, bad, open_sum), currency="EUR")
    assert [line.amount.minor for line in statement.lines] == [1000, 2000, 3100, 3000]
    assert {line.reference for line in statement.lines[2:]} == {""}
    assert len({fingerprint for fingerprint, _ in statement.fingerprints()}) == 4


def test_a_reversal_says_that_it_is_one() -> None:
    [statement] = read_statements(
        camt(entry("25.00", more="<RvslInd>true</RvslInd>")), currency="EUR"
    )
    assert statement.lines[0].is_reversal


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9)
    )
    + b"]><Document><BkToCstmrStmt><Stmt>&j;</Stmt></BkToCstmrStmt></Document>"
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    b"<Document><BkToCstmrStmt><Stmt>&e;</Stmt></BkToCstmrStmt></Document>"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "document type"),
        (OUTSIDE, "document type"),
        (b"<Document>", "damaged"),
        (b"<html></html>", "not a statement in CAMT"),
        (b"", "empty"),
        (b" " * 10, "empty"),
        (b"x" * (BYTES_MAX + 1), "At most 5 MB"),
        (camt(entry("2,50")), "Entry 1"),
        (camt(entry("2.505")), "Entry 1"),
        (camt(entry("2.50", currency="XX")), "Entry 1"),
        (camt(entry().replace("2026-11-26", "26.11.")), "Entry 1"),
    ],
)
def test_a_crooked_file_is_refused_whole(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refusal:
        read_statements(content, currency="EUR")
    assert refusal.value.field == "file"


def lines_of(text: str, encoding: str = "utf-8") -> list[tuple[date, Money, str]]:
    [statement] = read_statements(text.encode(encoding), currency="EUR")
    return [(line.booked_on, line.amount, line.text) for line in statement.lines]


def test_tables_of_several_banks_are_read() -> None:
    day = date(2026, 11, 26)
    assert lines_of(
        "Date,Amount,Currency,Description\n2026-11-26,25.00,EUR,RF18\n2026-11-26,-3.00,EUR,rent\n"
    ) == [(day, Money(2500, "EUR"), "RF18")]
    assert lines_of(
        "Buchungstag;Verwendungszweck;Betrag;Währung\n26.11.2026;für RF18;1.025,00;EUR\n",
        "cp1252",
    ) == [(day, Money(102500, "EUR"), "für RF18")]
    assert lines_of(
        "Datum;Omschrijving;Bedrag (EUR);Af Bij\n20261126;RF18;25,00;Bij\n20261126;huur;9,00;Af\n"
    ) == [(day, Money(2500, "EUR"), "RF18")]
    assert lines_of("日期,收入,支出,摘要\n2026-11-26,25.00,,RF18\n2026-11-26,,9.00,房租\n") == [
        (day, Money(2500, "EUR"), "RF18")
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Date,Sum\n2026-11-26,1\n", "This file has: Date, Sum"),
        ("Date,Amount,Description\n2026-11-26,1.272,x\n", "two ways"),
        ("Date,Amount,Description\n03/04/2026,1.00,x\n", "Line 2"),
        ("Date,Amount,Description\n2026-11-26,1.005,x\n2026-11-26,1.00,x\n", "Line 2"),
        ("Date,Amount,Credit/debit,Description\n2026-11-26,1.00,?,x\n", "neither in nor out"),
    ],
)
def test_a_table_that_can_be_read_in_two_ways_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_statements(text.encode(), currency="EUR")


def test_equal_lines_are_two_and_the_same_file_again_is_the_same() -> None:
    text = b"Date,Amount,Description\n2026-11-26,5.00,gift\n2026-11-26,5.00,gift\n"
    [once], [again] = (read_statements(text, currency="EUR") for _ in range(2))
    marks = [fingerprint for fingerprint, _ in once.fingerprints()]
    assert len(set(marks)) == 2
    assert marks == [fingerprint for fingerprint, _ in again.fingerprints()]
