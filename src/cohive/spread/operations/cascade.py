"""Writing how a thing travelled: boosts from elsewhere, who joined, credit along a path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from cohive.engine.cascades.path import BUYER_CAP, RING_MAX, closes_ring, credit_of_path
from cohive.guard.queries import known_together
from cohive.journal.operations import record
from cohive.spread import targets
from cohive.spread.events_cascade import BoostRecorded, BoostUndone, JoinedByLink
from cohive.spread.models import Arrival, Boost, Conversion, Link, PathCredit
from cohive.spread.queries.links import is_own_of_place
from cohive.spread.queries.path import path_of_link
from cohive.words.refusals import Missing, Refused

WINDOW = timedelta(days=30)
"""Within it one buyer's orders fill a person's cap, and a ring is looked for."""
SALT = "cohive.spread.boost"
LED_MAX = 2_000
"""Most sales that one step of the search for a ring reads."""


@transaction.atomic
def record_boost(
    *,
    target_kind: str,
    target: UUID,
    channel: str,
    handle: str,
    remote_id: str,
    at: datetime,
    by: UUID,
    link: UUID | None = None,
    after: UUID | None = None,
) -> UUID:
    """Write that an account elsewhere passed a thing on; the same `remote_id` again does nothing.

    Parameters
    ----------
    handle, remote_id : str
        The account, as the network writes it, and the id of its act there. Only keyed digests of
        both are kept.
    link, after : UUID, optional
        What the account passed on: a post that carried this link, or this boost. Neither: the
        thing itself.

    Returns
    -------
    UUID
        The boost's id.
    """
    if targets.describe(target_kind, target) is None:
        raise Missing("There is no such thing to pass on.")
    about = {"target_kind": target_kind, "target": target}
    if link and not Link.objects.filter(id=link, **about).exists():
        raise Refused("This link leads to something else.", field="link")
    if after and not Boost.objects.filter(id=after, **about).exists():
        raise Refused("That boost is of something else.", field="after")
    row, is_new = Boost.objects.get_or_create(
        channel=channel,
        remote_digest=_digest(channel, remote_id),
        defaults={
            **about,
            "handle_digest": _digest(channel, handle.strip().lower()),
            "link_id": None if after else link,
            "after_id": after,
            "at": at,
        },
    )
    if is_new:
        record(
            BoostRecorded(boost=row.id, target_kind=target_kind, target=target, channel=channel),
            by=by,
            at=at,
            object_kind=target_kind,
            object=target,
        )
    return row.id


@transaction.atomic
def undo_boost(*, channel: str, remote_id: str, by: UUID, at: datetime) -> bool:
    """Take a boost back as its network said; whether there was one that stood."""
    row = Boost.objects.select_for_update().filter(
        channel=channel, remote_digest=_digest(channel, remote_id), undone_at__isnull=True
    )
    found = row.first()
    if found is None:
        return False
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    record(
        BoostUndone(boost=found.id),
        by=by,
        at=at,
        object_kind=found.target_kind,
        object=found.target,
    )
    return True


def _digest(channel: str, text: str) -> str:
    return salted_hmac(SALT, f"{channel}\n{text}", algorithm="sha256").hexdigest()


@transaction.atomic
def record_arrival(*, link: UUID, member: UUID, at: datetime) -> None:
    """Write that a member joined after coming by a link. Nobody is paid for it; once a member."""
    row = Link.objects.filter(id=link).exclude(owner_id=member).first()
    if row is None:
        return
    _arrival, is_new = Arrival.objects.get_or_create(
        member_id=member, defaults={"link": row, "at": at}
    )
    if is_new:
        record(JoinedByLink(link=row.id), by=member, at=at, object_kind="link", object=row.id)


@transaction.atomic
def credit_order(*, order: UUID) -> None:
    """Compute the credit along the path of an order that came by a link, and write it down.

    It may be called again and again: the rows follow from links, sales and verdicts. An order that
    closes a ring takes the credit of the ring's earlier orders too.
    """
    row = Conversion.objects.select_related("link").filter(order=order).first()
    if row is None:
        return
    around = _credit(row)
    if around:
        others = Conversion.objects.filter(
            buyer__in=around,
            link__owner__in=around,
            at__gt=row.at - WINDOW,
            at__lt=row.at + WINDOW,
        ).exclude(id=row.id)
        for other in others.select_related("link").order_by("at", "id")[:LED_MAX]:
            _credit(other)


def _credit(row: Conversion) -> set[UUID]:
    """Write one order's lines anew; where it closes a ring, return everybody who may be of it."""
    path = path_of_link(row.link_id)
    people = [str(step.owner) for step in path]
    led = _led(row, row.buyer_id) if row.buyer_id else {}
    voided = _voided(row, [step.owner for step in path], led)
    found = credit_of_path(people, voided=voided, room=_room(row, people))
    PathCredit.objects.filter(conversion=row).delete()
    PathCredit.objects.bulk_create(
        PathCredit(
            conversion=row,
            link_id=step.link,
            person_id=step.owner,
            step=line.step,
            numerator=line.credit.numerator,
            denominator=line.credit.denominator,
            void=line.void,
        )
        for step, line in zip(path, found.lines, strict=True)
    )
    if "ring" not in voided.values():
        return set()
    return {UUID(one) for owner, buyers in led.items() for one in (owner, *buyers)}


def _voided(
    row: Conversion, owners: Sequence[UUID], led: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Whoever of the path gets nothing, and why."""
    voided: dict[str, str] = {}
    if row.is_own:
        voided[str(row.link.owner_id)] = "self"
    voided |= {str(owner): "place" for owner in owners if is_own_of_place(owner)}
    if row.buyer_id is None:
        return voided
    for owner in dict.fromkeys(owners):
        if owner == row.buyer_id:
            voided[str(owner)] = "self"
        elif together := known_together(owner, row.buyer_id):
            voided[str(owner)] = "household" if together == "household" else "one_hand"
        elif closes_ring(str(row.buyer_id), str(owner), led):
            voided.setdefault(str(owner), "ring")
    return voided


def _led(row: Conversion, buyer: UUID) -> dict[str, set[str]]:
    """Owner of a link → who bought by it, as far as it is reached from the buyer, in the window.

    On both sides of the order: one that closes a ring later takes the credit of this one too.
    """
    led: defaultdict[str, set[str]] = defaultdict(set)
    ahead, known = {buyer}, {buyer}
    for _hop in range(RING_MAX - 1):
        sales = Conversion.objects.filter(
            link__owner__in=ahead,
            buyer__isnull=False,
            is_own=False,
            at__gt=row.at - WINDOW,
            at__lt=row.at + WINDOW,
        )
        reached: set[UUID] = set()
        for owner, other in sales.values_list("link__owner_id", "buyer_id").distinct()[:LED_MAX]:
            led[str(owner)].add(str(other))
            reached.add(other)
        ahead = reached - known
        known |= ahead
        if not ahead:
            break
    return led


def _room(row: Conversion, people: Sequence[str]) -> dict[str, Fraction]:
    """What is left of each person's cap for this buyer, before this order."""
    if row.buyer_id is None:
        return {}
    before = PathCredit.objects.filter(
        person__in=[UUID(one) for one in people],
        conversion__buyer=row.buyer_id,
        conversion__at__gt=row.at - WINDOW,
        conversion__at__lte=row.at,
    ).exclude(conversion=row)
    taken: defaultdict[str, Fraction] = defaultdict(Fraction)
    sums = before.values_list("person_id", "denominator").annotate(all=Sum("numerator")).order_by()
    for person, denominator, numerator in sums:
        taken[str(person)] += Fraction(numerator, denominator)
    return {person: max(BUYER_CAP - done, Fraction(0)) for person, done in taken.items()}
