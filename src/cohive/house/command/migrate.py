"""`cohive migrate`: bring the database to this version; also what `serve` does first."""

from argparse import Namespace

from django.core.management import call_command

from cohive.house.schema import bring_up_to_date


def run(_: Namespace) -> int:
    """Bring the tables up to date, then gather the static files."""
    prepare()
    return 0


def prepare() -> None:
    """Make database and static files ready; quick when nothing changed."""
    bring_up_to_date()
    call_command("collectstatic", interactive=False, verbosity=0)
