"""What `cohive verify` draws again."""

from __future__ import annotations

from cohive.engine.draws import commitment_of, draw
from cohive.trade.models import Drop, DropEntry
from cohive.trade.operations.draws import as_entries


def wrong_draw() -> str:
    """The first drop whose order is not what its seed, word and entries give, or ''."""
    for drop in Drop.objects.filter(drawn_at__isnull=False).order_by("id"):
        if commitment_of(drop.seed) != drop.commitment:
            return f"drop {drop.slug} was drawn with another seed than it promised"
        rows = list(DropEntry.objects.filter(drop=drop).select_related("piece"))
        stock = {piece.label: piece.quantity for piece in drop.pieces.all()}
        drawn = draw(as_entries(rows), stock, seed=drop.seed, public_word=drop.public_word)
        ranked = sorted(
            (row for row in rows if row.rank is not None), key=lambda row: row.rank or 0
        )
        if tuple(row.number for row in ranked) != drawn.order:
            return f"drop {drop.slug} does not stand as it was drawn"
    return ""
