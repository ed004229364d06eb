"""Bluesky: a post in an account's own repository, by AT Protocol's XRPC.

The record's key is made from the message's, so writing it again writes the same record: nothing is
there twice. Links and hashtags are facets, marked by UTF-8 bytes; text alone would not be clickable
there. Sources: docs.bsky.app (createSession, uploadBlob, putRecord, getPosts), lexicon
app.bsky.feed.post (300 graphemes, 3000 bytes) and app.bsky.richtext.facet, atproto.com/specs/tid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cohive.bridges.channels.calls import Calls, Send, object_of
from cohive.bridges.channels.channel import Account, Preview, composed
from cohive.bridges.channels.limits import URL, Measured, graphemes
from cohive.bridges.channels.messages import (
    Counts,
    Outgoing,
    Picture,
    Receipt,
    Unsendable,
    Unsent,
)
from cohive.bridges.egress import fetch

__all__ = ["BLUESKY", "BlueskyAccount", "facets", "record_key"]

BLUESKY = "https://bsky.social"
POST_MAX = 300
PICTURE_BYTES_MAX = 1_000_000
COLLECTION = "app.bsky.feed.post"
_FOREVER = 10 * 365 * 24 * 3600
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_TAG = re.compile(r"(?:(?<=\s)|(?<=^))[#＃](?!\d+\b)([^\s#.,;:!?()\[\]，。；：！？（）]{1,64})")


class BlueskyAccount:
    """One account: its handle and an app password; a session is opened for each errand."""

    kind = "bluesky"
    keeps_key_seconds = _FOREVER
    tells_results = True

    def __init__(
        self, handle: str, password: str, *, server: str = BLUESKY, send: Send = fetch
    ) -> None:
        self._login = {"identifier": handle.strip().lstrip("@"), "password": password}
        self._server = server
        self._send = send
        self._opened: tuple[Calls, str, str] | None = None

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """300 graphemes."""
        text = composed(message)
        return Preview(text, Measured(graphemes(text), POST_MAX))

    def check(self) -> Account:
        """The handle that the server knows us by."""
        _calls, _did, handle = self._session()
        return Account(f"@{handle}", f"https://bsky.app/profile/{handle}")

    def send(self, message: Outgoing) -> Receipt:
        """Write the record under the key of the message."""
        preview = self.preview(message)
        if preview.measured.over:
            raise Unsendable("The text is %(over)s signs too long.", over=preview.measured.over)
        calls, did, handle = self._session()
        key, moment = record_key(message.key)
        record: dict[str, object] = {
            "$type": COLLECTION,
            "text": preview.text,
            "createdAt": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "facets": facets(preview.text),
        }
        language = message.language.partition("-")[0]
        if language:
            record["langs"] = [language]
        if message.picture is not None:
            picture = {"alt": message.picture.description, "image": _blob(calls, message.picture)}
            record["embed"] = {"$type": "app.bsky.embed.images", "images": [picture]}
        given = {"repo": did, "collection": COLLECTION, "rkey": key, "record": record}
        made = object_of(calls.post_json("/com.atproto.repo.putRecord", given, once=True))
        uri = made.get("uri")
        if not isinstance(uri, str):
            raise Unsent("The network’s answer cannot be read.")
        return Receipt(uri, f"https://bsky.app/profile/{handle}/post/{key}")

    def results(self, remote_id: str) -> Counts | None:
        """Likes, reposts and replies; None when the post is gone."""
        calls, _did, _handle = self._session()
        found = object_of(calls.get(f"/app.bsky.feed.getPosts?uris={remote_id}"))
        posts = found.get("posts")
        if not isinstance(posts, list) or not posts or not isinstance(posts[0], dict):
            return None
        return Counts(
            *(
                value if isinstance(value := posts[0].get(name), int) else None
                for name in ("likeCount", "repostCount", "replyCount")
            )
        )

    def _session(self) -> tuple[Calls, str, str]:
        """Calls that are signed in, our DID and our handle."""
        if self._opened is None:
            outside = Calls(f"{self._server}/xrpc", {}, self._send)
            answer = outside.post_json("/com.atproto.server.createSession", self._login, once=True)
            found = object_of(answer)
            token, did, handle = (found.get(name) for name in ("accessJwt", "did", "handle"))
            if not (isinstance(token, str) and isinstance(did, str) and isinstance(handle, str)):
                raise Unsent("The network’s answer cannot be read.")
            inside = Calls(outside.base, {"authorization": f"Bearer {token}"}, self._send)
            self._opened = (inside, did, handle)
        return self._opened


def facets(text: str) -> list[dict[str, object]]:
    """Where links and hashtags stand in a text, by bytes of its UTF-8."""
    found = [
        _facet(text, match, {"$type": "app.bsky.richtext.facet#link", "uri": match[0]})
        for match in URL.finditer(text)
    ]
    found += [
        _facet(text, match, {"$type": "app.bsky.richtext.facet#tag", "tag": match[1]})
        for match in _TAG.finditer(text)
    ]
    return found


def record_key(key: str) -> tuple[str, datetime]:
    """A TID for a UUID of version 7, and the instant in it: the same for the same key, always."""
    number = UUID(key).int
    milliseconds = number >> 80
    micros = milliseconds * 1000 + (number >> 64 & 0xFFF) % 1000
    value = micros << 10 | number & 0x3FF
    signs = "".join(_DIGITS[value >> shift & 31] for shift in range(60, -1, -5))
    return signs, datetime.fromtimestamp(milliseconds / 1000, UTC)


def _facet(text: str, match: re.Match[str], feature: Mapping[str, str]) -> dict[str, object]:
    start = len(text[: match.start()].encode())
    index = {"byteStart": start, "byteEnd": start + len(match[0].encode())}
    return {"index": index, "features": [dict(feature)]}


def _blob(calls: Calls, picture: Picture) -> dict[str, Any]:
    """The picture as the repository names it; a blob is called by what is in it."""
    if len(picture.body) > PICTURE_BYTES_MAX:
        raise Unsendable("The picture is too large for this network.")
    answer = calls.call(
        "POST",
        "/com.atproto.repo.uploadBlob",
        picture.body,
        {"content-type": picture.content_type},
        once=True,
    )
    blob = object_of(answer).get("blob")
    if not isinstance(blob, dict):
        raise Unsent("The network’s answer cannot be read.")
    return blob
