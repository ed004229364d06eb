"""Hostile addresses through every way out, with traps on this machine that must stay silent.

A trap listens on loopback at a port; every socket of this process is watched as well: no call of
`connect` may name an address that is not public, whatever the ways out believe.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from cohive.bridges import egress
from cohive.bridges.addresses import is_public
from cohive.bridges.egress import EgressFailed, fetch
from cohive.bridges.federation.addresses import Unfit
from cohive.bridges.federation.peers import Peers, Signer
from cohive.bridges.payments.loopback import generated
from cohive.words.refusals import Refused
from tests.bridges.test_egress import HOSTILE_URLS

AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
SIGNER = Signer("https://place.example/ap/actors/1#main-key", generated("place"))

MORE = [
    # the same machine, written otherwise
    "https://127.0.0.1/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:0001::1]/",
    "https://[2001:0:0:0:0:0:80ff:fffe]/",
    "https://[fe80::1%251]/",
    "https://[ff05::2]/",
    "https://[ff0e::1]/",
    "https://224.0.0.251/",
    "https://239.0.0.1/",
    "https://0177.0000.0000.0001/",
    "https://0x7f000001/",
    "https://0x7F.0x0.0x0.0x1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://4294967295/",
    "https://127.0.0.1.nip.io./",
    "https://localtest.example/",
    "https://١٢٧.٠.٠.١/",
    "https://१२७.०.०.१/",
    "https://𝟏𝟐𝟕.𝟎.𝟎.𝟏/",
    "https://⑯⑨.254.⑯⑨.254/",
    "https://ⓔxample.ⓛocal/",
    "https://127.0.0.1%00.example.org/",
    "https://127.0.0.1%0d%0aHost:x/",
    "https://user:pass@127.0.0.1/",
    "https://example.org:80@127.0.0.1/",
    "https://example.org#@127.0.0.1/",
    "https://127.0.0.1#.example.org/",
    "https://127.0.0.1?.example.org/",
    "https://169.254.170.2/v2/credentials",
    "https://metadata.google.internal/",
    "https://100.100.100.200/latest/meta-data/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://192.168.0.1:443/",
    "https://10.0.0.1:80/",
    "https://172.31.0.1/",
    "https://198.18.0.1/",
    "https://198.19.255.255/",
    "https://192.0.0.1/",
    "https://255.255.255.255/",
    "HTTPS://127.0.0.1/",
    "hTTp://LOCALHOST/",
]
ALL = list(dict.fromkeys([*HOSTILE_URLS, *MORE]))


def inside(host: str, port: int) -> list[str]:
    """The worst resolver: whatever it is asked, it names this machine."""
    del host, port
    return ["127.0.0.1"]


@dataclass
class Watch:
    """What was connected to: by any socket of this process, and what a trap heard."""

    connected: list[object] = field(default_factory=list)
    heard: list[object] = field(default_factory=list)
    port: int = 0

    @property
    def leaks(self) -> list[object]:
        """Connections to where nothing may go."""
        return [
            where
            for where in self.connected
            if not (isinstance(where, tuple) and is_public(ip_address(str(where[0]).split("%")[0])))
        ]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch at the socket: each connect is written down, and only a trap on loopback is reached."""
    seen = Watch()
    trap = socket.socket()
    trap.bind(("127.0.0.1", 0))
    trap.listen(64)
    trap.settimeout(0.05)
    seen.port = trap.getsockname()[1]
    ended = threading.Event()

    def listen() -> None:
        while not ended.is_set():
            try:
                caller, where = trap.accept()
            except TimeoutError:
                continue
            seen.heard.append(where)
            caller.close()

    thread = threading.Thread(target=listen)
    thread.start()

    class Watched(socket.socket):
        def connect(self, address: object) -> None:
            seen.connected.append(address)
            if isinstance(address, tuple) and str(address[0]) in ("127.0.0.1", "::1", "localhost"):
                return super().connect(("127.0.0.1", seen.port))  # the trap hears of it
            raise ConnectionRefusedError

        def connect_ex(self, address: object) -> int:
            seen.connected.append(address)
            return 111

    monkeypatch.setattr(socket, "socket", Watched)
    yield seen
    monkeypatch.undo()
    ended.set()
    thread.join()
    trap.close()


def test_the_watch_sees_a_connection(watch: Watch) -> None:
    """A watch that cannot see would prove nothing."""
    with socket.create_connection(("127.0.0.1", 80)):
        pass
    for _ in range(100):
        if watch.heard:
            break
        threading.Event().wait(0.02)
    assert watch.leaks == [("127.0.0.1", 80)]
    assert len(watch.heard) == 1


def test_the_list_is_long_enough() -> None:
    assert len(ALL) >= 150


@pytest.mark.parametrize("url", ALL)
def test_no_hostile_address_is_connected_to(url: str, watch: Watch) -> None:
    for method in ("GET", "POST"):
        with pytest.raises((Refused, EgressFailed)):
            fetch(method, url, resolver=inside)
    assert watch.connected == []


@pytest.mark.parametrize("url", ALL)
def test_federation_asks_and_sends_nothing_there(
    url: str, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an actor's address, as an object's, and as the inbox of a stored follower."""
    monkeypatch.setattr(egress, "system_resolver", inside)
    peers = Peers()
    for ask in (peers.actor, peers.note):
        with pytest.raises((Unfit, Refused, EgressFailed)):
            ask(url, signer=SIGNER, at=AT)
    handed = peers.hand_over({"type": "Create"}, inbox=url, signer=SIGNER, at=AT)
    assert not handed.is_done
    assert watch.connected == []
    assert watch.heard == []


INSIDE = [
    ["127.0.0.1"],
    ["93.184.216.34", "127.0.0.1"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
    ["2002:7f00:1::"],
    ["2001:0:7f00:1:0:0:80ff:fffe"],
    ["fe80::1"],
    ["fd00::1"],
    ["224.0.0.1"],
    ["0.0.0.0"],  # noqa: S104 - an answer, nothing is bound
    ["169.254.169.254"],
    ["100.64.0.1"],
]


@pytest.mark.parametrize("answers", INSIDE, ids=str)
def test_a_public_name_that_leads_inside_is_never_connected_to(
    answers: list[str], watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "system_resolver", lambda _host, _port: answers)
    handed = Peers().hand_over(
        {"type": "Create"}, inbox="https://nice.example/inbox", signer=SIGNER, at=AT
    )
    assert handed.is_refused
    with pytest.raises(Refused):
        Peers().actor("https://nice.example/users/ada", signer=None, at=AT)
    assert watch.connected == []


def test_a_name_that_changes_its_mind_is_asked_once_and_held_to_it(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    monkeypatch.setattr(egress, "system_resolver", rebinding)
    with pytest.raises(EgressFailed):
        Peers().actor("https://rebinding.example/users/ada", signer=None, at=AT)
    assert [where[0] for where in watch.connected] == ["93.184.216.34"]  # type: ignore[index]
    assert (asked, watch.leaks, watch.heard) == (["rebinding.example"], [], [])


@pytest.mark.parametrize("location", [*INSIDE, "https://evil.example/users/ada"], ids=str)
def test_federation_follows_no_redirect_at_all(
    location: object, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    target = location if isinstance(location, str) else f"http://{location[0]}/"  # type: ignore[index]

    def exchange(method: str, where: egress._Target, *rest: object) -> egress.Answer:
        asked.append(where.url)
        return egress.Answer(302, {"location": target}, b"", where.url, "93.184.216.34")

    monkeypatch.setattr(egress, "system_resolver", lambda _host, _port: ["93.184.216.34"])
    monkeypatch.setattr(egress, "_exchange", exchange)
    with pytest.raises(Unfit):
        Peers().actor("https://nice.example/users/ada", signer=None, at=AT)
    handed = Peers().hand_over(
        {"type": "Create"}, inbox="https://nice.example/inbox", signer=SIGNER, at=AT
    )
    assert not handed.is_done
    assert asked == ["https://nice.example/users/ada", "https://nice.example/inbox"]
    assert watch.connected == []
