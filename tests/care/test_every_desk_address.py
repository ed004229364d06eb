"""Every desk address of spread and care, walked by five kinds of people."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cohive.bond import operations as bond
from cohive.care import urls as care_urls
from cohive.spread import urls as spread_urls
from tests.care.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db

ANSWERERS = frozenset(
    f"care:{name}"
    for name in (
        *("inbox", "inbox-figures", "log-answers", "conversation", "here", "file", "step"),
        *("customers", "customer", "customer-of-order", "erase-note", "note-customer"),
        *("set-follow-up", "follow-ups", "finish-follow-up"),
        *("concerns", "follow-idea", "concern", "concern-step", "ask-voice", "help-new"),
    )
)
"""What who answers opens; all other desk addresses are for stewards."""
BY_OPERATION = frozenset(["spread:federation-switch"])
"""Keepers switch their own circle here, so what is refused is refused by name, not at the door."""


def desk_addresses() -> list[tuple[str, str]]:
    found = []
    for space, patterns in (("care", care_urls.urlpatterns), ("spread", spread_urls.urlpatterns)):
        for one in patterns:
            given = {
                name: str(uuid4()) if "UUID" in type(kind).__name__ else "none"
                for name, kind in one.pattern.converters.items()
            }
            try:
                path = reverse(f"{space}:{one.name}", kwargs=given)
            except NoReverseMatch:
                continue
            if path.startswith(("/desk/", "/audience/")) or (
                path.startswith("/segments/") and "mine" not in path
            ):
                found.append((f"{space}:{one.name}", path))
    return found


ADDRESSES = desk_addresses()


def test_the_walk_is_whole() -> None:
    assert len(ADDRESSES) > 60
    assert {name for name, _path in ADDRESSES} >= ANSWERERS


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_opens_a_desk_who_is_not_trusted_with_it(
    team: Cast, now: datetime, method: str
) -> None:
    keeper = bond.join(email="keeper@example.org", name="Keeper", at=now, is_verified=True)
    bond.create_circle(name="Her own circle", purpose="Ours.", by=keeper, at=now)
    people = {
        "guest": Client(),
        "member": signed_in(team.noor),
        "keeper of a circle": signed_in(keeper),
        "answerer": signed_in(team.mei),
        "steward": signed_in(team.ruben),
    }
    faults = []
    for name, path in ADDRESSES:
        for who, client in people.items():
            status = getattr(client, method)(path).status_code
            if status >= 500:
                faults.append((who, method, name, status))
            may = who in ("guest", "steward") or (who == "answerer" and name in ANSWERERS)
            if who == "guest" and status not in (302, 403, 405):
                faults.append((who, method, name, status))
            elif not may and status not in (403, 405):
                faults += [] if name in BY_OPERATION else [(who, method, name, status)]
    assert faults == []


def test_every_form_of_the_desk_asks_for_the_forgery_token(team: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    user = signed_in(team.ruben)
    client.cookies = user.cookies
    open_ones = [
        name for name, path in ADDRESSES if client.post(path).status_code not in (403, 405)
    ]
    assert open_ones == []
