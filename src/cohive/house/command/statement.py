"""`cohive statement`: what a member got, and why, as plain text."""

from __future__ import annotations

from argparse import Namespace

from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.bond import queries as members
from cohive.house.command import show
from cohive.house.command.migrate import prepare
from cohive.house.histories.people import find_members, private_link
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.settle.statement_text import statement_text


def run(arguments: Namespace) -> int:
    """Find the member and print her statement in the terminal's language.

    Several members of one name are printed one after the other, each with her number.
    """
    speak_as_the_terminal()
    prepare()
    at = timezone.now()
    place = members.place()
    found = find_members(arguments.member)
    for position, member in enumerate(found):
        if len(found) > 1:
            values = {"name": member.name, "number": member.agent}
            show(("\n" if position else "") + _("%(name)s, number %(number)s") % values)
        show(statement_text(member.agent, name=member.name, at=at))
        if arguments.link and place is not None:
            _show_link(private_link(member, by=place.agent, at=at))
    return 0


def _show_link(link: str) -> None:
    if link:
        show(_("To question or claim it, her private link: %(link)s") % {"link": link})
    else:
        show(_("She has claimed it and signs in to question it; there is no private link."))
