"""`cohive verify`: run every check, name the first fault, exit 1 when there is one."""

from argparse import Namespace

from cohive.house.command import say, show
from cohive.journal import seals
from cohive.journal.verification import verify


def run(arguments: Namespace) -> int:
    """Check after check, so that a long run shows where it is."""
    seals.seal_pending()
    for finding in verify():
        if finding.fault:
            say(f"{finding.name}: {finding.fault}")
            return 1
        if not arguments.quiet:
            show(f"{finding.name}: clean")
    return 0
