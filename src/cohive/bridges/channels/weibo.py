"""Weibo: a status by the endpoint for sharing (statuses/share).

The text must hold an address of the domain bound to the application; the same text twice in a row
is refused by Weibo itself. It keeps no keys. Only a recorded contract: nothing of this was tried
with Weibo itself. Source: open.weibo.com/wiki/2/statuses/share and its list of error codes.
"""

from __future__ import annotations

from urllib.parse import urlencode

from cohive.bridges.channels.calls import Calls, Send, multipart, object_of
from cohive.bridges.channels.channel import Account, Preview, composed
from cohive.bridges.channels.limits import Measured, weibo_length
from cohive.bridges.channels.messages import Counts, Outgoing, Receipt, Unsendable
from cohive.bridges.egress import fetch

__all__ = ["WEIBO", "WeiboAccount"]

WEIBO = "https://api.weibo.com"
STATUS_MAX = 140


class WeiboAccount:
    """One account, by the access token of an application."""

    kind = "weibo"
    keeps_key_seconds = 0
    tells_results = True

    def __init__(self, token: str, *, base: str = WEIBO, send: Send = fetch) -> None:
        self._calls = Calls(base, {"authorization": f"OAuth2 {token}"}, send)

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """140 Chinese signs; two letters count as one."""
        text = composed(message)
        return Preview(text, Measured(weibo_length(text), STATUS_MAX))

    def check(self) -> Account:
        """Whose token this is."""
        number = object_of(self._calls.get("/2/account/get_uid.json")).get("uid")
        found = object_of(self._calls.get(f"/2/users/show.json?uid={number}"))
        if not isinstance(number, int) or not found:
            raise Unsendable("The network’s answer cannot be read.")
        return Account(str(found.get("screen_name", number)), f"https://weibo.com/u/{number}")

    def send(self, message: Outgoing) -> Receipt:
        """Post the text, with its picture."""
        preview = self.preview(message)
        if preview.measured.over:
            raise Unsendable("The text is %(over)s signs too long.", over=preview.measured.over)
        if message.picture is None:
            body = urlencode({"status": preview.text}).encode()
            content_type = "application/x-www-form-urlencoded"
        else:
            content_type, body = multipart({"status": preview.text}, "pic", message.picture)
        answer = self._calls.call(
            "POST", "/2/statuses/share.json", body, {"content-type": content_type}, once=False
        )
        made = object_of(answer)
        number, user = made.get("idstr", ""), made.get("user")
        owner = user.get("idstr", "") if isinstance(user, dict) else ""
        page = f"https://weibo.com/{owner}/{made.get('mid', number)}" if owner else ""
        return Receipt(str(number), page)

    def results(self, remote_id: str) -> Counts | None:
        """Likes, reposts and comments."""
        try:
            found = object_of(self._calls.get(f"/2/statuses/show.json?id={remote_id}"))
        except Unsendable:
            return None
        return Counts(
            *(
                value if isinstance(value := found.get(name), int) else None
                for name in ("attitudes_count", "reposts_count", "comments_count")
            )
        )
