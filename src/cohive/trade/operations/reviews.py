"""Reviews: only of what was bought, one of each buyer, with history; the makers may answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from cohive.bond import queries as people
from cohive.create.queries import frozen_terms
from cohive.guard import operations as guard
from cohive.guard.bases import BASES
from cohive.journal.operations import record
from cohive.trade.events_making import (
    ReviewAnswered,
    ReviewEdited,
    ReviewTakenDown,
    ReviewWritten,
)
from cohive.trade.models import REVIEW_STATES, Order, Review, ReviewAnswer, ReviewVersion
from cohive.trade.models.reviews import STARS_MAX
from cohive.trade.operations.finishing import quantities_left
from cohive.trade.operations.orders import locked
from cohive.trade.operations.parties import payer
from cohive.words.refusals import Forbidden, Missing, Refused

TEXT_CHARACTERS_MAX = 2000
REASON_CHARACTERS_MAX = 1000
VERSIONS_MAX = 20
HAS_IT = ("sent", "arrived", "handed_over")
STAFF = frozenset({"maker", "steward"})
NO_REVIEW = "There is no such review."


@transaction.atomic
def write_review(
    *,
    order: UUID,
    product: UUID,
    stars: int,
    text: str,
    language: str,
    basis: str = "",
    by: UUID,
    at: datetime,
) -> UUID:
    """Say what one thinks of what one bought with this order; again, it is another version.

    `basis` is the interest declared (see `guard.bases`), '' for none, which is refused to who is
    paid by the sale or works for the firm. A member's is declared with the guard, beside her
    others; a guest's stands in the version.
    """
    row = locked(order)
    _check_bought(row, product, by)
    said = _said(stars, text, basis)
    if not basis and _gains(row, product, by):
        raise Refused("You made it, or work for those who did: say which.", field="basis")
    found = _of_buyer(row, product)
    if found is not None:
        _again(found, stars, said, language, basis, by=by, at=at)
        return found.id
    try:
        with transaction.atomic():
            review = Review.objects.create(
                product=product, order=row, buyer_id=row.buyer_id, state="shown", at=at
            )
    except IntegrityError:
        raise Refused("You have reviewed this already. Open it again to change it.") from None
    _version(review, 1, stars, said, language, basis, at=at)
    record(
        ReviewWritten(review=review.id, product=product, stars=stars),
        by=payer(row),
        at=at,
        object_kind="review",
        object=review.id,
    )
    return review.id


@transaction.atomic
def answer_review(*, review: UUID, text: str, language: str, by: UUID, at: datetime) -> UUID:
    """The makers say something to it; answering again replaces what is shown, and both stay."""
    if not people.roles_of(by) & STAFF:
        raise Forbidden("Makers of the firm and stewards do this.")
    row = _shown(review)
    answer = ReviewAnswer.objects.create(
        review=row,
        text=_plain(text, field="answer"),
        language=language,
        by_id=by,
        at=at,
    )
    record(
        ReviewAnswered(review=row.id, answer=answer.id),
        by=by,
        at=at,
        object_kind="review",
        object=row.id,
    )
    return answer.id


@transaction.atomic
def report_review(*, review: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Ask a steward to look at it: it stands among the reports, with its words as evidence."""
    row = _shown(review)
    if not reason.strip() or len(reason) > REASON_CHARACTERS_MAX:
        raise Refused("Say in a sentence what is wrong with it.", field="reason")
    newest = row.versions.order_by("-number").first()
    words = newest.text if newest else ""
    return guard.open_case(
        kind="review",
        subject_kind="review",
        subject=row.id,
        evidence=f"{reason.strip()}\n\n— {words}\n\n{settings.ADDRESS}{review_url(row)}",
        by=by,
        at=at,
    )


@transaction.atomic
def take_review_down(*, review: UUID, by: UUID, at: datetime) -> None:
    """A steward decided so on a report; its stars count no more. Safe to repeat."""
    row = Review.objects.select_for_update().filter(id=review).first()
    if row is None or row.state == "taken_down":
        return
    REVIEW_STATES.move(row.state, "taken_down")
    Review.objects.filter(id=row.id).update(state="taken_down")
    record(ReviewTakenDown(review=row.id), by=by, at=at, object_kind="review", object=row.id)


def erase_reviews(*, agent: UUID, at: datetime) -> None:
    """Forget the words of a member who leaves; that somebody gave so many stars stays."""
    rows = ReviewVersion.objects.filter(review__buyer_id=agent, erased_at__isnull=True)
    rows.update(text="", erased_at=at)


def review_url(row: Review) -> str:
    """Where a review stands (a path)."""
    return f"{reverse('trade:reviews', args=[row.product])}#review-{row.id}"


def _check_bought(row: Order, product: UUID, by: UUID) -> None:
    if row.buyer_id is not None and row.buyer_id != by:
        raise Forbidden("Sign in as who bought it: a review stands under her name.")
    if row.state not in HAS_IT:
        raise Refused("You can review it once it is on its way to you.")
    left = quantities_left(row).values()
    if not any(line.product == product and count for line, count in left):
        raise Refused("Only what you bought and kept can be reviewed.")


def _gains(row: Order, product: UUID, by: UUID) -> bool:
    """Whether she holds a role of the firm, or is paid by the agreement this was bought under."""
    if people.roles_of(by) & STAFF:
        return True
    agreements = row.lines.filter(product=product).values_list("agreement", flat=True)
    return any(
        str(by) in frozen_terms(agreement).attribution().fractions
        for agreement in set(agreements)
        if agreement
    )


def _said(stars: int, text: str, basis: str) -> str:
    if not 1 <= stars <= STARS_MAX:
        raise Refused("Give from 1 to %(most)s stars.", field="stars", most=STARS_MAX)
    if basis and basis not in BASES:
        raise Refused("Choose what your interest is.", field="basis")
    return _plain(text, field="text", may_be_empty=True)


def _plain(text: str, *, field: str, may_be_empty: bool = False) -> str:
    plain = text.strip()
    if not plain and not may_be_empty:
        raise Refused("There is nothing to send yet. Write a sentence.", field=field)
    if len(plain) > TEXT_CHARACTERS_MAX:
        raise Refused("At most %(length)s characters.", field=field, length=TEXT_CHARACTERS_MAX)
    return plain


def _of_buyer(row: Order, product: UUID) -> Review | None:
    """Her review of it: a member has one of a product whatever she ordered it with."""
    rows = Review.objects.select_for_update().filter(product=product)
    mine = rows.filter(buyer_id=row.buyer_id) if row.buyer_id else rows.filter(order=row)
    return mine.first()


def _again(
    review: Review,
    stars: int,
    said: str,
    language: str,
    basis: str,
    *,
    by: UUID,
    at: datetime,
) -> None:
    if review.state != "shown":
        raise Refused("This review was taken down.")
    newest = review.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    if number > VERSIONS_MAX:
        raise Refused("A review is changed at most %(most)s times.", most=VERSIONS_MAX - 1)
    _version(review, number, stars, said, language, basis, at=at)
    record(
        ReviewEdited(review=review.id, number=number, stars=stars),
        by=by,
        at=at,
        object_kind="review",
        object=review.id,
    )


def _version(
    review: Review,
    number: int,
    stars: int,
    said: str,
    language: str,
    basis: str,
    *,
    at: datetime,
) -> None:
    ReviewVersion.objects.create(
        review=review,
        number=number,
        stars=stars,
        text=said,
        language=language,
        basis="" if review.buyer_id else basis,
        at=at,
    )
    if review.buyer_id:
        guard.say_interest(
            about_kind="review",
            about=review.id,
            subject=review.product,
            basis=basis,
            by=review.buyer_id,
            at=at,
        )


def _shown(review: UUID) -> Review:
    row = Review.objects.select_for_update().filter(id=review, state="shown").first()
    if row is None:
        raise Missing(NO_REVIEW)
    return row
