"""`cohive check [--deploy]`: Django's own checks on this place's settings."""

from argparse import Namespace

from django.core.management import call_command


def run(arguments: Namespace) -> int:
    """Exit status 1 at the first warning, as a public place deserves."""
    call_command("check", deploy=arguments.deploy, fail_level="WARNING")
    return 0
