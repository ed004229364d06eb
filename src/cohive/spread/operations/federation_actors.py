"""Switching on and off: what can be followed, and whose words may leave."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as bond
from cohive.journal.operations import record
from cohive.spread import federating
from cohive.spread.events_federation import (
    FederationAgreed,
    FederationDeclined,
    FederationSwitched,
)
from cohive.spread.models import FederatedActor, FederatedPost, FederationConsent
from cohive.spread.operations.federation_posts import withdraw_post
from cohive.words.refusals import Forbidden, Missing, Refused

HANDLE = re.compile(r"[a-z0-9_]{1,30}")


@transaction.atomic
def switch_federation(
    *,
    agent: UUID,
    is_on: bool,
    by: UUID,
    at: datetime,
    handle: str = "",
    approves_followers: bool = False,
) -> None:
    """Let the place or a circle be followed from elsewhere, or stop it.

    A steward decides for the place; for a circle she or who keeps it. The handle is chosen once.
    Switched off, nothing leaves and nothing is taken in; who followed is kept for the next time.
    """
    kind = _kind(agent)
    _check_may(agent, kind, by)
    row = FederatedActor.objects.select_for_update().filter(agent=agent).first()
    if row is None:
        if not is_on:
            return
        row = FederatedActor(agent_id=agent, kind=kind, handle=_handle(handle), since=at)
    row.is_on, row.approves_followers, row.changed_by_id = is_on, approves_followers, by
    row.save()
    if is_on:
        federating.signer(agent)  # its key is there before anybody asks
    record(
        FederationSwitched(actor=agent, is_on=is_on), by=by, at=at, object_kind=kind, object=agent
    )


def _kind(agent: UUID) -> str:
    place = bond.place()
    if place is not None and agent == place.agent:
        return "place"
    if bond.circle(agent) is None or bond.tier_of_circle(agent) is not None:
        raise Missing("There is no such circle.")
    return "circle"


def _check_may(agent: UUID, kind: str, by: UUID) -> None:
    if "steward" in bond.roles_of(by):
        return
    keepers = {each.agent for each in bond.circle_members(agent, limit=None) if each.keeps}
    if kind == "place" or by not in keepers:
        raise Forbidden("Only a steward, or who keeps a circle, decides whether it is followed.")


def _handle(text: str) -> str:
    name = text.strip().lower().lstrip("@")
    if not HANDLE.fullmatch(name):
        raise Refused("A handle has 1 to 30 signs: a to z, 0 to 9 and _.", field="handle")
    if FederatedActor.objects.filter(handle=name).exists():
        raise Refused("This handle is taken here. Choose another.", field="handle")
    return name


@transaction.atomic
def agree_to_federation(*, by: UUID, at: datetime) -> None:
    """Let the threads a member begins in federated circles leave from now on."""
    _row, is_new = FederationConsent.objects.get_or_create(member_id=by, defaults={"at": at})
    if is_new:
        record(FederationAgreed(member=by), by=by, at=at, object_kind="member", object=by)


@transaction.atomic
def decline_federation(*, by: UUID, at: datetime) -> None:
    """Keep a member's posts here; what left before is asked back from every server that had it."""
    count, _ = FederationConsent.objects.filter(member=by).delete()
    for post in FederatedPost.objects.filter(member=by, withdrawn_at__isnull=True):
        withdraw_post(post=post.id, by=by, at=at)
    if count:
        record(FederationDeclined(member=by), by=by, at=at, object_kind="member", object=by)
