"""Browsers inside other apps: which one a page is opened in, and what does not work there.

Told by the user agent only, for hints: nothing is ever refused because of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

__all__ = ["InApp", "in_app_of", "is_preview"]


@dataclass(frozen=True)
class InApp:
    """An app with a browser of its own, and whether passkeys and files work in it."""

    name: str
    has_passkeys: bool = False
    has_files: bool = False


_APPS = (
    (re.compile(r"MicroMessenger/", re.I), InApp("WeChat")),
    (re.compile(r"\bInstagram\b", re.I), InApp("Instagram")),
    (re.compile(r"\bLine/\d", re.I), InApp("LINE")),
    (re.compile(r"FBAN|FBAV|FB_IAB", re.I), InApp("Facebook")),
    (re.compile(r"\bWeibo\b|__weibo__", re.I), InApp("Weibo")),
    (re.compile(r"\bQQ/\d", re.I), InApp("QQ")),
)
_PREVIEW = re.compile(
    r"facebookexternalhit|facebookcatalog|WhatsApp/|Twitterbot|TelegramBot|Slackbot|Discordbot"
    r"|LinkedInBot|Mastodon/|Pleroma|Misskey|Baiduspider|Bytespider|bingbot|Googlebot|Applebot"
    r"|SkypeUriPreview|redditbot|Iframely|Embedly",
    re.I,
)


def in_app_of(request: HttpRequest) -> InApp | None:
    """The app whose browser this is, None for a browser proper."""
    agent = request.headers.get("User-Agent", "")
    return next((app for pattern, app in _APPS if pattern.search(agent)), None)


def is_preview(request: HttpRequest) -> bool:
    """Whether a network only fetches the page's card: nobody has come yet."""
    return bool(_PREVIEW.search(request.headers.get("User-Agent", "")))
