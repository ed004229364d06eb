"""Mails nobody would write: each some hundred kilobytes of what parsers choke on."""

from __future__ import annotations

from cohive.bridges.mail import bounces
from cohive.bridges.mail.authentication import proves_sender
from cohive.bridges.mail.incoming import read_mail

LENGTH = 100_000
SIGNS = {
    "quotes": b'"',
    "backslashes": b"\\",
    "commas": b",",
    "brackets": b"(",
    "angles": b"<",
    "ats": b"@",
    "semicolons": b"a=b;",
    "groups": b"a:",
    "addresses": b"a@b.nl,",
    "encoded words": b"=?utf-8?q?a?= ",
    "high": b"\xff",
    "control": b"\x01\x02\x7f",
    "percents": b"utf-8''%41",
}
HEADERS = (
    b"From", b"To", b"Cc", b"Subject", b"Message-ID", b"References", b"In-Reply-To", b"Date",
    b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Return-Path",
    b"Authentication-Results", b"Auto-Submitted",
)  # fmt: skip
PAGES = (
    b"<a ", b'<a b="', b"<!--", b"<!", b"<?", b"</", b"<![CDATA[", b"<", b"&", b"<p>", b"<div>",
    b"<script>", b"<textarea></t ", b"<title><!--", b"<a a='", b"= ", b"</script",
)  # fmt: skip
PROSE = (
    b"\n-", b"-", b"\n--", b"a@a.", b"user ", b"mailbox a ", b"5.1", b"nl.1", b"> ", b">\n", b"\n",
    b"On a wrote", b" ", "在写道".encode(), "邮箱".encode(), "用户".encode(),
)  # fmt: skip


def repeated(sign: bytes) -> bytes:
    return sign * (LENGTH // len(sign))


def with_header(name: bytes, value: bytes) -> bytes:
    known = {b"From": b"eve@evil.example", b"Content-Type": b"text/plain", name: value}
    return b"".join(b"%b: %b\r\n" % pair for pair in known.items()) + b"\r\nHello"


def of_kind(kind: bytes, body: bytes, sender: bytes = b"eve@evil.example") -> bytes:
    head = b"From: %b\r\nSubject: undelivered\r\nContent-Type: %b\r\n\r\n" % (sender, kind)
    return head + body


def of_many_parts(number: int) -> bytes:
    return of_kind(b"multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * number + b"--b--")


def nested(depth: int) -> bytes:
    each = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return b"From: eve@evil.example\r\n" + b"".join(each % (at, at) for at in range(depth))


def forwarded(depth: int) -> bytes:
    return b"From: eve@evil.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * depth


def of_many_headers(number: int) -> bytes:
    return b"From: eve@evil.example\r\nSubject: Hi\r\n" + b"a: b\r\n" * number + b"\r\nHello"


def all_of_them() -> list[tuple[str, bytes]]:
    found = []
    for name in HEADERS:
        for what, sign in SIGNS.items():
            found.append((f"{name!r} of {what}", with_header(name, repeated(sign))))
            if name.startswith(b"Content-"):
                value = b"text/plain; name=" + repeated(sign)
                found.append((f"{name!r} with {what}", with_header(name, value)))
    numbered = b"".join(b"a*%d=b;" % at for at in range(LENGTH // 8))
    found.append(("numbered", with_header(b"Content-Type", b"text/plain; " + numbered)))
    found += [(f"page of {sign!r}", of_kind(b"text/html", repeated(sign) * 5)) for sign in PAGES]
    for sender in (b"mailer-daemon@evil.example", b"eve@evil.example"):
        for sign in PROSE:
            body = b"x\n" + repeated(sign) * 5 + b"x"
            found.append((f"prose of {sign!r}", of_kind(b"text/plain", body, sender)))
    found += [(f"{many} parts", of_many_parts(many)) for many in (99, 200_000)]
    found += [(f"{deep} deep", nested(deep)) for deep in (99, 20_000)]
    found += [(f"forwarded {deep} times", forwarded(deep)) for deep in (99, 20_000)]
    found += [(f"{many} headers", of_many_headers(many)) for many in (1_500, 1_000_000)]
    return found


def read_all() -> None:
    """Read each; whatever needs more than its time, or breaks, ends the process."""
    for what, raw in all_of_them():
        print(what, flush=True)  # noqa: T201 - says how far it came
        _letter, mail = read_mail(raw)
        bounces.read(mail)
        proves_sender(mail, "mx.example")
