"""What buyers say in public, without who they are: for whoever listens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from cohive.trade.models import ReviewVersion

TEXTS_MAX = 20_000


@dataclass(frozen=True)
class ReviewText:
    """The newest words of a review that is shown, without its buyer; `version` names them."""

    version: UUID
    product: UUID
    text: str
    language: str
    at: datetime


def review_texts(
    *, since: datetime | None = None, versions: Iterable[UUID] = ()
) -> list[ReviewText]:
    """What buyers say in public, the oldest first; reviews without words are left out.

    What was said since an instant, or those of `versions` that are still the newest. One SQL query.
    """
    numbers = ReviewVersion.objects.filter(review=OuterRef("review")).order_by("-number")
    rows = ReviewVersion.objects.filter(
        review__state="shown",
        erased_at__isnull=True,
        number=Subquery(numbers.values("number")[:1]),
    ).exclude(text="")
    rows = rows.filter(id__in=list(versions)) if since is None else rows.filter(at__gte=since)
    values = rows.order_by("at", "id").values_list(
        "id", "review__product", "text", "language", "at"
    )
    return [ReviewText(*row) for row in values[:TEXTS_MAX]]
