"""Forms that move value are acted on once: the same key gets the same answer, another wish a 409.

Every form of this place carries a key of its own (`look.context`); a program may send it as the
header `Idempotency-Key` instead. A view that moves money or pieces is decorated with
`moves_value`, and a test holds that none is forgotten. Rooms after this one use it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from cohive.look.context import KEY_FIELD
from cohive.look.viewers import viewer_of
from cohive.look.views import refused
from cohive.trade.models import GivenAnswer
from cohive.words.refusals import Refused

HEADER = "Idempotency-Key"
KEY_LENGTH_MAX = 64
KEPT = timedelta(days=30)
_NOT_IN_BODY = ("csrfmiddlewaretoken", KEY_FIELD)

View = Callable[..., HttpResponse]


def moves_value(*, asks_outside: bool = False) -> Callable[[View], View]:
    """Mark a view that moves value, and answer a repeated form without doing it again.

    The view's effect and its answer are written in one transaction. Where it asks another world
    (`asks_outside`) no transaction is held meanwhile: then what it asks must itself be done once
    for the same wish, and only the answer is remembered here. Refusals are not remembered: nothing
    was done, and the form may be mended. What was done is answered by a redirect.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = _key(request)
            if request.method != "POST" or not key:
                return view(request, *args, **kwargs)
            if len(key) > KEY_LENGTH_MAX:
                raise Refused("This form’s key is too long. Open the page again.")
            row = _row(request, key)
            given = GivenAnswer.objects.filter(id=row.id).exclude(status=0).first()
            if given is not None:
                return _again(request, given, row)
            if asks_outside:
                return _remembered(row, view(request, *args, **kwargs))
            return _in_one(request, row, lambda: view(request, *args, **kwargs))

        inner.moves_value = True  # type: ignore[attr-defined]
        return inner

    return decorate


def forget_answers(*, at: datetime) -> int:
    """Forget answers older than thirty days; return how many."""
    gone, _ = GivenAnswer.objects.filter(given_at__lt=at - KEPT).delete()
    return gone


def _in_one(
    request: HttpRequest, row: GivenAnswer, work: Callable[[], HttpResponse]
) -> HttpResponse:
    """Take the key, do the work, keep the answer: all or nothing, and one at a time."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # the same form came twice at once, and the other is done now
            return _again(request, GivenAnswer.objects.get(id=row.id), row)
        answer = work()
        if isinstance(answer, HttpResponseRedirect):
            row.status, row.location = answer.status_code, answer.url
            row.save(update_fields=["status", "location"])
        else:
            row.delete()
        return answer


def _remembered(row: GivenAnswer, answer: HttpResponse) -> HttpResponse:
    if isinstance(answer, HttpResponseRedirect):
        row.status, row.location = answer.status_code, answer.url
        GivenAnswer.objects.bulk_create([row], ignore_conflicts=True)
    return answer


def _again(request: HttpRequest, given: GivenAnswer, row: GivenAnswer) -> HttpResponse:
    if given.fingerprint != row.fingerprint:
        used = Refused("This form was used already, with something else in it. Open it again.")
        return refused(request, used, 409)
    return HttpResponseRedirect(given.location)


def _row(request: HttpRequest, key: str) -> GivenAnswer:
    return GivenAnswer(
        id=_digest([hand_of(request), request.get_full_path(), key]),
        fingerprint=_digest(_body(request)),
        given_at=timezone.now(),
    )


def hand_of(request: HttpRequest) -> str:
    """Whose hand sent a form: the member, or the one browser in which a guest opened it.

    A key is a word the client says. Bound to the secret of the browser's own forms, which no page
    shows, another's key opens nothing: neither her answer nor her order.
    """
    viewer = viewer_of(request)
    return str(viewer.agent_id) if viewer else f"guest:{request.META.get('CSRF_COOKIE', '')}"


def order_key(request: HttpRequest, key: str) -> str:
    """The key under which an order is placed: the form's own, in the hand that sent it."""
    return f"form:{key[:KEY_LENGTH_MAX]}:{_digest([hand_of(request)])[:32]}"


def _key(request: HttpRequest) -> str:
    return request.headers.get(HEADER) or request.POST.get(KEY_FIELD, "")


def _body(request: HttpRequest) -> list[str]:
    """All that a form says, in an order of its own; files by their contents."""
    said = [
        f"{name}={value}"
        for name, values in sorted(request.POST.lists())
        if name not in _NOT_IN_BODY
        for value in values
    ]
    for name in sorted(request.FILES):
        file = uploaded(request, name)
        content = hashlib.sha256()
        for chunk in file.chunks():
            content.update(chunk)
        file.seek(0)
        said.append(f"{name}={content.hexdigest()}")
    return said


def uploaded(request: HttpRequest, name: str) -> UploadedFile[Any]:
    """The file of one field; Refused when there is none."""
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile):
        raise Refused("Choose a file.", field=name)
    return file


def _digest(parts: list[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        whole.update(len(encoded).to_bytes(8, "big") + encoded)
    return whole.hexdigest()
