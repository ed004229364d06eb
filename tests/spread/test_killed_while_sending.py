"""kill -9 while posts go out: no network gets one twice, and nothing is forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from cohive.bridges.channels.fakes.mastodon import FakeMastodon
from cohive.bridges.channels.fakes.telegram import FakeTelegram
from cohive.bridges.payments.loopback import Reply, served
from tests.spread.sending import POSTS

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]
PATIENCE_SECONDS = 120


class Network:
    """What a network does with a request: takes it, and does not answer before it may."""

    def __init__(self) -> None:
        self.taken = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    def take(self) -> None:
        """The request is taken; the answer waits."""
        self.taken.set()
        assert self.may_answer.wait(PATIENCE_SECONDS)


class SlowTelegram(FakeTelegram):
    """Takes the message, and answers when its network may."""

    network = Network()

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """As the other, later."""
        reply = super().routed(method, target, headers, body)
        self.network.take()
        return reply


class SlowMastodon(FakeMastodon):
    """The same."""

    network = Network()

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """As the other, later."""
        reply = super().routed(method, target, headers, body)
        self.network.take()
        return reply


def run(environment: dict[str, str], *words: str) -> str:
    """One errand of the place, to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.spread.sending", *words],
        env=environment, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    return done.stdout.decode()


def killed_inside(network: Network, environment: dict[str, str]) -> None:
    """The place works, and is killed when this network has taken a request and not answered."""
    network.may_answer.clear()
    network.taken.clear()
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.spread.sending", "work"],
        env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert network.taken.wait(PATIENCE_SECONDS), "nothing was sent before the kill"
    victim.kill()
    victim.wait()
    network.may_answer.set()


def test_none_is_sent_twice(tmp_path: Path) -> None:
    telegram, mastodon = SlowTelegram(), SlowMastodon()
    environment = {**os.environ, "COHIVE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    (tmp_path / "home").mkdir()
    with served(telegram) as at_telegram, served(mastodon) as at_mastodon:
        run(environment, "open", at_telegram, at_mastodon)
        for network in (telegram.network, mastodon.network, telegram.network, mastodon.network):
            killed_inside(network, environment)
        told = run(environment, "later")
    stood = Counter({tuple(line.split()[:2]): int(line.split()[2]) for line in told.splitlines()})
    posted = Counter(post["text"] for post in telegram.posts)
    assert max(posted.values()) == 1
    assert max(Counter(each["content"] for each in mastodon.statuses).values()) == 1
    assert len(mastodon.statuses) == POSTS == stood["mastodon", "sent"]
    uncertain = stood["telegram", "uncertain"]
    assert stood["telegram", "sent"] + uncertain == POSTS
    assert stood["telegram", "sent"] <= len(posted) <= POSTS
    assert uncertain >= 1, "no kill fell into a request: the test showed nothing"
