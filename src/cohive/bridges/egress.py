"""The one door for every request that leaves this place.

Previews, webhooks, avatars and later federation all fetch addresses that strangers wrote. Here the
name is resolved once, every address it gives must be public (`addresses.is_public`), and the
connection is made to that very address, so a second answer of the name server cannot turn it to the
inside. Ports 80 and 443 only, no redirects unless asked, five seconds and one mebibyte in all, no
proxies from the environment, nothing decompressed.

There is one URL parser, this module's: the pieces it checked are the pieces that are sent.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import httpcore
import idna

from cohive.bridges.addresses import Address, is_loopback, is_public, parse_address
from cohive.words.refusals import Refused

__all__ = [
    "Answer",
    "EgressFailed",
    "EgressUnstarted",
    "Limits",
    "Resolver",
    "fetch",
    "stand_in",
    "system_resolver",
]

Resolver = Callable[[str, int], list[str]]
"""Takes a name and a port, gives addresses as texts. `system_resolver` asks the machine."""

_URL_LENGTH_MAX = 2048
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORTS = {"http": 80, "https": 443}
_HERE = ("localhost", "127.0.0.1", "::1")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class EgressFailed(Exception):  # noqa: N818 - the far end failed, not this program
    """The far end could not be reached in time, broke off, or sent too much. May be tried again."""


class EgressUnstarted(EgressFailed):
    """There was no connection: not one byte of the request has left, so it had no effect."""


@dataclass(frozen=True)
class Limits:
    """What one request may cost, its redirects included."""

    seconds: float = 5.0
    body_bytes: int = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back: `headers` with lower-case names, `body` as sent, `address` it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str
    address: str


@dataclass(frozen=True)
class _Target:
    """A checked URL in the pieces that are sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what the headers given were meant for."""
        return (self.scheme, self.host, self.port)

    @property
    def url(self) -> str:
        """The checked URL in one piece."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """The Host header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_closed_when: list[Callable[[], bool]] = []


def close_when(is_closed: Callable[[], bool]) -> None:
    """Let nothing out while this says so: for a copy of a place that is not the place."""
    _closed_when[:] = [is_closed]


StandIn = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Method, address, headers with lower-case names, body: answered without asking anybody."""

_stands_in: list[StandIn] = []


def stand_in(answer: StandIn | None) -> None:
    """Let this answer whatever is not meant for this machine; None lets the outside answer again.

    For a place in which everything is practice: then nothing leaves, not even a question for a
    name.
    """
    _stands_in[:] = [answer] if answer else []


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    limits: Limits | None = None,
    redirects_max: int = 0,
    allow_loopback_port: int | None = None,
    resolver: Resolver | None = None,
) -> Answer:
    """Send one request to a public address and return its answer, whatever its status.

    `allow_loopback_port` is the one exception: this machine at exactly this port, for the place's
    own sandbox payment provider. `redirects_max` > 0 follows redirects of GET and HEAD, each one
    checked anew; the headers given are sent to the first host only.
    Raises Refused (field "url") for an address that may not be asked, EgressFailed for the rest.
    """
    if any(is_closed() for is_closed in _closed_when):
        raise EgressUnstarted("nothing leaves a quiet copy of a place")
    bounds = limits or Limits()
    deadline = time.monotonic() + bounds.seconds
    given = dict(headers or {})
    target = _checked(url, allow_loopback_port)
    if _stands_in and not (target.host in _HERE and target.port == allow_loopback_port):
        named = {name.lower(): value for name, value in given.items()}
        return _stands_in[0](method, target.url, named, body)
    for _ in range(redirects_max + 1):
        address = _resolved(target, allow_loopback_port, resolver or system_resolver, deadline)
        answer = _exchange(method, target, address, given, body, bounds, deadline)
        onward = answer.headers.get("location", "")
        followable = answer.status in _REDIRECTS and onward and method in ("GET", "HEAD")
        if redirects_max == 0 or not followable:
            return answer
        before, target = target, _checked(_joined(target.url, onward), allow_loopback_port)
        given = given if before.origin == target.origin else {}
    raise EgressFailed(f"more than {redirects_max} redirects")


def system_resolver(host: str, port: int) -> list[str]:
    """Every address the machine's resolver has for a name, in its order."""
    if _stands_in and host not in _HERE:
        raise OSError(f"{host} is not asked for: something stands in for the outside")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _joined(url: str, onward: str) -> str:
    """Where a redirect leads; text that is no address stays as it is and is refused later."""
    try:
        return urljoin(url, onward)
    except ValueError:
        return onward


def _checked(url: str, allow_loopback_port: int | None) -> _Target:
    """Take a URL apart and refuse every form that two parsers might read differently."""
    if len(url) > _URL_LENGTH_MAX:
        raise Refused("This address is too long.", field="url")
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise Refused("This address has a character that no web address may have.", field="url")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("This is not a web address.", field="url") from None
    if parts.scheme not in _PORTS:
        raise Refused("Only http:// and https:// addresses can be opened.", field="url")
    if "@" in parts.netloc:
        raise Refused("A web address with a name and password is not opened.", field="url")
    port = _PORTS[parts.scheme] if port is None else port
    if port not in _PORTS.values() and port != allow_loopback_port:
        raise Refused(
            "Only the usual web ports (80 and 443) are opened, not %(port)s.",
            field="url",
            port=port,
        )
    return _Target(parts.scheme, _host(parts), port, _path(parts))


def _host(parts: SplitResult) -> str:
    """The host in lower-case ASCII: a full address or a name of plain labels, nothing else."""
    host = (parts.hostname or "").rstrip(".")
    if parse_address(host) is not None:
        return host
    try:
        name = host if host.isascii() else idna.encode(host).decode("ascii")
    except idna.IDNAError:
        name = ""
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused("This web address names no host.", field="url")
    if _NUMERIC_LABEL.fullmatch(labels[-1]):
        raise Refused("This web address hides a number as its host.", field="url")
    return name


def _path(parts: SplitResult) -> str:
    """Path and query as sent; the fragment stays at home."""
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    if not target.isascii():
        raise Refused("This address has a character that no web address may have.", field="url")
    return target


def _resolved(
    target: _Target, allow_loopback_port: int | None, resolver: Resolver, deadline: float
) -> Address:
    """Resolve once; all answers must be public, or all this machine where that is allowed."""
    literal = parse_address(target.host)
    texts = [target.host] if literal else _asked(resolver, target, deadline)
    found = [parse_address(text) for text in texts]
    addresses = [address for address in found if address is not None]
    if not addresses or len(addresses) != len(found):
        raise EgressUnstarted(f"no address for {target.host}")
    if target.port == allow_loopback_port and all(is_loopback(each) for each in addresses):
        return addresses[0]
    if target.port not in _PORTS.values() or not all(is_public(each) for each in addresses):
        raise Refused("This address is not on the public internet.", field="url")
    return addresses[0]


def _asked(resolver: Resolver, target: _Target, deadline: float) -> list[str]:
    """Ask the resolver in a thread of its own, since the machine's has no time limit."""
    answers: list[list[str]] = []

    def ask() -> None:
        try:
            answers.append(resolver(target.host, target.port))
        except (OSError, UnicodeError):
            answers.append([])

    thread = threading.Thread(target=ask, name="egress-resolver", daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not answers:
        raise EgressUnstarted(f"no answer about {target.host} in time")
    return answers[0]


def _exchange(
    method: str,
    target: _Target,
    address: Address,
    headers: Mapping[str, str],
    body: bytes,
    limits: Limits,
    deadline: float,
) -> Answer:
    """One request and its answer over one connection to `address`."""
    sent = {name.lower(): value for name, value in headers.items()}
    sent |= {"host": target.authority, "accept-encoding": "identity", "connection": "close"}
    if body or method not in ("GET", "HEAD"):
        sent["content-length"] = str(len(body))
    backend = _PinnedBackend(str(address), deadline)
    pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in sent.items()]
    core_url = httpcore.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=target.path.encode(),
    )
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(method, core_url, headers=pairs, content=body or None) as response,
        ):
            return Answer(
                status=response.status,
                headers={
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                },
                body=_within(response.iter_stream(), limits.body_bytes),
                url=target.url,
                address=str(address),
            )
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise EgressUnstarted(f"{target.host}: {type(error).__name__}") from error
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise EgressFailed(f"{target.host}: {type(error).__name__}") from error


def _within(chunks: Iterable[bytes], limit_bytes: int) -> bytes:
    """The whole body, or EgressFailed as soon as it is longer than the limit."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit_bytes:
            raise EgressFailed(f"more than {limit_bytes} bytes")
    return bytes(body)


class _PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to one checked address only, whatever host is asked for."""

    def __init__(self, address: str, deadline: float) -> None:
        self._address = address
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name was resolved before and is not asked again
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the pinned address within what is left of the time."""
        stream = self._backend.connect_tcp(
            self._address, port, _left(self._deadline), local_address, socket_options
        )
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends at one deadline: a slow drip gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read within what is left of the time."""
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write within what is left of the time."""
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: object,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Begin TLS; the certificate is checked against the name, not the address."""
        secured = self._stream.start_tls(
            ssl_context,  # type: ignore[arg-type]
            server_hostname,
            _left(self._deadline),
        )
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Facts about the connection."""
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    """Seconds until the deadline; the time-out error when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this request is over")
    return left
