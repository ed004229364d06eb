"""`cohive statement`: what a member got, and why, as plain text."""

from __future__ import annotations

from argparse import Namespace

from django.utils import timezone

from cohive.house.command import show
from cohive.house.command.migrate import prepare
from cohive.house.histories.people import find_member
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.settle.statement_text import statement_text


def run(arguments: Namespace) -> int:
    """Find the member and print her statement in the terminal's language."""
    speak_as_the_terminal()
    prepare()
    member = find_member(arguments.member)
    show(statement_text(member.agent, name=member.name, at=timezone.now()))
    return 0
