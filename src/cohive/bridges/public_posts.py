"""Public posts from elsewhere: RSS and Atom feeds, and hashtag timelines of Mastodon's public API.

Everything is asked through the one door for outgoing requests, with the tag of the last answer, so
that a feed without news costs its host a line. Text arrives as markup and leaves as plain text.
"""

from __future__ import annotations

import calendar
import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import quote, urlsplit

import feedparser

from cohive.bridges.egress import Answer, Limits, fetch
from cohive.words.refusals import Refused

__all__ = ["News", "PublicPost", "Silent", "read_feed", "read_hashtag"]

Fetch = Callable[..., Answer]
OK, UNCHANGED = 200, 304
LIMITS = Limits(seconds=10.0, body_bytes=4 * 1024 * 1024)
POSTS_MAX = 200
TEXT_MAX, NAME_MAX = 4_000, 120
MARKUP_MAX = 50_000
"""Signs of markup that are looked at for a text: more than it needs, less than an answer holds."""
_BREAK = re.compile(r"</p>|<br\s*/?>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,2000}>")
_SPACES = re.compile(r"[ \t\r\f\v]+")


class Silent(Exception):  # noqa: N818 - the far end says nothing one can read; tried again later
    """What was answered is no feed and no timeline."""


@dataclass(frozen=True)
class PublicPost:
    """A post as published: `key` names it at its source, `language` is what it says of itself."""

    key: str
    url: str
    author: str
    text: str
    language: str
    at: datetime | None


@dataclass(frozen=True)
class News:
    """What a source had to say, and what to tell it the next time."""

    posts: tuple[PublicPost, ...]
    etag: str
    changed: str


def read_feed(url: str, *, etag: str, changed: str, send: Fetch = fetch) -> News:
    """The posts of an RSS or Atom feed; none when it has not changed since `etag` or `changed`.

    Raises Refused for an address that may not be asked, EgressFailed or Silent for the rest.
    """
    headers = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.8"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": changed} if changed else {}
    answer = send("GET", url, headers=headers, limits=LIMITS, redirects_max=3)
    if answer.status == UNCHANGED:
        return News((), etag, changed)
    if answer.status != OK:
        raise Silent(f"answered {answer.status}")
    # as a stream: what is no stream feedparser takes for the name of a file here, and opens it
    read = feedparser.parse(
        io.BytesIO(answer.body), response_headers={"content-location": answer.url}
    )
    if not read.get("version"):
        raise Silent("is no feed")
    language = str(read.feed.get("language") or "")[:2].lower()
    name = str(read.feed.get("title") or "")
    found = [_of_feed(entry, name, language) for entry in read.entries[:POSTS_MAX]]
    marks = answer.headers.get("etag", "")[:400], answer.headers.get("last-modified", "")[:100]
    return News(tuple(found), *marks)


def _of_feed(entry: Mapping[str, Any], name: str, language: str) -> PublicPost:
    body = "\n".join(
        part for part in (entry.get("title"), entry.get("summary") or _content(entry)) if part
    )
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    at = _instant(moment) if moment else None
    link = _address(str(entry.get("link") or ""))
    key = str(entry.get("id") or link or body)
    author = str(entry.get("author") or name)
    return PublicPost(_short(key), link, _line(author), _plain(body), language, at)


def _instant(moment: struct_time) -> datetime | None:
    """A day as the feed says it; None for one beyond the calendar."""
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _content(entry: Mapping[str, Any]) -> str:
    parts = entry.get("content") or [{}]
    return str(parts[0].get("value") or "")


def read_hashtag(host: str, tag: str, *, send: Fetch = fetch, scheme: str = "https") -> News:
    """The newest forty public posts with a hashtag on a Mastodon server; boosts are not posts.

    Raises Refused for a host that may not be asked, EgressFailed or Silent for the rest.
    """
    address = f"{scheme}://{host}/api/v1/timelines/tag/{quote(tag, safe='')}?limit=40"
    answer = send("GET", address, headers={"Accept": "application/json"}, limits=LIMITS)
    if answer.status != OK:
        raise Silent(f"answered {answer.status}")
    try:
        rows = json.loads(answer.body)
    except ValueError:
        raise Silent("is no timeline") from None
    if not isinstance(rows, list):
        raise Silent("is no timeline")
    found = [_of_timeline(row) for row in rows if isinstance(row, dict)]
    return News(tuple(post for post in found if post is not None), "", "")


def _of_timeline(row: Mapping[str, Any]) -> PublicPost | None:
    account = row.get("account")
    if row.get("visibility", "public") != "public" or row.get("reblog"):
        return None
    name = account.get("display_name") or account.get("acct") if isinstance(account, dict) else ""
    try:
        at = datetime.fromisoformat(str(row.get("created_at")))
    except ValueError:
        at = None
    key = str(row.get("uri") or row.get("id") or "")
    if not key:
        return None
    return PublicPost(
        _short(key),
        _address(str(row.get("url") or "")),
        _line(str(name or "")),
        _plain(str(row.get("content") or "")),
        str(row.get("language") or "")[:2].lower(),
        at if at and at.tzinfo else None,
    )


def host_of(address: str) -> str:
    """The host of a server as people write it: with or without https:// and what follows."""
    parts = urlsplit(address if "://" in address else f"https://{address}")
    if not parts.netloc or "@" in parts.netloc:
        raise Refused("Write the name of the server, such as mastodon.social.", field="address")
    return parts.netloc.lower()


def _address(url: str) -> str:
    return url if url.lower().startswith(("https://", "http://")) and len(url) <= 2_000 else ""


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _line(text: str) -> str:
    return " ".join(_plain(text).split())[:NAME_MAX]


def _plain(markup: str) -> str:
    text = html.unescape(_MARKUP.sub("", _BREAK.sub("\n", markup[:MARKUP_MAX]))).replace("\x00", "")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)[:TEXT_MAX]
