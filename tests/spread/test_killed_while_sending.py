"""kill -9 while posts go out: no network gets one twice, and nothing is forgotten."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from cohive.bridges.channels.fakes.mastodon import FakeMastodon
from cohive.bridges.channels.fakes.telegram import FakeTelegram
from cohive.bridges.payments.loopback import Reply, served
from tests.spread.sending import POSTS

pytestmark = pytest.mark.process
KILLS = 6


class SlowTelegram(FakeTelegram):
    """Takes the message, then lets a moment go by before it says so."""

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """As the other, but slow to answer."""
        reply = super().routed(method, target, headers, body)
        time.sleep(0.05)
        return reply


class SlowMastodon(FakeMastodon):
    """The same."""

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """As the other, but slow to answer."""
        reply = super().routed(method, target, headers, body)
        time.sleep(0.05)
        return reply


def run(environment: dict[str, str], *words: str) -> str:
    """One errand of the place, to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.spread.sending", *words],
        env=environment, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    return done.stdout.decode()


def test_none_is_sent_twice(tmp_path: Path) -> None:
    telegram, mastodon = SlowTelegram(), SlowMastodon()
    environment = {**os.environ, "COHIVE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    (tmp_path / "home").mkdir()
    chance = random.Random(20261128)  # noqa: S311 - points in time, no secret
    with served(telegram) as at_telegram, served(mastodon) as at_mastodon:
        run(environment, "open", at_telegram, at_mastodon)
        for _ in range(KILLS):
            victim = subprocess.Popen(
                [sys.executable, "-m", "tests.spread.sending", "work"],
                env=environment,
                stdout=subprocess.PIPE,
            )
            assert victim.stdout is not None
            assert victim.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.02, 0.35))
            victim.kill()
            victim.wait()
            victim.stdout.close()
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
