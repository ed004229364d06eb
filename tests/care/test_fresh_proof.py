"""Who connects a mailbox, a bot or a channel has just proven herself, and the others are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.models import Member, Notice, User
from cohive.bridges.channels.channel import Account
from cohive.bridges.mail.keys import InboxKeys
from cohive.care import operations
from cohive.care.connections import keys, replace_keys
from cohive.spread.models import Channel
from cohive.spread.operations import channels
from tests.care.conftest import PASSWORD, Cast, signed_in

pytestmark = pytest.mark.django_db
PROVE = "/account/reauthenticate/"
SECRETS = ("imap_password", "telegram_token", "wechat_secret", "wechat_token")


@pytest.fixture
def steward(team: Cast) -> Client:
    user = Member.objects.get(agent=team.ruben).user
    assert user is not None
    User.objects.filter(id=user.id).update(password=make_password(PASSWORD))
    return signed_in(team.ruben)


@pytest.fixture
def channel(team: Cast, now: datetime) -> Channel:
    channels.connect_channel(
        kind="telegram", name="News", language="", account=Account("@n", ""),
        keep=lambda _key: None, by=team.ruben, at=now,
    )  # fmt: skip
    return Channel.objects.get()


WAYS = ("mailbox", "telegram", "wechat")
CONNECTED = InboxKeys(
    address="hi@sea.example", imap_host="mail.example", imap_user="hi", imap_password="p",
    telegram_token="t", wechat_app="a", wechat_secret="s", wechat_token="w",
)  # fmt: skip


@pytest.mark.parametrize("what", WAYS)
def test_the_proof_is_asked_for_before_the_form_is_shown(steward: Client, what: str) -> None:
    page = f"/desk/inbox/settings/{what}/"
    asked = steward.get(page)
    assert asked.status_code == 302
    assert asked["Location"].startswith(PROVE)
    back = steward.post(asked["Location"], {"password": PASSWORD})
    assert back["Location"] == page
    shown = steward.get(page)
    assert shown.status_code == 200
    assert "Try it and connect" in shown.content.decode()


@pytest.mark.parametrize("what", WAYS)
def test_a_form_that_comes_too_late_is_kept_nowhere(steward: Client, what: str) -> None:
    replace_keys(CONNECTED)
    page = f"/desk/inbox/settings/{what}/"
    given = {"telegram_token": "secret-of-hers", "imap_password": "secret-of-hers"}
    for late in (given, {"do": "off"}):
        answer = steward.post(page, late)
        assert answer.status_code == 302
        assert answer["Location"].startswith(PROVE)
        assert "secret-of-hers" not in str(dict(steward.session))
        assert keys() == CONNECTED
    told = steward.get(answer["Location"]).content.decode()
    assert "Nothing was kept." in told
    steward.post(answer["Location"], {"password": PASSWORD})
    assert steward.post(page, {"do": "off"})["Location"] == "/desk/inbox/settings/"
    assert keys() != CONNECTED


@pytest.mark.parametrize("what", WAYS)
def test_no_secret_is_shown_again(steward: Client, what: str) -> None:
    replace_keys(replace(CONNECTED, **dict.fromkeys(SECRETS, "S3cretOfHers")))
    steward.post(PROVE, {"password": PASSWORD})
    page = f"/desk/inbox/settings/{what}/"
    assert "S3cretOfHers" not in steward.get(page).content.decode()
    again = steward.post(page, dict.fromkeys(SECRETS, "S3cretOfHers"))
    assert "S3cretOfHers" not in again.content.decode()


def test_only_a_source_that_is_known_and_ours_to_change_has_a_page(
    steward: Client, settings: Any
) -> None:
    steward.post(PROVE, {"password": PASSWORD})
    assert steward.get("/desk/inbox/settings/pigeon/").status_code == 404
    settings.INBOX_KEYS = {"imap_host": "mail.example"}
    assert steward.get("/desk/inbox/settings/mailbox/").status_code == 404


def test_small_things_of_the_inbox_ask_for_no_proof(steward: Client) -> None:
    given = {"part": "label", "name": "Late", "tone": "1"}
    answer = steward.post("/desk/inbox/settings/", given)
    assert not answer.get("Location", "").startswith(PROVE)


def test_a_session_left_open_connects_no_channel_and_lets_none_go(
    steward: Client, channel: Channel
) -> None:
    path = "/desk/channels/connect/mastodon/"
    for answer in (steward.get(path), steward.post(path, {"token": "secret-of-hers"}),
                   steward.post(f"/desk/channels/{channel.id}/let-go/")):  # fmt: skip
        assert answer["Location"].startswith(PROVE)
        assert "secret-of-hers" not in str(dict(steward.session))
    channel.refresh_from_db()
    assert channel.state == "connected"
    steward.post(PROVE, {"password": PASSWORD})
    steward.post(f"/desk/channels/{channel.id}/let-go/")
    channel.refresh_from_db()
    assert channel.state == "off"


def test_who_comes_by_mail_alone_connects_nothing(team: Cast, channel: Channel) -> None:
    client = signed_in(team.ruben)
    for what in WAYS:
        assert client.get(f"/desk/inbox/settings/{what}/").status_code == 403
        assert client.post(f"/desk/inbox/settings/{what}/", {"do": "off"}).status_code == 403
    assert client.get("/desk/channels/connect/mastodon/").status_code == 403
    assert client.post(f"/desk/channels/{channel.id}/let-go/").status_code == 403


def test_the_other_stewards_are_told(team: Cast, now: datetime) -> None:
    bond.grant_role(to=team.noor, role="steward", by=team.ruben, at=now)
    channels.connect_channel(
        kind="telegram", name="News", language="", account=Account("@n", ""),
        keep=lambda _key: None, by=team.ruben, at=now,
    )  # fmt: skip
    row = Channel.objects.get()
    channels.let_channel_go(channel=row.id, forget=lambda: None, by=team.ruben, at=now)
    operations.connect_source(what="mailbox", keep=lambda: None, by=team.ruben, at=now)
    told = Notice.objects.filter(
        kind__in=("spread.channel.changed", "care.inbox.connected"), to=team.noor
    )
    assert told.count() == 3
    assert not Notice.objects.filter(kind="care.inbox.connected", to=team.ruben).exists()
    page = signed_in(team.noor).get("/notices/").content.decode()
    assert "let the channel News go." in page
