"""`cohive simulate`: a place run through its real operations on a clock of its own.

Writes a home that `cohive serve` opens, and beside it `simulation.json` with what was planted.
Progress goes to the error stream; the figures are the result.
"""

from __future__ import annotations

import json
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.bond import operations as bond
from cohive.bond.queries import place, stewards
from cohive.house.command import say, show
from cohive.house.command.demo import WHOLE, unhurried
from cohive.house.command.migrate import prepare
from cohive.house.settings.home import DEMO_MARKER
from cohive.house.simulation.months import run as run_months
from cohive.house.simulation.plan import checked
from cohive.house.simulation.reading import Reading, read
from cohive.house.simulation.truth import document, write
from cohive.look import formats
from cohive.words.refusals import Refused

__all__ = ["run"]

LINK_MINUTES = 24 * 60


def run(arguments: Namespace) -> int:
    """Check, run, read, write; exit status 0."""
    plan = checked(
        members=arguments.members,
        months=arguments.months,
        regime=arguments.regime,
        seed=arguments.seed,
    )
    ends_at = _midnight(timezone.now())
    began = time.monotonic()
    prepare()
    if place() is not None:
        raise Refused(
            "This database holds a place already. Choose an empty one for the simulation."
        )
    with unhurried():
        world = run_months(plan, ends_at=ends_at, tell=lambda line: say(f"  {line}"))
        reading = read(world, at=ends_at - timedelta(seconds=1))
        content = document(world, reading)
    write(settings.HOME, content)
    (settings.HOME / DEMO_MARKER).write_text(WHOLE, encoding="ascii")
    say(f"  The place is whole, after {time.monotonic() - began:.0f} s.")
    if arguments.json:
        show(json.dumps(content, ensure_ascii=False))
    else:
        for line in _page(content, reading):
            show(line)
    return 0


def _midnight(now: datetime) -> datetime:
    """The last midnight in UTC: the place ends with the day before."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _page(content: dict[str, Any], reading: Reading) -> Iterator[str]:
    asked, made = content["parameters"], content["made"]
    yield _("Regime: %(regime)s. Members: %(members)s. Months: %(months)s. Seed: %(seed)s.") % {
        "regime": asked["regime"],
        "members": formats.number(asked["members"]),
        "months": formats.number(asked["months"]),
        "seed": asked["seed"],
    }
    yield _("Made: %(works)s works, %(scores)s scores, %(orders)s orders.") % {
        name: formats.number(made[name]) for name in ("works", "scores", "orders")
    }
    yield ""
    yield _("The last %(days)s days, from 0 (fan club) to 1 (community):") % {"days": reading.days}
    rows = [
        (_("Community or fan club, H"), _range(reading)),
        (_("From member to member"), _value(reading.member_to_member)),
        (_("Of the makers’ money, to members"), _value(reading.value_to_members)),
    ]
    yield from (f"  {name}: {value}" for name, value in rows)
    yield ""
    yield _(
        "Accounts in groups to look at: %(flagged)s. With an innocent reason: %(explained)s."
    ) % {
        "flagged": formats.number(reading.flagged),
        "explained": formats.number(reading.explained),
    }
    if content["truth"]["army"]["accounts"]:
        yield _("Paid accounts found: %(recall)s. Of those flagged, paid: %(precision)s.") % {
            "recall": _value(reading.recall),
            "precision": _value(reading.precision),
        }
        yield _("Innocent look-alikes flagged: %(count)s.") % {
            "count": formats.number(reading.innocent_flagged)
        }
    yield ""
    yield _("Open it: cohive serve --home %(home)s") % {"home": settings.HOME}
    url = bond.sign_in_url(agent=stewards()[0], at=timezone.now(), minutes=LINK_MINUTES)
    yield _("Then sign in once as its steward, within a day: %(url)s") % {"url": url}


def _value(value: float | None) -> str:
    return _("cannot be told") if value is None else f"{value:.2f}"


def _range(reading: Reading) -> str:
    if reading.index is None or reading.low is None or reading.high is None:
        return _value(reading.index)
    return f"{reading.index:.2f} ({reading.low:.2f} – {reading.high:.2f})"
