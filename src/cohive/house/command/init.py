"""`cohive init`: a place of your own, from options or from answers at the terminal."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from django.conf import settings
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond.queries import place, stewards
from cohive.house import founding
from cohive.house.command import say, show
from cohive.house.command.migrate import prepare
from cohive.words.refusals import Refused

FIRST_LINK_MINUTES = 24 * 60
QUESTIONS = [
    ("name", "What is the place called?", ""),
    ("languages", "Languages (en, zh-hans)", "en,zh-hans"),
    ("currency", "Currency", "EUR"),
    ("tax_name", "What is the tax inside your prices called?", "VAT"),
    ("tax_percent", "Its percentage (0 for none)", "21"),
    ("template", "Template: label, apparel or customers", "label"),
    ("steward_email", "Your e-mail, as first steward", ""),
    ("steward_name", "Your name here (a pen name is fine)", ""),
]


def run(arguments: Namespace) -> int:
    """Ask for what was left out, found the place, say what comes next."""
    prepare()
    if place() is not None:
        raise Refused("This place has begun already.")
    answers = {key: getattr(arguments, key) or "" for key, _, _ in QUESTIONS}
    if sys.stdin.isatty():
        answers |= _ask(answers)
    else:
        missing = [key for key, _, default in QUESTIONS if not answers[key] and not default]
        if missing:
            raise Refused(
                "Still missing: %(options)s.",
                options=", ".join("--" + key.replace("_", "-") for key in missing),
            )
        answers |= {key: default for key, _, default in QUESTIONS if not answers[key]}
    now = timezone.now()
    made = founding.found(answers, at=now)
    show(f"{made.name} has begun. Start it with: cohive serve --home {settings.HOME}")
    if not answers.get("steward_password"):
        url = bond.sign_in_url(agent=stewards()[0], at=now, minutes=FIRST_LINK_MINUTES)
        show(f"Then sign in once, within a day, by this link: {url}")
    return 0


def _ask(answers: dict[str, str]) -> dict[str, str]:
    """Every open question at the terminal; an answer that cannot be is asked again."""
    given: dict[str, str] = {}
    for key, question, default in QUESTIONS:
        if answers[key]:
            continue
        hint = f" [{default}]" if default else ""
        while not given.get(key):
            given[key] = input(f"{question}{hint}: ").strip() or default
            if not given[key]:
                say("This one is needed.")
    given["steward_password"] = getpass.getpass("A password for you (10 characters or more): ")
    return given
