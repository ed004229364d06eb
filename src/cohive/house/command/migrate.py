"""`cohive migrate`: bring the database to this version; also what `serve` does first."""

from argparse import Namespace

from django.core.management import call_command


def run(_: Namespace) -> int:
    """Run Django's migrations, then gather the static files."""
    prepare()
    return 0


def prepare() -> None:
    """Make database and static files ready; quick when nothing changed."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
