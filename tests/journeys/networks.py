"""Two networks of our own on ports of this machine, and a place connected to both."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cohive.bridges.channels.fakes.mastodon import FakeMastodon
from cohive.bridges.channels.fakes.telegram import FakeTelegram
from cohive.bridges.payments.loopback import served
from tests.journeys.conftest import Running
from tests.journeys.newcomers import WAIT_SECONDS

CONNECT = """
import sys
import django
django.setup()
from functools import partial
from django.utils import timezone
from cohive.bond.queries import stewards
from cohive.bridges.channels.channel import Account
from cohive.bridges.channels.fakes.mastodon import TOKEN
from cohive.bridges.channels.fakes.telegram import TOKEN as BOT
from cohive.spread import channel_keys
from cohive.spread.operations.channels import connect_channel
telegram, mastodon = sys.argv[1:]
for kind, keys in (
    ("telegram", {"token": BOT, "chat": "@nightferry", "base": telegram}),
    ("mastodon", {"server": mastodon, "token": TOKEN}),
):
    connect_channel(
        kind=kind, name="Quay " + kind.title(), language="", account=Account("@" + kind, ""),
        keep=partial(channel_keys.keep, fields=keys), by=stewards()[0], at=timezone.now(),
    )
"""
"""By the room's own doors: the page asks for a public server, and these stand on this machine."""

QUAY = ("Quay Telegram", "Quay Mastodon")
"""What they are called, beside the practice channels the demo place has already."""


@dataclass(frozen=True)
class Networks:
    """What was posted where."""

    telegram: FakeTelegram
    mastodon: FakeMastodon

    def said(self, words: str) -> tuple[int, int]:
        """How often these words were posted on each of them."""
        return (
            sum(words in post["text"] for post in self.telegram.posts),
            sum(words in post["content"] for post in self.mastodon.statuses),
        )

    def hears(self, words: str) -> None:
        """Wait until both have it, each once."""
        end = time.monotonic() + WAIT_SECONDS
        while self.said(words) != (1, 1):
            assert time.monotonic() < end, f"{words!r} was posted {self.said(words)} times"
            assert max(self.said(words)) <= 1
            time.sleep(0.3)

    def link_in(self, words: str) -> str:
        """The place's link in what Telegram's readers see."""
        text = next(post["text"] for post in self.telegram.posts if words in post["text"])
        found = re.search(r"http\S+/l/\w+", text)
        assert found is not None, text
        return found[0]


@contextmanager
def connected(place: Running) -> Iterator[Networks]:
    """The place has an account on each, over real HTTP, while the block runs."""
    networks = Networks(FakeTelegram(), FakeMastodon())
    known = {**os.environ, **place.environment}
    known["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    with served(networks.telegram) as telegram, served(networks.mastodon) as mastodon:
        subprocess.run([sys.executable, "-c", CONNECT, telegram, mastodon], env=known, check=True)
        yield networks
