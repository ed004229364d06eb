"""One mail as it came, reduced to what a person reads.

HTML becomes text (nothing of it is ever shown as HTML, nothing is fetched); what was quoted from
before is folded away; attachments are taken with limits; a sign says whether a machine wrote it
(RFC 3834, RFC 2919, and the headers that mail programs of old used). Opens no connection.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from cohive.bridges.mail.bounded import PARTS_MAX, parsed
from cohive.bridges.markup import words_of_html

__all__ = ["Letter", "MailFile", "folded", "read_mail", "text_of_html"]

TEXT_CHARACTERS_MAX = 200_000
FILE_BYTES_MAX = 10 * 1024 * 1024
FILES_MAX = 10
REFERENCES_MAX = 30
NAME = re.compile(r"<([^<>\s]{1,250})>")
QUOTED_FROM = re.compile(
    r"^(On .{4,200} wrote:|Am .{4,200} schrieb.{0,100}:|Op .{4,200} schreef.{0,100}:|"
    r"Le .{4,200} a écrit\s?:|在.{4,100}写道[：:]|-{2,}\s?(Original|Forwarded) [Mm]essage\s?-{2,}|"
    r"-{2,}\s?原始邮件\s?-{2,}|_{20,}|From: .+|发件人[：:].+)$"
)
MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)[+@-]", re.I)


@dataclass(frozen=True)
class MailFile:
    """An attachment."""

    name: str
    media_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """`message_id` without brackets, or a digest of the whole where there is none.

    `sent_to` is every address it was delivered to, for the one only we can make.
    """

    message_id: str
    sender: str
    sender_name: str
    sent_to: str
    subject: str
    text: str
    quoted: str
    at: datetime | None
    refers_to: tuple[str, ...]
    is_automatic: bool
    files: tuple[MailFile, ...]


def read_mail(raw: bytes) -> tuple[Letter, EmailMessage]:
    """Read one mail; what cannot be decoded is replaced, never refused."""
    mail = parsed(raw)
    name, address = _sender(mail)
    text, quoted = folded(_text(mail))
    names = NAME.findall(_header(mail, "message-id"))
    letter = Letter(
        message_id=names[0] if names else f"none:{hashlib.sha256(raw).hexdigest()}",
        sender=address,
        sender_name=name,
        sent_to=_sent_to(mail),
        subject=_header(mail, "subject"),
        text=text,
        quoted=quoted,
        at=_moment(mail),
        refers_to=_references(mail),
        is_automatic=_is_automatic(mail, address),
        files=tuple(_files(mail)),
    )
    return letter, mail


def folded(text: str) -> tuple[str, str]:
    """(what is new, what is quoted below it). Quotes between new lines stay where they are."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    for number, line in enumerate(lines):
        if number and QUOTED_FROM.match(line.strip()):
            return "\n".join(lines[:number]).strip(), "\n".join(lines[number:]).strip()
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    if any(line.lstrip().startswith(">") for line in lines[end:]):
        if end > 1 and lines[end - 1].rstrip().endswith((":", "：")):
            end -= 1
        return "\n".join(lines[:end]).strip(), "\n".join(lines[end:]).strip()
    return "\n".join(lines).strip(), ""


def text_of_html(page: str) -> str:
    """The words of a page, in lines."""
    return words_of_html(page[: TEXT_CHARACTERS_MAX * 5], characters_max=TEXT_CHARACTERS_MAX)


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (ValueError, IndexError, TypeError, AttributeError):  # the parser meets broken headers
        return ""


def _sender(mail: EmailMessage) -> tuple[str, str]:
    found = getaddresses([_header(mail, "from")])
    name, address = found[0] if found else ("", "")
    return name, address.strip().casefold()


def _sent_to(mail: EmailMessage) -> str:
    named = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
    return " ".join(_header(mail, name) for name in named)[:5000]


def _references(mail: EmailMessage) -> tuple[str, ...]:
    found = NAME.findall(f"{_header(mail, 'references')} {_header(mail, 'in-reply-to')}")
    return tuple(dict.fromkeys(found[-REFERENCES_MAX:]))


def _moment(mail: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(_header(mail, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _is_automatic(mail: EmailMessage, sender: str) -> bool:
    said = _header(mail, "auto-submitted").lower()
    if said and not said.startswith("no"):
        return True
    if _header(mail, "precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    lists = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-reply")
    if any(_header(mail, name) for name in lists):
        return True
    return not sender or _header(mail, "return-path") == "<>" or bool(MACHINES.match(sender))


def _parts(mail: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(mail.walk()):
        if number >= PARTS_MAX:
            return
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _text(mail: EmailMessage) -> str:
    page = ""
    for part in _parts(mail):
        if part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        if part.get_content_type() == "text/plain":
            return _decoded(part)
        if part.get_content_type() == "text/html" and not page:
            page = text_of_html(_decoded(part))
    return page


def _decoded(part: EmailMessage) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return body.decode(charset)[: TEXT_CHARACTERS_MAX * 5]
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("utf-8", "replace")[: TEXT_CHARACTERS_MAX * 5]


def _files(mail: EmailMessage) -> Iterator[MailFile]:
    count = 0
    for part in _parts(mail):
        name = part.get_filename()
        if not name and part.get_content_disposition() != "attachment":
            continue
        body = part.get_payload(decode=True)
        if count < FILES_MAX and isinstance(body, bytes) and 0 < len(body) <= FILE_BYTES_MAX:
            count += 1
            yield MailFile(name or "file", part.get_content_type(), body)
