"""Files that are sent: from strangers so large, so many, so often; from members so large.

A server that takes whatever is sent to any address keeps its disk busy for nothing. Whoever is not
signed in may send a file only where a form asks for one; members are known, and what each form
takes of them is looked at where it is used, but only when it lies on the disk already. What is too
large is answered 413 before a byte of it is read; what comes too often, 429 with `Retry-After`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cohive.guard.operations import allow
from cohive.look.lengths import stated_length
from cohive.look.viewers import Viewer, viewer_of
from cohive.look.views import refused
from cohive.words.refusals import Refused

MIB = 1024 * 1024
BYTES_MAX = 52 * MIB
"""Of one form of a stranger: two of the largest files for a printer, and the form."""
MEMBERS_BYTES_MAX = 104 * MIB
"""Of one form of a member: ten of the largest files of a message, and the form."""
TRUSTED_BYTES_MAX = 1_040_000_000
"""Of one form of who has a role: the largest file that is sold, and the form."""
FILES_MAX = 10
"""In one form."""
HOUR_SECONDS, DAY_SECONDS = 60 * 60, 24 * 60 * 60
UPLOADS_MAX = ((40, DAY_SECONDS), (20, HOUR_SECONDS))
"""Forms with files from one network, and the stretch; what no order names is erased in a day."""
SMALL_BYTES = 64 * 1024
"""What is larger is counted before a byte is read; what is not, when it did carry a file."""

Answer = Callable[[HttpRequest], HttpResponse]


class StrangersFilesMiddleware:
    """Bounds forms with files; counts those of who is not signed in, by their network."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 for what is too large, 429 for one too many; else go on."""
        if not _carries_files(request):
            return self.get_response(request)
        viewer = viewer_of(request)
        try:
            length = _checked_length(request, viewer)
        except Refused as refusal:
            return refused(request, refusal, 413)
        if viewer is not None:
            return self.get_response(request)
        now = timezone.now()
        wait = HOUR_SECONDS
        try:
            if length > SMALL_BYTES or request.FILES:
                with transaction.atomic():  # what an hour refuses is not counted for the day
                    for limit, wait in UPLOADS_MAX:
                        _allow(request, limit, wait, now)
                _check_number(request)
        except Refused as refusal:
            answer = refused(request, refusal, 429)
            answer.headers["Retry-After"] = str(wait - int(now.timestamp()) % wait)
            return answer
        return self.get_response(request)


def _carries_files(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type == "multipart/form-data"


def _allow(request: HttpRequest, limit: int, seconds: int, at: datetime) -> None:
    who = str(request.META.get("REMOTE_ADDR", ""))
    allow(what=f"house.upload.{seconds}", who=who, limit=limit, seconds=seconds, at=at)


def _check_number(request: HttpRequest) -> None:
    if sum(len(files) for _, files in request.FILES.lists()) > FILES_MAX:
        raise Refused("At most %(most)s files at once without signing in.", most=FILES_MAX)


def _checked_length(request: HttpRequest, viewer: Viewer | None) -> int:
    length = stated_length(request)
    if viewer is None:
        if length > BYTES_MAX:
            raise Refused(
                "Without signing in you can send files of at most %(most)s MiB together.",
                most=BYTES_MAX // MIB,
            )
        return length
    most = TRUSTED_BYTES_MAX if viewer.roles else MEMBERS_BYTES_MAX
    if length > most:
        raise Refused("You can send files of at most %(most)s MiB together.", most=most // MIB)
    return length
