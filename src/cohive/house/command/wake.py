"""`cohive wake`: this copy is the place now."""

from __future__ import annotations

from argparse import Namespace

from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.house.command import show
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.house.waking import wake_place


def run(_arguments: Namespace) -> int:
    """End the quiet of a restored copy; exit status 2 where there is none."""
    speak_as_the_terminal()
    wake_place(by=None, at=timezone.now())
    show(_("This is the place now: mails go out, providers are asked, payouts can be made."))
    return 0
