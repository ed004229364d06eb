"""Reading what mail servers send back: did a mail not arrive, and which one was it?

Three ways of saying it: delivery status notifications (RFC 3464), abuse reports (ARF, RFC 5965),
and the prose of servers that follow neither (qmail, Exim, Postfix's old form, Chinese providers).
Hard means that the address will never take mail, soft that it did not take this one. When in
doubt it is soft: one wrong hard bounce loses a reader.

A mail of ours is known by the token in its Message-ID (`<nl.TOKEN@…>`) or in its return address
(`bounces+nl.TOKEN@…`); whether a token is genuine, whoever signed it says. Nothing here opens a
network connection or a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

__all__ = ["HARD", "NOTICE", "SOFT", "Bounce", "is_dead", "read"]

HARD, SOFT, COMPLAINT, NOTICE = "hard", "soft", "complaint", "notice"
CHARACTERS_MAX = 200_000
"""As much of a part as is looked at."""
PARTS_MAX = 50
TOKEN = re.compile(r"\bnl\.(\d{1,19}\.[0-9a-f]{20})(?![0-9a-f])")
ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}\.\w{2,}")
DAEMONS = re.compile(r"^(mailer-daemon|mail-daemon|postmaster|mdaemon)@?", re.IGNORECASE)
SUBJECTS = re.compile(
    r"undeliver|delivery (status|failure|has failed)|returned mail|failure notice|"
    r"mail delivery (failed|system|failure)|delivery notification|退信|系统退信|无法投递|投递失败",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"user (is )?unknown|unknown user|no such (user|recipient|mailbox|address)|"
    r"(user|account|mailbox|recipient|address) (was )?(not found|does ?n[o']t exist|"
    r"does not exist|is disabled|has been disabled|unavailable)|"
    r"no mailbox here by that name|invalid (recipient|mailbox)|address rejected|"
    r"(用户|收件人|邮箱|帐号|账号|地址)[^。\n]{0,12}不存在|查无此人|无此用户",
    re.IGNORECASE,
)
NOT_NOW = re.compile(
    r"(mailbox|inbox|account)( \S+){0,3} (is )?(full|over ?quota)|over ?quota|quota exceeded|"
    r"out of storage|too (large|big|many)|temporar|try again|rate limit|spam|blocked|"
    r"blacklist|policy|greylist|(邮箱|空间|容量)[^。\n]{0,12}(已满|不足)|超出(容量|配额)|垃圾邮件",
    re.IGNORECASE,
)
NOT_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.", "5.4.", "5.5.", "5.6.", "5.7.", "5.0.0")
"""Refusals for good of this mail or this server, not of the address (RFC 3463)."""


@dataclass(frozen=True)
class Bounce:
    """What a server said of a mail.

    `kind` is hard, soft, complaint, or notice (delayed, delivered: nothing to do); `status` the
    enhanced code such as 5.1.1, or ''; `address` whom it was for, or ''; `tokens` what may be
    tokens of ours, the likeliest first.
    """

    kind: str
    status: str
    address: str
    tokens: tuple[str, ...]


def read(message: EmailMessage) -> Bounce | None:
    """What came back, or None when this is no bounce and no complaint."""
    report = _report_type(message)
    if report == "feedback-report":
        return Bounce(COMPLAINT, "", _recipient_of_complaint(message), _tokens(message))
    status = _part(message, "message/delivery-status")
    if report == "delivery-status" or (status is not None and _is_from_daemon(message)):
        return _of_status(message, status)
    if _is_answer_of_a_person(message) or not _is_prose(message):
        return None
    return _of_prose(message)


def is_dead(status: str, text: str = "") -> bool:
    """Whether a refusal for good (class 5) is of the address itself."""
    if status.startswith("5.1.") and status not in ("5.1.7", "5.1.8"):  # those are of the sender
        return True
    if status == "5.2.1":  # disabled
        return True
    if status.startswith("5.") and status != "5.0.0":
        return False
    return bool(NEVER.search(text)) and not NOT_NOW.search(text)


def _report_type(message: Message) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    return str(message.get_param("report-type") or "").lower()


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= PARTS_MAX:
            return
        yield part


def _part(message: Message, content_type: str) -> Message | None:
    found = (part for part in _parts(message) if part.get_content_type() == content_type)
    return next(found, None)


def _of_status(message: EmailMessage, part: Message | None) -> Bounce:
    """RFC 3464: the first recipient that failed, else the first named."""
    blocks = [block for block in _blocks(part) if block.get("Action") or block.get("Status")]
    blocks.sort(key=lambda block: _field(block, "Action").lower() != "failed")
    tokens = _tokens(message)
    if not blocks:
        prose = _of_prose(message)
        return Bounce(prose.kind, prose.status, prose.address, tokens)
    block = blocks[0]
    action, status = _field(block, "Action").lower(), _status(_field(block, "Status"))
    diagnosis = _field(block, "Diagnostic-Code")
    named = _field(block, "Original-Recipient") or _field(block, "Final-Recipient")
    return Bounce(_kind(action, status, diagnosis), status, _address(named), tokens)


def _kind(action: str, status: str, diagnosis: str) -> str:
    if action and action != "failed":
        return NOTICE
    if not action and status.startswith("2."):
        return NOTICE
    if status.startswith("4."):
        return SOFT
    finer = _status(diagnosis)
    if finer.startswith("5.") and status in ("5.0.0", ""):
        status = finer
    return HARD if is_dead(status, diagnosis) else SOFT


def _blocks(part: Message | None) -> list[Message]:
    payload = part.get_payload() if part is not None else None
    return [block for block in payload if isinstance(block, Message)] if payload else []


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()


def _status(text: str) -> str:
    found = ENHANCED.search(text)
    return found.group(1) if found else ""


def _address(text: str) -> str:
    found = ADDRESS.search(text)
    return found.group() if found else ""


def _of_prose(message: Message) -> Bounce:
    """No structure: the first code in the text, else the words for “there is nobody”."""
    text = _text(message)
    before = re.split(r"\n--.*(?:copy|original|message|原邮件)|\nReceived:", text, maxsplit=1)[0]
    status = _status(before)
    reply = REPLY.search(before)
    address = _field(message, "X-Failed-Recipients") or _address(before)
    is_hard = is_dead(status, before) and not (reply and reply.group(1).startswith("4"))
    kind = HARD if is_hard and not status.startswith("4.") else SOFT
    return Bounce(kind, status, _address(address), _tokens(message))


def _is_prose(message: Message) -> bool:
    """From a mail server by its own word: a daemon's name or an empty return path."""
    if message.get("X-Failed-Recipients"):
        return True
    subject = _field(message, "Subject")
    if _is_from_daemon(message):
        return bool(SUBJECTS.search(subject) or TOKEN.search(_text(message)))
    return _field(message, "Return-Path") == "<>" and bool(SUBJECTS.search(subject))


def _is_from_daemon(message: Message) -> bool:
    return bool(DAEMONS.match(_address(_field(message, "From")) or _field(message, "From")))


def _is_answer_of_a_person(message: Message) -> bool:
    """Also of her machine that says she is away."""
    return _field(message, "Auto-Submitted").lower().startswith("auto-replied") and not (
        _is_from_daemon(message) or message.get("X-Failed-Recipients")
    )


def _recipient_of_complaint(message: Message) -> str:
    part = _part(message, "message/feedback-report")
    text = _plain(part) if part is not None else ""
    found = re.search(r"^(?:Original-Rcpt-To|Removal-Recipient):(.*)$", text, re.I | re.M)
    return _address(found.group(1)) if found else ""


def _tokens(message: Message) -> tuple[str, ...]:
    """Tokens of ours: of the address it came back to, of the mail inside, of the text."""
    found: dict[str, None] = {}
    for name in ("To", "Delivered-To", "X-Original-To", "In-Reply-To", "References"):
        for value in message.get_all(name, []):
            found.update(dict.fromkeys(TOKEN.findall(str(value))))
    for part in _parts(message):
        for name in ("Message-ID", "Original-Message-ID", "Return-Path"):
            found.update(dict.fromkeys(TOKEN.findall(str(part.get(name, "")))))
    found.update(dict.fromkeys(TOKEN.findall(_text(message))))
    return tuple(found)


def _text(message: Message) -> str:
    pieces = [_plain(part) for part in _parts(message) if not part.is_multipart()]
    return "\n".join(pieces)[:CHARACTERS_MAX]


def _plain(part: Message) -> str:
    """The part as text; what cannot be decoded is shown as question marks."""
    if part.get_content_maintype() not in ("text", "message"):
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        inner = part.get_payload()
        return "\n".join(str(one) for one in inner) if isinstance(inner, list) else str(inner)
    charset = part.get_content_charset("utf-8")
    try:
        return payload[:CHARACTERS_MAX].decode(charset, "replace")
    except LookupError:
        return payload[:CHARACTERS_MAX].decode("utf-8", "replace")
