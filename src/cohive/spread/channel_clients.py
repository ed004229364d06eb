"""Which client speaks for a channel, made from its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cohive.bridges.channels.bluesky import BLUESKY, BlueskyAccount
from cohive.bridges.channels.channel import ChannelClient, Preview
from cohive.bridges.channels.discord import DISCORD, DiscordWebhook
from cohive.bridges.channels.mastodon import MastodonAccount
from cohive.bridges.channels.messages import Outgoing
from cohive.bridges.channels.telegram import TELEGRAM, TelegramBot
from cohive.bridges.channels.webpush import WebPush
from cohive.bridges.channels.wechat import WECHAT, WechatOfficialAccount
from cohive.bridges.channels.weibo import WEIBO, WeiboAccount
from cohive.words.refusals import Refused

Fields = Mapping[str, str]
KINDS = {
    each.kind: each
    for each in (
        MastodonAccount,
        TelegramBot,
        DiscordWebhook,
        WebPush,
        BlueskyAccount,
        WechatOfficialAccount,
        WeiboAccount,
    )
}
_MAKING: dict[str, Callable[[Fields], ChannelClient]] = {
    "mastodon": lambda keys: MastodonAccount(keys["server"], keys["token"]),
    "telegram": lambda keys: TelegramBot(
        keys["token"], keys["chat"], base=keys.get("base", TELEGRAM)
    ),
    "discord": lambda keys: DiscordWebhook(keys["address"], base=keys.get("base", DISCORD)),
    "bluesky": lambda keys: BlueskyAccount(
        keys["handle"], keys["password"], server=keys.get("server") or BLUESKY
    ),
    "wechat": lambda keys: WechatOfficialAccount(
        keys["app"], keys["secret"], base=keys.get("base", WECHAT)
    ),
    "weibo": lambda keys: WeiboAccount(keys["token"], base=keys.get("base", WEIBO)),
}


def client_of(kind: str, keys: Fields) -> ChannelClient:
    """The client of a channel; Refused where its keys are not there (any more)."""
    try:
        return _MAKING[kind](keys)
    except KeyError:
        raise Refused("The keys of this channel are not here. Connect it again.") from None


def preview_of(kind: str, message: Outgoing) -> Preview:
    """What a network would show, and how long that is by its own counting."""
    return KINDS[kind].preview(message)


def keeps_key_seconds(kind: str) -> int:
    """For how long the network knows a message's key."""
    return KINDS[kind].keeps_key_seconds
