"""Asking the sources: each on its own, so that one that fails keeps no other waiting."""

from __future__ import annotations

import logging
from datetime import datetime

from cohive.bridges.egress import EgressFailed
from cohive.bridges.public_posts import News, Silent, host_of, read_feed, read_hashtag
from cohive.care import operations, queries
from cohive.care.models.listening import OWN_KINDS
from cohive.care.own_places import listen_to
from cohive.words.refusals import Refused

logger = logging.getLogger(__name__)

HOUR_SECONDS = 3_600
AT_ONCE = 20
"""Sources asked in one run; the rest are due in the next."""


def ask_sources(*, at: datetime) -> int:
    """Ask those that are due; return how many posts are new."""
    new = 0
    for source in queries.sources_due(at=at, most=AT_ONCE):
        fault, news = "", News((), "", "")
        try:
            if source.kind in OWN_KINDS:
                new += listen_to(source.kind, source=source.id, heard_at=source.heard_at, at=at)
            else:
                news = _asked(source)
                new += _taken(source, news, at=at)
        except (EgressFailed, Silent, Refused) as problem:
            fault = str(problem)
        except Exception:  # what a stranger wrote must not silence all the others for ever
            logger.exception("source %s cannot be heard", source.id)
            fault, news = "cannot be read", News((), "", "")
        operations.note_answer(
            source=source.id,
            etag=news.etag,
            changed=news.changed,
            fault=fault,
            at=at,
            every_seconds=HOUR_SECONDS,
        )
    return new


def _taken(source: queries.ListeningSourceView, news: News, *, at: datetime) -> int:
    posts = [
        operations.Post(post.key, post.text, post.at or at, post.url, post.author, post.language)
        for post in news.posts
    ]
    return operations.take_in(source=source.id, posts=posts, at=at) if posts else 0


def _asked(source: queries.ListeningSourceView) -> News:
    if source.kind == "hashtag":
        return read_hashtag(host_of(source.address), source.tag)
    return read_feed(source.address, etag=source.etag, changed=source.changed)
