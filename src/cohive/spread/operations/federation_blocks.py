"""Silencing servers and keeping them out; saying yes or no to who wants to follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.bond import queries as bond
from cohive.bridges.federation.documents import activity
from cohive.bridges.federation.domains import DomainRule, domain
from cohive.journal.operations import record
from cohive.spread import federating
from cohive.spread.events_federation import DomainsBlocked, DomainUnblocked, Followed, Unfollowed
from cohive.spread.models import DomainBlock, FederationDelivery, Follower, RemoteActor
from cohive.spread.operations.federation_deliveries import send_to
from cohive.spread.operations.federation_replies import erase_actor
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing


@transaction.atomic
def block_domains(*, rules: Iterable[DomainRule], by: UUID, at: datetime) -> int:
    """Silence domains or keep them out, with everything below them; return how many are new.

    Of a domain kept out, followers go, what waits for it is not sent, and what it said is erased.
    """
    _check_steward(by)
    count = dropped = 0
    for rule in rules:
        name = domain(rule.domain)
        row, is_new = DomainBlock.objects.update_or_create(
            domain=name,
            defaults={"severity": rule.severity, "comment": rule.comment, "by_id": by, "at": at},
        )
        count += is_new
        if row.severity == "suspend":
            dropped += _drop(name, at=at)
    record(
        DomainsBlocked(count=count, dropped_followers=dropped),
        by=by,
        at=at,
        object_kind="federation",
        object=by,
    )
    return count


def _drop(name: str, *, at: datetime) -> int:
    # a host may have a port (two servers on one machine, for a test); a rule means every port
    below = Q(host=name) | Q(host__endswith=f".{name}") | Q(host__startswith=f"{name}:")
    followers, _ = Follower.objects.filter(remote__in=RemoteActor.objects.filter(below)).delete()
    FederationDelivery.objects.filter(
        Q(host=name) | Q(host__host__endswith=f".{name}"), state="waiting"
    ).update(state="refused", said="kept out", at=at)
    for remote in RemoteActor.objects.filter(below):
        erase_actor(remote=remote, at=at)
    return followers


@transaction.atomic
def unblock_domain(*, block: UUID, by: UUID, at: datetime) -> None:
    """Let a domain in again; who followed has to follow anew."""
    _check_steward(by)
    count, _ = DomainBlock.objects.filter(id=block).delete()
    if not count:
        raise Missing("There is no such rule.")
    record(DomainUnblocked(block=block), by=by, at=at, object_kind="federation", object=by)


@transaction.atomic
def decide_follower(*, follower: UUID, is_welcome: bool, by: UUID, at: datetime) -> None:
    """Say yes or no to who asked to follow, or let a follower go; her server is told."""
    _check_steward(by)
    row = (
        Follower.objects.select_for_update(of=("self",))
        .select_related("remote")
        .filter(id=follower)
        .first()
    )
    if row is None:
        raise Missing("This follower went meanwhile.")
    answer_follow(row, is_welcome=is_welcome, at=at)
    if is_welcome:
        row.state = "following"
        row.save()
        event: Followed | Unfollowed = Followed(follower=row.id, is_asking=False)
    else:
        event = Unfollowed(follower=row.id)
        row.delete()
    record(event, by=by, at=at, object_kind="federated_actor", object=row.actor_id)


def answer_follow(row: Follower, *, is_welcome: bool, at: datetime) -> None:
    """Queue Accept or Reject for the one who asked."""
    actor = federating.actor_url(row.actor_id)
    document = activity(
        "Accept" if is_welcome else "Reject",
        id=federating.activity_url(new_id()),
        actor=actor,
        object={"id": row.follow, "type": "Follow", "actor": row.remote.uri, "object": actor},
    )
    send_to(actor=row.actor_id, document=document, inboxes=[row.remote.inbox], at=at)


def _check_steward(by: UUID) -> None:
    if "steward" not in bond.roles_of(by):
        raise Forbidden("Only a steward of the place decides about other servers.")
