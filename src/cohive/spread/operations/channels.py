"""Connecting channels, and letting them go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond.operations import notify
from cohive.bond.queries import stewards
from cohive.bridges.channels.channel import Account
from cohive.journal.operations import record
from cohive.spread.events_channels import ChannelConnected, ChannelLetGo
from cohive.spread.models import Channel, Delivery
from cohive.spread.models.channels import CHANNEL_STATES, KINDS
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

CONNECTED = gettext_noop("%(name)s connected the channel %(channel)s.")
LET_GO = gettext_noop("%(name)s let the channel %(channel)s go.")


@transaction.atomic
def connect_channel(
    *,
    kind: str,
    name: str,
    language: str,
    account: Account,
    keep: Callable[[UUID], None],
    by: UUID,
    at: datetime,
) -> UUID:
    """Write a channel whose network has answered; `keep` writes its keys to their file.

    Raises Refused for a network that is not known or a second channel for browsers.
    """
    if kind not in KINDS:
        raise Refused("This network is not known here.", field="kind")
    if kind == "webpush" and Channel.objects.filter(kind=kind).exclude(state="off").exists():
        raise Refused("Browsers can be told already: there is one such channel.", field="name")
    row = Channel.objects.create(
        id=new_id(),
        kind=kind,
        name=name.strip() or account.name,
        account=account.name[:200],
        url=account.url[:500],
        language=language,
        state="connected",
        connected_by_id=by,
        connected_at=at,
    )
    keep(row.id)
    record(
        ChannelConnected(channel=row.id, network=kind),
        by=by,
        at=at,
        object_kind="channel",
        object=row.id,
    )
    _tell_stewards(row, CONNECTED, by=by, at=at)
    return row.id


@transaction.atomic
def let_channel_go(*, channel: UUID, forget: Callable[[], None], by: UUID, at: datetime) -> None:
    """Speak there no more: what waits is cancelled, the keys are forgotten."""
    row = Channel.objects.select_for_update().filter(id=channel).first()
    if row is None:
        raise Missing("There is no such channel.")
    row.state = CHANNEL_STATES.move(row.state, "off")
    row.save(update_fields=["state"])
    waiting = Delivery.objects.filter(channel=row, state__in=("waiting", "failed", "given_up"))
    waiting.update(state="cancelled")
    forget()
    record(ChannelLetGo(channel=row.id), by=by, at=at, object_kind="channel", object=row.id)
    _tell_stewards(row, LET_GO, by=by, at=at)


def _tell_stewards(row: Channel, sentence: str, *, by: UUID, at: datetime) -> None:
    """Nobody takes or gives up a voice of the place behind the back of the others."""
    for steward in stewards():
        if steward != by:
            notify(
                to=steward,
                kind="spread.channel.changed",
                sentence=sentence,
                values={"name": f"agent:{by}", "channel": row.name},
                url=reverse("spread:channels"),
                at=at,
                subject=row.id,
                key=f"spread:channel:{row.id}:{row.state}:{steward}",
            )


def mark_channel(*, channel: UUID, works: bool) -> None:
    """Note that the network takes or does not take its key: a measurement, so no act."""
    before, after = ("broken", "connected") if works else ("connected", "broken")
    Channel.objects.filter(id=channel, state=before).update(state=after)
