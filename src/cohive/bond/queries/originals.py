"""A post as a text that can be said in another language."""

from __future__ import annotations

from uuid import UUID

from cohive.bond.models import Post
from cohive.bond.queries.talk import post_url
from cohive.bond.translatable import Original


def original_post(post_id: UUID) -> Original | None:
    """A post as a text that can be translated: the first of a thread with its title. One query."""
    row = (
        Post.objects.select_related("thread").filter(id=post_id, withdrawn_at__isnull=True).first()
    )
    if row is None:
        return None
    return Original(
        kind="post",
        id=row.id,
        title=row.thread.title if row.parent_id is None else "",
        text=row.text,
        lang=row.language,
        author=row.author_id,
        circle=row.thread.circle_id,
        url=post_url(row.id),
    )
