"""What stands in for the outside in a demo place: it answers, and it lets nothing out."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from cohive.bridges import egress
from cohive.bridges.channels.fakes.mastodon import FakeMastodon
from cohive.bridges.channels.messages import Outgoing
from cohive.bridges.channels.telegram import TelegramBot
from cohive.bridges.egress import EgressUnstarted, fetch
from cohive.bridges.mail.imap import Box, MailboxFailed, read_mailbox
from cohive.bridges.payments.loopback import served
from cohive.house.demo import practice
from cohive.spread.channel_clients import client_of
from cohive.words.ids import new_id


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every name that is asked for while something stands in for the outside."""
    asked: list[str] = []

    def way(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        raise OSError(host)

    monkeypatch.setattr(socket, "getaddrinfo", way)
    egress.stand_in(practice.answer)
    yield asked
    egress.stand_in(None)


def message(text: str) -> Outgoing:
    return Outgoing(text, "", "", None, "en", "", str(new_id()))


@pytest.mark.parametrize("kind", ["mastodon", "telegram", "bluesky"])
def test_the_channels_of_a_demo_take_a_post_and_ask_nobody(kind: str, ways: list[str]) -> None:
    client = client_of(kind, practice.CHANNEL_KEYS[kind])
    assert client.check().name
    assert client.send(message("High water at four.")).remote_id
    assert ways == []


def test_the_bot_answers_who_wrote_in_the_story(ways: list[str]) -> None:
    bot = TelegramBot(practice.BOT_TOKEN)
    for chat in practice.CHATS:
        assert bot.answer(chat, message("At six.")).remote_id
    assert ways == []


@pytest.mark.parametrize(
    "url", ["https://example.org/", "http://192.0.2.1/", "https://api.mollie.com/"]
)
def test_nothing_else_gets_out(url: str, ways: list[str]) -> None:
    with pytest.raises(EgressUnstarted):
        fetch("POST", url, body=b"{}")
    assert ways == []


def test_no_mailbox_is_read(ways: list[str]) -> None:
    box = Box(host="imap.example.org", port=993, user="u", password="p")
    with pytest.raises(MailboxFailed):
        read_mailbox(box, epoch=0, position=0, since=None)  # type: ignore[arg-type]
    assert ways == []


def test_this_machine_is_still_asked() -> None:
    egress.stand_in(practice.answer)
    try:
        with served(FakeMastodon()) as base:
            port = int(base.rpartition(":")[2])
            url = f"{base}/api/v1/accounts/verify_credentials"
            assert fetch("GET", url, allow_loopback_port=port).status == 401
            with pytest.raises(EgressUnstarted):
                fetch("GET", "http://localhost/")
    finally:
        egress.stand_in(None)
