"""A WeChat official account and a Weibo of our own, by their documentation alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cohive.bridges.channels.fakes.network import FakeNetwork, form_of, json_reply
from cohive.bridges.payments.loopback import Reply

SECRET = "secret"  # noqa: S105 - it opens a fake

__all__ = ["FakeWechat", "FakeWeibo"]


@dataclass
class FakeWechat(FakeNetwork):
    """`sent` are the mass messages, `answers` those to one person, `media` what people sent.

    The app is wx1234567890abcdef, its secret "secret".
    """

    sent: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    errcodes: list[int] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """WeChat answers 200 to everything."""
        parts = urlsplit(target)
        name = parts.path.removeprefix("/cgi-bin/")
        if name == "stable_token":
            if json.loads(body)["secret"] != SECRET:
                return json_reply({"errcode": 40125, "errmsg": "invalid appsecret"})
            return json_reply({"access_token": "token", "expires_in": 7200})
        if dict(parse_qsl(parts.query)).get("access_token") != "token":
            return json_reply({"errcode": 40001, "errmsg": "invalid credential"})
        if self.errcodes:
            return json_reply({"errcode": self.errcodes.pop(0), "errmsg": "told"})
        if name == "media/get":
            return self._media(dict(parse_qsl(parts.query))["media_id"])
        if name == "material/add_material":
            return json_reply({"media_id": "thumb", "size": len(form_of(headers, body)["media"])})
        return self._posted(name, json.loads(body))

    def _media(self, media: str) -> Reply:
        if media not in self.media:
            return json_reply({"errcode": 40007, "errmsg": "invalid media_id"})
        return Reply(200, self.media[media], {"content-type": "image/jpeg"})

    def _posted(self, name: str, given: dict[str, Any]) -> Reply:
        if name == "message/custom/send":
            self.answers.append(given)
            return json_reply({"errcode": 0, "errmsg": "ok"})
        if name == "draft/add":
            self.drafts.append(given["articles"][0])
            return json_reply({"media_id": f"draft{len(self.drafts)}"})
        if any(each["clientmsgid"] == given["clientmsgid"] for each in self.sent):
            return json_reply({"errcode": 45065, "errmsg": "clientmsgid exist"})
        self.sent.append(given)
        return json_reply({"errcode": 0, "errmsg": "send job submission success", "msg_id": 34182})


@dataclass
class FakeWeibo(FakeNetwork):
    """`statuses` is everything posted; the token is "weibo-token"."""

    statuses: list[dict[str, Any]] = field(default_factory=list)

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """The endpoints the client uses."""
        path = urlsplit(target).path
        if headers.get("authorization") != "OAuth2 weibo-token":
            return json_reply({"error": "invalid_access_token", "error_code": 21332}, 401)
        if path == "/2/account/get_uid.json":
            return json_reply({"uid": 77})
        if path == "/2/users/show.json":
            return json_reply({"screen_name": "夜渡"})
        if path == "/2/statuses/show.json":
            return json_reply({"attitudes_count": 5, "reposts_count": 2, "comments_count": 1})
        if headers["content-type"].startswith("multipart/"):
            form = form_of(headers, body)
            text, picture = form["status"].decode(), form["pic"]
        else:
            text, picture = dict(parse_qsl(body.decode()))["status"], b""
        if any(each["text"] == text for each in self.statuses):
            return json_reply({"error": "repeat content!", "error_code": 20019}, 400)
        self.statuses.append({"text": text, "pic": picture})
        return json_reply({"idstr": "501", "mid": "501", "user": {"idstr": "77"}})
