"""The session's cookie: what the browser holds tells it nothing."""

import base64
import re
import zlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from cohive.bond.sessions import SessionStore
from tests.bond.conftest import Cast

CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")


def _readable(cookie: str) -> bytes:
    """Everything one gets out of a cookie by decoding and unpacking its parts."""
    found = cookie.encode()
    for part in re.split(r"[:.]", cookie):
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        found += b"\n" + decoded
        for window_bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
            try:
                found += b"\n" + zlib.decompress(decoded, window_bits)
            except zlib.error:
                continue
    return found


@pytest.mark.django_db
def test_who_asks_for_anothers_code_cannot_read_it_in_his_own_cookie(cast: Cast) -> None:
    cache.clear()
    browser = Client()
    browser.post("/account/login/code/", {"email": "mei@example.org"})
    sent = CODE.search(str(mail.outbox[-1].body))
    assert sent is not None
    told = _readable(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    assert sent[0].encode() not in told
    assert b"mei@example.org" not in told
    answer = browser.post("/account/login/code/confirm/", {"code": sent[0]})
    assert answer.status_code == 302  # and the code goes on working
    assert browser.get("/settings/").status_code == 200


def test_a_session_comes_back_whole() -> None:
    kept = SessionStore()
    kept["bond_claim"] = "夜渡"
    kept.save()
    assert SessionStore(kept.session_key)["bond_claim"] == "夜渡"


@pytest.mark.parametrize("cookie", ["", "made-up", "é", "\x00", "A" * 5_000])
def test_a_made_up_cookie_is_an_empty_session(cookie: str) -> None:
    assert not SessionStore(cookie).keys()


def test_an_altered_cookie_is_an_empty_session() -> None:
    kept = SessionStore()
    kept["member"] = "mei"
    kept.save()
    cookie = str(kept.session_key)
    middle = len(cookie) // 2
    other = "A" if cookie[middle] != "A" else "B"
    assert not SessionStore(cookie[:middle] + other + cookie[middle + 1 :]).keys()


def test_an_old_cookie_is_an_empty_session() -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    with time_machine.travel(begun, tick=False):
        kept = SessionStore()
        kept["member"] = "mei"
        kept.save()
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with time_machine.travel(begun + age - timedelta(minutes=1), tick=False):
        assert SessionStore(kept.session_key)["member"] == "mei"
    with time_machine.travel(begun + age + timedelta(minutes=1), tick=False):
        assert not SessionStore(kept.session_key).keys()


def test_a_former_secret_still_opens_what_it_sealed(settings: pytest.FixtureRequest) -> None:
    kept = SessionStore()
    kept["member"] = "mei"
    kept.save()
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another secret of the same place"
    assert not SessionStore(kept.session_key).keys()
    settings.SECRET_KEY_FALLBACKS = [former]
    assert SessionStore(kept.session_key)["member"] == "mei"
