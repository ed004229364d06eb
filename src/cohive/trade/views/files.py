"""Files that are sold: added and taken out by the makers, fetched by whoever has a signed link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.look.refusals import said
from cohive.trade import files, goods, operations, queries, tickets
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
CHUNK_BYTES = 64 * 1024


@require_http_methods(["GET", "POST"])
@role_required(*DESK)
@never_cache
def of_variant(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """The files sold with a variant, and one more."""
    good = goods.find([variant_id]).get(variant_id)
    if good is None:
        raise Missing("There is no such thing to buy.")
    refused = ""
    if request.method == "POST":
        try:
            _add(request, variant_id)
        except Missing:
            raise
        except Refused as refusal:
            refused = said(refusal)
        else:
            messages.success(request, _("It is sold with it from now on."))
            return redirect("trade:files", variant_id=variant_id)
    left = queries.on_hand([variant_id]).get(variant_id, 0)
    return render(
        request,
        "trade/files.html",
        {
            "good": good,
            "files": queries.files_of([variant_id]).get(variant_id, []),
            "refused": refused,
            "left": left,
            "accept": ",".join(files.MEDIA_TYPES),
        },
        status=422 if refused else 200,
    )


def _add(request: HttpRequest, variant_id: UUID) -> None:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise Refused("Choose a file first.", field="file")
    operations.add_file(
        variant=variant_id,
        name=sent.name or "",
        content=sent.chunks(),
        by=acting(request),
        at=timezone.now(),
    )


@require_POST
@role_required(*DESK)
def remove(request: HttpRequest, variant_id: UUID, file_id: UUID) -> HttpResponse:
    """Sell it no more."""
    operations.remove_file(file=file_id, by=acting(request), at=timezone.now())
    messages.success(request, _("It is sold no more. Who bought it still gets it."))
    return redirect("trade:files", variant_id=variant_id)


@require_GET
@never_cache
def fetch(_request: HttpRequest, ticket: str) -> HttpResponseBase:
    """Send a bought file piece by piece, never as a page of this place."""
    found = tickets.read(ticket)
    row = operations.fetch_file(entitlement=found.entitlement, door=found.door, at=timezone.now())
    path = files.path_of(row.digest)
    if not path.is_file():
        raise Missing("There is no such file.")
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    answer.block_size = CHUNK_BYTES
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
