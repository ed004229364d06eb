"""What stands in for the outside in a demo place: three networks that exist in this process only.

Nothing leaves a demo place, not even a question for a name. Its channels and its bot speak to these
networks by their real clients; other servers of the fediverse are those of the story, whose names
(RFC 2606) nobody can own. Whatever else is asked is told that there is no way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from cohive.bridges.channels.fakes.bluesky import HANDLE, PASSWORD, FakeBluesky
from cohive.bridges.channels.fakes.mastodon import TOKEN as MASTODON_TOKEN
from cohive.bridges.channels.fakes.mastodon import FakeMastodon
from cohive.bridges.channels.fakes.network import FakeNetwork
from cohive.bridges.channels.fakes.telegram import TOKEN as BOT_TOKEN
from cohive.bridges.channels.fakes.telegram import FakeTelegram
from cohive.bridges.egress import Answer, EgressFailed, EgressUnstarted

__all__ = ["BOT_TOKEN", "CHANNEL_KEYS", "CHATS", "answer"]

CHATS = ("4101", "4102", "4103")
"""Who writes to the bot in the story, by the number of her chat."""

CHANNEL_KEYS = {
    "mastodon": {"server": "https://social.example", "token": MASTODON_TOKEN},
    "telegram": {"token": BOT_TOKEN, "chat": "@nightferry"},
    "bluesky": {"handle": HANDLE, "password": PASSWORD, "server": "https://bsky.example"},
}


def _bot() -> FakeTelegram:
    bot = FakeTelegram()
    bot.chats |= {chat: {"id": int(chat), "type": "private"} for chat in CHATS}
    return bot


_networks: dict[str, FakeNetwork] = {
    "social.example": FakeMastodon(),
    "api.telegram.org": _bot(),
    "bsky.example": FakeBluesky(),
}


def answer(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Answer a request as the network or server of this name in the story.

    Raises EgressUnstarted for every other name: there was no connection, and there will be none.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    network = _networks.get(host)
    if network is not None:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        reply = network.answer(method, target, headers, body)
        if reply is None:
            raise EgressFailed("the practice network hung up")
        return Answer(reply.status, dict(reply.headers), reply.body, url, host)
    if method == "POST" and host.endswith(".example"):
        return Answer(202, {}, b"", url, host)
    raise EgressUnstarted("nothing leaves a demo place")
