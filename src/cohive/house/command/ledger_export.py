"""`cohive ledger export`: the books as a file for a bookkeeper's own program."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.house.command import say, show
from cohive.house.command.migrate import prepare
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.house.pages.books_spans import parsed_day, place_zone
from cohive.ledger.files import books_file
from cohive.ledger.queries import payouts_stopped
from cohive.words.refusals import Refused


def run(arguments: Namespace) -> int:
    """Write the file; say so, and whether the books can be trusted."""
    speak_as_the_terminal()
    prepare()
    since, until, zone = _stretch(arguments)
    content = books_file(arguments.format, since=since, until=until, zone=zone)
    out = Path(arguments.out)
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise Refused(
            "%(file)s cannot be written: %(reason)s.",
            field="out",
            file=str(out),
            reason=fault.strerror or type(fault).__name__,
        ) from None
    show(_("%(file)s is written.") % {"file": str(out)})
    stopped = payouts_stopped()
    if stopped:
        say(_("The balances differ from the entries: %(fault)s.") % {"fault": stopped.fault})
    return 0


def _stretch(arguments: Namespace) -> tuple[datetime | None, datetime, tzinfo]:
    """From the first day asked for to the end of the last one; days of the place."""
    zone = place_zone()
    since = parsed_day(arguments.since, zone, field="since") if arguments.since else None
    until = timezone.now()
    if arguments.until:
        last = parsed_day(arguments.until, zone, field="until")
        until = (last + timedelta(days=1)).replace(tzinfo=zone)
    if since is not None and since >= until:
        raise Refused("The last day lies before the first.", field="until")
    return since, until, zone
