"""A WeChat official account: a message to all followers, as an article where there is a picture.

WeChat keeps the key of a mass message (`clientmsgid`) for a day and says so when it comes again.
Only a recorded contract: nothing of this was tried with WeChat itself. Source:
developers.weixin.qq.com/doc/offiaccount (stable_token, add_material, draft/add, mass/sendall,
message/custom/send, media/get).
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

from cohive.bridges.channels.calls import Calls, Send, multipart, object_of
from cohive.bridges.channels.channel import Account, Preview, composed
from cohive.bridges.channels.limits import Measured
from cohive.bridges.channels.messages import (
    Counts,
    Outgoing,
    Picture,
    Receipt,
    Unsendable,
    Unsent,
)
from cohive.bridges.egress import Answer, fetch

__all__ = ["WECHAT", "WechatOfficialAccount"]

WECHAT = "https://api.weixin.qq.com"
ARTICLE_MAX = 20_000
TEXT_BYTES_MAX = 2048
TITLE_MAX = 64
KEY_SECONDS = 24 * 3600
_BUSY = frozenset({-1})
_TOO_OFTEN = frozenset({45009, 45011, 45028})
_BAD_KEY = frozenset({40001, 40013, 40125, 40164, 41001, 42001})
_TOO_LATE = frozenset({45015, 45047})
TOO_LATE = (
    "WeChat takes answers only within 48 hours after somebody wrote, and only a few of them. Wait "
    "until this person writes again."
)
TOO_LONG = "The text is %(over)s signs too long."
_SENT_BEFORE = frozenset({45065, 45066})


class WechatOfficialAccount:
    """One official account (服务号 or 订阅号), by its app number and secret."""

    kind = "wechat"
    keeps_key_seconds = KEY_SECONDS
    tells_results = False

    def __init__(self, app: str, secret: str, *, base: str = WECHAT, send: Send = fetch) -> None:
        self._app = app
        self._secret = secret
        self._calls = Calls(base, {}, send)

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """An article takes 20,000 signs; a bare text 2048 bytes, a Chinese sign being three."""
        text = composed(message)
        if message.picture is not None:
            return Preview(text, Measured(len(text), ARTICLE_MAX))
        return Preview(text, Measured(len(text.encode()), TEXT_BYTES_MAX))

    def check(self) -> Account:
        """WeChat tells no name: that it gives a token is the whole answer."""
        self._token()
        return Account(self._app, "")

    def send(self, message: Outgoing) -> Receipt:
        """Send to all followers, once for each key."""
        preview = self.preview(message)
        if preview.measured.over:
            raise Unsendable("The text is %(over)s signs too long.", over=preview.measured.over)
        token = self._token()
        given: dict[str, object] = {
            "filter": {"is_to_all": True},
            "clientmsgid": message.key[:64],
            "send_ignore_reprint": 0,
        }
        if message.picture is None:
            given |= {"msgtype": "text", "text": {"content": preview.text}}
        else:
            article = self._article(token, message, message.picture, preview.text)
            given |= {"msgtype": "mpnews", "mpnews": {"media_id": article}}
        path = f"/cgi-bin/message/mass/sendall?access_token={token}"
        answer = self._calls.post_json(path, given, once=False)
        made = object_of(answer)
        if made.get("errcode") not in _SENT_BEFORE:
            _checked(answer)
        return Receipt(str(made.get("msg_id", "")), "")

    def answer(self, person: str, text: str) -> None:
        """Answer somebody who wrote within the last 48 hours (message/custom/send).

        WeChat keeps no key of it, so a lost answer is Uncertain and is not sent again.
        """
        over = len(text.encode()) - TEXT_BYTES_MAX
        if over > 0:
            raise Unsendable(TOO_LONG, over=-(-over // 3))
        token = self._token()
        given = {"touser": person, "msgtype": "text", "text": {"content": text}}
        path = f"/cgi-bin/message/custom/send?access_token={token}"
        answer = self._calls.post_json(path, given, once=False)
        code = object_of(answer).get("errcode")
        if code in _TOO_LATE:
            raise Unsendable(TOO_LATE)
        _checked(answer)

    def picture(self, media: str) -> tuple[str, bytes]:
        """Content type and bytes of a picture somebody sent (media/get); kept there three days."""
        token = self._token()
        path = f"/cgi-bin/media/get?access_token={token}&media_id={quote(media, safe='')}"
        answer = self._calls.get(path)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not kind.startswith("image/"):
            _checked(answer)
            raise Unsendable("The picture is not there any more.")
        return kind, answer.body

    def results(self, remote_id: str) -> Counts | None:  # noqa: ARG002
        """WeChat tells readers of an article by the day after, to its own desk only."""
        return None

    def _token(self) -> str:
        given = {
            "grant_type": "client_credential",
            "appid": self._app,
            "secret": self._secret,
        }
        found = _checked(self._calls.post_json("/cgi-bin/stable_token", given, once=True))
        token = found.get("access_token")
        if not isinstance(token, str) or not re.fullmatch(r"[\w.-]+", token):
            raise Unsent("The network’s answer cannot be read.")
        return token

    def _article(self, token: str, message: Outgoing, picture: Picture, text: str) -> str:
        """A draft with the picture at its head; a second draft of a lost answer is never sent."""
        content_type, body = multipart({}, "media", picture)
        uploaded = self._calls.call(
            "POST",
            f"/cgi-bin/material/add_material?access_token={token}&type=image",
            body,
            {"content-type": content_type},
            once=True,
        )
        paragraphs = "".join(
            f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part.strip()
        )
        article = {
            "title": (message.title or text)[:TITLE_MAX],
            "content": paragraphs,
            "content_source_url": message.link,
            "thumb_media_id": _checked(uploaded).get("media_id", ""),
        }
        drafted = self._calls.post_json(
            f"/cgi-bin/draft/add?access_token={token}", {"articles": [article]}, once=True
        )
        return str(_checked(drafted).get("media_id", ""))


def _checked(answer: Answer) -> dict[str, Any]:
    """The answer, or the fault its `errcode` means: WeChat answers 200 to everything."""
    found = object_of(answer)
    code = found.get("errcode", 0)
    if code == 0:
        return found
    if code in _BUSY:
        raise Unsent("The network has a fault (%(status)s).", status=code)
    if code in _TOO_OFTEN:
        raise Unsent("The network asks to wait before the next message.", retry_after_seconds=3600)
    if code in _BAD_KEY:
        raise Unsendable("The network no longer takes the key of this channel. Connect it again.")
    raise Unsendable(
        "The network refused the message: %(reason)s", reason=f"{found.get('errmsg', '')} ({code})"
    )
