"""Handing out a file somebody sent: always as an attachment, never as a page of ours."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from cohive.care.files import path_of
from cohive.care.queries import FileView
from cohive.words.refusals import Missing


def sent_file(found: FileView | None) -> HttpResponse:
    """The file's bytes. Whatever it says it is, a browser only stores it."""
    if found is None or not path_of(found.key).is_file():
        raise Missing("There is no such file.")
    answer = FileResponse(path_of(found.key).open("rb"), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return cast(HttpResponse, answer)
