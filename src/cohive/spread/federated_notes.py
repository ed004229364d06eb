"""A row of ours as others read it: words as HTML, tags, who is meant."""

from __future__ import annotations

from django.utils import translation
from markupsafe import Markup

from cohive.bridges.federation.documents import Attachment, Hashtag, Mention, OurNote
from cohive.look.talk import talk
from cohive.spread import federating
from cohive.spread.models import FederatedPost

MENTION = Markup('<p><a href="{}" class="u-url mention">@{}</a></p>\n')
"""What strangers call themselves is escaped like any other text."""


def our_note(row: FederatedPost) -> OurNote:
    """The note of a post; `answers__remote` is read with it where it answers somebody."""
    base = federating.base()
    remote = row.answers.remote if row.answers else None
    mentions = (Mention(remote.uri, remote.handle),) if remote else ()
    return OurNote(
        id=federating.post_url(row.id),
        author=federating.actor_url(row.actor_id),
        kind=row.kind,
        title=row.title,
        contents={tag: _html(row, tag, mentions) for tag in row.texts},
        page=base + row.page if row.page else federating.post_url(row.id),
        published_at=row.at,
        updated_at=row.changed_at,
        in_reply_to=row.answers.uri if row.answers else "",
        is_public=row.is_public,
        attachments=[Attachment(**each) for each in row.attachments],
        hashtags=[Hashtag(tag, f"{base}/") for tag in row.hashtags],
        mentions=mentions,
    )


def _html(row: FederatedPost, tag: str, mentions: tuple[Mention, ...]) -> str:
    """The words of one language as paragraphs: the title first, the page last."""
    parts = [row.title, row.texts[tag], federating.base() + row.page if row.page else ""]
    with translation.override("zh-hans" if tag.lower().startswith("zh") else "en"):
        said = str(talk("\n\n".join(part for part in parts if part), tag))
    before = "".join(MENTION.format(each.actor, each.handle) for each in mentions)
    return before + said
