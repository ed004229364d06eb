"""One lasting connection to a mail server, over which one mail after another goes.

`Line.send` says exactly how far a mail came: a server that vanished after the whole mail was
written and before it answered leaves the mail *uncertain*; at any earlier moment it did not take
it. Commands go out together where the server allows it (RFC 2920).
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

from cohive.bridges.mail.bounces import is_dead

__all__ = [
    "Answer",
    "Line",
    "Server",
    "Unreachable",
]

ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
SENT_AT_ONCE_MAX = 1_000
"""Mails over one connection before a new one is made: many servers allow no more."""
OK, GO_ON, TOO_MUCH = 250, 354, 421
PERMANENT = 500


@dataclass(frozen=True)
class Server:
    """Where mail is handed over; `is_tls` from the first byte, `starts_tls` after a greeting."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False
    timeout_seconds: float = 30


@dataclass(frozen=True)
class Answer:
    """What became of one mail.

    `kind`: "accepted"; "dead" (the address is refused for good), "refused" (this mail is, for
    good), "later" (this mail, not now), "closed" (the server went or wants a pause: the mail did
    not go), "sender" (the server refuses who sends: none will go), "uncertain". `status`: the
    enhanced code, else the reply's three digits. `words` are the server's own, to be looked at and
    not kept: they often hold the address.
    """

    kind: str
    status: str = ""
    words: str = ""


class Unreachable(Exception):  # noqa: N818 - a state of the world, as the neighbours say it
    """No connection, or it was refused; `is_for_good`: also next time (the password is wrong)."""

    def __init__(self, status: str, *, is_for_good: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.is_for_good = is_for_good


class Line:
    """A connection that opens when it is needed and stays."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def open(self) -> None:
        """Connect, greet, encrypt, sign in; raises Unreachable."""
        if self._smtp is not None and self._sent < SENT_AT_ONCE_MAX:
            return
        self.close()
        try:
            self._smtp = self._connected()
        except smtplib.SMTPResponseException as fault:
            is_for_good = fault.smtp_code >= PERMANENT
            raise Unreachable(str(fault.smtp_code), is_for_good=is_for_good) from fault
        except smtplib.SMTPNotSupportedError as fault:
            raise Unreachable("starttls", is_for_good=True) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Unreachable("offline") from fault
        self._sent = 0

    def _connected(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        timeout = server.timeout_seconds
        smtp: smtplib.SMTP
        if server.is_tls:
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
        try:
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if server.starts_tls:
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def close(self) -> None:
        """Say goodbye; a server that is gone already is no fault."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def send(self, *, sender: str, to: str, content: bytes) -> Answer:
        """Hand one mail over; `content` has CRLF ends and no line that begins with a dot.

        Raises Unreachable when no connection can be had. Addresses are plain ASCII without signs
        below the space (checked: a line end would be a command of its own).
        """
        for address in (sender, to):
            if not address.isascii() or any(sign <= " " or sign in "<>" for sign in address):
                return Answer("refused", "553")
        self.open()
        smtp = self._smtp
        if smtp is None:
            raise Unreachable("offline")
        try:
            early = self._envelope(smtp, sender, to)
            if early is None:
                # in one piece: a full stop sent after it waits 40 ms for an acknowledgement
                smtp.send(content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"))
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer("closed", "offline")
        if early is not None:
            return self._after(early)
        try:
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer("uncertain")
        self._sent += 1
        return self._after(_answer(code, words, step="data"))

    def _envelope(self, smtp: smtplib.SMTP, sender: str, to: str) -> Answer | None:
        """MAIL, RCPT, DATA; None when the server waits for the mail itself."""
        commands = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA")
        if smtp.has_extn("pipelining"):
            smtp.send("".join(f"{command}\r\n" for command in commands))
            replies = [smtp.getreply() for _ in commands]
        else:
            replies = []
            for command in commands:
                replies.append(smtp.docmd(command))
                if replies[-1][0] >= GO_ON + 1 or replies[-1][0] < OK:
                    break
        faults = [
            (code, words, step)
            for (code, words), step in zip(replies, ("mail", "rcpt", "data"), strict=False)
            if not OK <= code <= GO_ON
        ]
        if not faults:
            return None
        if replies[-1][0] == GO_ON:  # it waits for a mail that has no recipient: end it empty
            smtp.send(b".\r\n")
            smtp.getreply()
        return _answer(faults[0][0], faults[0][1], step=faults[0][2])

    def _after(self, answer: Answer) -> Answer:
        """Make the connection ready for the next mail, or let it go."""
        if answer.kind == "closed":
            self._drop()
        elif answer.kind != "accepted" and self._smtp is not None:
            try:
                self._smtp.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        return answer

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _answer(code: int, words: bytes, *, step: str) -> Answer:
    text = words.decode("utf-8", "replace")
    found = ENHANCED.match(text)
    status = found.group(1) if found else str(code)
    if OK <= code < GO_ON:
        return Answer("accepted", status)
    if code == TOO_MUCH or code < OK:
        return Answer("closed", status, text)
    if code < PERMANENT:
        return Answer("closed" if step == "mail" else "later", status, text)
    if step == "rcpt":  # many refuse who sends (5.7.1) only here: that says nothing of the address
        return Answer("dead" if is_dead(status, text) else "refused", status, text)
    return Answer("sender" if step == "mail" else "refused", status, text)
