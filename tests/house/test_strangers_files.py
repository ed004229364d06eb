"""A stranger cannot fill the disk: files of those who are not signed in are few and small."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohive.bond.models import User
from cohive.bond.operations import found_place, join
from cohive.house import uploads

pytestmark = pytest.mark.django_db
HOURLY = uploads.UPLOADS_MAX[1][0]


@pytest.fixture
def here(now: datetime) -> str:
    """Any address takes a form; this one asks for no file."""
    found_place(
        name="Quay",
        languages=("en",),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@quay.example",
        steward_name="Ruben",
        at=now,
    )
    return "/look/language/"


def sent(client: Client, address: str, size: int = 10, **more: object) -> int:
    file = SimpleUploadedFile("picture.png", b"x" * size)
    return client.post(address, {"language": "en", "file": file}, **more).status_code


def test_after_twenty_files_an_hour_a_network_waits(client: Client, here: str) -> None:
    answers = [sent(client, here) for _ in range(HOURLY + 1)]
    assert set(answers[:-1]) == {302}
    assert answers[-1] == 429
    other = client.post(here, {"language": "en", "file": SimpleUploadedFile("a", b"x")})
    assert other.status_code == 429
    assert 0 < int(other.headers["Retry-After"]) <= 3600
    assert "Too many tries in a short time" in other.content.decode()
    assert sent(client, here, REMOTE_ADDR="203.0.113.9") == 302
    assert client.post(here, {"language": "en"}).status_code == 302  # no file, no limit


def test_a_large_file_is_refused_before_it_is_read(
    client: Client, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BYTES_MAX", 2 * uploads.MIB)
    answer = client.post(here, {"file": SimpleUploadedFile("a", b"x" * (3 * uploads.MIB))})
    assert answer.status_code == 413
    assert "at most 2 MiB together" in answer.content.decode()


def test_members_are_not_counted_with_strangers(client: Client, here: str) -> None:
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert {sent(client, here) for _ in range(HOURLY + 2)} == {302}


def test_a_member_sends_more_and_who_has_a_role_the_most(
    client: Client, here: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BYTES_MAX", uploads.MIB)
    monkeypatch.setattr(uploads, "MEMBERS_BYTES_MAX", 2 * uploads.MIB)
    monkeypatch.setattr(uploads, "TRUSTED_BYTES_MAX", 3 * uploads.MIB)
    join(email="noor@quay.example", name="Noor", at=now, is_verified=True)
    sizes = [size * uploads.MIB // 2 for size in (1, 3, 5, 7)]
    for name, taken in (("", 1), ("noor", 2), ("ruben", 3)):
        browser = Client()
        if name:
            user = User.objects.get(email=f"{name}@quay.example")
            browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answers = [sent(browser, here, size) for size in sizes]
        assert answers == [302] * taken + [413] * (4 - taken)


def test_a_day_has_its_own_limit(
    client: Client, here: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOADS_MAX", ((3, 86400), (2, 3600)))
    answers = []
    for hour in range(2):
        with time_machine.travel(now + timedelta(hours=hour), tick=False):
            answers += [sent(client, here) for _ in range(2)]
            last = client.post(here, {"file": SimpleUploadedFile("a", b"x")})
    assert answers == [302, 302, 302, 429]
    assert int(last.headers["Retry-After"]) > 3600


def test_not_more_than_ten_files_in_one_form(client: Client, here: str) -> None:
    files = [SimpleUploadedFile(f"{number}.png", b"x") for number in range(11)]
    answer = client.post(here, {"file": files})
    assert answer.status_code == 429
    assert "At most 10 files at once" in answer.content.decode()
