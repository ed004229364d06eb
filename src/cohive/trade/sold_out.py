"""“Sold out”, said to a crowd without asking the shelf for each one.

When a drop is empty, thousands are told so within seconds, and each answer was a page of its own:
its look at the shelf, its rendering. For a tenth of a second the page that was just given is given
again to whoever asks for the same pieces in the same words: guests only, whose page holds nothing
of their own. What decides is never skipped: whose form was ordered before goes on to her order,
and whoever finds a page too old looks at the shelf anew, for all. Nothing but a refusal is given
out here, so nothing can be gained by a forged form.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cohive.look.context import THEME_COOKIE
from cohive.trade import queries
from cohive.trade.once import HEADER, order_key

BELIEVED_SECONDS = 0.1
PAGES_MAX = 200
FORM = "application/x-www-form-urlencoded"
Answer = Callable[[HttpRequest], HttpResponse]


@dataclass
class _Page:
    """What was answered, and until when it is believed (of the machine's steady clock)."""

    content: bytes
    headers: dict[str, str]
    until: float


class SoldOutResponse(HttpResponse):
    """The page that says so; the one kind of answer that is given again.

    It is no fault of anybody's, so no line for each is written in the server's log.
    """

    _has_been_logged = True  # Django's own mark, asked by `django.utils.log.log_response`


class SoldOutMiddleware:
    """Gives a page of a moment ago again, where it is the same for everybody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._pages: dict[tuple[str, ...], _Page] = {}
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept page, or the shelf."""
        if request.method != "POST" or not request.path_info.startswith("/drops/"):
            return self.get_response(request)
        key = _same_for(request)
        if not key:
            return self.get_response(request)
        page = self._kept(key)
        if page and not queries.is_ordered(order_key(request, request.POST.get("key", ""))):
            return SoldOutResponse(page.content, status=409, headers=page.headers)
        answer = self.get_response(request)
        self._keep(key, answer)
        return answer

    def _kept(self, key: tuple[str, ...]) -> _Page | None:
        """The page, unless it is too old; then one goes and looks, and the others wait for none."""
        page, now = self._pages.get(key), time.monotonic()
        if page is None or now < page.until:
            return page
        with self._lock:
            if now < page.until:
                return page
            page.until = now + BELIEVED_SECONDS
        return None

    def _keep(self, key: tuple[str, ...], answer: HttpResponse) -> None:
        if not isinstance(answer, SoldOutResponse) or answer.cookies:
            self._pages.pop(key, None)
            return
        if len(self._pages) >= PAGES_MAX:
            self._pages = {}
        until = time.monotonic() + BELIEVED_SECONDS
        self._pages[key] = _Page(answer.content, dict(answer.items()), until)


def _same_for(request: HttpRequest) -> tuple[str, ...]:
    """All that the page of a guest depends on; empty for whoever has a page of her own."""
    if request.content_type != FORM or request.headers.get(HEADER):
        return ()
    shown = (settings.LANGUAGE_COOKIE_NAME, THEME_COOKIE)
    if not request.COOKIES.keys() <= {settings.CSRF_COOKIE_NAME, *shown}:
        return ()
    variant = request.GET.get("variant", "")
    try:
        UUID(variant)
    except ValueError:
        return ()
    return (
        request.path_info,
        variant,
        request.GET.get("quantity", "1"),
        request.GET.get("language", ""),
        *(request.COOKIES.get(name, "") for name in shown),
        request.headers.get("Accept-Language", ""),
        request.headers.get("Host", ""),
        request.scheme or "",
    )
