"""On a reseller's own page: what her sales brought, and when it is hers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from cohive.look import formats
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.settle.queries.commissions import (
    CommissionLine,
    commission_totals,
    commissions_of,
)

TONES = {"pending": "", "final": "good", "held": "warn"}
SHOWN = 30


@dataclass(frozen=True)
class ShownCommission:
    """A line as pages show it."""

    line: CommissionLine
    rate: str
    tag: str
    tone: str
    when: str


def commissions(request: HttpRequest, subject: object) -> Markup | None:
    """The viewer's own commissions, newest first; `subject` is her agent's id."""
    viewer = viewer_of(request)
    if viewer is None or viewer.agent_id != subject:
        return None
    return rendered(request, "settle/slot_commissions.html", commissions_for(viewer.agent_id))


def commissions_for(agent: UUID) -> dict[str, object]:
    """What the pages need; five SQL queries at most."""
    at = timezone.now()
    totals = commission_totals(agent, at=at)
    lines = commissions_of(agent, at=at, limit=SHOWN) if totals else []
    return {"totals": totals, "commissions": [shown(line) for line in lines]}


def shown(line: CommissionLine) -> ShownCommission:
    """A line with its words in the viewer's language."""
    words = {"pending": _("pending"), "final": _("final"), "held": _("held")}
    return ShownCommission(
        line,
        rate=f"{line.rate_thousandths / 10:g} %",
        tag=words[line.state],
        tone=TONES[line.state],
        when=_when(line),
    )


def _when(line: CommissionLine) -> str:
    if line.state == "held":
        return _("Held: something of it is asked back, disputed or looked at.")
    if line.final_from is None:
        return _("Its days begin when the parcel is on its way.")
    day = {"day": formats.day(line.final_from)}
    if line.state == "final":
        return _("Final since %(day)s, when the time to send it back was over.") % day
    return _("Yours on %(day)s, when the time to send it back is over.") % day
