"""Sending one answer in the channel it was asked in.

A sender raises `Unsent` (again later), `Unsendable` (never) or `Uncertain` (perhaps it left), and
returns what the channel calls the message now ('' for what has no name there).
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from cohive.bond.operations.mail import mail_frame, sender
from cohive.bond.queries import cards, email_of
from cohive.bridges.channels.messages import Document, Outgoing, Uncertain, Unsendable, Unsent
from cohive.bridges.channels.wechat import TOO_LATE
from cohive.care.connections import account, bot, keys, mail_connection, mail_host
from cohive.care.doors import rate_word, reply_word
from cohive.care.files import path_of
from cohive.care.queries.sending import Letter, LetterFile
from cohive.journal.quiet import is_quiet
from cohive.look.formats import language_tag

Sender = Callable[[Letter], str]

NO_SERVER = "The mail server could not be reached."
NOT_TAKEN = "The mail server did not take it: %(reason)s"
LOST = "The mail server broke off. It may have been sent: look before sending again."
NO_BOT = "The bot is not connected any more."
NO_ACCOUNT = "The official account is not connected any more."
WECHAT_ANSWERS_WITHIN = timedelta(hours=48)
NO_FILE = "The file “%(name)s” is not here any more."
BYTES = "application/octet-stream"
BECAUSE = gettext_noop("You get this because you wrote to %(place)s.")
BY_MAIL = ("mail", "form", "widget", "order", "place")

_senders: dict[str, Sender] = {}


def register(channel: str, send: Sender) -> None:
    """Let a later branch of this room send in a channel: federated replies, an official account."""
    _senders[channel] = send


def takes_answers(channel: str) -> bool:
    """Whether an answer in this channel can leave now."""
    if channel in BY_MAIL or channel in _senders:
        return True
    if channel == "wechat":
        return keys().has_wechat
    return channel == "telegram" and bool(keys().telegram_token)


def takes_files(channel: str) -> bool:
    """Whether an answer in this channel can carry files."""
    return channel in BY_MAIL or channel == "telegram"


def send(letter: Letter) -> str:
    """Send one answer; whoever has no address reads it on the conversation's own page."""
    if is_quiet():
        raise Unsent(NO_SERVER)
    if letter.channel in _senders:
        return _senders[letter.channel](letter)
    if letter.channel == "telegram":
        return _by_telegram(letter)
    if letter.channel == "wechat":
        return _by_wechat(letter)
    address = letter.address or (email_of(letter.member) if letter.member else "") or ""
    return _by_mail(letter, address) if address else ""


def _by_telegram(letter: Letter) -> str:
    known = bot(keys())
    if known is None:
        raise Unsendable(NO_BOT)
    message = Outgoing(
        text=letter.text,
        title="",
        link="",
        picture=None,
        language=letter.language,
        because="",
        key=str(letter.message),
    )
    documents = [
        Document(file.name, _mail_type(file.media_type), _body(file)) for file in letter.files
    ]
    return known.answer(letter.remote_conversation, message, documents).remote_id


def _by_wechat(letter: Letter) -> str:
    """WeChat gives it no name of its own. After 48 hours nothing is tried: it would be refused."""
    client = account(keys())
    if client is None:
        raise Unsendable(NO_ACCOUNT)
    if letter.heard_at is None or timezone.now() - letter.heard_at > WECHAT_ANSWERS_WITHIN:
        raise Unsendable(TOO_LATE)
    client.answer(letter.remote_conversation, letter.text)
    return ""


def _by_mail(letter: Letter, address: str) -> str:
    mail = composed(letter, address)
    connection = mail_connection(keys())
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as fault:
        raise Unsendable(NOT_TAKEN, reason=_reason(fault.smtp_error)) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Unsent(NO_SERVER) from fault
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as fault:
        code, reason = next(iter(fault.recipients.values()))
        raise _refused(code, reason) from fault
    except smtplib.SMTPResponseException as fault:
        raise _refused(fault.smtp_code, fault.smtp_error) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Uncertain(LOST) from fault
    finally:
        _closed(connection.close)
    return str(mail.extra_headers["Message-ID"]).strip("<>")


def _closed(close: Callable[[], None]) -> None:
    try:
        close()
    except (OSError, smtplib.SMTPException):  # it has taken the mail already
        return


def _refused(code: int, reason: bytes | str) -> Unsent | Unsendable:
    """4xx: not now. 5xx: never (RFC 5321, section 4.2.1)."""
    told = _reason(reason)
    kind = Unsent if 400 <= code < 500 else Unsendable
    return kind(NOT_TAKEN, reason=told)


def _reason(told: bytes | str) -> str:
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return " ".join(text.split())[:160]


def composed(letter: Letter, address: str) -> EmailMultiAlternatives:
    """The answer as a mail: in the thread it belongs to, with its tap and why she gets it."""
    known = keys()
    with translation.override(letter.language or None):
        title = _subject(letter)
        author = cards([letter.author]).get(letter.author) if letter.author else None
        rate = settings.ADDRESS + reverse("care:rate", args=[rate_word(letter.message)])
        frame = mail_frame()
        data = {
            **frame,
            "mail_title": title,
            "mail_language": language_tag(),
            "text": letter.text,
            "author": author.name if author and author.name != frame["place_name"] else "",
            "rate_url": rate,
            "link": settings.ADDRESS + letter.link,
            "can_reply": known.has_mailbox,
        }
        text = unescape(render_to_string("care/mail/answer.txt", data)).strip() + "\n"
        page = render_to_string("care/mail/answer.html", data)
    headers = {"Message-ID": f"<care.{letter.message.hex}@{mail_host()}>"}
    ours = [name for name in letter.refers_to if not name.startswith("none:")]
    if ours and letter.channel == "mail":
        headers["In-Reply-To"] = f"<{ours[-1]}>"
        headers["References"] = " ".join(f"<{name}>" for name in ours)
    mail = EmailMultiAlternatives(title, text, _from(), [address], headers=headers)
    if known.has_mailbox:
        mail.reply_to = [_reply_address(letter)]
    mail.attach_alternative(page, "text/html")
    for file in letter.files:
        mail.attach(file.name, _body(file), _mail_type(file.media_type))
    return mail


def _body(file: LetterFile) -> bytes:
    path = path_of(file.key)
    if not path.is_file():
        raise Unsendable(NO_FILE, name=file.name)
    return path.read_bytes()


def _mail_type(told: str) -> str:
    """Pictures and PDF as what they are; everything else as bytes, which no program opens."""
    return told if told.startswith("image/") or told == "application/pdf" else BYTES


def _subject(letter: Letter) -> str:
    subject = " ".join(letter.subject.split())
    if not subject:
        return gettext("Your message to %(place_name)s") % mail_frame()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _from() -> str:
    known = keys()
    if known.has_mailbox and known.smtp_host:
        name = sender().rpartition("<")[0].strip()
        return f"{name} <{known.address}>" if name else known.address
    return sender()


def _reply_address(letter: Letter) -> str:
    known = keys()
    name, _, host = known.address.rpartition("@")
    return f"{name}+{reply_word(letter.conversation)}@{host}" if known.has_plus else known.address
