"""Who asks, with and without a proxy in front of the place."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cohive.look.middleware import NetworkAddressMiddleware

PROXY, VISITOR = "10.0.0.1", "203.0.113.7"


def _seen(forwarded: str) -> str:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)
    return NetworkAddressMiddleware(answer)(request).content.decode()


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        (VISITOR, VISITOR),
        (f"198.51.100.1, {VISITOR}", VISITOR),  # the first was written by whoever asks
        ("2001:db8:1:2::7", "2001:db8:1:2::"),  # its network: the rest is one's own to choose
        (f"::ffff:{VISITOR}", VISITOR),
        ("", PROXY),
        ("unknown", PROXY),
        (f"{VISITOR}, ", PROXY),
    ],
)
def test_behind_a_proxy_its_own_word_is_believed(settings, forwarded, seen):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert _seen(forwarded) == seen


def test_without_a_proxy_nobody_chooses_her_own_address(settings):
    settings.SECURE_PROXY_SSL_HEADER = None
    assert _seen(VISITOR) == PROXY
