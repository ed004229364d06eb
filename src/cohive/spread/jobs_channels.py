"""Sending what is due, and asking later what came of it.

Networks are asked after the commit: they may take seconds, and nobody waits for the database
meanwhile. A network that asks to wait is left alone for the rest of the round.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cohive.bridges.channels.messages import Receipt, Uncertain, Unsendable, Unsent
from cohive.bridges.channels.webpush import Gone, VapidKeys, payload_of, push
from cohive.spread.channel_clients import client_of
from cohive.spread.channel_keys import keys_of
from cohive.spread.operations import deliveries, pushes
from cohive.spread.operations.channels import mark_channel
from cohive.spread.queries import channels as reading
from cohive.words.refusals import Refused

logger = logging.getLogger(__name__)


def send(*, at: datetime) -> None:
    """Send what is due, when this job's own transaction is over."""
    transaction.on_commit(partial(send_due, at=at), robust=True)


def send_due(*, at: datetime) -> int:
    """Send everything that is due now; return how many messages were tried."""
    deliveries.release_lost(at=at)
    silent: set[UUID] = set()
    tried = 0
    for delivery, channel in reading.due_deliveries(at=at):
        if channel in silent:
            continue
        claim = deliveries.claim_delivery(delivery=delivery, at=max(at, timezone.now()))
        if claim is None:
            continue
        tried += 1
        if not _sent(claim):
            silent.add(channel)
    for each in reading.due_pushes(at=at):
        _tell(each, at=max(at, timezone.now()))
    return tried


def _sent(claim: deliveries.Claim) -> bool:
    """Send one claimed message and note what came of it; False when the network is not there."""
    try:
        receipt, counts = _asked(claim)
    except Unsent as fault:
        deliveries.note_failed(
            delivery=claim.delivery,
            sentence=fault.sentence,
            values=fault.values,
            retry_after_seconds=fault.retry_after_seconds,
            at=timezone.now(),
        )
        return False
    except Uncertain:
        deliveries.note_lost(delivery=claim.delivery, at=timezone.now())
        return False
    except (Unsendable, Refused) as fault:
        deliveries.note_given_up(
            delivery=claim.delivery, sentence=fault.sentence, values=fault.values, at=timezone.now()
        )
        if isinstance(fault, Unsendable) and fault.status == 401:
            mark_channel(channel=claim.channel, works=False)
        return True
    deliveries.note_sent(delivery=claim.delivery, receipt=receipt, at=timezone.now(), counts=counts)
    mark_channel(channel=claim.channel, works=True)
    return True


def _asked(claim: deliveries.Claim) -> tuple[Receipt, bool]:
    if claim.kind == "webpush":
        count = pushes.spread_out(delivery=claim.delivery, at=timezone.now())
        return Receipt(str(count), ""), False
    client = client_of(claim.kind, keys_of(claim.channel))
    return client.send(claim.message), client.tells_results


def _tell(push_id: UUID, *, at: datetime) -> None:
    """Tell one browser; what goes wrong with one keeps no other waiting."""
    claim = pushes.claim_push(push=push_id, at=at)
    channel = reading.push_channel()
    if claim is None or channel is None:
        return
    keys = keys_of(channel)
    message = deliveries.message_of_delivery(claim.delivery)
    try:
        push(
            claim.subscription,
            payload_of(message),
            keys=VapidKeys(keys.get("private", "")),
            subject=str(settings.ADDRESS),
            key=str(claim.delivery),
            at=at,
            allow_loopback=bool(keys.get("loopback")),
        )
    except Gone:
        pushes.forget_browser(push=claim.push)
    except Unsent as fault:
        pushes.note_push(
            push=claim.push, is_sent=False, retry_after_seconds=fault.retry_after_seconds, at=at
        )
    except (Unsendable, Refused) as fault:
        logger.warning("a browser could not be told: %s", fault)
        pushes.note_push(push=claim.push, is_sent=False, retry_after_seconds=None, at=at)
    else:
        pushes.note_push(push=claim.push, is_sent=True, retry_after_seconds=None, at=at)


def count(*, at: datetime) -> None:
    """Ask what came of messages, when this job's own transaction is over."""
    transaction.on_commit(partial(count_due, at=at), robust=True)


def count_due(*, at: datetime) -> None:
    """Ask an hour, a day and a week after sending; a network that is away is asked later."""
    for delivery, channel, kind, remote_id in reading.deliveries_to_count(at=at):
        try:
            counts = client_of(kind, keys_of(channel)).results(remote_id)
        except (Unsent, Unsendable, Uncertain, Refused) as fault:
            logger.info("a channel does not tell what came of a message: %s", fault)
            counts = None
        deliveries.note_counts(delivery=delivery, counts=counts, at=at)
