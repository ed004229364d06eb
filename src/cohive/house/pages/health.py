"""Whether the place lives: for whoever watches it."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from cohive.journal.queries import sealed_until


def health(_request: HttpRequest) -> JsonResponse:
    """200 with the database's kind and how far the journal is sealed."""
    return JsonResponse({"database": connection.vendor, "sealed": sealed_until()})
