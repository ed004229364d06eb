"""What a phone's camera and a person's eyes read off a printed sheet."""

from __future__ import annotations

import pypdfium2
import zxingcpp

DOTS = 200
"""To the inch: what a poor office printer does."""
POINTS = 72


def codes_on(paper: bytes) -> list[str]:
    """The texts of all QR codes on the sheets of a PDF, drawn and then read as a picture is."""
    document = pypdfium2.PdfDocument(paper)
    found = []
    for sheet in document:
        picture = sheet.render(scale=DOTS / POINTS, grayscale=True).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    document.close()
    return found


def words_on(paper: bytes) -> str:
    """All that is written on the sheets, in one line without its spaces."""
    document = pypdfium2.PdfDocument(paper)
    said = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    document.close()
    return "".join(said.replace("\0", "").split())
