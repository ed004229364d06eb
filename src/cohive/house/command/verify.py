"""`cohive verify`: run every check, name the first fault, exit 1 when there is one.

Afterwards it lists each clearing account that is not at zero, with its age and the orders behind
it: money that has not gone on is no fault, money that nobody can explain is.
"""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.house.bookkeeping import compare
from cohive.house.command import say, show
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.journal import seals
from cohive.journal.verification import verify
from cohive.ledger.queries import Uncleared, payouts_stopped, uncleared
from cohive.look import formats


def run(arguments: Namespace) -> int:
    """Check after check, so that a long run shows where it is."""
    speak_as_the_terminal()
    seals.seal_pending()
    at = timezone.now()
    for finding in verify():
        if finding.fault:
            say(f"{finding.name}: {finding.fault}")
            compare(at=at)
            if payouts_stopped():
                say(_("Payouts are stopped until the books agree again."))
            return 1
        if not arguments.quiet:
            show(f"{finding.name}: clean")
    compare(at=at)
    found = uncleared()
    for one in found:
        _show(one, at=at, quiet=arguments.quiet)
    return 1 if any(one.unexplained for one in found) else 0


def _show(one: Uncleared, *, at: datetime, quiet: bool) -> None:
    """One clearing account and what is behind it."""
    title = f"{one.account.number} {one.account.name}"
    if not quiet:
        show(
            _("not cleared: %(account)s stands at %(amount)s since %(day)s (%(age)s)")
            % {
                "account": title,
                "amount": formats.money(one.amount),
                "day": formats.day(one.since),
                "age": formats.duration(at - one.since),
            }
        )
        for item in one.items:
            age = formats.duration(at - item.since)
            show(f"  {item.reference}  {formats.money(item.amount)}  {age}")
    if one.unexplained:
        say(
            _("%(account)s: nothing explains %(amount)s of it.")
            % {"account": title, "amount": formats.money(one.unexplained)}
        )
