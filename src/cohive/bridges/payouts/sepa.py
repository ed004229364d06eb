"""A credit transfer for a bank: ISO 20022, pain.001.001.09, as SEPA banks take it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from cohive.bridges.payouts.orders import PaymentFile, Transfer, TransferOrder, plain_letters
from cohive.words.refusals import Refused

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME_MAX, TEXT_MAX, ID_MAX = 70, 140, 35


def pain_001(order: TransferOrder) -> PaymentFile:
    """The order as one payment with all its transfers, their number and their sum.

    Raises Refused for another currency than euro, no transfer, an account that is no IBAN, or a
    name without a single letter that banks take.
    """
    if not order.transfers:
        raise Refused("There is nothing to send.")
    if order.total.currency != "EUR":
        raise Refused("A bank file of this kind sends euro only. Take the table instead.")
    if not order.debtor.iban:
        raise Refused("Say first from which account the firm pays: it stands in the rules.")
    root = Element("Document", xmlns=NAMESPACE)
    body = SubElement(root, "CstmrCdtTrfInitn")
    _header(body, order)
    _payment(body, order)
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    return PaymentFile(f"{_id(order.message)}.xml", "application/xml", content)


def _header(body: Element, order: TransferOrder) -> None:
    header = SubElement(body, "GrpHdr")
    _text(header, "MsgId", _id(order.message))
    _text(header, "CreDtTm", order.made_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _count_and_sum(header, order)
    _text(SubElement(header, "InitgPty"), "Nm", _name(order.debtor.name))


def _payment(body: Element, order: TransferOrder) -> None:
    payment = SubElement(body, "PmtInf")
    _text(payment, "PmtInfId", _id(order.message))
    _text(payment, "PmtMtd", "TRF")
    _text(payment, "BtchBookg", "true")
    _count_and_sum(payment, order)
    kind = SubElement(payment, "PmtTpInf")
    _text(SubElement(kind, "SvcLvl"), "Cd", "SEPA")
    _text(SubElement(payment, "ReqdExctnDt"), "Dt", order.send_on.isoformat())
    _text(SubElement(payment, "Dbtr"), "Nm", _name(order.debtor.name))
    _account(payment, "DbtrAcct", order.debtor.iban)
    _bank(payment, "DbtrAgt", order.debtor.bic)
    _text(payment, "ChrgBr", "SLEV")
    for transfer in order.transfers:
        _transfer(payment, transfer)


def _transfer(payment: Element, transfer: Transfer) -> None:
    each = SubElement(payment, "CdtTrfTxInf")
    _text(SubElement(each, "PmtId"), "EndToEndId", _id(transfer.reference))
    amount = SubElement(SubElement(each, "Amt"), "InstdAmt", Ccy=transfer.amount.currency)
    amount.text = transfer.amount.plain()
    if transfer.bic:
        _bank(each, "CdtrAgt", transfer.bic)
    _text(SubElement(each, "Cdtr"), "Nm", _name(transfer.name))
    _account(each, "CdtrAcct", transfer.account)
    text = plain_letters(transfer.text, TEXT_MAX)
    if text:
        _text(SubElement(each, "RmtInf"), "Ustrd", text)


def _count_and_sum(parent: Element, order: TransferOrder) -> None:
    _text(parent, "NbOfTxs", str(len(order.transfers)))
    _text(parent, "CtrlSum", order.total.plain())


def _account(parent: Element, tag: str, iban: str) -> None:
    _text(SubElement(SubElement(parent, tag), "Id"), "IBAN", iban)


def _bank(parent: Element, tag: str, bic: str) -> None:
    """The bank's BIC, or the word that says that the IBAN is enough."""
    bank = SubElement(SubElement(parent, tag), "FinInstnId")
    if bic:
        _text(bank, "BICFI", bic)
    else:
        _text(SubElement(bank, "Othr"), "Id", "NOTPROVIDED")


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _id(text: str) -> str:
    return plain_letters(text, ID_MAX)


def _name(text: str) -> str:
    name = plain_letters(text, NAME_MAX)
    if not name:
        raise Refused("A name has no letter that banks take. Write it as the bank knows it.")
    return name
