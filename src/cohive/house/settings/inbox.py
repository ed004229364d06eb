"""The mailbox and the bot from the environment: they win over what a steward wrote."""

from __future__ import annotations

import os


def inbox_keys() -> dict[str, str]:
    """What is named, by the names of `bridges.mail.keys.InboxKeys`."""
    return {
        "address": os.environ.get("COHIVE_INBOX_ADDRESS", ""),
        "imap_host": os.environ.get("COHIVE_IMAP_HOST", ""),
        "imap_port": os.environ.get("COHIVE_IMAP_PORT", ""),
        "imap_user": os.environ.get("COHIVE_IMAP_USER", ""),
        "imap_password": os.environ.get("COHIVE_IMAP_PASSWORD", ""),
        "telegram_token": os.environ.get("COHIVE_INBOX_TELEGRAM", ""),
    }
