"""Drops: what is sold from when on, to whom; entries of a draw, offers to its winners.

What was announced does not change: see drop_rules.py for what the database refuses.
"""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id


class Drop(models.Model):
    """So many pieces, sold from an announced instant on: to who comes first, or by a draw.

    Who holds `early_tier` may buy from `early_opens_at` on.
    Its pieces lie at a location of its own, so the shop cannot sell them. `seed` is secret until
    `drawn_at`; its digest `commitment` is public from the start. `proof` is what who enters a draw
    has shown before: that her address is hers, that she paid an order here, or nothing.
    """

    KINDS = [(kind, kind) for kind in ("first_come", "draw")]
    PROOFS = [(proof, proof) for proof in ("email", "bought", "none")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=80)
    product = models.UUIDField()
    location = models.OneToOneField("trade.Location", models.PROTECT, related_name="drop")
    kind = models.CharField(max_length=12, choices=KINDS)
    per_person = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    early_tier = models.UUIDField(null=True)
    early_opens_at = models.DateTimeField(null=True)
    pay_hours = models.PositiveSmallIntegerField(default=0)
    contributor_tickets = models.PositiveSmallIntegerField(default=1)
    public_source = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=6, choices=PROOFS, default="email")
    commitment = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    public_word = models.CharField(max_length=200, blank=True)
    announced_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="drop_opens_before_it_closes", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="drop_opens_early_for_a_tier",
                condition=Q(early_tier__isnull=True, early_opens_at__isnull=True)
                | Q(
                    kind="first_come",
                    early_tier__isnull=False,
                    early_opens_at__isnull=False,
                    early_opens_at__lt=F("opens_at"),
                ),
            ),
            models.CheckConstraint(
                name="drop_limits_count",
                condition=Q(per_person__gte=1, contributor_tickets__gte=1),
            ),
            models.CheckConstraint(
                name="drop_draw_is_committed",
                condition=Q(kind="first_come", commitment="", seed="")
                | (Q(kind="draw", pay_hours__gte=1) & ~Q(commitment="") & ~Q(seed="")),
            ),
        ]
        indexes = [
            # the list of drops, and those with something to do
            models.Index(fields=["ended_at", "opens_at", "id"], name="drop_by_end"),
            # the drop that sells a product now
            models.Index(fields=["product", "ended_at"], name="drop_of_product"),
        ]

    def __str__(self) -> str:
        return self.title


class DropPiece(models.Model):
    """So many pieces of one variant, under the label it had when announced. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drop = models.ForeignKey(Drop, models.PROTECT, related_name="pieces")
    position = models.PositiveSmallIntegerField()
    variant = models.UUIDField()
    label = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drop", "variant"], name="drop_piece_once"),
            models.UniqueConstraint(fields=["drop", "label"], name="drop_piece_label_once"),
            models.CheckConstraint(name="drop_piece_counts", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.label}"


class DropContributor(models.Model):
    """Who has the tickets of a contributor in a draw; frozen when announced. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drop = models.ForeignKey(Drop, models.PROTECT, related_name="contributors")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drop", "agent"], name="drop_contributor_once"),
        ]

    def __str__(self) -> str:
        return f"contributor {self.agent_id}"


class DropEntry(models.Model):
    """Who wants which piece in a draw, under a number only she knows as hers.

    Withdrawn entries keep their number and stay on the list. `rank` is the place in the drawn
    order, from 1; none before the draw.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drop = models.ForeignKey(Drop, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    piece = models.ForeignKey(DropPiece, models.PROTECT, related_name="+")
    tickets = models.PositiveSmallIntegerField()
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    rank = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drop", "member"], name="drop_entry_once"),
            # also serves the published list, by number
            models.UniqueConstraint(fields=["drop", "number"], name="drop_entry_number_once"),
            # also serves "who is next"
            models.UniqueConstraint(fields=["drop", "rank"], name="drop_entry_rank_once"),
            models.CheckConstraint(name="drop_entry_has_tickets", condition=Q(tickets__gte=1)),
        ]

    def __str__(self) -> str:
        return f"entry {self.number}"


class DropOffer(models.Model):
    """One piece kept for one entry `until`: bought with `order`, or lapsed and offered on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.OneToOneField(DropEntry, models.PROTECT, related_name="offer")
    offered_at = models.DateTimeField()
    until = models.DateTimeField()
    order = models.OneToOneField("trade.Order", models.PROTECT, related_name="+", null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # offers whose time may be over
            models.Index(
                fields=["until"], condition=Q(lapsed_at__isnull=True), name="drop_offer_open"
            ),
        ]

    def __str__(self) -> str:
        return f"offer to {self.entry_id}"


class DropOrder(models.Model):
    """An order of a first-come drop: whose it is, and how many pieces count towards her limit.

    `person` is a keyed digest of her address, so that a member and a guest of one address are one.
    """

    order = models.OneToOneField(
        "trade.Order", models.PROTECT, primary_key=True, related_name="drop_order"
    )
    drop = models.ForeignKey(Drop, models.PROTECT, related_name="orders")
    person = models.CharField(max_length=64)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="drop_order_counts", condition=Q(quantity__gte=1)),
        ]
        indexes = [
            # how many this person has of a drop
            models.Index(fields=["drop", "person"], name="drop_order_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of a drop"
