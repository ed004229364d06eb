"""Mails are passed on: their links end what can begin again, and do nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cohive.spread import newsletter_tokens as tokens
from cohive.spread.models import Subscriber
from tests.spread.conftest import Cast
from tests.spread.test_newsletter import subscribe

pytestmark = pytest.mark.django_db
Hear = Callable[..., int]


def test_a_forwarded_mail_erases_and_shows_nothing(
    cast: Cast, now: datetime, client: Client, hear: Hear
) -> None:
    row = subscribe(cast, "ann@example.org", now)
    page = f"/newsletter/mine/{tokens.preferences_token(row.subscriber_id)}/"
    client.post(page, {"do": "erase"})
    assert client.get(page + "kept").status_code == 404
    assert client.get(page.replace("/mine/", "/sure/")).status_code == 404
    assert client.post(page.replace("/mine/", "/sure/")).status_code == 404
    assert Subscriber.objects.filter(address="ann@example.org").exists()


def test_what_erases_goes_to_the_mailbox_and_does_nothing_by_being_opened(
    cast: Cast, now: datetime, client: Client, hear: Hear
) -> None:
    row = subscribe(cast, "ann@example.org", now)
    hear(now)
    mail.outbox.clear()
    page = f"/newsletter/mine/{tokens.preferences_token(row.subscriber_id)}/"
    assert client.post(page, {"do": "owner"}).status_code == 302
    hear(timezone.now())
    (sent,) = mail.outbox
    assert sent.to == ["ann@example.org"]
    found = re.search(r"/newsletter/sure/\S+?/(?=\s|$)", sent.body)
    assert found is not None
    sure = found[0]
    assert "Erase my address" in client.get(sure).content.decode()
    kept = client.get(sure + "kept")
    assert kept.json()["address"] == "ann@example.org"
    assert Subscriber.objects.filter(address="ann@example.org").exists()
    assert client.post(sure).status_code == 200
    assert not Subscriber.objects.filter(address="ann@example.org").exists()
    assert client.get(sure).status_code == 404


def test_a_link_older_than_an_hour_opens_nothing(
    cast: Cast, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = subscribe(cast, "ann@example.org", now)
    token = tokens.owner_token(row.subscriber_id)
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4e9)
    assert client.get(f"/newsletter/sure/{token}/").status_code == 404


def test_a_mailbox_is_not_written_to_again_and_again(
    cast: Cast, now: datetime, client: Client, hear: Hear
) -> None:
    row = subscribe(cast, "ann@example.org", now)
    hear(now)
    mail.outbox.clear()
    page = f"/newsletter/mine/{tokens.preferences_token(row.subscriber_id)}/"
    answers = {client.post(page, {"do": "owner"}).status_code for _ in range(9)}
    hear(timezone.now())
    assert answers == {302, 400}
    assert 1 <= len(mail.outbox) <= 3
