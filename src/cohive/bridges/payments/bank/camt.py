"""CAMT.053, the statement of ISO 20022: versions 2 and later, told apart by nothing.

Only what the versions have in common is read, by local names. A file with a document type or an
entity is refused before anything is unfolded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cohive.bridges.payments.bank.records import Statement, StatementLine
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused

__all__ = ["read_camt"]

ENTRIES_MAX = 20_000
_TEXT_MAX = 500
_NOT_OURS = "This is not a statement in CAMT.053. Ask your bank for CAMT.053 or CSV."


def read_camt(content: bytes) -> tuple[Statement, ...]:
    """Every statement in the file; Refused (field "file") for anything else."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(
            "This file carries a document type, which no bank writes.", field="file"
        ) from None
    except (ParseError, ValueError, LookupError):
        raise Refused("This file is damaged or no XML.", field="file") from None
    found = [_statement(each) for each in _all(root, "BkToCstmrStmt", "Stmt")]
    if not found:
        raise Refused(_NOT_OURS, field="file")
    return tuple(found)


def _statement(stmt: Element) -> Statement:
    account = _text(stmt, "Acct", "Id", "IBAN") or _text(stmt, "Acct", "Id", "Othr", "Id")
    lines: list[StatementLine] = []
    outgoing = 0
    for number, entry in enumerate(_all(stmt, "Ntry"), start=1):
        if number > ENTRIES_MAX:
            raise Refused("At most %(most)s lines at once.", field="file", most=ENTRIES_MAX)
        if not _is_booked(entry):
            continue
        if _text(entry, "CdtDbtInd") == "CRDT":
            lines += _lines(entry, number)
        else:
            outgoing += 1
    return Statement(account, tuple(lines), outgoing)


def _is_booked(entry: Element) -> bool:
    """Whether the money is there: pending and information entries may never become so."""
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    return status in ("BOOK", "")


def _lines(entry: Element, number: int) -> Iterator[StatementLine]:
    """One line for each transaction of an entry; the entry itself where its parts do not add up.

    A bank may book many payments as one sum and list them below. If what it lists is not that sum,
    nothing of the list is trusted: one line without a reference goes to be looked at.
    """
    whole = _amount(entry, number)
    booked_on = _day(entry, number)
    bank_id = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    reversal = _text(entry, "RvslInd") == "true"
    parts = list(_all(entry, "NtryDtls", "TxDtls"))
    amounts = [_part_amount(part, number) for part in parts]
    if len(parts) == 1 and amounts[0] is None:
        amounts = [whole]
    total = sum((each.minor for each in amounts if each is not None), 0)
    if not parts or None in amounts or total != whole.minor:
        said = " ".join(_ustrd(entry)) or _text(entry, "AddtlNtryInf")
        yield StatementLine(
            booked_on, whole, said[:_TEXT_MAX], bank_id=bank_id, is_reversal=reversal
        )
        return
    for place, (part, amount) in enumerate(zip(parts, amounts, strict=True)):
        assert amount is not None  # noqa: S101 - for the type only: looked at above
        own = _text(part, "Refs", "AcctSvcrRef") or bank_id
        yield StatementLine(
            booked_on=booked_on,
            amount=amount,
            text=" ".join([*_ustrd(part), _end_to_end(part)]).strip()[:_TEXT_MAX],
            reference=_text(part, "RmtInf", "Strd", "CdtrRefInf", "Ref")[:35],
            bank_id=f"{own}/{place}" if own and len(parts) > 1 else own,
            payer_name=(
                _text(part, "RltdPties", "Dbtr", "Nm")
                or _text(part, "RltdPties", "Dbtr", "Pty", "Nm")
            )[:140],
            payer_account=_text(part, "RltdPties", "DbtrAcct", "Id", "IBAN")[:34],
            is_reversal=reversal,
        )


def _amount(entry: Element, number: int) -> Money:
    found = next(_all(entry, "Amt"), None)
    if found is None:
        raise _unread(number)
    return _money(found, number)


def _part_amount(part: Element, number: int) -> Money | None:
    """A transaction's own amount, in the account's currency; None where it has none."""
    for path in (("AmtDtls", "TxAmt", "Amt"), ("Amt",)):
        found = next(_all(part, *path), None)
        if found is not None:
            return _money(found, number)
    return None


def _money(found: Element, number: int) -> Money:
    """ISO 20022 writes a point before the cents, and never marks thousands."""
    text, currency = (found.text or "").strip(), found.get("Ccy", "")
    if not re.fullmatch(r"\d{1,15}(\.\d{0,5})?", text):
        raise _unread(number)
    try:
        minor = Decimal(text).scaleb(minor_digits(currency))
    except Refused:
        raise _unread(number) from None
    if minor != minor.to_integral_value():
        raise _unread(number)
    return Money(int(minor), currency)


def _day(entry: Element, number: int) -> date:
    text = _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _unread(number) from None


def _ustrd(part: Element) -> list[str]:
    return [(each.text or "").strip() for each in _deep(part, "Ustrd")]


def _end_to_end(part: Element) -> str:
    """The payer's own reference: some banks write the creditor reference there."""
    text = _text(part, "Refs", "EndToEndId")
    return "" if text == "NOTPROVIDED" else text


def _unread(number: int) -> Refused:
    return Refused(
        "Entry %(number)s of this statement cannot be read.", field="file", number=number
    )


def _all(parent: Element, *path: str) -> Iterator[Element]:
    """The elements under a path of local names."""
    if not path:
        yield parent
        return
    for child in parent:
        if _local(child) == path[0]:
            yield from _all(child, *path[1:])


def _deep(parent: Element, name: str) -> Iterator[Element]:
    return (each for each in parent.iter() if _local(each) == name)


def _text(parent: Element, *path: str) -> str:
    found = next(_all(parent, *path), None)
    return (found.text or "").strip() if found is not None else ""


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
