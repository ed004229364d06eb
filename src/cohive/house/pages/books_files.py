"""The books of a period as a file to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohive.bond.access import role_required
from cohive.house.pages.books import KEEPERS
from cohive.house.pages.books_spans import chosen_stretch, place_zone
from cohive.ledger.files import FORMATS, books_file


@require_GET
@role_required(*KEEPERS)
@never_cache
def download(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the period the address names."""
    zone = place_zone()
    stretch = chosen_stretch(request.GET.get("period", ""), at=timezone.now(), zone=zone)
    content = books_file(name, since=stretch.since, until=stretch.until, zone=zone)
    form = FORMATS[name]
    response = HttpResponse(content, content_type=form.content_type)
    response["Content-Disposition"] = f'attachment; filename="books-{stretch.key}.{form.ending}"'
    return response
