"""What happens to drops on the clock. Pages compute from instants: a late worker misleads nobody.

Every drop is handled in a transaction of its own, after the job's: one that fails holds up no
other.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from cohive.bond.operations import deliver_mail
from cohive.bond.queries import place
from cohive.trade import queries
from cohive.trade.operations.draws import draw_drop, pass_on
from cohive.trade.operations.drops import end_drop
from cohive.trade.queries.drops import (
    draws_due,
    draws_to_pass_on,
    drops_to_end,
    entry_owner,
)


def drops(*, at: datetime) -> None:
    """Draw what is due, pass on what was not bought in time, end what is over."""
    here = place()
    if here is None:
        return
    steps = [partial(draw_drop, drop=drop, by=here.agent, at=at) for drop in draws_due(at=at)]
    steps += [partial(pass_on, drop=drop, at=at) for drop in draws_to_pass_on()]
    steps += [partial(end_drop, drop=drop, by=here.agent, at=at) for drop in drops_to_end(at=at)]
    for step in steps:
        transaction.on_commit(step, robust=True)


def mail(*, at: datetime, entry: str) -> None:
    """Tell a winner that a piece is kept for her, while it is."""
    del at
    member, drop_id = entry_owner(UUID(entry)) or (None, None)
    view = queries.drop(drop_id) if drop_id else None
    own = queries.entry_of(drop_id, member) if drop_id and member else None
    if view is None or own is None or own.state != "kept":
        return
    deliver_mail(
        to_agent=member,
        subject=_("A piece of “%(drop)s” is kept for you"),
        template="trade/mail/drop",
        context={
            "drop": view.title,
            "view": view,
            "entry": own,
            "drop_url": settings.ADDRESS + view.url,
        },
    )
