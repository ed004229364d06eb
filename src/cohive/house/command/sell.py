"""`cohive sell`: a sale of a release made elsewhere; who gets how much of it, at once."""

from __future__ import annotations

from argparse import Namespace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from cohive.bond import queries as members
from cohive.house.command import show
from cohive.house.command.migrate import prepare
from cohive.house.founding import currency_of
from cohive.house.histories.selling import Sold, find_release, sell_release
from cohive.house.histories.table import row
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.look import formats
from cohive.settle.queries import FlowView
from cohive.words.ids import new_id
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Refused

PEOPLE_SHOWN_MAX = 20
NAMES = {
    "tax": gettext_noop("Tax"),
    "fixed": gettext_noop("Costs"),
    "house": gettext_noop("House"),
    "link": gettext_noop("Reward for a link"),
}
"""The lines that leave a price before people are paid."""


def run(arguments: Namespace) -> int:
    """Find the release, write the sale, let it be divided, print the table."""
    speak_as_the_terminal()
    prepare()
    place = members.place()
    if place is None:
        raise Refused("There is no place yet. Open one first.")
    release = find_release(arguments.release)
    amount = parse_money(arguments.amount, currency_of(arguments.currency))
    key = f"sell:{arguments.reference}" if arguments.reference else f"sell:{new_id()}"
    sold = sell_release(release=release, amount=amount, by=place.agent, at=timezone.now(), key=key)
    for line in _table(sold, release.title):
        show(line)
    return 0


def _table(sold: Sold, title: str) -> list[str]:
    """The sale line by line; the rows add up to the amount."""
    flow = sold.flow
    values = {"title": title, "amount": _money(flow.gross_minor, flow)}
    lines = [_("%(title)s: %(amount)s came in. Of it:") % values]
    lines += [
        _row(_(NAMES[kind]), minor, flow)
        for kind, _label, minor in flow.lines
        if kind in NAMES and minor
    ]
    people = sorted(
        (person for person in flow.people if person.amount_minor),
        key=lambda person: (-person.amount_minor, person.agent),
    )
    names = members.cards([person.agent for person in people[:PEOPLE_SHOWN_MAX]])
    lines += [
        _row(names[person.agent].name, person.amount_minor, flow)
        for person in people[:PEOPLE_SHOWN_MAX]
    ]
    rest = people[PEOPLE_SHOWN_MAX:]
    if rest:
        others = ngettext("… and %(count)s more person", "… and %(count)s more people", len(rest))
        amount = sum(person.amount_minor for person in rest)
        lines.append(_row(others % {"count": formats.number(len(rest))}, amount, flow))
    waiting = flow.pool_minor - sum(person.amount_minor for person in people)
    if waiting:
        why = (
            _("Waiting until it is whole cents")
            if waiting > 0
            else _("Waited before, came along now")
        )
        lines.append(_row(why, waiting, flow))
    return lines


def _row(what: str, minor: int, flow: FlowView) -> str:
    return row(what, _money(minor, flow))


def _money(minor: int, flow: FlowView) -> str:
    return formats.money(Money(minor, flow.currency))
