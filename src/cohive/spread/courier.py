"""The courier: hands activities to other servers, many at once, and holds up nothing else.

It runs in a thread of the worker's process with a connection of its own; the job that wakes it
comes back at once. Requests are made by a pool whose threads never touch the database; between
them and the rows stands this one thread. A host is sent to by one at a time, in order, and left at
its first failure.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cohive.bridges.federation.peers import Handed, Peers, Signer
from cohive.journal.quiet import is_quiet
from cohive.spread import federating, operations
from cohive.spread.operations.federation_deliveries import (
    ToSend,
    deliveries_of,
    note_handed,
    refuse_kept_out,
    something_waits,
    take_hosts,
)

logger = logging.getLogger(__name__)

AT_ONCE = 16
EVERY_SECONDS = 5
TIDY_SECONDS = 3600
A_TURN = timedelta(minutes=4)
"""One host is sent to for at most so long, well within what it is taken for."""

_running = threading.Lock()


def wake(*, at: datetime) -> None:  # noqa: ARG001 - the courier reads the clock itself
    """The job of every five seconds: start the courier if something waits and it is not going."""
    if something_waits():
        transaction.on_commit(_start, robust=True)


def tidy(*, at: datetime) -> None:
    """The job of every hour: let hosts go that were silent for a week, forget what was sent."""
    operations.let_dead_hosts_go(at=at)
    operations.forget_sent(at=at)


def _start() -> None:
    if _running.acquire(blocking=False):
        threading.Thread(target=_go, name="federation-courier", daemon=True).start()


def _go() -> None:
    try:
        while deliver_due(at=timezone.now()):
            pass
    except Exception:
        logger.exception("the courier stumbled; it starts again in a moment")
    finally:
        connection.close()
        _running.release()


def deliver_due(*, at: datetime, peers: Peers | None = None) -> int:
    """Send what is due to the hosts that may be sent to; return how many hosts that were.

    Signatures and rows carry `at`.
    """
    if is_quiet():
        return 0
    hosts = take_hosts(limit=AT_ONCE * 4, at=at)
    way = peers or federating.peers()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="federation") as pool:
        going = {}
        for host in hosts:
            rows = deliveries_of(host)
            refused = refuse_kept_out(rows)
            signers = {row.actor: federating.signer(row.actor) for row in rows}
            left = [row for row in rows if row.id not in refused]
            going[pool.submit(_hand_over, left, signers, way, at)] = (host, refused)
        for done in as_completed(going):
            host, refused = going[done]
            note_handed(host=host, handed={**refused, **_result(done.result, host)}, at=at)
    return len(hosts)


def _result(result: object, host: str) -> Mapping[UUID, Handed]:
    try:
        return result()  # type: ignore[operator, no-any-return]
    except Exception:
        logger.exception("sending to %s broke", host)
        return {}


def _hand_over(
    rows: Sequence[ToSend], signers: Mapping[UUID, Signer], peers: Peers, at: datetime
) -> dict[UUID, Handed]:
    """One host's letters in order, until it is silent once. No database here."""
    handed: dict[UUID, Handed] = {}
    for row in rows:
        result = peers.hand_over(row.document, inbox=row.inbox, signer=signers[row.actor], at=at)
        handed[row.id] = result
        if result.is_host_down:
            break
    return handed
