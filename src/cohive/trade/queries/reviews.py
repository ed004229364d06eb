"""Reviews of a product, as everybody reads them, and one's own to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from cohive.guard import queries as guard
from cohive.guard.bases import Shown
from cohive.trade.models import Order, Review, ReviewVersion
from cohive.words.money import round_half_up

A_PAGE = 20


@dataclass(frozen=True)
class SaidView:
    """One version of a review."""

    number: int
    stars: int
    text: str
    language: str
    at: datetime
    is_erased: bool


@dataclass(frozen=True)
class AnswerView:
    """What the makers say to it."""

    text: str
    language: str
    by: UUID
    at: datetime


@dataclass(frozen=True)
class ReviewView:
    """A review; `said` newest first, `buyer` None for a guest, `interest` as it was declared."""

    id: UUID
    product: UUID
    order: UUID
    buyer: UUID | None
    state: str
    said: tuple[SaidView, ...]
    answers: tuple[AnswerView, ...]
    interest: Shown | None

    @property
    def newest(self) -> SaidView:
        """What she says now."""
        return self.said[0]


@dataclass(frozen=True)
class Rating:
    """How many reviews are shown, and how many stars they give together."""

    count: int
    stars: int

    @property
    def mean(self) -> Fraction | None:
        """The mean to a tenth, or None where there is none."""
        if not self.count:
            return None
        return Fraction(round_half_up(Fraction(10 * self.stars, self.count)), 10)


def reviews_of(
    product: UUID, *, before: UUID | None = None, limit: int = A_PAGE
) -> list[ReviewView]:
    """The reviews shown of a product, newest first: no other order. Four SQL queries."""
    rows = Review.objects.filter(product=product, state="shown")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _views(rows.order_by("-id")[:limit])


def review(review_id: UUID) -> ReviewView | None:
    """One review, taken down or not. Four SQL queries."""
    return next(iter(_views(Review.objects.filter(id=review_id))), None)


def review_by(order: UUID, product: UUID) -> ReviewView | None:
    """What this order's buyer said of a product, whatever she ordered it with. Five queries."""
    buyer = Order.objects.filter(id=order).values_list("buyer_id", flat=True).first()
    rows = Review.objects.filter(product=product)
    rows = rows.filter(buyer=buyer) if buyer else rows.filter(order=order)
    return next(iter(_views(rows)), None)


def rating(product: UUID) -> Rating:
    """What the newest versions of all shown reviews say together. One SQL query."""
    numbers = ReviewVersion.objects.filter(review=OuterRef("review")).order_by("-number")
    newest = ReviewVersion.objects.filter(
        review__product=product,
        review__state="shown",
        number=Subquery(numbers.values("number")[:1]),
    )
    found = newest.aggregate(count=Count("id"), stars=Sum("stars"))
    return Rating(found["count"], found["stars"] or 0)


def _views(rows: QuerySet[Review]) -> list[ReviewView]:
    found = list(rows.prefetch_related("versions", "answers"))
    declared = _declared(row for row in found if row.buyer_id)
    return [_view(row, declared) for row in found]


def _view(row: Review, declared: dict[UUID, Shown]) -> ReviewView:
    versions = sorted(row.versions.all(), key=lambda version: -version.number)
    interest = declared.get(row.id)
    if row.buyer_id is None and versions and versions[0].basis:
        interest = Shown(versions[0].basis, versions[0].at)
    return ReviewView(
        id=row.id,
        product=row.product,
        order=row.order_id,
        buyer=row.buyer_id,
        state=row.state,
        said=tuple(
            SaidView(
                number=version.number,
                stars=version.stars,
                text=version.text,
                language=version.language,
                at=version.at,
                is_erased=version.erased_at is not None,
            )
            for version in versions
        ),
        answers=tuple(
            AnswerView(answer.text, answer.language, answer.by_id, answer.at)
            for answer in sorted(row.answers.all(), key=lambda answer: answer.id, reverse=True)
        ),
        interest=interest,
    )


def _declared(rows: Iterable[Review]) -> dict[UUID, Shown]:
    """By review: what was declared of it, what holds before what was withdrawn. One SQL query."""
    wanted = {row.id for row in rows}
    if not wanted:
        return {}
    found: dict[UUID, Shown] = {}
    views = [one for one in guard.interests_about("review", wanted) if one.about in wanted]
    for one in sorted(views, key=lambda one: (not one.shown.is_withdrawn, one.id)):
        found[one.about] = one.shown
    return found
