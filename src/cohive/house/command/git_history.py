"""`cohive import git-history`: people, releases and contributions out of an exported history."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bridges.histories import open_history
from cohive.house.command import USAGE, say, show
from cohive.house.command.migrate import prepare
from cohive.house.founding import currency_of
from cohive.house.histories.importing import Imported, import_history
from cohive.house.histories.opening import existing_or_new
from cohive.house.histories.progress import Progress
from cohive.house.histories.releases import project_of
from cohive.house.histories.table import printable
from cohive.house.histories.tally import Tally, count
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.look import formats
from cohive.look.refusals import said
from cohive.words.refusals import Refused

LISTED_MAX = 12
SAME_ADDRESS = "same author id"
"""As the reader of histories names this evidence."""


def run(arguments: Namespace) -> int:
    """Read the whole file first, then write in one transaction, then say what is there now."""
    speak_as_the_terminal()
    try:
        return _run(arguments, at=timezone.now())
    except Refused as refusal:
        is_file = refusal.field == "file"
        say(f"{arguments.file}: {said(refusal)}" if is_file else said(refusal))
        return USAGE


def _run(arguments: Namespace, *, at: datetime) -> int:
    path = Path(arguments.file)
    progress = Progress()
    project = project_of(path)
    currency = currency_of(arguments.currency)
    with progress.during(_("Reading")):
        tally = count(open_history(path))
    prepare()
    with transaction.atomic():
        opened = existing_or_new(
            currency=currency,
            at=at,
            name=arguments.name or "",
            steward_email=arguments.steward_email or "",
        )
        done = import_history(
            tally, project=project, by=opened.place.agent, at=at, progress=progress
        )
    if opened.sentence:
        say(opened.sentence)
    for line in [*_done(done), *_read(tally)]:
        show(line)
    return 0


def _done(done: Imported) -> list[str]:
    """What was written."""
    if not done.releases:
        return [_("Nothing new: every release of this history was imported before.")]
    lines = [
        ngettext(
            "%(count)s release with its agreement", "%(count)s releases with their agreements",
            done.releases,
        ) % {"count": formats.number(done.releases)},
        ngettext(
            "%(count)s person recorded, unclaimed and unlisted",
            "%(count)s people recorded, unclaimed and unlisted",
            done.people,
        ) % {"count": formats.number(done.people)},
        ngettext(
            "%(count)s contribution (one for each person and stage of a release)",
            "%(count)s contributions (one for each person and stage of a release)",
            done.contributions,
        ) % {"count": formats.number(done.contributions)},
    ]  # fmt: skip
    if done.releases_known:
        known = ngettext(
            "%(count)s release was there already",
            "%(count)s releases were there already",
            done.releases_known,
        )
        lines.append(known % {"count": formats.number(done.releases_known)})
    return lines


def _read(tally: Tally) -> list[str]:
    """What the history says beside that: what was left out and what was joined, with names."""
    lines: list[str] = []
    if tally.unreleased:
        waiting = ngettext(
            "%(count)s commit is in no release yet and comes with the one that brings it",
            "%(count)s commits are in no release yet and come with the one that brings them",
            tally.unreleased,
        )
        lines.append(waiting % {"count": formats.number(tally.unreleased)})
    if tally.nothing_new:
        lines.append(
            _("Tags with nothing new in this file: %(names)s")
            % {"names": _names(tally.nothing_new)}
        )
    if tally.bots:
        lines.append(_("Left out as programs: %(names)s") % {"names": _counted(tally.bots)})
    if tally.cited:
        lines.append(_("Named as sources, not paid: %(names)s") % {"names": _counted(tally.cited)})
    if tally.nameless:
        lost = ngettext(
            "%(count)s credit names only an address, which the export took out",
            "%(count)s credits name only an address, which the export took out",
            tally.nameless,
        )
        lines.append(lost % {"count": formats.number(tally.nameless)})
    if tally.joins:
        lines.append(_("Names taken for one person, on this evidence:"))
        lines += _joins(tally)
    if tally.ambiguous:
        several = _("Credited names that several authors have, kept under the name: %(names)s")
        lines.append(several % {"names": _names(tally.ambiguous)})
    return lines


def _joins(tally: Tally) -> list[str]:
    """'cclauss = Christian Clauss (the same address, 1)', for each name of a counted person."""
    same_address, only_author = _("the same address"), _("credited; the only author of that name")
    shown = []
    for join in tally.joins:
        name, person = printable(join.name), printable(tally.people.get(join.person, ""))
        if person:
            evidence = same_address if join.evidence == SAME_ADDRESS else only_author
            equals = name if name == person else f"{name} = {person}"
            shown.append(f"  {equals} ({evidence}, {formats.number(join.times)})")
    return _short(shown)


def _short(lines: Sequence[str]) -> list[str]:
    more = len(lines) - LISTED_MAX
    if more <= 0:
        return list(lines)
    said_more = ngettext("… and %(count)s more", "… and %(count)s more", more)
    return [*lines[:LISTED_MAX], f"  {said_more % {'count': formats.number(more)}}"]


def _names(names: Iterable[str]) -> str:
    return ", ".join(part.strip() for part in _short([printable(name) for name in names]))


def _counted(counts: Mapping[str, int]) -> str:
    return _names(f"{name} ({formats.number(times)})" for name, times in counts.items())
