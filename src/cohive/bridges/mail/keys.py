"""The mailbox and the bot a place answers by: a file in the place's own folder, like payment keys.

Readable by its owner only, replaced in one step, never part of the database. What the environment
names wins.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from cohive.words.refusals import Refused

__all__ = ["FILE", "InboxKeys", "load_keys", "save_keys"]

FILE = "inbox.json"


@dataclass(frozen=True)
class InboxKeys:
    """What a steward wrote: '' is not set. Without a server for sending the place's own is used.

    `has_plus`: the server takes name+anything@…, so answers find their conversation by address.
    `auth_server` is the name with which the mail server signs what it found of a sender (RFC 8601);
    without it no mail proves whose it is. `wechat_aes_key` is '' in WeChat's plain mode.
    """

    address: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    has_plus: bool = True
    telegram_token: str = ""
    wechat_app: str = ""
    wechat_secret: str = ""
    wechat_token: str = ""
    wechat_aes_key: str = ""
    auth_server: str = ""

    @property
    def has_wechat(self) -> bool:
        """Whether an official account is connected."""
        return bool(self.wechat_app and self.wechat_secret and self.wechat_token)

    @property
    def has_mailbox(self) -> bool:
        """Whether mails can be fetched."""
        return bool(self.address and self.imap_host and self.imap_user and self.imap_password)


def load_keys(folder: Path, environment: Mapping[str, str] | None = None) -> InboxKeys:
    """The keys of a place, and over them what the environment names (not empty)."""
    try:
        written = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        written = {}
    known = {field.name for field in fields(InboxKeys)}
    keys = InboxKeys(**{name: value for name, value in written.items() if name in known})
    over: dict[str, Any] = {
        name: _port(value) if name.endswith("port") else value
        for name, value in (environment or {}).items()
        if value
    }
    return replace(keys, **over)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:6]) < 65_536:
        raise Refused("COHIVE_IMAP_PORT is a number from 1 to 65535, such as 993.")
    return int(text)


def save_keys(folder: Path, keys: InboxKeys) -> None:
    """Replace the file in one step; a reader sees the old keys or the new ones."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=FILE)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(keys), file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
