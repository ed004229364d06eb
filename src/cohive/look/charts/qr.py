"""QR codes (ISO/IEC 18004) as SVG, through segno."""

from __future__ import annotations

from io import BytesIO

import segno
from markupsafe import Markup


def qr(text: str, label: str) -> Markup:
    """A code for `text` as one SVG, dark on white in both themes; `label` says what it opens."""
    code = segno.make(text, error="m", micro=False)
    out = BytesIO()
    code.save(out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, dark="#000")
    inner = out.getvalue().decode("ascii").strip()
    size = code.symbol_size(border=2)[0]
    body = inner[inner.index(">") + 1 : inner.rindex("</svg>")]
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">{2}</svg>'
    ).format(size, label, Markup(body))  # noqa: S704 - drawn by segno from a path of digits
