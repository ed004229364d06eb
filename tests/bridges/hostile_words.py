"""Words of many thousand signs, made of what regular expressions and parsers choke on."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from datetime import UTC, datetime

from cohive.bridges.egress import Answer
from cohive.bridges.federation.signatures import Unsigned, read
from cohive.bridges.federation.wording import text_of_html
from cohive.bridges.histories.credits import is_cut, names_in, plain_name, read_credits
from cohive.bridges.histories.redaction import redacted, redacted_name
from cohive.bridges.mail.incoming import folded
from cohive.bridges.markup import words_of_html
from cohive.bridges.public_posts import Silent, read_feed, read_hashtag
from cohive.engine.collusion.texts import shingles_of, solicitation_of
from cohive.engine.listening.copies import bare, fold
from cohive.engine.listening.languages import language_of
from cohive.engine.listening.sentiment import hear
from cohive.engine.listening.topics import terms_of
from cohive.words.bigrams import tokens
from cohive.words.signs import visible, visible_page

LENGTH = 15_000
A_CALL_SECONDS = 20
"""What is linear needs a hundredth of it, what is not, ten times as much."""
PIECES = (
    " ", "\n", "\t", "\n ", "a", "a ", "A", "1", "1 ", "1.", "1,", ".", "..", "-", "--", "\n-",
    "_", "a_", "a-", "w-", "a.", "a.a", "@", "a@", "a@a", "a@a.", "a.b@c.", " at ", " dot ", "(at)",
    "<", "<a", "<a ", "</", "<!--", "<!", "<?", "<![CDATA[", "<p>", "<div>", "<b><p>", ">", "\n>",
    "&", "&a", "&#", "&#x", "&amp;", "#", "#a", "#a ", "##", "http://", "https://a", "https://a ",
    "https://a)", "https://a.", "//", "://", "www.", '"', "'", "“", "「", "」", "(", ")", "()", "[",
    "](", "![", "*", "**", "`", "```\n", "|", "~", "=", "a=", ";", ":", ",", "\\", "/", "%", "+",
    "好", "好 ", "不", "不好", "很", "，", "。", "加我", "！", "é", "e\u0301", "\u0301", "\u200b",
    "\u202e", "\u2068", "\u2068a\u2069", "😀", "😀\u200d", "İ", "ß", "\x01", "not ", "very ",
    "On a wrote:\n", "By: a <b@c> ", "Co-authored-by: ", "from a and ", "thanks to a, ", "a and ",
    "check out ", "subscribe", "free ", "help me ", "Signed-off-by: a ",
)  # fmt: skip


def texts() -> list[str]:
    found = []
    for piece in PIECES:
        long = piece * (LENGTH // len(piece))
        found += [long, f"<a x{long}\x01"]
    return found


def answered(body: bytes) -> Callable[..., Answer]:
    return lambda *_given, **_named: Answer(200, {}, body, "https://a.example/", "192.0.2.1")


def a_timeline(text: str) -> None:
    row = {"uri": "a", "content": text, "created_at": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    read_hashtag("a.example", "a", send=answered(json.dumps([row]).encode()))


def a_feed(text: str) -> None:
    plain = re.sub("[\x00-\x08\x0b-\x1f]", "", text).replace("]]>", "")
    body = f"<rss version='2.0'><channel><item><description><![CDATA[{plain}]]></description>"
    try:
        read_feed("https://a.example/", etag="", changed="", send=answered(body.encode()))
    except Silent:
        return


def a_signature(text: str) -> None:
    for header in (text[:4096], f'keyId="{text[:4000]}"'):
        try:
            read(header)
        except Unsigned:
            continue


READERS: dict[str, Callable[[str], object]] = {
    "a mail's quotes": folded,
    "a page": lambda text: words_of_html(text, characters_max=10_000),
    "a note": lambda text: text_of_html(text, characters_max=10_000),
    "a timeline": a_timeline,
    "a feed": a_feed,
    "a signature": a_signature,
    "the mood": lambda text: (hear(text, "en"), hear(text, "zh-hans")),
    "the language": language_of,
    "terms": terms_of,
    "tokens": tokens,
    "copies": lambda text: (bare(text), fold([text, text[:-1]])),
    "shingles": lambda text: shingles_of(text * 25),
    "asking": lambda text: solicitation_of([text * 10]),
    "signs": lambda text: (visible(text), visible_page(text)),
    "redaction": lambda text: (redacted(text), redacted_name(text)),
    "credits": lambda text: (
        read_credits(text, [("thanks", text)]),
        is_cut(text, []),
        names_in(text),
        plain_name(text),
    ),
}


def read_all() -> None:
    """Every text by every reader; whoever needs more than her time ends the process."""
    for name, reader in READERS.items():
        for text in texts():
            print(name, repr(text[:30]), flush=True)  # noqa: T201 - says how far it came
            signal.setitimer(signal.ITIMER_VIRTUAL, A_CALL_SECONDS)  # nobody hears it: it ends
            reader(text)
