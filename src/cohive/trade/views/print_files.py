"""What buyers handed in to be printed, for the desk: one file, or all of a purchase order."""

from __future__ import annotations

import tempfile
import zipfile
from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohive.bond.access import role_required
from cohive.trade import print_files, queries
from cohive.trade.print_files import PrintFile
from cohive.trade.views.purchasing import DESK, purchase_here, run_of
from cohive.words.refusals import Missing

KEPT_IN_MEMORY_BYTES = 8 * 1024 * 1024


@require_GET
@role_required(*DESK)
@never_cache
def one(_request: HttpRequest, filling_id: UUID) -> HttpResponse:
    """A file as it was handed in; it leaves as an attachment and is never shown."""
    found = _kept(filling_id)
    content = print_files.path_of(found.key).open("rb")
    return _closed(
        FileResponse(
            content, as_attachment=True, filename=found.name, content_type=found.media_type
        )
    )


@require_GET
@role_required(*DESK)
@never_cache
def all_of(_request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """All files of a purchase order, named by size, number of pieces and what they are called."""
    purchase = purchase_here(purchase_id)
    packed = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY_BYTES)  # noqa: SIM115 - sent on
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        number = 0
        for row in run_of(purchase).rows:
            for filled in row.filled:
                if filled.file is None:
                    continue
                number += 1
                found = _kept(filled.file)
                size = "".join(sign if sign.isalnum() else "-" for sign in row.label)
                name = f"{number:03d}_{size or 'one-size'}_{row.quantity}x_{found.name}"
                archive.write(print_files.path_of(found.key), name)
    packed.seek(0)
    return _closed(
        FileResponse(
            packed,
            as_attachment=True,
            filename=f"order-{purchase.number}-files.zip",
            content_type="application/zip",
        )
    )


def _kept(filling_id: UUID) -> PrintFile:
    found = queries.print_file(filling_id)
    if found is None or not print_files.path_of(found.key).is_file():
        raise Missing("There is no such file.")
    return found


def _closed(answer: FileResponse) -> HttpResponse:
    """Nothing in it runs, whatever a browser makes of it."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Referrer-Policy"] = "no-referrer"
    return cast("HttpResponse", answer)
