"""Credit notes as papers: the firm's bill to itself for one payout, signed by nobody, numbered.

The name on it stands in the vault and is erased when its time is over; the sums stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _

from cohive.bond import queries as members
from cohive.look import formats
from cohive.look.paper import Paper, PaperRow, PaperSection, printed
from cohive.settle.models import CreditNote, NoteParty
from cohive.words.money import Money


@dataclass(frozen=True)
class NoteView:
    """One credit note; `party` lines are empty once the vault forgot them."""

    id: UUID
    number: int
    kind: str
    cancels: int | None
    payee: UUID
    made_at: datetime
    reference: str
    currency: str
    amount_minor: int
    earned_minor: int
    link_minor: int
    resale_minor: int
    withheld_minor: int
    withheld_label: str
    withheld_rate: str
    fee_minor: int
    net_minor: int
    party: tuple[str, ...]
    account_end: str
    firm: tuple[str, ...]

    @property
    def name(self) -> str:
        """'P-00012': the number as it is written."""
        return written_number(self.number)


def written_number(number: int) -> str:
    """The number of a credit note as it is written."""
    return f"P-{number:05d}"


def note(note_id: UUID) -> NoteView | None:
    """One credit note; None for an unknown id. Five SQL queries at most."""
    row = CreditNote.objects.select_related("payout__batch__rules").filter(id=note_id).first()
    if row is None:
        return None
    payout, rules = row.payout, row.payout.batch.rules
    party = NoteParty.objects.filter(note=row).first()
    place = members.place()
    first = None
    if row.kind == "cancels":
        first = CreditNote.objects.filter(payout=payout, kind="note").first()
    firm = (
        rules.debtor_name or (place.name if place else ""),
        rules.firm_address,
        rules.firm_tax_number,
    )
    return NoteView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        cancels=first.number if first else None,
        payee=payout.payee_id,
        made_at=row.made_at,
        reference=payout.reference,
        currency=payout.batch.currency,
        amount_minor=payout.amount_minor,
        earned_minor=payout.earned_minor,
        link_minor=payout.link_minor,
        resale_minor=payout.resale_minor,
        withheld_minor=payout.withheld_minor,
        withheld_label=payout.withheld_label,
        withheld_rate=payout.withheld_rate,
        fee_minor=payout.fee_minor if payout.fee_by == "payee" else 0,
        net_minor=payout.net_minor,
        party=_party(party),
        account_end=party.account_end if party else "",
        firm=tuple(line for line in firm if line),
    )


def _party(row: NoteParty | None) -> tuple[str, ...]:
    if row is None:
        return ()
    lines = (row.legal_name, row.street, row.town, row.country, row.tax_number)
    return tuple(line for line in lines if line)


def printed_note(view: NoteView) -> bytes:
    """The credit note as PDF, in the reader's language."""
    title = _("Credit note %(number)s") % {"number": view.name}
    lead = _("Issued on %(day)s by the firm for work and rights it sold (self-billing).") % {
        "day": formats.day(view.made_at)
    }
    if view.cancels is not None:
        lead = _("This cancels credit note %(number)s: the payout came back on %(day)s.") % {
            "number": written_number(view.cancels),
            "day": formats.day(view.made_at),
        }
    gone = _("The name was erased, as the law and the member asked.")
    paper = Paper(
        title=title,
        lead=lead,
        sections=[
            PaperSection(_("To"), sentences=view.party or (gone,)),
            PaperSection(_("From"), sentences=view.firm),
            PaperSection(_("What for"), rows=_rows(view)),
        ],
        foot=f"{view.name} · {view.reference}",
        language=formats.language_tag(),
        at=view.made_at,
    )
    return printed(paper)


def _rows(view: NoteView) -> list[PaperRow]:
    sign = -1 if view.kind == "cancels" else 1

    def row(title: str, minor: int, meaning: str = "") -> PaperRow:
        return PaperRow(title, formats.money(Money(sign * minor, view.currency)), meaning)

    rows = []
    if view.earned_minor:
        rows.append(row(_("Pay for making, final"), view.earned_minor))
    if view.link_minor:
        rows.append(row(_("Rewards for links, final"), view.link_minor))
    if view.resale_minor:
        rows.append(row(_("Commissions for reselling, final"), view.resale_minor))
    if view.withheld_minor:
        percent = f"{float(Fraction(view.withheld_rate) * 100):g} %"
        rows.append(row(f"{view.withheld_label} ({percent})", -view.withheld_minor))
    if view.fee_minor:
        rows.append(row(_("Cost of the transfer"), -view.fee_minor))
    sent = _("to the account that ends in %(end)s") % {"end": view.account_end}
    rows.append(row(_("Paid"), view.net_minor, sent if view.account_end else ""))
    return rows
