"""Mails over a lasting connection to a real server on loopback."""

from __future__ import annotations

import socket
import threading

import pytest

from cohive.bridges.mail.sending import Line, Server, Unreachable
from tests.crash.mail_server import Taking, serving

MAIL = b"Subject: hello\r\n\r\nbody\r\n"


@pytest.mark.parametrize("is_pipelining", [False, True])
def test_many_mails_go_over_one_connection_and_refusals_are_told_apart(
    is_pipelining: bool,
) -> None:
    taking = Taking(is_pipelining=is_pipelining)
    taking.answers = {
        "gone@example.org": "550 5.1.1 no such user",
        "barred@example.org": "550 5.7.1 your network is on our list",
        "wait@example.org": "451 4.7.1 greylisted",
        "busy@example.org": "421 4.3.2 closing",
    }
    with serving(taking) as port:
        line = Line(Server("127.0.0.1", port))

        def send(name: str) -> tuple[str, str]:
            answer = line.send(sender="news@example.org", to=f"{name}@example.org", content=MAIL)
            return answer.kind, answer.status

        assert send("a") == ("accepted", "2.0.0")
        assert send("gone") == ("dead", "5.1.1")
        assert send("barred") == ("refused", "5.7.1")
        assert send("wait") == ("later", "4.7.1")
        assert send("b") == ("accepted", "2.0.0")
        assert taking.connections == 1
        assert send("busy") == ("closed", "4.3.2")
        assert send("c") == ("accepted", "2.0.0")
        line.close()
    assert taking.taken == {f"{name}@example.org": 1 for name in "abc"}
    assert taking.contents["a@example.org"] == MAIL


def test_an_address_cannot_carry_a_command() -> None:
    line = Line(Server("127.0.0.1", 1))
    answer = line.send(sender="n@example.org", to="a@b.org>\r\nRCPT TO:<c@d.org", content=MAIL)
    assert answer.kind == "refused"
    with pytest.raises(Unreachable, match="offline"):
        line.send(sender="n@example.org", to="a@b.org", content=MAIL)


@pytest.mark.parametrize(("answers_data", "kind"), [(True, "uncertain"), (False, "closed")])
def test_a_server_that_vanishes_leaves_uncertain_only_what_it_had_whole(
    answers_data: bool, kind: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb") as file:
                for reply in (b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"):
                    file.write(reply + b"\r\n")
                    file.flush()
                    if reply == b"354 go":
                        break
                    if not answers_data and reply == b"250 ok":
                        return
                    file.readline()
                while file.readline() not in (b".\r\n", b""):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        line = Line(Server("127.0.0.1", port, timeout_seconds=5))
        answer = line.send(sender="n@example.org", to="a@b.org", content=MAIL)
        thread.join()
    assert answer.kind == kind
