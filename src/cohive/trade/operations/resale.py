"""Deciding the plan of reselling; joining, one's own page, leaving. Joining costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.create import queries as create
from cohive.engine.resale import Plan, examine
from cohive.journal.operations import record
from cohive.trade.events_resale import (
    ResalePlanDecided,
    ResellerChanged,
    ResellerJoined,
    ResellerLeft,
)
from cohive.trade.models import RESELLER_STATES, ResalePlan, Reseller, ResellerProduct
from cohive.trade.models.resale import THOUSANDTHS, WORDS_LENGTH_MAX
from cohive.trade.operations.resale_desk import raise_alarms, require_steward
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

PRODUCTS_MAX = 24
LEAST_PIECES_MAX = 200
SLUG_LENGTH_MAX = 80
GONE = ("left", "erased")
FORGOTTEN = "–"
"""What stands for a reason that spoke of somebody who left."""
NOT_A_SLUG = frozenset({"desk"})
NO_RESELLER = "Nobody sells things on under this name."
TERMS_CHANGED = gettext_noop(
    "The terms of selling things on changed. Read them and say yes to go on."
)

DECIDED = gettext_noop("A steward put another plan of selling on in force. Look at it.")
TURNED_OFF = gettext_noop("A steward turned selling on off.")


@transaction.atomic
def decide_resale_plan(*, plan: Plan, least_pieces: int = 1, by: UUID, at: datetime) -> UUID:
    """Put the next version of the plan in force; return its id.

    Raises Refused with the first rule that it breaks, at its field. Orders that were placed keep
    the version of their day; resellers go on when they have said yes to the new one.
    """
    require_steward(by)
    broken = examine(plan)
    if broken:
        raise Refused(
            "This plan is not allowed. %(rule)s", field=broken[0].field, rule=broken[0].sentence
        )
    if not 1 <= least_pieces <= LEAST_PIECES_MAX:
        raise Refused(
            "Write from 1 to %(most)s pieces.", field="least_pieces", most=LEAST_PIECES_MAX
        )
    rates = [_thousandths(rate, "rates") for rate in plan.rates]
    is_commission = plan.mode == "commission"
    row = ResalePlan(
        mode=plan.mode,
        depth=max(1, len(rates)),
        first_thousandths=rates[0] if rates else 0,
        second_thousandths=rates[1] if len(rates) > 1 else 0,
        cap_thousandths=_thousandths(plan.cap, "cap") if is_commission else 0,
        discount_thousandths=0 if is_commission else _thousandths(plan.discount, "discount"),
        least_pieces=1 if is_commission else least_pieces,
        return_days=0 if is_commission else plan.return_days,
    )
    return _put_in_force(row, by=by, at=at)


@transaction.atomic
def end_resale(*, by: UUID, at: datetime) -> None:
    """Turn reselling off: pages close, orders that were placed keep their plan. Safe to repeat."""
    require_steward(by)
    newest = ResalePlan.objects.order_by("-version").first()
    if newest is not None and newest.mode != "off":
        _put_in_force(ResalePlan(mode="off"), by=by, at=at)


def _put_in_force(row: ResalePlan, *, by: UUID, at: datetime) -> UUID:
    last = ResalePlan.objects.aggregate(last=Max("version"))["last"] or 0
    row.version, row.decided_by_id, row.decided_at = last + 1, by, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("Another steward decided at this moment. Look at the plan again.") from None
    event = ResalePlanDecided(
        plan=row.id,
        version=row.version,
        mode=row.mode,
        depth=row.depth,
        first_thousandths=row.first_thousandths,
        second_thousandths=row.second_thousandths,
        cap_thousandths=row.cap_thousandths,
        discount_thousandths=row.discount_thousandths,
    )
    record(event, by=by, at=at, object_kind="resale_plan", object=row.id)
    for reseller in Reseller.objects.filter(state="active").order_by("id"):
        bond.notify(
            to=reseller.agent_id,
            kind="trade.resale.plan",
            sentence=TERMS_CHANGED,
            values={},
            url=reverse("trade:sell-on"),
            at=at,
            subject=row.id,
            key=f"trade:resale-plan:{row.id}:{reseller.id}",
        )
    _tell_stewards(row, by=by, at=at)
    return row.id


def _tell_stewards(row: ResalePlan, *, by: UUID, at: datetime) -> None:
    """No plan comes into force behind the back of the others who answer for it."""
    for steward in people.stewards():
        if steward != by:
            bond.notify(
                to=steward,
                kind="trade.resale.decided",
                sentence=TURNED_OFF if row.mode == "off" else DECIDED,
                values={},
                url=reverse("trade:resale-desk"),
                at=at,
                subject=row.id,
                key=f"trade:resale-decided:{row.id}:{steward}",
            )


@transaction.atomic
def join_resale(*, plan: UUID, brought_by: str = "", by: UUID, at: datetime) -> UUID:
    """Say yes to the terms in force and get a page of one's own; return the reseller's id.

    It costs nothing and asks for no purchase. `brought_by` names the page she came from; it is
    kept for the alarm alone, once and for ever. Saying yes again to new terms goes on.
    """
    newest = ResalePlan.objects.order_by("-version").first()
    if newest is None or newest.mode == "off":
        raise Refused("Selling things on is not open here at the moment.")
    if newest.id != plan:
        raise Refused("The terms changed a moment ago. Read them again.")
    row = Reseller.objects.select_for_update().filter(agent=by).first()
    if row is not None and row.state == "erased":
        raise Forbidden("Who left this place sells nothing on.")
    if row is not None and row.suspensions.filter(ended_at__isnull=True).exists():
        raise Forbidden("You were stopped by a steward. Ask on this page to look at it again.")
    if row is not None and row.state == "active" and row.accepted_id == plan:
        return row.id
    if row is None:
        row = _new_reseller(newest, brought_by, by=by, at=at)
    else:
        if row.state == "left":
            row.state = RESELLER_STATES.move(row.state, "active")
        row.accepted, row.ended_at = newest, None
        row.save(update_fields=["state", "accepted", "ended_at"])
    record(
        ResellerJoined(reseller=row.id, plan=plan),
        by=by,
        at=at,
        object_kind="reseller",
        object=row.id,
    )
    raise_alarms(at=at)
    return row.id


def _new_reseller(plan: ResalePlan, brought_by: str, *, by: UUID, at: datetime) -> Reseller:
    above = Reseller.objects.filter(slug=brought_by).exclude(agent=by).first()
    try:
        with transaction.atomic():
            return Reseller.objects.create(
                agent_id=by,
                slug=_free_slug(by),
                state="active",
                accepted=plan,
                brought_by=above,
                language=people.language_of(by),
                joined_at=at,
            )
    except IntegrityError:  # the same form twice at once, or the same name at this moment
        raise Refused("Somebody joined under this name at this moment. Try again.") from None


@transaction.atomic
def change_resale_page(
    *, words: str, products: Sequence[UUID], language: str = "", by: UUID, at: datetime
) -> None:
    """Write one's own words and choose what stands on one's page. The label is no part of it."""
    row = _own(by)
    text = words.strip()
    if len(text) > WORDS_LENGTH_MAX:
        raise Refused("At most %(length)s characters.", field="words", length=WORDS_LENGTH_MAX)
    chosen = list(dict.fromkeys(products))
    if len(chosen) > PRODUCTS_MAX:
        raise Refused("At most %(most)s things on a page.", field="products", most=PRODUCTS_MAX)
    known = create.products_by_id(chosen)
    if any(one not in known or known[one].state != "on_sale" for one in chosen):
        raise Refused("Choose among what is on sale.", field="products")
    row.words, row.language = text, language or row.language
    row.save(update_fields=["words", "language"])
    ResellerProduct.objects.filter(reseller=row).delete()
    ResellerProduct.objects.bulk_create(
        [
            ResellerProduct(reseller=row, product=product, position=position)
            for position, product in enumerate(chosen)
        ]
    )
    record(
        ResellerChanged(reseller=row.id, products=len(chosen)),
        by=by,
        at=at,
        object_kind="reseller",
        object=row.id,
    )


@transaction.atomic
def leave_resale(*, by: UUID, at: datetime) -> None:
    """Stop: the page is closed, what she is owed stays owed. Safe to repeat."""
    row = Reseller.objects.select_for_update().filter(agent=by).first()
    if row is None or row.state in GONE:
        return
    _leave(row, at=at)
    record(ResellerLeft(reseller=row.id), by=by, at=at, object_kind="reseller", object=row.id)


def erase_reseller(*, agent: UUID, at: datetime) -> None:
    """Forget the words and the address of a member who leaves; orders keep the agent's id."""
    row = Reseller.objects.select_for_update().filter(agent=agent).first()
    if row is None or row.state == "erased":
        return
    if row.state != "left":
        _leave(row, at=at)
    row.state = RESELLER_STATES.move(row.state, "erased")
    row.slug, row.words = row.id.hex, ""
    row.save(update_fields=["state", "slug", "words"])
    row.suspensions.update(reason=FORGOTTEN, appeal="", answer="")
    ResellerProduct.objects.filter(reseller=row).delete()


def reseller_taken_out(agent: UUID) -> dict[str, object]:
    """What this room keeps of a member as a reseller, for her to take with her."""
    row = Reseller.objects.filter(agent=agent).first()
    if row is None:
        return {}
    return {
        "page": row.slug,
        "words": row.words,
        "state": row.state,
        "joined_at": row.joined_at,
        "terms": row.accepted.version,
        "products": list(row.products.order_by("position").values_list("product", flat=True)),
        "suspensions": list(
            row.suspensions.order_by("id").values("reason", "at", "appeal", "answer", "ended_at")
        ),
    }


def _leave(row: Reseller, *, at: datetime) -> None:
    """What a steward stopped stays stopped: who comes again is stopped still."""
    row.state, row.ended_at = RESELLER_STATES.move(row.state, "left"), at
    row.save(update_fields=["state", "ended_at"])


def _own(by: UUID) -> Reseller:
    row = Reseller.objects.select_for_update().filter(agent=by).first()
    if row is None:
        raise Missing(NO_RESELLER)
    if row.state != "active":
        raise Forbidden("Your page is closed at the moment.")
    return row


def _free_slug(agent: UUID) -> str:
    """The address of her page, made of her name in any script; with six signs more when taken."""
    card = people.cards([agent]).get(agent)
    base = slugify(card.name if card else "", allow_unicode=True)[:SLUG_LENGTH_MAX]
    base = base.strip("-") or "member"
    if base in NOT_A_SLUG or Reseller.objects.filter(slug=base).exists():
        return f"{base}-{new_id().hex[-6:]}"
    return base


def _thousandths(part: Fraction, field: str) -> int:
    whole = part * THOUSANDTHS
    if whole.denominator != 1:
        raise Refused("Write at most one digit after the point.", field=field)
    return int(whole)
