"""A purchase order as the printer gets it: on paper, and as a table."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond import queries as bond
from cohive.look import formats
from cohive.look.paper import Paper, PaperRow, PaperSection, printed
from cohive.trade.queries import PurchaseView, SizeRun
from cohive.trade.queries.options import FillingView
from cohive.words.cells import safe_cell


def as_pdf(purchase: PurchaseView, run: SizeRun) -> bytes:
    """The purchase order in the active language: sizes first, then what was filled in."""
    place = bond.place()
    name = place.name if place else ""
    sections = [
        PaperSection(
            _("How many of which size"),
            [
                PaperRow(f"{line.label} ({line.sku})", formats.number(line.quantity))
                for line in purchase.lines
            ],
        )
    ]
    filled = [row for row in run.rows if row.filled]
    if filled:
        rows = [
            PaperRow(
                f"{row.label} · {said(row.filled)}" if row.label else said(row.filled),
                formats.number(row.quantity),
            )
            for row in filled
        ]
        sections.append(PaperSection(_("What goes on them"), rows))
    title = _("Purchase order %(number)s") % {"number": purchase.number}
    return printed(
        Paper(
            title=title,
            lead=f"{name}: {purchase.title}. {_pieces(purchase)}",
            sections=sections,
            foot=f"{name} · {title} · {formats.day(purchase.written_at)}",
            language=formats.language_tag(),
            at=purchase.written_at,
        )
    )


def as_csv(purchase: PurchaseView, run: SizeRun) -> bytes:
    """One row for each size and each thing filled in, then the pieces that are ordered besides."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow([_("Article"), _("Size"), _("Filled in"), _("Pieces")])
    known = {line.variant: line for line in purchase.lines}
    left = {line.variant: line.quantity for line in purchase.lines}
    for row in run.rows:
        line = known.get(row.variant)
        if line is not None and row.filled:
            left[row.variant] -= row.quantity
            rows.writerow(
                [
                    safe_cell(line.sku),
                    safe_cell(line.label),
                    safe_cell(said(row.filled)),
                    row.quantity,
                ]
            )
    for line in purchase.lines:
        if left[line.variant] > 0:
            rows.writerow([safe_cell(line.sku), safe_cell(line.label), "", left[line.variant]])
    return buffer.getvalue().encode("utf-8-sig")


def said(filled: tuple[FillingView, ...]) -> str:
    """What was filled in as one line: “Name: Mei; Colour: red”."""
    return "; ".join(
        f"{one.label}: {_('erased') if one.is_erased else one.words}" for one in filled
    )


def _pieces(purchase: PurchaseView) -> str:
    return ngettext("%(num)s piece.", "%(num)s pieces.", purchase.pieces) % {
        "num": formats.number(purchase.pieces)
    }
