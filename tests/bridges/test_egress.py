"""Nothing that a stranger wrote makes this place talk to the inside."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges import egress
from cohive.bridges.addresses import is_public
from cohive.bridges.egress import EgressFailed, Limits, fetch
from cohive.words.refusals import Refused

HOSTILE_URLS = [
    # loopback, plainly and in every spelling a resolver accepts
    "http://127.0.0.1/",
    "http://127.0.0.2/",
    "http://127.255.255.254/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://00000177.0.0.1/",
    "http://127.0.0.1./",
    "http://127.0.0.01/",
    "http://①②⑦.0.0.1/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://127%2e0%2e0%2e1/",
    "http://%31%32%37.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://localhost.localdomain/",
    "http://ⓛocalhost/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0x0/",
    # loopback and private in IPv6, and wrapped
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:0a00:0001::1]/",
    "http://[2001:0:7f00:1:0:0:80ff:fffe]/",
    "http://[2001:db8::1]/",
    "http://[2001:2::1]/",
    "http://[2001:10::1]/",
    "http://[3fff::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
    "http://[2a00:1450::200:5efe:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    # private, link-local, carrier, documentation, benchmark, multicast, reserved
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.8/",
    "http://192.0.0.170/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    # names and passwords, ports, schemes
    "http://user@example.org/",
    "http://example.org@127.0.0.1/",
    "http://127.0.0.1:80@example.org/",
    "http://example.org:22/",
    "http://example.org:6379/",
    "http://example.org:8000/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:port/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "//127.0.0.1/",
    "http:127.0.0.1/",
    "http:///",
    "http://",
    "",
    # characters on which parsers disagree
    "http://127.0.0.1\\@example.org/",
    "http://example.org\\.evil.example/",
    "http://example.org\t.evil.example/",
    "http://exam\nple.org/",
    "http://example.org/\r\nHost: inside",
    " http://127.0.0.1/",
    "http://exam ple.org/",
    "http://example.org/\x00",
    "http://[::1/",
    "http://]::1[/",
    "http://[127.0.0.1]/",
    "http://-example.org/",
    "http://example..org/",
    "http://.example.org/",
    "http://example.1/",
    "http://example.0x7f/",
    "http://" + "a" * 64 + ".org/",
    "http://example.org/" + "a" * 2048,
    "http://example.org/ü",
]


class Connected(Exception):  # noqa: N818 - not an error
    """Thrown in place of a connection, to see where it would have gone."""


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    seen: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *args: object, **more: object) -> socket.socket:
        seen.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return seen


def everything_is_inside(host: str, port: int) -> list[str]:
    """The worst resolver there is, with the machine's own reading of odd numbers."""
    del host, port
    return ["127.0.0.1"]


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_a_hostile_address_is_refused_before_any_connection(
    url: str, connections: list[tuple[str, int]]
) -> None:
    with pytest.raises(Refused) as caught:
        fetch("GET", url, resolver=everything_is_inside)
    assert caught.value.field == "url"
    assert str(caught.value)
    assert connections == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "example.0x7f"])
def test_a_number_in_disguise_is_not_even_asked_of_the_resolver(host: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError(f"asked for {host}:{port}")

    with pytest.raises(Refused, match="hides a number"):
        fetch("GET", f"http://{host}/", resolver=resolver)


def test_the_hostile_list_is_long_enough_and_names_nothing_twice() -> None:
    assert len(HOSTILE_URLS) >= 80
    assert len(set(HOSTILE_URLS)) == len(HOSTILE_URLS)


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["fd00::5"], ["::ffff:10.0.0.1"]],
)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_answer(
    answers: list[str],
) -> None:
    with pytest.raises(Refused, match="not on the public internet"):
        fetch("GET", "http://innocent.example/", resolver=lambda _host, _port: answers)


@pytest.mark.parametrize("answers", [[], ["not-an-address"]])
def test_a_name_without_address_fails_without_blaming_its_writer(answers: list[str]) -> None:
    with pytest.raises(EgressFailed):
        fetch("GET", "http://nobody.example/", resolver=lambda _host, _port: answers)


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_no_wrapping_makes_an_address_more_public_than_it_is(number: int) -> None:
    plain = IPv4Address(number)
    wrapped = [
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address(int(IPv6Address("64:ff9b::")) | number),
        IPv6Address(int(IPv6Address("2002::")) | (number << 80)),
        IPv6Address(number),
        IPv6Address(int(IPv6Address("2a00:1450::200:5efe:0:0")) | number),
    ]
    if not is_public(plain):
        assert [str(each) for each in wrapped if is_public(each)] == []


@given(st.ip_addresses())
def test_a_public_address_is_never_one_the_standard_library_calls_special(
    address: IPv4Address | IPv6Address,
) -> None:
    if is_public(address):
        special = ("private", "loopback", "multicast", "link_local", "unspecified")
        assert [kind for kind in special if getattr(address, f"is_{kind}")] == []


def test_the_connection_goes_to_the_address_that_was_checked(
    connections: list[tuple[str, int]],
) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    with pytest.raises(EgressFailed):
        fetch("GET", "http://rebinding.example/", resolver=rebinding)
    assert connections == [("93.184.216.34", 80)]
    assert asked == ["rebinding.example"]


@pytest.mark.parametrize(
    "url", ["http://EXAMPLE.org./", "https://example.org:443/", "http://bücher.example/?a=1#b"]
)
def test_an_ordinary_address_is_opened(url: str, connections: list[tuple[str, int]]) -> None:
    with pytest.raises(EgressFailed):
        fetch("GET", url, resolver=lambda _host, _port: ["93.184.216.34"])
    assert len(connections) == 1


def test_a_resolver_that_never_answers_costs_no_more_than_the_time_given() -> None:
    gate = threading.Event()

    def sleeping(host: str, port: int) -> list[str]:
        del host, port
        gate.wait(5)
        return []

    began = time.monotonic()
    with pytest.raises(EgressFailed):
        fetch("GET", "http://slow.example/", resolver=sleeping, limits=Limits(seconds=0.2))
    assert time.monotonic() - began < 2
    gate.set()


Reply = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def served() -> Iterator[Callable[[Reply], HTTPServer]]:
    """Start a server on loopback that answers as the test says; requests stand in `.seen`."""
    running: list[tuple[HTTPServer, threading.Thread]] = []

    def start(reply: Reply) -> HTTPServer:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                size = int(self.headers.get("content-length", 0))
                server.seen.append((self.path, dict(self.headers), self.rfile.read(size)))
                reply(self)

            do_POST = do_GET  # noqa: N815 - the standard library's name

            def log_message(self, *args: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        server.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def plain(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("X-Answer", "yes")
    handler.end_headers()
    handler.wfile.write(b"heard")


def test_the_places_own_sandbox_is_reached_at_its_port_only(
    served: Callable[[Reply], HTTPServer],
) -> None:
    server = served(plain)
    port = server.server_address[1]
    url = f"http://127.0.0.1:{port}/webhook?x=1"
    answer = fetch("POST", url, headers={"X-Mine": "1"}, body=b"{}", allow_loopback_port=port)
    assert (answer.status, answer.body, answer.address) == (200, b"heard", "127.0.0.1")
    assert answer.headers["x-answer"] == "yes"
    path, headers, body = server.seen[0]  # type: ignore[attr-defined]
    assert (path, body, headers["x-mine"]) == ("/webhook?x=1", b"{}", "1")
    assert headers["host"] == f"127.0.0.1:{port}"
    for refused in (None, port + 1):
        with pytest.raises(Refused):
            fetch("POST", url, allow_loopback_port=refused)
    assert len(server.seen) == 1  # type: ignore[attr-defined]


def test_the_loopback_exception_opens_no_other_private_address() -> None:
    with pytest.raises(Refused):
        fetch("GET", "http://10.0.0.1:8000/", allow_loopback_port=8000)
    with pytest.raises(Refused):
        fetch(
            "GET",
            "http://both.example:8000/",
            allow_loopback_port=8000,
            resolver=lambda _host, _port: ["127.0.0.1", "10.0.0.1"],
        )


def test_a_public_name_may_not_be_asked_at_the_excepted_port() -> None:
    with pytest.raises(Refused):
        fetch(
            "GET",
            "http://public.example:8000/",
            allow_loopback_port=8000,
            resolver=lambda _host, _port: ["93.184.216.34"],
        )


def redirecting_to(location: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", location)
        handler.end_headers()

    return reply


def test_a_redirect_is_not_followed_unless_asked(
    served: Callable[[Reply], HTTPServer],
) -> None:
    server = served(redirecting_to("/elsewhere"))
    port = server.server_address[1]
    answer = fetch("GET", f"http://127.0.0.1:{port}/", allow_loopback_port=port)
    assert (answer.status, answer.headers["location"]) == (302, "/elsewhere")
    assert len(server.seen) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/", "http://[::1", "file:///etc/passwd", "http://127.1/"]
)
def test_every_redirect_is_checked_anew(
    location: str, served: Callable[[Reply], HTTPServer]
) -> None:
    port = served(redirecting_to(location)).server_address[1]
    with pytest.raises(Refused):
        fetch("GET", f"http://127.0.0.1:{port}/", allow_loopback_port=port, redirects_max=3)


def test_the_headers_given_are_not_carried_to_another_host(
    served: Callable[[Reply], HTTPServer],
) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        port = handler.server.server_address[1]
        onward = {"/": "/same", "/same": f"http://127.0.0.1:{port}/other"}.get(handler.path)
        redirecting_to(onward)(handler) if onward else plain(handler)

    server = served(reply)
    port = server.server_address[1]
    fetch(
        "GET",
        f"http://localhost:{port}/",
        headers={"Authorization": "Bearer mine"},
        allow_loopback_port=port,
        redirects_max=2,
        resolver=everything_is_inside,
    )
    told = [(path, headers.get("authorization")) for path, headers, _ in server.seen]  # type: ignore[attr-defined]
    assert told == [("/", "Bearer mine"), ("/same", "Bearer mine"), ("/other", None)]


def test_redirects_in_a_circle_end(served: Callable[[Reply], HTTPServer]) -> None:
    server = served(redirecting_to("/again"))
    port = server.server_address[1]
    with pytest.raises(EgressFailed, match="2 redirects"):
        fetch("GET", f"http://127.0.0.1:{port}/", allow_loopback_port=port, redirects_max=2)
    assert [path for path, _, _ in server.seen] == ["/", "/again", "/again"]  # type: ignore[attr-defined]


def test_a_body_over_the_limit_is_dropped(served: Callable[[Reply], HTTPServer]) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(64):
                handler.wfile.write(b"x" * 65536)
        except OSError:
            pass

    port = served(reply).server_address[1]
    with pytest.raises(EgressFailed, match="more than 1048576 bytes"):
        fetch("GET", f"http://127.0.0.1:{port}/", allow_loopback_port=port)


def test_a_compressed_bomb_stays_compressed(served: Callable[[Reply], HTTPServer]) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(b"\x1f\x8bnot unpacked here")

    server = served(reply)
    port = server.server_address[1]
    answer = fetch("GET", f"http://127.0.0.1:{port}/", allow_loopback_port=port)
    assert answer.body == b"\x1f\x8bnot unpacked here"
    assert server.seen[0][1]["accept-encoding"] == "identity"  # type: ignore[attr-defined]


def test_an_answer_that_drips_ends_with_the_time(served: Callable[[Reply], HTTPServer]) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"s" * 100:
                handler.wfile.write(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            pass

    port = served(reply).server_address[1]
    began = time.monotonic()
    with pytest.raises(EgressFailed):
        fetch(
            "GET",
            f"http://127.0.0.1:{port}/",
            allow_loopback_port=port,
            limits=Limits(seconds=0.4),
        )
    assert time.monotonic() - began < 2


def test_nobody_there_is_a_failure_and_not_a_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(EgressFailed):
        fetch("GET", f"http://127.0.0.1:{port}/", allow_loopback_port=port)


def test_https_asks_for_the_certificate_of_the_name_not_of_the_address() -> None:
    asked: list[str | None] = []

    class Stream(egress.httpcore.NetworkStream):
        def start_tls(
            self,
            ssl_context: ssl.SSLContext,
            server_hostname: str | None = None,
            timeout: float | None = None,
        ) -> egress.httpcore.NetworkStream:
            assert ssl_context.verify_mode == ssl.CERT_REQUIRED
            assert ssl_context.check_hostname
            asked.append(server_hostname)
            raise Connected

        def close(self) -> None:
            pass

    class Backend(egress.httpcore.SyncBackend):
        def connect_tcp(self, *args: object, **more: object) -> egress.httpcore.NetworkStream:
            return Stream()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(egress.httpcore, "SyncBackend", Backend)
        with pytest.raises(Connected):
            fetch("GET", "https://shop.example/", resolver=lambda _h, _p: ["93.184.216.34"])
    assert asked == ["shop.example"]
