"""What happens around every page: its language and time zone, its security policy, its refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, ip_address, ip_network
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from cohive.look import views
from cohive.look.context import offered_languages
from cohive.look.formats import language_tag
from cohive.look.viewers import place_of, viewer_of
from cohive.words.refusals import Forbidden, Missing, Refused

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-elem 'self'",
        "style-src-attr 'unsafe-inline'",  # one-off values such as --v; never a <style>
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def policy(*, forms_to: Sequence[str] = ()) -> str:
    """The policy of one page whose forms may lead to these origins too.

    A browser also stops the redirect that answers a form, when it leads to an origin not named.
    """
    return POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *forms_to)))


NOT_TEXT = "What was sent holds a sign that is no text. Go back and write it again."


class NetworkAddressMiddleware:
    """Knows who asks, when a proxy stands in front of a public place.

    Limits count network addresses; without this all visitors would share the proxy's. Only the
    last hop is believed: the proxy wrote it, everything before came from whoever asks.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address the proxy saw in the place of the proxy's own."""
        if settings.SECURE_PROXY_SSL_HEADER:
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if _network(seen):
                request.META["REMOTE_ADDR"] = seen
        near = request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = _network(near) or near
        return self.get_response(request)


def _network(text: str) -> str:
    """The address whose visits are counted together; '' for what is none.

    Whoever has one IPv6 address has the 2^64 of its network, one for each attempt.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        within = ip_network((address, 64), strict=False).network_address
        return str(address.ipv4_mapped or within)
    return str(address)


class LanguageMiddleware:
    """Activates the viewer's language and time zone for the page.

    Language: `?language=` of this address, then the member's own, then the cookie, then what the
    browser asks for, then the place's first; only languages the place offers. Zone: the member's,
    then the place's, then the settings'.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language and zone of who asks."""
        language = self._language(request)
        with translation.override(language), timezone.override(self._zone(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language_tag())
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def _language(self, request: HttpRequest) -> str:
        place, viewer = place_of(request), viewer_of(request)
        offered = [language.code for language in offered_languages(place)]
        wanted = (
            request.GET.get("language", ""),
            viewer.language if viewer else "",
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            translation.get_language_from_request(request),
        )
        fallback = offered[0] if offered else settings.LANGUAGE_CODE
        return next((code for code in wanted if code in offered), fallback)

    def _zone(self, request: HttpRequest) -> ZoneInfo:
        place, viewer = place_of(request), viewer_of(request)
        for name in (viewer.time_zone if viewer else "", place.time_zone if place else ""):
            if name and name in _zones():
                return ZoneInfo(name)
        return ZoneInfo(settings.TIME_ZONE)


class ContentSecurityMiddleware:
    """Sends the content security policy: our own scripts and styles, nothing inline, no frames."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy, unless the view set its own."""
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code >= 500):  # Django's own page of a fault
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class RefusalMiddleware:
    """Turns a refusal that no view showed into the page of its kind: 404, 403 or 400.

    What no page could keep is refused here too.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is in process_exception."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, *_given: object
    ) -> HttpResponse | None:
        """Refuse a NUL before a page sees it: PostgreSQL keeps none, and nobody types one."""
        sent = [request.path, *_sent(request.GET)]
        # a machine's message is not a form, and is read only by who knows its signature
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            sent += _sent(request.POST)
        if any("\x00" in text for text in sent):
            return views.refused(request, Refused(NOT_TEXT), 400)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for Missing, Forbidden and Refused; anything else is a fault of ours."""
        if isinstance(exception, Missing):
            return views.refused(request, exception, 404)
        if isinstance(exception, Forbidden):
            return views.refused(request, exception, 403)
        if isinstance(exception, Refused):
            return views.refused(request, exception, 400)
        return None


def _sent(fields: QueryDict) -> list[str]:
    """Names and values of a query or a form."""
    return [text for name, values in fields.lists() for text in (name, *values)]


_known_zones: set[str] = set()


def _zones() -> set[str]:
    """The names of time zones, read from disk once."""
    if not _known_zones:
        _known_zones.update(available_timezones())
    return _known_zones
