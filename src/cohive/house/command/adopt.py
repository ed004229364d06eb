"""The second half of `cohive restore`, inside the restored folder."""

from __future__ import annotations

from argparse import Namespace

from django.conf import settings

from cohive.house.backup.adopting import adopt
from cohive.house.command import say, show
from cohive.house.command.restore import FAULT
from cohive.look import formats


def run(_: Namespace) -> int:
    """Adopt what was unpacked; say each check, stop at the first fault."""
    manifest, findings = adopt(settings.HOME)
    show(f"{formats.number(manifest.rows)} rows in {len(manifest.tables)} tables: all there")
    for finding in findings:
        if finding.fault:
            say(f"{finding.name}: {finding.fault}")
            say("The backup is as it was made, so this fault was in the place already.")
            return FAULT
        show(f"{finding.name}: clean")
    return 0
