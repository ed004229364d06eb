"""A post that was erased stays erased: whichever source tells it again, it is not kept.

Only keyed digests of its address and its words are remembered; no post can be read from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from cohive.care.models import ErasedPost, Mention
from cohive.engine.listening.copies import bare

SALT = "cohive.care.listening.erased"
WORDS_MIN = 40
"""Letters of a text that is told by its words alone; “Nice shirt!” is said by many."""
PARAMETERS_MAX = 900


def fingerprints(url: str, text: str) -> frozenset[str]:
    """What a post is known by: its address, and its words when there are enough of them."""
    address = url.partition("#")[0].removeprefix("https://").removeprefix("http://").rstrip("/")
    words = bare(text)
    told = [f"url:{address}"] if address else []
    told += [f"text:{words}"] if len(words) >= WORDS_MIN else []
    return frozenset(salted_hmac(SALT, one, algorithm="sha256").hexdigest() for one in told)


def copies_of(row: Mention) -> QuerySet[Mention]:
    """The post with everything that says the same: its copies, the same address, the same words."""
    root = row.copy_of_id or row.id
    same = Q(id__in=(row.id, root)) | Q(copy_of__in=(row.id, root))
    if row.url:
        same |= Q(url=row.url)
    if len(bare(row.text)) >= WORDS_MIN:
        same |= Q(text=row.text)
    return Mention.objects.filter(same)


def remember_erased(rows: Iterable[Mention], *, at: datetime) -> None:
    """Remember posts that are erased now."""
    digests = {digest for row in rows for digest in fingerprints(row.url, row.text)}
    ErasedPost.objects.bulk_create(
        [ErasedPost(digest=digest, at=at) for digest in sorted(digests)], ignore_conflicts=True
    )


def erased_among(told: Mapping[str, tuple[str, str]]) -> set[str]:
    """Of posts by their key (address and words of each) those that were erased here."""
    by_digest: dict[str, list[str]] = {}
    for key, (url, text) in told.items():
        for digest in fingerprints(url, text):
            by_digest.setdefault(digest, []).append(key)
    digests = list(by_digest)
    found: set[str] = set()
    for start in range(0, len(digests), PARAMETERS_MAX):
        rows = ErasedPost.objects.filter(digest__in=digests[start : start + PARAMETERS_MAX])
        for digest in rows.values_list("digest", flat=True):
            found.update(by_digest[digest])
    return found


def erase_with_copies(mention: UUID, *, at: datetime) -> list[UUID]:
    """Empty a post and all that says the same, and remember them; the ids, [] when it is gone.

    An empty row keeps its key, so that its own source does not bring it back either.
    """
    row = Mention.objects.filter(id=mention).first()
    if row is None:
        return []
    rows = list(copies_of(row))
    remember_erased(rows, at=at)
    ids = [each.id for each in rows]
    Mention.objects.filter(id__in=ids).update(text="", author="", url="", mood="undecided")
    Mention.watches.through.objects.filter(mention_id__in=ids).delete()
    return ids
