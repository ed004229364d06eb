"""A friendly pen name for who does not want to think of one yet: two words, in her language."""

from __future__ import annotations

import secrets

FIRST = {
    "en": (
        "Early Late Quiet Salty Foggy Amber Copper Paper Harbour Morning Evening Patient Curious "
        "Slow Windy Warm Silver Mossy Cedar Rainy Gentle Bright Humming Northern Southern Velvet"
    ),
    "zh": "晨 晚 静 雾 琥珀 铜 纸 港 慢 风 暖 银 苔 杉 雨 星 月 云 山 海",
}
SECOND = {
    "en": (
        "Heron Otter Lantern Tern Kettle Sparrow Fern Pebble Willow Finch Ladder Compass Thimble "
        "Anchor Teapot Marten Swift Acorn Button Plover Ribbon Bicycle Almond Gannet Puffin Loom"
    ),
    "zh": "白鹭 灯笼 燕子 石子 柳条 雀鸟 罗盘 顶针 铁锚 茶壶 橡果 纽扣 丝带 梭子 海鸥 水獭 鹈鹕",
}


def pseudonym(language: str) -> str:
    """A new pen name: 'Quiet Heron', '晨白鹭'. Drawn at random, not unique by itself."""
    tongue = "zh" if language.startswith("zh") else "en"
    joint = "" if tongue == "zh" else " "
    return joint.join(secrets.choice(words[tongue].split()) for words in (FIRST, SECOND))
