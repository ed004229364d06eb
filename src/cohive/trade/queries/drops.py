"""Drops as their pages show them; the seed of a draw is not told before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cohive.journal.bulk import stored_id
from cohive.trade.models import Drop, DropEntry, DropOffer, DropOrder, DropPiece, Order, Stock

LIMIT_DROPS = 24
LIMIT_DUE = 50


@dataclass(frozen=True)
class DropPieceView:
    """One variant of a drop: `left` pieces are free, neither sold nor kept."""

    variant: UUID
    label: str
    quantity: int
    left: int


@dataclass(frozen=True)
class DropView:
    """A drop with all its page says. `seed` and `public_word` are '' until it is drawn."""

    id: UUID
    slug: str
    title: str
    product: UUID
    kind: str
    per_person: int
    opens_at: datetime
    closes_at: datetime
    pay_hours: int
    contributor_tickets: int
    public_source: str
    proof: str
    commitment: str
    announced_at: datetime
    drawn_at: datetime | None
    ended_at: datetime | None
    seed: str
    public_word: str
    entries: int
    pieces: tuple[DropPieceView, ...]
    early_tier: UUID | None = None
    early_opens_at: datetime | None = None

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("trade:drop", args=[self.slug])

    @property
    def is_draw(self) -> bool:
        """Whether winners are drawn."""
        return self.kind == "draw"

    @property
    def quantity(self) -> int:
        """How many pieces there were at the beginning."""
        return sum(piece.quantity for piece in self.pieces)

    @property
    def left(self) -> int:
        """How many are free now."""
        return sum(piece.left for piece in self.pieces)

    @property
    def pay_time(self) -> timedelta:
        """How long a piece is kept for a winner."""
        return timedelta(hours=self.pay_hours)

    def is_early(self, at: datetime) -> bool:
        """Whether it is open for members of its tier, and not yet for the others."""
        if self.ended_at is not None or self.early_opens_at is None:
            return False
        return self.early_opens_at <= at < self.opens_at

    def phase(self, at: datetime, *, early: bool = False) -> str:
        """announced, open, sold_out, closed, drawn, ended or called_off, from the instants.

        `early`: as who holds its tier sees it.
        """
        if early and self.is_early(at):
            return "open" if self.left else "sold_out"
        if self.ended_at is not None:
            never = not self.drawn_at if self.is_draw else self.ended_at <= self.opens_at
            return "called_off" if never else "ended"
        if at < self.opens_at:
            return "announced"
        if self.drawn_at is not None:
            return "drawn"
        if at >= self.closes_at:
            return "closed"
        return "open" if self.is_draw or self.left else "sold_out"


@dataclass(frozen=True)
class EntryView:
    """One's own entry. `state`: in, withdrawn, waiting, kept (until `until`), ordered or lapsed."""

    number: int
    label: str
    variant: UUID
    tickets: int
    rank: int | None
    state: str
    until: datetime | None
    order: UUID | None


@dataclass(frozen=True)
class PlaceInLine:
    """An entry somebody's piece was kept for, as everybody may see it: its number only."""

    number: int
    label: str
    rank: int
    state: str
    until: datetime


def drop_by_slug(slug: str) -> DropView | None:
    """One drop by its address. Four SQL queries."""
    return next(iter(_views(Drop.objects.filter(slug=slug))), None)


def drop(drop_id: UUID) -> DropView | None:
    """One drop. Four SQL queries."""
    return next(iter(_views(Drop.objects.filter(id=drop_id))), None)


def current_drops(*, limit: int = LIMIT_DROPS) -> list[DropView]:
    """Drops that have not ended, the next to open first. Four SQL queries."""
    return _views(Drop.objects.filter(ended_at__isnull=True).order_by("opens_at", "id")[:limit])


def past_drops(*, before: UUID | None = None, limit: int = LIMIT_DROPS) -> list[DropView]:
    """Drops that ended, the last announced first, older than `before`. Four SQL queries."""
    rows = Drop.objects.filter(ended_at__isnull=False)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _views(rows.order_by("-id")[:limit])


def drops_of_product(product: UUID) -> list[DropView]:
    """Drops of a product that have not ended. Four SQL queries, one when there is none."""
    return _views(Drop.objects.filter(product=product, ended_at__isnull=True).order_by("opens_at"))


def drop_of_order(order: UUID) -> str:
    """The address of the drop an order came from, '' for none. One SQL query."""
    rows = Drop.objects.filter(
        Exists(DropOrder.objects.filter(drop=OuterRef("pk"), order=order))
        | Exists(DropOffer.objects.filter(entry__drop=OuterRef("pk"), order=order))
    )
    slug = rows.values_list("slug", flat=True).first()
    return reverse("trade:drop", args=[slug]) if slug else ""


def left_of(slug: str, variant: UUID) -> tuple[UUID, int] | None:
    """A first-come drop and its free pieces of a variant; None for anything else. One SQL query.

    The cheap question: it is asked before anything is read or written for an order.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [slug, stored_id(variant)])
        row = cursor.fetchone()
    return (UUID(str(row[0])), row[1] or 0) if row else None


_LEFT = (
    "SELECT trade_drop.id, on_hand FROM trade_drop "
    "JOIN trade_droppiece ON trade_droppiece.drop_id = trade_drop.id "
    "LEFT JOIN trade_stock ON trade_stock.location_id = trade_drop.location_id "
    "AND trade_stock.variant = trade_droppiece.variant WHERE trade_drop.slug = %s "
    "AND trade_drop.kind = 'first_come' AND trade_droppiece.variant = %s"
)


def entry_of(drop_id: UUID, member: UUID) -> EntryView | None:
    """A member's own entry. One SQL query."""
    row = (
        DropEntry.objects.filter(drop=drop_id, member=member)
        .select_related("piece", "offer")
        .first()
    )
    if row is None:
        return None
    offer: DropOffer | None = getattr(row, "offer", None)
    return EntryView(
        number=row.number,
        label=row.piece.label,
        variant=row.piece.variant,
        tickets=row.tickets,
        rank=row.rank,
        state=_state(row, offer),
        until=offer.until if offer else None,
        order=offer.order_id if offer else None,
    )


def entry_owner(entry: UUID) -> tuple[UUID, UUID] | None:
    """(member, drop) of an entry, for the mail to her. One SQL query."""
    return DropEntry.objects.filter(id=entry).values_list("member_id", "drop_id").first()


def line_of(drop_id: UUID) -> list[PlaceInLine]:
    """Everybody a piece was kept for, in the order drawn: at most some more than pieces. One query.

    Empty before the draw.
    """
    offers = DropOffer.objects.filter(entry__drop=drop_id).select_related("entry__piece")
    return [
        PlaceInLine(
            number=offer.entry.number,
            label=offer.entry.piece.label,
            rank=offer.entry.rank or 0,
            state=_state(offer.entry, offer),
            until=offer.until,
        )
        for offer in offers.order_by("entry__rank")
    ]


def published_draw(view: DropView) -> dict[str, object]:
    """All that a stranger needs to draw again, as JSON; only of what is drawn. One SQL query."""
    rows = DropEntry.objects.filter(drop=view.id).order_by("number")
    listed = list(rows.values_list("number", "piece__label", "tickets", "withdrawn_at", "rank"))
    left = {piece.label: piece.quantity for piece in view.pieces}
    winners = []
    for number, label, _, _, rank in sorted(listed, key=lambda row: row[4] or 0):
        if rank is not None and left[label] > 0:
            left[label] -= 1
            winners.append(number)
    return {
        "drop": view.slug,
        "commitment": view.commitment,
        "seed": view.seed,
        "public_source": view.public_source,
        "public_word": view.public_word,
        "stock": {piece.label: piece.quantity for piece in view.pieces},
        "entries": [
            [number, label, 0 if withdrawn else tickets]
            for number, label, tickets, withdrawn, _ in listed
        ],
        "winners": winners,
    }


def draws_due(*, at: datetime) -> list[UUID]:
    """Draws whose entries are closed and that wait for no public word. One SQL query."""
    rows = Drop.objects.filter(
        kind="draw",
        public_source="",
        closes_at__lte=at,
        drawn_at__isnull=True,
        ended_at__isnull=True,
    )
    return list(rows.order_by("closes_at").values_list("id", flat=True)[:LIMIT_DUE])


def draws_to_pass_on() -> list[UUID]:
    """Draws with winners that have not ended. One SQL query."""
    rows = Drop.objects.filter(drawn_at__isnull=False, ended_at__isnull=True)
    return list(rows.order_by("id").values_list("id", flat=True)[:LIMIT_DUE])


def drops_to_end(*, at: datetime) -> list[UUID]:
    """Drops nobody can buy from any more, with no order that still waits. One SQL query."""
    waiting = Order.objects.filter(location=OuterRef("location"), state="placed")
    kept = DropOffer.objects.filter(
        entry__drop=OuterRef("pk"), lapsed_at__isnull=True, order__isnull=True
    )
    over = Q(kind="first_come", closes_at__lte=at) | (
        Q(kind="draw", drawn_at__isnull=False) & ~Exists(kept)
    )
    rows = Drop.objects.filter(over, ended_at__isnull=True).exclude(Exists(waiting))
    return list(rows.order_by("id").values_list("id", flat=True)[:LIMIT_DUE])


def _state(row: DropEntry, offer: DropOffer | None) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.rank is None:
        return "in"
    if offer is None:
        return "waiting"
    if offer.lapsed_at is not None:
        return "lapsed"
    return "ordered" if offer.order_id else "kept"


def _views(rows: QuerySet[Drop]) -> list[DropView]:
    found = list(rows)
    if not found:
        return []
    pieces: dict[UUID, list[DropPiece]] = {}
    for piece in DropPiece.objects.filter(drop__in=found).order_by("position"):
        pieces.setdefault(piece.drop_id, []).append(piece)
    shelves = [row.location_id for row in found]
    left = {
        (location, variant): count
        for location, variant, count in Stock.objects.filter(location__in=shelves).values_list(
            "location_id", "variant", "on_hand"
        )
    }
    entries = dict(
        DropEntry.objects.filter(drop__in=found, withdrawn_at__isnull=True)
        .values_list("drop")
        .annotate(Count("id"))
    )
    return [_view(row, pieces.get(row.id, ()), left, entries.get(row.id, 0)) for row in found]


def _view(
    row: Drop, pieces: Iterable[DropPiece], left: dict[tuple[UUID, UUID], int], entries: int
) -> DropView:
    return DropView(
        id=row.id,
        slug=row.slug,
        title=row.title,
        product=row.product,
        kind=row.kind,
        per_person=row.per_person,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        pay_hours=row.pay_hours,
        contributor_tickets=row.contributor_tickets,
        public_source=row.public_source,
        proof=row.proof,
        commitment=row.commitment,
        announced_at=row.announced_at,
        early_tier=row.early_tier,
        early_opens_at=row.early_opens_at,
        drawn_at=row.drawn_at,
        ended_at=row.ended_at,
        seed=row.seed if row.drawn_at else "",
        public_word=row.public_word,
        entries=entries,
        pieces=tuple(
            DropPieceView(
                piece.variant,
                piece.label,
                piece.quantity,
                left.get((row.location_id, piece.variant), 0),
            )
            for piece in pieces
        ),
    )
