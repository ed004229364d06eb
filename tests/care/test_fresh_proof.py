"""Who connects a mailbox, a bot or a channel has just proven herself, and the others are told."""

from __future__ import annotations

from datetime import datetime

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
from tests.care.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long word of hers"
PROVE = "/account/reauthenticate/"


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


PARTS = ("mailbox", "telegram", "mailbox-off", "telegram-off")


@pytest.mark.parametrize("part", PARTS)
def test_a_session_left_open_does_not_change_what_the_inbox_reads(
    steward: Client, part: str
) -> None:
    replace_keys(InboxKeys(imap_host="mail.example", telegram_token="t"))
    given = {"part": part, "telegram_token": "secret-of-hers", "imap_password": "secret-of-hers"}
    answer = steward.post("/desk/inbox/settings/", given)
    assert answer.status_code == 302
    assert answer["Location"].startswith(PROVE)
    assert "secret-of-hers" not in str(dict(steward.session))
    assert (keys().imap_host, keys().telegram_token) == ("mail.example", "t")
    answer = steward.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/desk/inbox/settings/"
    steward.post("/desk/inbox/settings/", {"part": "telegram-off"})
    assert keys().telegram_token == ""


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
    assert client.post("/desk/inbox/settings/", {"part": "mailbox"}).status_code == 403
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
