"""What the inbox is connected to: the mailbox and the bot, by their keys."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from cohive.bridges.channels.telegram import TelegramBot
from cohive.bridges.channels.wechat import WechatOfficialAccount
from cohive.bridges.mail.imap import Box
from cohive.bridges.mail.keys import InboxKeys, load_keys, save_keys

SMTP = "django.core.mail.backends.smtp.EmailBackend"
IMPLICIT_TLS = 465
HERE = ("localhost", "127.0.0.1")
SECONDS = 15


def keys() -> InboxKeys:
    """The place's keys, or those of the environment."""
    return load_keys(_folder(), settings.INBOX_KEYS)


def replace_keys(new: InboxKeys) -> None:
    """Keep these keys from now on."""
    save_keys(_folder(), new)


def box(known: InboxKeys) -> Box:
    """The mailbox of these keys."""
    return Box(
        host=known.imap_host,
        port=known.imap_port,
        user=known.imap_user,
        password=known.imap_password,
        is_trusted=bool(settings.INBOX_KEYS.get("imap_host")),
    )


def mail_connection(known: InboxKeys) -> BaseEmailBackend:
    """How answers leave: by the mailbox's own server where one is named, else as the place's mails.

    A demo place sends nothing to the outside, whatever is written here.
    """
    if not known.smtp_host or settings.DEMO:
        return get_connection()
    is_here = known.smtp_host in HERE
    return get_connection(
        SMTP,
        host=known.smtp_host,
        port=known.smtp_port,
        username="" if is_here else known.imap_user,
        password="" if is_here else known.imap_password,
        use_ssl=known.smtp_port == IMPLICIT_TLS,
        use_tls=not is_here and known.smtp_port != IMPLICIT_TLS,
        timeout=SECONDS,
    )


def bot(known: InboxKeys) -> TelegramBot | None:
    """The bot people write to; None without one."""
    if not known.telegram_token:
        return None
    return TelegramBot(known.telegram_token, base=settings.TELEGRAM_ADDRESS)


def account(known: InboxKeys) -> WechatOfficialAccount | None:
    """The official account people write to; None without one."""
    if not known.has_wechat:
        return None
    return WechatOfficialAccount(
        known.wechat_app, known.wechat_secret, base=settings.WECHAT_ADDRESS
    )


def mail_host() -> str:
    """The name behind the @ of our Message-IDs."""
    address = keys().address
    return address.rpartition("@")[2] or str(urlsplit(settings.ADDRESS).hostname or "localhost")


def _folder() -> Path:
    return Path(settings.HOME) / "keys"
