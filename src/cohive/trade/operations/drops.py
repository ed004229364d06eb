"""Announcing a drop and ending it: its pieces leave the shop's shelf and come back to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from cohive.bond import queries as bond
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.engine.draws import commitment_of
from cohive.journal.operations import record
from cohive.trade.drop_events import DropAnnounced, DropEnded
from cohive.trade.models import Drop, DropContributor, DropOffer, DropPiece, Location, Order, Stock
from cohive.trade.operations.orders import WEB_QUANTITY_MAX
from cohive.trade.operations.parties import founded
from cohive.trade.operations.stock import close_location, move_stock, open_location, web_shelf
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

TITLE_CHARACTERS_MAX = 60
SOURCE_CHARACTERS_MAX = 200
DAYS_MAX = 90
HOURS_MAX = 24 * 14
TICKETS_MOST = 5
SEED_BYTES = 24
PROOFS = tuple(proof for proof, _ in Drop.PROOFS)
NEW = "new"
"""The address of the page that announces one; no drop's own."""
NO_DROP = "There is no such drop."
ENDED = "This drop is over."


@dataclass(frozen=True)
class DrawTerms:
    """How a draw is drawn: hours to pay, tickets of those who made the product, a public word.

    `public_source` says what will be mixed in and who can look it up; '' when nothing is. `proof`
    is asked of who enters ("email", "bought" or "none"): one person is not many accounts.
    """

    pay_hours: int = 24
    contributor_tickets: int = 1
    public_source: str = ""
    proof: str = "email"


@dataclass(frozen=True)
class EarlyOpening:
    """Who holds `tier` (or a higher one) may buy from `opens_at` on, before the others."""

    tier: UUID
    opens_at: datetime


@transaction.atomic
def announce_drop(
    *,
    title: str,
    product: UUID,
    pieces: Mapping[UUID, int],
    opens_at: datetime,
    closes_at: datetime,
    per_person: int = 1,
    draw: DrawTerms | None = None,
    early: EarlyOpening | None = None,
    by: UUID,
    at: datetime,
) -> UUID:
    """Set pieces of one product aside and say from when on they are sold; return the drop's id.

    `pieces` is variant to how many; they lie on the web shelf now. With `draw`, entries come in
    from `opens_at` to `closes_at`, one for each member, and the digest of a seed is published at
    once; without, who comes first buys, at most `per_person` pieces, and members of
    a tier perhaps `early`. Nothing of it can be changed.
    """
    title = " ".join(title.split())
    if not title or len(title) > TITLE_CHARACTERS_MAX:
        raise Refused(
            "Give it a name of at most %(length)s characters.",
            field="title",
            length=TITLE_CHARACTERS_MAX,
        )
    sold = create.product(product)
    if sold is None or sold.state not in ("draft", "on_sale"):
        raise Missing("There is no such thing to sell.")
    _check_times(opens_at, closes_at, at)
    _check_early(early, opens_at, at, is_draw=draw is not None)
    if not 1 <= per_person <= WEB_QUANTITY_MAX:
        raise Refused(
            "Write how many, from 1 to %(most)s.", field="per_person", most=WEB_QUANTITY_MAX
        )
    terms = _checked_terms(draw)
    drop = Drop.objects.create(
        slug=_slug(title),
        title=title,
        product=product,
        location_id=open_location(name=_shelf_name(title), kind="drop", by=by, at=at),
        kind="draw" if draw else "first_come",
        per_person=1 if draw else per_person,
        opens_at=opens_at,
        closes_at=closes_at,
        early_tier=early.tier if early else None,
        early_opens_at=early.opens_at if early else None,
        announced_at=at,
        **terms,
    )
    _carry_pieces(drop, sold, pieces, by=by, at=at)
    if drop.contributor_tickets > 1:
        _freeze_contributors(drop, at=at)
    record(
        DropAnnounced(drop=drop.id, kind=drop.kind, commitment=drop.commitment),
        by=by,
        at=at,
        object_kind="drop",
        object=drop.id,
    )
    return drop.id


@transaction.atomic
def end_drop(*, drop: UUID, by: UUID, at: datetime) -> None:
    """End a drop: what was not sold lies on the shop's own shelf again.

    A draw ends before it is drawn (it is called off, for all to see) or when nobody's piece is
    kept any more.
    """
    row = locked_drop(drop)
    if row.ended_at is not None:
        raise Refused(ENDED)
    if DropOffer.objects.filter(
        entry__drop=row, lapsed_at__isnull=True, order__isnull=True
    ).exists():
        raise Refused("Pieces are kept for winners who may still buy. It ends by itself.")
    shelf = web_shelf(by=founded().agent, at=at)
    # what comes back from now on comes back to the shop; orders before stock, as everybody locks
    Order.objects.filter(location_id=row.location_id).update(location_id=shelf)
    unsold = _carry_back(row, shelf, by=by, at=at)
    close_location(location=row.location_id, by=by, at=at)
    Drop.objects.filter(id=row.id).update(ended_at=at)
    record(DropEnded(drop=row.id, unsold=unsold), by=by, at=at, object_kind="drop", object=row.id)


def locked_drop(drop: UUID) -> Drop:
    """The row, held until the transaction ends: one decision about a drop at a time."""
    row = Drop.objects.select_for_update().filter(id=drop).first()
    if row is None:
        raise Missing(NO_DROP)
    return row


def _check_times(opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    if opens_at < at:
        raise Refused("It must open later than now.", field="opens_at")
    if closes_at <= opens_at:
        raise Refused("It must close later than it opens.", field="closes_at")
    if closes_at > opens_at + timedelta(days=DAYS_MAX):
        raise Refused("At most %(days)s days.", field="closes_at", days=DAYS_MAX)


def _check_early(
    early: EarlyOpening | None, opens_at: datetime, at: datetime, *, is_draw: bool
) -> None:
    if early is None:
        return
    if is_draw:
        raise Refused("In a draw nobody is earlier: it makes no difference.", field="early_tier")
    if bond.tier(early.tier) is None:
        raise Missing("There is no such tier.")
    if not at <= early.opens_at < opens_at:
        raise Refused(
            "It must open for them later than now and before the others.", field="early_opens_at"
        )


def _checked_terms(draw: DrawTerms | None) -> dict[str, object]:
    if draw is None:
        return {}
    if not 1 <= draw.pay_hours <= HOURS_MAX:
        raise Refused("From 1 to %(most)s hours.", field="pay_hours", most=HOURS_MAX)
    if not 1 <= draw.contributor_tickets <= TICKETS_MOST:
        raise Refused("From 1 to %(most)s tickets.", field="contributor_tickets", most=TICKETS_MOST)
    source = " ".join(draw.public_source.split())
    if len(source) > SOURCE_CHARACTERS_MAX:
        raise Refused(
            "At most %(length)s characters.", field="public_source", length=SOURCE_CHARACTERS_MAX
        )
    if draw.proof not in PROOFS:
        raise Refused("Choose what who enters has shown before.", field="proof")
    seed = secrets.token_urlsafe(SEED_BYTES)
    return {
        "pay_hours": draw.pay_hours,
        "contributor_tickets": draw.contributor_tickets,
        "public_source": source,
        "proof": draw.proof,
        "seed": seed,
        "commitment": commitment_of(seed),
    }


def _slug(title: str) -> str:
    """The title as an address; with a few letters more when it is taken or not in ASCII."""
    plain = slugify(title)[:60]
    if plain and plain != NEW and not Drop.objects.filter(slug=plain).exists():
        return plain
    return f"{plain or 'drop'}-{secrets.token_hex(3)}"


def _shelf_name(title: str) -> str:
    """A name no other shelf has or had."""
    if not Location.objects.filter(name=title).exists():
        return title
    return f"{title} {new_id().hex[-6:]}"


def _carry_pieces(
    drop: Drop, sold: ProductView, pieces: Mapping[UUID, int], *, by: UUID, at: datetime
) -> None:
    labels = {variant.id: variant.label for variant in sold.variants}
    wanted = {variant: count for variant, count in pieces.items() if count}
    if not wanted:
        raise Refused("Say how many of each.", field="pieces")
    if set(wanted) - set(labels):
        raise Missing("There is no such thing to sell.")
    shelf = web_shelf(by=founded().agent, at=at)
    for position, variant in enumerate(one for one in labels if one in wanted):
        try:
            move_stock(
                variant=variant,
                source=shelf,
                destination=drop.location_id,
                quantity=wanted[variant],
                by=by,
                at=at,
            )
        except Missing:
            raise
        except Refused:
            raise Refused(
                "Not so many of %(label)s lie on the shop’s shelf.",
                field="pieces",
                label=labels[variant],
            ) from None
        DropPiece.objects.create(
            drop=drop,
            position=position,
            variant=variant,
            label=" ".join(labels[variant].split()),
            quantity=wanted[variant],
        )


def _carry_back(drop: Drop, shelf: UUID, *, by: UUID, at: datetime) -> int:
    left = Stock.objects.filter(location_id=drop.location_id, on_hand__gt=0).order_by("id")
    total = 0
    for variant, quantity in list(left.values_list("variant", "on_hand")):
        move_stock(
            variant=variant,
            source=drop.location_id,
            destination=shelf,
            quantity=quantity,
            by=by,
            at=at,
        )
        total += quantity
    return total


def _freeze_contributors(drop: Drop, *, at: datetime) -> None:
    """Everybody named on the product's way at this moment; later ones have one ticket."""
    way = create.product_way(drop.product, at=at)
    agents = {person.agent for stage in way for person in stage.people}
    DropContributor.objects.bulk_create(
        [DropContributor(drop=drop, agent_id=agent) for agent in sorted(agents)]
    )
