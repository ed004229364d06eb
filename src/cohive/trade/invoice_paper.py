"""An invoice on paper: A4 with the place's own font, in the buyer's language.

It prints the frozen content and nothing else, so the same invoice comes out the same every time;
only the buyer's name goes when the law asks for it no longer.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos

from cohive.look import formats
from cohive.look.paper import INK, MARGIN_MM, SOFT, Sheet, printable
from cohive.trade.queries.invoices import InvoiceView
from cohive.words.money import Money

UNIT_MM, RATE_MM, SUM_MM = 30.0, 20.0, 32.0
ROW_MM: Final = 6.5
ENOUGH_MM: Final = 18.0
"""Less than this is left: the next row begins a page."""


def printed_invoice(invoice: InvoiceView) -> bytes:
    """The invoice or credit note as PDF."""
    with translation.override(invoice.language):
        return _Invoice(invoice).printed()


class _Invoice:
    """One invoice being laid on its sheet, from top to bottom."""

    def __init__(self, invoice: InvoiceView) -> None:
        self.invoice = invoice
        self.content: dict[str, Any] = dict(invoice.content)
        foot = f"{self.content['seller_name']} · {invoice.label}"
        self.sheet = Sheet(printable(foot), is_chinese=invoice.language.startswith("zh"))

    def printed(self) -> bytes:
        sheet = self.sheet
        sheet.set_creation_date(datetime.combine(self.invoice.issued_on, time(), UTC))
        sheet.set_title(self._title())
        sheet.set_lang(formats.language_tag())
        sheet.add_page()
        self._parties()
        self._head()
        self._lines()
        self._sums()
        self._taxes()
        self._foot()
        return bytes(sheet.output())

    def _title(self) -> str:
        words = {"label": self.invoice.label}
        if self.invoice.kind == "credit":
            return _("Credit note %(label)s") % words
        return _("Invoice %(label)s") % words

    def _parties(self) -> None:
        content, sheet = self.content, self.sheet
        sheet.say(content["seller_name"], 13)
        for line in content["seller_address"].splitlines():
            sheet.say(line, 9, soft=True)
        if content["vat_number"]:
            text = _("VAT number %(number)s") % {"number": content["vat_number"]}
            sheet.say(text, 9, soft=True)
        if content["registration"]:
            sheet.say(content["registration"], 9, soft=True)
        sheet.ln(8)
        sheet.say(_("Sold to"), 8.5, soft=True)
        for line in self._buyer():
            sheet.say(line, 10)
        sheet.ln(8)

    def _buyer(self) -> list[str]:
        buyer = self.invoice.buyer
        if buyer is None:
            return [_("Name and address were erased, as the law allows.")]
        if not buyer.name:
            return [_("A buyer at the counter")]
        country = str(formats.current_locale().territories.get(buyer.country, buyer.country))
        town = f"{buyer.postcode} {buyer.town}".strip()
        return [line for line in (buyer.name, buyer.street, town, country) if line]

    def _head(self) -> None:
        content, sheet = self.content, self.sheet
        sheet.say(self._title(), 20)
        sheet.ln(1)
        facts = [
            _("Date %(day)s") % {"day": formats.day(self.invoice.issued_on)},
            _("Order %(order)s") % {"order": content["reference"]},
            _("Paid and supplied from %(day)s")
            % {"day": formats.day(date.fromisoformat(content["paid_on"]))},
        ]
        sheet.say(" · ".join(facts), 9, soft=True)
        if "corrects" in content:
            text = _("Corrects invoice %(label)s of %(day)s") % {
                "label": content["corrects"],
                "day": formats.day(date.fromisoformat(content["corrects_on"])),
            }
            sheet.say(text, 9, soft=True)
        sheet.ln(5)

    def _lines(self) -> None:
        content = self.content
        tax = content["tax_name"] or _("Tax")
        self._row((_("What"), _("Each"), tax, _("Together")), soft=True)
        self._rule()
        for line in content["lines"]:
            what = f"{line['quantity']} × {line['title']}"
            what += f", {line['label']}" if line["label"] else ""
            self._row(
                (what, self._money(line["unit"]), _rate(line["rate"]), self._money(line["total"]))
            )
            if line["full_unit"] is not None and line["full_unit"] != line["unit"]:
                text = _("with a voucher, instead of %(price)s each")
                self.sheet.say(text % {"price": self._money(line["full_unit"])}, 8, soft=True)
        if content["post"]:
            self._row((_("Post"), "", "", self._money(content["post"])))

    def _sums(self) -> None:
        self._rule()
        whole = _("Given back") if self.invoice.kind == "credit" else _("Total, paid")
        self._row((whole, "", "", self._money(self.content["total"])), size=12)
        self.sheet.ln(5)

    def _taxes(self) -> None:
        tax = self.content["tax_name"] or _("Tax")
        self._row((_("Of which"), _("Without tax"), tax, _("With tax")), soft=True)
        self._rule()
        for part in self.content["taxes"]:
            self._row(
                (
                    f"{tax} {_rate(part['rate'])}",
                    self._money(part["net"]),
                    self._money(part["tax"]),
                    self._money(part["gross"]),
                ),
                size=9,
            )
        self.sheet.ln(6)

    def _foot(self) -> None:
        if self.content["remark"]:
            self.sheet.say(self.content["remark"], 9)

    def _row(
        self, cells: tuple[str, str, str, str], size: float = 10, *, soft: bool = False
    ) -> None:
        """What it is at the left, three figures at the right."""
        sheet = self.sheet
        if sheet.will_page_break(ENOUGH_MM):
            sheet.add_page()
        top = sheet.get_y()
        widths = (sheet.epw - UNIT_MM - RATE_MM - SUM_MM, UNIT_MM, RATE_MM, SUM_MM)
        sheet.say(cells[0], size, width=widths[0], soft=soft)
        bottom = max(sheet.get_y(), top + ROW_MM)
        sheet.set_text_color(*(SOFT if soft else INK))
        sheet.set_xy(MARGIN_MM + widths[0], top)
        for text, width in zip(cells[1:], widths[1:], strict=True):
            sheet.cell(
                width,
                ROW_MM * size / 12,
                printable(text),
                align="R",
                new_x=XPos.RIGHT,
                new_y=YPos.TOP,
            )
        sheet.set_xy(MARGIN_MM, bottom)

    def _rule(self) -> None:
        sheet = self.sheet
        sheet.set_draw_color(*SOFT)
        sheet.line(MARGIN_MM, sheet.get_y(), sheet.w - MARGIN_MM, sheet.get_y())
        sheet.ln(1.5)

    def _money(self, minor: int) -> str:
        return formats.money(Money(minor, self.invoice.currency))


def _rate(text: str) -> str:
    return formats.percent(Fraction(text), 3)
