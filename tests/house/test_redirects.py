"""Whoever is led on by a form or a link stays in this place, whatever the address says."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohive.bond import queries
from cohive.bond.models import Member
from cohive.bond.operations.doors import sign_in_url
from cohive.bond.queries import PlaceView
from tests.bond.conftest import Cast, cast, place, signed_in

__all__ = ["cast", "place"]
pytestmark = pytest.mark.django_db
PASSWORD = "salt-water-and-ink"
ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE/",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://testserver\\@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example?testserver",
    "//evil.example#testserver",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/a\r\nSet-Cookie: evil=1",
    "/a%0d%0aSet-Cookie:%20evil=1",
    "http://[",
    "http://[::1",
    "http://testserver:notaport/",
    "nowhere",
    "account_logout",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "／／evil.example",
    "．．//evil.example",
    "",
)


def led(answer: HttpResponse) -> None:
    """A redirect to this place, or none at all; no other header came of it."""
    assert answer.status_code < 500, answer.content[:500]
    assert "evil" not in answer.cookies
    location = answer.headers.get("Location", "/")
    assert not set("\r\n\t\\") & set(location), location
    whole = urlsplit(urljoin("http://testserver/somewhere/", location))
    ours = {"testserver", urlsplit(settings.ADDRESS).netloc}
    assert whole.scheme == "http", location
    assert whole.netloc in ours, location
    assert not location.startswith("//"), location


def test_no_form_leads_away(place: PlaceView, cast: Cast) -> None:
    guest, member, steward = Client(), signed_in(cast.noor), signed_in(cast.ruben)
    role, cite = reverse("bond:change-role", args=[cast.mei]), reverse("create:cite-source")
    for onward in ELSEWHERE:
        for client in (guest, member):
            for way in ("language", "theme"):
                given = {"language": "zh-hans", "theme": "dark", "next": onward}
                led(client.post(reverse(f"look:{way}"), given))
        led(steward.post(role, {"role": "maker", "do": "grant", "next": onward}))
        led(member.post(cite, {"title": "A chart", "holder": "X", "next": onward}))
        led(member.get(cite, {"next": onward}))
        switched = {"agent": str(place.agent), "handle": "ferry", "next": onward}
        answer = steward.post(reverse("spread:federation-switch"), switched)
        assert answer.status_code == 302
        led(answer)


def test_no_way_in_leads_away(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    user = Member.objects.get(agent=cast.noor).user
    assert user is not None
    user.set_password(PASSWORD)
    user.save()
    came_in = 0
    for number, onward in enumerate(ELSEWHERE):
        network = {"REMOTE_ADDR": f"203.0.113.{number}"}
        given = {"login": user.email, "password": PASSWORD, "next": onward}
        for address in ("account_login", "account_signup", "account_request_login_code"):
            led(Client().get(reverse(address), {"next": onward}))
        answer = Client().post(reverse("account_login"), given, **network)
        led(answer)
        came_in += answer.status_code == 302
        led(signed_in(cast.noor).post(reverse("account_logout"), {"next": onward}))
        proving = {"password": PASSWORD, "next": onward}
        led(signed_in(cast.noor).post(reverse("account_reauthenticate"), proving, **network))
        asked = {"email": user.email, "next": onward}
        led(Client().post(reverse("account_request_login_code"), asked, **network))
    assert came_in == len(ELSEWHERE)
    links = [word for mail in mailoutbox for word in mail.body.split() if word.startswith("http")]
    assert links
    for link in links:
        wanted = parse_qs(urlsplit(link).query).get("next", ["/"])[0]
        assert urlsplit(urljoin("http://testserver/", wanted)).netloc == "testserver"


def test_no_mailed_link_leads_away(cast: Cast) -> None:
    """The address of a sign-in link can be written on by whoever passes it on."""
    came_in = 0
    for onward in ELSEWHERE:
        path = urlsplit(sign_in_url(agent=cast.noor, at=timezone.now())).path
        led(signed_in(cast.mei).get(path, {"next": onward}))
        answer = Client().post(f"{path}?{urlencode({'next': onward})}")
        led(answer)
        came_in += answer.status_code == 302
    assert came_in == len(ELSEWHERE)


def test_a_link_made_here_leads_to_a_page_of_this_place(cast: Cast) -> None:
    founded = queries.place()
    assert founded is not None
    member = signed_in(cast.noor)
    made = member.post(reverse("spread:make"), {"kind": "place", "target": str(founded.agent)})
    code = made.headers["Location"].rstrip("/").rpartition("/")[2]
    for onward in ELSEWHERE:
        led(Client().get(f"/l/{code}", {"to": onward, "next": onward, "url": onward}))
        led(member.post(reverse("spread:make"), {"kind": onward, "target": onward}))
