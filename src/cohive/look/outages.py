"""When the ground under the place fails: no room left to write, or a database that is busy or away.

Reading goes on in both cases as far as it can. A write that found no room answers 507, one that
could not wait longer 503; nothing half is done, and the place recovers by itself: nothing has to be
started anew when there is room.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from enum import Enum

from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cohive.look.viewers import forget

__all__ = ["Outage", "OutageMiddleware", "outage_of"]

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
FULL_STATES = frozenset({"53100"})
"""PostgreSQL: disk_full."""
OF_NO_DATABASE = "00000"
"""PostgreSQL: all is well."""
BUSY_CLASSES = ("08", "53", "57")
"""PostgreSQL: no connection, too few resources, an operator stepped in."""
BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR})


class Outage(Enum):
    """What failed, by the status of the answer."""

    FULL = 507
    BUSY = 503


def outage_of(fault: BaseException) -> Outage | None:
    """What outage a fault tells of, looking at what caused it; None for a fault of ours."""
    for cause in _causes(fault):
        if isinstance(cause, OSError) and cause.errno in NO_SPACE:
            return Outage.FULL
        if isinstance(cause, sqlite3.OperationalError):
            found = _of_sqlite(cause.sqlite_errorcode & 0xFF)
            if found:
                return found
        if isinstance(cause, DatabaseFault):
            found = _of_postgresql(getattr(cause.__cause__, "sqlstate", OF_NO_DATABASE))
            if found:
                return found
    return None


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """The fault, and what it came from; each once."""
    seen: set[int] = set()
    waiting = [fault]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [cause for cause in (one.__context__, one.__cause__) if cause is not None]


def _of_sqlite(code: int) -> Outage | None:
    if code == sqlite3.SQLITE_FULL:
        return Outage.FULL
    return Outage.BUSY if code in BUSY_CODES else None


def _of_postgresql(state: str | None) -> Outage | None:
    if state in FULL_STATES:
        return Outage.FULL
    # without a state the connection itself broke
    return Outage.BUSY if state is None or state.startswith(BUSY_CLASSES) else None


class OutageMiddleware:
    """Answers for a full disk and a busy database; every other fault goes on to its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is in process_exception."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of the outage, written down for whoever runs the place."""
        outage = outage_of(exception)
        if outage is None:
            return None
        logger.error("%s %s: %s", request.method, request.path, exception)
        return outage_page(request, outage)


def outage_page(request: HttpRequest, outage: Outage) -> HttpResponse:
    """What happened and what to do, without asking anything of what has failed."""
    forget(request, ask_again=False)
    heading, sentence = {
        Outage.FULL: (
            _("There is no room left here"),
            _(
                "The disk of this place is full, so nothing new can be kept. What you sent was not "
                "taken, not even in part; what was there before is safe and can be read. Send it "
                "again later."
            ),
        ),
        Outage.BUSY: (
            _("Too much at once"),
            _(
                "The place could not answer in time. Look in half a minute whether what you sent "
                "is there; if it is not, send it again."
            ),
        ),
    }[outage]
    data = {
        "code": outage.value,
        "heading": heading,
        "sentence": sentence,
        "back": "",
        "may_sign_in": False,
        "is_lone": True,
    }
    answer = HttpResponse(render_to_string("look/error.html", data, request), status=outage.value)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
