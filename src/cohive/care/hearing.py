"""Asking the sources: each on its own, so that one that fails keeps no other waiting."""

from __future__ import annotations

from datetime import datetime

from cohive.bridges.egress import EgressFailed
from cohive.bridges.public_posts import News, Silent, host_of, read_feed, read_hashtag
from cohive.care import operations, queries
from cohive.words.refusals import Refused

HOUR_SECONDS = 3_600
AT_ONCE = 20
"""Sources asked in one run; the rest are due in the next."""


def ask_sources(*, at: datetime) -> int:
    """Ask those that are due; return how many posts are new."""
    new = 0
    for source in queries.sources_due(at=at, most=AT_ONCE):
        fault, news = "", News((), "", "")
        try:
            news = _asked(source)
        except (EgressFailed, Silent, Refused) as problem:
            fault = str(problem)
        posts = [
            operations.Post(
                post.key, post.text, post.at or at, post.url, post.author, post.language
            )
            for post in news.posts
        ]
        if posts:
            new += operations.take_in(source=source.id, posts=posts, at=at)
        operations.note_answer(
            source=source.id,
            etag=news.etag,
            changed=news.changed,
            fault=fault,
            at=at,
            every_seconds=HOUR_SECONDS,
        )
    return new


def _asked(source: queries.ListeningSourceView) -> News:
    if source.kind == "hashtag":
        return read_hashtag(host_of(source.address), source.tag)
    return read_feed(source.address, etag=source.etag, changed=source.changed)
