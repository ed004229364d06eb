"""A Bluesky of our own: sessions, blobs, records and their counts (XRPC)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cohive.bridges.channels.fakes.network import FakeNetwork, json_reply
from cohive.bridges.payments.loopback import Reply

__all__ = ["HANDLE", "PASSWORD", "FakeBluesky"]

HANDLE, PASSWORD = "ferry.example", "abcd-efgh-ijkl-mnop"
DID = "did:plc:ferry"


@dataclass
class FakeBluesky(FakeNetwork):
    """`records` are the posts by their key; `writes` counts how often one was written."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    writes: int = 0

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """The methods the client uses."""
        name = urlsplit(target).path.removeprefix("/xrpc/")
        if name == "com.atproto.server.createSession":
            if json.loads(body) != {"identifier": HANDLE, "password": PASSWORD}:
                return _refused(401, "AuthenticationRequired", "Invalid identifier or password")
            return json_reply({"accessJwt": "jwt", "did": DID, "handle": HANDLE})
        if headers.get("authorization") != "Bearer jwt":
            return _refused(401, "AuthMissing", "Authentication Required")
        if name == "com.atproto.repo.uploadBlob":
            digest = sha256(body).hexdigest()
            self.blobs[digest] = body
            return json_reply({"blob": {"$type": "blob", "ref": {"$link": digest}}})
        if name == "com.atproto.repo.putRecord":
            return self._put(json.loads(body))
        uri = parse_qs(urlsplit(target).query).get("uris", [""])[0]
        found = self.records.get(uri.rpartition("/")[2])
        counts = {"uri": uri, "likeCount": 3, "repostCount": 1, "replyCount": 0}
        return json_reply({"posts": [counts] if found else []})

    def _put(self, given: Mapping[str, Any]) -> Reply:
        record, key = given["record"], given["rkey"]
        if len(key) != 13 or len(record["text"].encode()) > 3000:
            return _refused(400, "InvalidRequest", "Invalid app.bsky.feed.post record")
        self.records[key] = record
        self.writes += 1
        return json_reply({"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": "bafy"})


def _refused(status: int, error: str, message: str) -> Reply:
    return json_reply({"error": error, "message": message}, status)
