"""`cohive statement`: what a member got, and why, as plain text."""

from __future__ import annotations

from argparse import Namespace

from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.house.command import show
from cohive.house.command.migrate import prepare
from cohive.house.histories.people import find_members
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.settle.statement_text import statement_text


def run(arguments: Namespace) -> int:
    """Find the member and print her statement in the terminal's language.

    Several members of one name are printed one after the other, each with her number.
    """
    speak_as_the_terminal()
    prepare()
    at = timezone.now()
    found = find_members(arguments.member)
    for position, member in enumerate(found):
        if len(found) > 1:
            values = {"name": member.name, "number": member.agent}
            show(("\n" if position else "") + _("%(name)s, number %(number)s") % values)
        show(statement_text(member.agent, name=member.name, at=at))
    return 0
