"""Whether this is a quiet copy: a restored place, until somebody says that it is the place.

A copy has the original's keys and addresses. Were it to work, mails would come twice, payments be
asked for by two, a payout sent again. So it does no background work, sends no mail, asks nobody
outside, takes and pays no money; everything can be read. The mark is a file in the place's folder.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from cohive.words.refusals import Refused

MARKER = "quiet"


def is_quiet() -> bool:
    """Whether the mark is there; looked at each time, so that every process hears it at once."""
    return (Path(settings.HOME) / MARKER).exists()


def refuse_in_a_copy() -> None:
    """Refused while this is a quiet copy."""
    if is_quiet():
        raise Refused(
            "This is a quiet copy of the place: no money moves here. "
            "A steward can say that this is the place now."
        )


def break_quiet() -> bool:
    """Take the mark away; return whether there was one."""
    path = Path(settings.HOME) / MARKER
    if not path.exists():
        return False
    path.unlink(missing_ok=True)
    return True
