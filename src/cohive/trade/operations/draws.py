"""A draw: entering, drawing, and offering what is there along the drawn list."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from cohive.bond import queries as bond
from cohive.engine.draws import DrawEntry, draw
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.trade.drop_events import (
    DropDrawn,
    DropEntered,
    DropEntryWithdrawn,
    DropOffered,
    DropOfferLapsed,
)
from cohive.trade.models import Drop, DropContributor, DropEntry, DropOffer, DropPiece, Order
from cohive.trade.operations.drops import ENDED, locked_drop
from cohive.trade.operations.parties import founded
from cohive.trade.operations.stock import free_piece, keep_piece
from cohive.words.refusals import Missing, Refused

NUMBERS = (100_000, 999_999)
"""Numbers are drawn from here, so that they tell nothing of who came when."""
TRIES = 50
WORD_CHARACTERS_MAX = 200
GONE = ("expired", "cancelled")
BACK = "kept in a draw"


@transaction.atomic
def enter_draw(*, drop: UUID, variant: UUID, by: UUID, at: datetime) -> int:
    """Enter a draw that is open; return the entry's number. Entering again is the same entry.

    With another wish than before it is refused: withdrawing is the only change there is. So is
    somebody who has not shown what the draw asks for: accounts cost nothing, addresses a little.
    """
    row = _draw_row(drop)
    _check_open(row, at)
    piece = DropPiece.objects.filter(drop=row, variant=variant).first()
    if piece is None:
        raise Missing("There is no such thing to buy.")
    known = DropEntry.objects.filter(drop=row, member=by).first()
    if known is None:
        refuse_unproven(row, by, at=at)
        known = _insert_entry(row, piece, by=by, at=at)
        if known is not None:
            record(DropEntered(drop=row.id), by=by, at=at, object_kind="drop", object=row.id)
            return known.number
        known = DropEntry.objects.get(drop=row, member=by)  # the same form twice at one instant
    if known.withdrawn_at is not None:
        raise Refused("You left this draw. An entry that was withdrawn stays so.")
    if known.piece_id != piece.id:
        raise Refused("You are in this draw already, with another wish.", field="variant")
    return known.number


def refuse_unproven(drop: Drop, member: UUID, *, at: datetime) -> None:
    """Refused for somebody who has not shown what this draw asks of who enters."""
    if drop.proof == "email":
        ways = bond.ways_in(member)
        if ways is None or not ways.is_verified:
            raise Refused(
                "Show first that your address of mail is yours: sign in once by the link that is "
                "mailed to you. Then you can enter."
            )
    if drop.proof == "bought" and not _has_kept(member, at=at):
        raise Refused("Only who has bought here before can enter this draw.")


def _has_kept(member: UUID, *, at: datetime) -> bool:
    """Whether she paid for a thing before and kept it: not one that goes back, nor a membership."""
    return (
        Order.objects.filter(buyer=member, paid_at__lt=at, goods_minor__gt=0, is_membership=False)
        .exclude(state="cancelled")
        .exclude(refunds__state__in=("granted", "asked", "done"), refunds__is_surplus=False)
        .exists()
    )


@transaction.atomic
def withdraw_entry(*, drop: UUID, by: UUID, at: datetime) -> None:
    """Leave a draw while it is open; the number stays on the list, without a ticket."""
    row = _draw_row(drop)
    _check_open(row, at)
    moved = DropEntry.objects.filter(drop=row, member=by, withdrawn_at__isnull=True).update(
        withdrawn_at=at
    )
    if not moved:
        raise Refused("You are not in this draw.")
    record(DropEntryWithdrawn(drop=row.id), by=by, at=at, object_kind="drop", object=row.id)


@transaction.atomic
def draw_drop(*, drop: UUID, public_word: str = "", by: UUID, at: datetime) -> None:
    """Draw the order of all entries, publish the seed, and keep the pieces for the first ones.

    `public_word` is what was promised to be mixed in; it is asked for exactly when it was.
    """
    row = locked_drop(drop)
    word = _check_drawable(row, public_word, at)
    rows = list(DropEntry.objects.filter(drop=row).select_related("piece").order_by("number"))
    stock = {piece.label: piece.quantity for piece in row.pieces.all()}
    drawn = draw(as_entries(rows), stock, seed=row.seed, public_word=word)
    ranks = {number: rank for rank, number in enumerate(drawn.order, start=1)}
    ranked = [entry for entry in rows if entry.number in ranks]
    for entry in ranked:
        entry.rank = ranks[entry.number]
    DropEntry.objects.bulk_update(ranked, ["rank"], batch_size=500)
    Drop.objects.filter(id=row.id).update(drawn_at=at, public_word=word)
    record(
        DropDrawn(
            drop=row.id,
            seed=row.seed,
            public_word=word,
            key=drawn.key,
            entries=len(rows),
            winners=len(drawn.winners),
        ),
        by=by,
        at=at,
        object_kind="drop",
        object=row.id,
    )
    _offer(row, at=at)


@transaction.atomic
def pass_on(*, drop: UUID, at: datetime) -> None:
    """Let kept pieces go whose time is over, and keep what is free for the next on the list."""
    row = locked_drop(drop)
    if row.drawn_at is None or row.ended_at is not None:
        return
    live = DropOffer.objects.filter(entry__drop=row, lapsed_at__isnull=True)
    unused = live.filter(order__isnull=True, until__lte=at)
    given_up = live.filter(order__state__in=GONE)  # the order laid its piece back itself
    for offer in unused.select_related("entry__piece").order_by("id"):
        _free(row, offer, at=at)
        _lapse(row, offer, at=at)
    for offer in given_up.select_related("entry").order_by("id"):
        _lapse(row, offer, at=at)
    _offer(row, at=at)


@transaction.atomic
def decline_offer(*, drop: UUID, by: UUID, at: datetime) -> None:
    """A winner does not want it any more: the next on the list may."""
    row = locked_drop(drop)
    offer = (
        DropOffer.objects.select_related("entry__piece")
        .filter(entry__drop=row, entry__member=by, lapsed_at__isnull=True, order__isnull=True)
        .first()
    )
    if offer is None or row.ended_at is not None:
        raise Refused("No piece is kept for you here.")
    _free(row, offer, at=at)
    _lapse(row, offer, at=at)
    _offer(row, at=at)


def as_entries(rows: Iterable[DropEntry]) -> list[DrawEntry]:
    """Rows as the draw takes them and as they are published; their pieces read before."""
    return [
        DrawEntry(row.number, row.piece.label, 0 if row.withdrawn_at else row.tickets)
        for row in rows
    ]


def _draw_row(drop: UUID) -> Drop:
    """The drop, held, so that nobody enters while it is drawn."""
    row = locked_drop(drop)
    if row.kind != "draw":
        raise Refused("Here nothing is drawn: who comes first buys.")
    return row


def _check_open(row: Drop, at: datetime) -> None:
    if row.ended_at is not None:
        raise Refused(ENDED)
    if at < row.opens_at:
        raise Refused("Entries are not open yet.")
    if at >= row.closes_at or row.drawn_at is not None:
        raise Refused("Entries are closed.")


def spelled_once(word: str) -> str:
    """A public word in the one way it may be written: its numbers and words, joined by hyphens.

    Who writes it knows the seed: were "03, 14" another word than "3-14", she could try which way of
    writing wins.
    """
    found = re.findall(r"[^\W_]+", word.casefold())
    return "-".join(str(int(one)) if one.isascii() and one.isdigit() else one for one in found)


def _check_drawable(row: Drop, public_word: str, at: datetime) -> str:
    if row.kind != "draw":
        raise Refused("Here nothing is drawn: who comes first buys.")
    if row.ended_at is not None:
        raise Refused(ENDED)
    if row.drawn_at is not None:
        raise Refused("The winners are drawn already.")
    if at < row.closes_at:
        raise Refused("Entries are still open.")
    word = spelled_once(public_word)
    if bool(word) != bool(row.public_source):
        raise Refused(
            "Write the word that was promised, as everybody can look it up."
            if row.public_source
            else "No word was promised to be mixed in.",
            field="public_word",
        )
    if len(word) > WORD_CHARACTERS_MAX:
        raise Refused(
            "At most %(length)s characters.", field="public_word", length=WORD_CHARACTERS_MAX
        )
    return word


def _insert_entry(drop: Drop, piece: DropPiece, *, by: UUID, at: datetime) -> DropEntry | None:
    """Under a number that is free; None when she entered at the same instant elsewhere."""
    is_contributor = DropContributor.objects.filter(drop=drop, agent=by).exists()
    tickets = drop.contributor_tickets if is_contributor else 1
    low, high = NUMBERS
    for _ in range(TRIES):
        number = low + secrets.randbelow(high - low + 1)
        try:
            with transaction.atomic():
                return DropEntry.objects.create(
                    drop=drop,
                    number=number,
                    member_id=by,
                    piece=piece,
                    tickets=tickets,
                    entered_at=at,
                )
        except IntegrityError:
            if DropEntry.objects.filter(drop=drop, member=by).exists():
                return None
    raise Refused("So many are in this draw that no number is free.")


def _offer(drop: Drop, *, at: datetime) -> None:
    """Keep every free piece for the first on the list who wants it and was not asked yet."""
    firm = founded().agent
    waiting = DropEntry.objects.filter(drop=drop, rank__isnull=False, offer__isnull=True)
    free = {piece.id for piece in drop.pieces.all()}
    for entry in waiting.select_related("piece").order_by("rank"):
        if entry.piece_id not in free:
            if not free:
                return
            continue
        if not keep_piece(
            variant=entry.piece.variant,
            location=drop.location_id,
            reason=BACK,
            by=firm,
            at=at,
        ):
            free.discard(entry.piece_id)
            continue
        until = at + timedelta(hours=drop.pay_hours)
        DropOffer.objects.create(entry=entry, offered_at=at, until=until)
        record(
            DropOffered(drop=drop.id, number=entry.number),
            by=firm,
            at=at,
            object_kind="drop",
            object=drop.id,
        )
        jobs.schedule(
            "trade.drop_mail", key=str(entry.id), run_at=at, arguments={"entry": str(entry.id)}
        )


def _free(drop: Drop, offer: DropOffer, *, at: datetime) -> None:
    free_piece(
        variant=offer.entry.piece.variant,
        location=drop.location_id,
        reason=BACK,
        by=founded().agent,
        at=at,
    )


def _lapse(drop: Drop, offer: DropOffer, *, at: datetime) -> None:
    DropOffer.objects.filter(id=offer.id).update(lapsed_at=at)
    record(
        DropOfferLapsed(drop=drop.id, number=offer.entry.number),
        by=founded().agent,
        at=at,
        object_kind="drop",
        object=drop.id,
    )
