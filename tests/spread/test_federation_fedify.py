"""A place and Fedify, somebody else's ActivityPub, follow, answer and forget over real HTTP.

Both run as servers of their own on this machine: `cohive serve` with its worker, and node. Set up
with `python tools/federation_peer.py FOLDER`; without it this is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import COHIVE, served

FOLDER = os.environ.get("COHIVE_FEDIFY_FOLDER", "")
WITHIN_SECONDS = 120.0
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        shutil.which("node") is None, reason="node is not here: install node 20 or newer"
    ),
    pytest.mark.skipif(
        not (Path(FOLDER) / "node_modules" / "@fedify").is_dir(),
        reason="Fedify is not here: python tools/federation_peer.py FOLDER, then "
        "COHIVE_FEDIFY_FOLDER=FOLDER",
    ),
    pytest.mark.skipif(
        bool(os.environ.get("DATABASE_URL")), reason="looks into the place's own SQLite file"
    ),
]
ACT = """
import sys, django
django.setup()
from django.utils import timezone
from cohive.bond.queries import place, stewards
from cohive.spread import operations, queries
here, steward, now = place(), next(iter(stewards())), timezone.now()
what, given = sys.argv[1], sys.argv[2:]
if what == "on":
    operations.switch_federation(agent=here.agent, is_on=True, handle="ferry", by=steward, at=now)
    print(queries.federated_actor(here.agent).url)
if what == "say":
    print(operations.publish(actor=here.agent, texts={"en": given[0]}, by=steward, at=now))
if what == "answer":
    reply = queries.remote_replies()[0].id
    operations.answer_remote(reply=reply, text=given[0], by=steward, at=now)
if what == "withdraw":
    operations.withdraw_post(post=given[0], by=steward, at=now)
"""


@dataclass(frozen=True)
class Both:
    """The two servers, and what one can do to them."""

    place: str
    peer: str
    home: Path
    environment: dict[str, str]

    def act(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", ACT, *words],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "cohive.house.settings.base"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def peer_does(self, what: str, **given: object) -> Any:
        request = urllib.request.Request(
            f"{self.peer}/control/{what}", data=json.dumps(given).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(error.read().decode()) from None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.home}/database.sqlite3?mode=ro", uri=True)) as it:
            return it.execute(sql).fetchall()


def until(found: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.2)
    raise AssertionError(f"did not happen: {what}")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home, logs = tmp_path_factory.mktemp("home") / "place", tmp_path_factory.mktemp("logs")
    environment = {**os.environ, "COHIVE_HOME": str(home), "COHIVE_FEDERATION_TEST_PORT": str(port)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = "--name Ferry --languages en --currency EUR --tax-name VAT --tax-percent 21"
    more = "--template label --steward-email s@example.org --steward-name Saskia"
    subprocess.run([COHIVE, "init", *words.split(), *more.split()], env=environment, check=True)
    log = (logs / "peer.log").open("w+")
    peer = subprocess.Popen(
        ["node", "peer.mjs", str(port)], cwd=FOLDER, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        until(lambda: "ready" in (logs / "peer.log").read_text(), "the peer starts")
        with served(home, environment, logs) as running:
            yield Both(running.url, f"http://127.0.0.1:{port}", home, running.environment)
    finally:
        peer.terminate()
        peer.wait(timeout=10)
        log.close()


def test_somebody_elses_server_follows_answers_and_forgets(both: Both) -> None:
    actor = both.act("on")
    found = both.peer_does("lookup", address=actor)
    assert (found["type"], found["preferredUsername"]) == ("Organization", "ferry")

    # it follows: our Accept arrives, and Fedify believes its signature
    both.peer_does("follow", actor=actor)
    came = lambda kind: [one for one in both.peer_does("received") if one["kind"] == kind]  # noqa: E731
    accepted = until(lambda: came("Accept"), "Accept arrives")
    assert accepted[0]["actor"] == actor

    # a post arrives there, and its document can be looked up
    post = both.act("say", "The night ferry sails. #ferry")
    created = until(lambda: came("Create"), "the post arrives")
    assert "night ferry" in created[0]["content"]
    url = created[0]["object"]
    assert url.endswith(post)
    assert both.peer_does("lookup", address=url)["attributedTo"] == actor

    # she answers, passes on, likes: rows here, as text with its origin
    both.peer_does("reply", actor=actor, object=url, text="<p>Fine <b>boat</b></p>")
    both.peer_does("boost", actor=actor, object=url)
    both.peer_does("like", actor=actor, object=url)
    texts = both.rows(
        "SELECT r.text, a.handle FROM spread_remotereply r JOIN spread_remoteactor a"
        " ON a.id = r.remote_id"
    )
    assert texts == [("Fine boat", f"ada@127.0.0.1:{both.peer.rpartition(':')[2]}")]
    kinds = both.rows("SELECT kind FROM spread_remotereaction ORDER BY kind")
    assert kinds == [("boost",), ("like",)]

    # the answer to her arrives as an answer to her note
    both.act("answer", "Thank you, Ada")
    answered = until(lambda: [o for o in came("Create") if o["reply_to"]], "the answer arrives")
    assert answered[0]["reply_to"] == f"{both.peer}/notes/1"
    assert "Thank you, Ada" in answered[0]["content"]

    # she changes it, takes back like and answer
    both.peer_does("change", actor=actor, object=url, text="<p>Fine ship</p>")
    assert both.rows("SELECT text FROM spread_remotereply") == [("Fine ship",)]
    both.peer_does("unlike", actor=actor, object=url)
    both.peer_does("erase", actor=actor)
    assert both.rows("SELECT text, uri FROM spread_remotereply") == [("", "")]
    assert both.rows("SELECT kind FROM spread_remotereaction") == [("boost",)]

    # we take the post back: Fedify hears Delete; its document is gone
    both.act("withdraw", post)
    until(lambda: came("Delete"), "Delete arrives")
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(f"{both.place}/ap/objects/{post}")
    with gone.value:  # it holds a socket, which pytest would find open after its last word
        assert gone.value.code == 410

    # she does not follow any more
    both.peer_does("unfollow", actor=actor)
    mine = f"SELECT count(*) FROM spread_follower WHERE follow LIKE '{both.peer}/%'"  # noqa: S608 - our own port
    assert both.rows(mine) == [(0,)]
