"""`cohive statements`: a sales file and who made what in, one statement for each maker out.

Everything is read before anything is written; what is written is one transaction, and only then
the folder of statements. The same file again brings nothing new and the same statements.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bridges.sales import ColumnMapping, MakerRow, SalesFile
from cohive.house.command import USAGE, say, show
from cohive.house.command.migrate import prepare
from cohive.house.histories.columns import (
    ColumnsWantedError,
    Read,
    in_words,
    read_with_columns,
    remember_columns,
    write_proposal,
)
from cohive.house.histories.makers import read_who_made_it
from cohive.house.histories.opening import existing_or_new
from cohive.house.histories.progress import Progress
from cohive.house.histories.table import row
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.look import formats
from cohive.look.refusals import said
from cohive.settle.operations import PastImport, import_past_sales
from cohive.settle.queries import past_statements, past_totals
from cohive.settle.statement_files import write_statements
from cohive.words.money import minor_digits
from cohive.words.refusals import Refused

MAKERS_SHOWN_MAX = 20
SKIPPED_SHOWN_MAX = 5
FILES = {"sales": "sales", "makers": "makers", "mapping": "map"}
"""Which argument names the file that a refusal's field speaks of."""


def run(arguments: Namespace) -> int:
    """Read both files, divide what is new, write the statements, say who gets what."""
    speak_as_the_terminal()
    try:
        return _run(arguments, at=timezone.now())
    except Refused as refusal:
        file = getattr(arguments, FILES.get(refusal.field, ""), None)
        say(f"{file}: {said(refusal)}" if file else said(refusal))
        return USAGE


def _run(arguments: Namespace, *, at: datetime) -> int:
    progress = Progress()
    sales_path, folder = Path(arguments.sales), Path(arguments.out)
    currency = (arguments.currency or "").strip().upper()
    if currency:
        minor_digits(currency)
    _refuse_folder(folder)
    with progress.during(_("Reading")):
        makers = read_who_made_it(Path(arguments.makers))
    try:
        read = read_with_columns(
            sales_path,
            makers=makers,
            mapping_path=Path(arguments.map) if arguments.map else None,
            currency=currency,
            confirm=_confirm,
        )
    except ColumnsWantedError as wanted:
        _propose(sales_path, wanted)
        return USAGE
    _say_skipped(read.sales)
    done = _divide(arguments, read, makers, at=at, progress=progress)
    files = _write(folder, at=at, progress=progress)
    _show(done, files, folder)
    return 0


def _divide(
    arguments: Namespace,
    read: Read,
    makers: Sequence[MakerRow],
    *,
    at: datetime,
    progress: Progress,
) -> PastImport:
    """Open a place if there is none, divide the new rows, remember the columns; all or nothing."""
    prepare()
    with transaction.atomic(), progress.during(_("Dividing")):
        opened = existing_or_new(
            currency=_most_used_currency(read.sales),
            at=at,
            name=arguments.name or "",
            steward_email=arguments.steward_email or "",
        )
        done = import_past_sales(
            sales=read.sales,
            makers=makers,
            by=opened.place.agent,
            at=at,
            name=Path(arguments.sales).name,
        )
        remember_columns(read, at=at)
    if opened.sentence:
        say(opened.sentence)
    return done


def _write(folder: Path, *, at: datetime, progress: Progress) -> list[Path]:
    try:
        with progress.during(_("Writing statements")):
            return write_statements(folder, at=at)
    except OSError as fault:
        raise Refused(
            "The sales are divided, and the statements cannot be written to %(folder)s: "
            "%(reason)s. Run the command again with another folder; nothing is divided twice.",
            field="out",
            folder=str(folder),
            reason=fault.strerror or type(fault).__name__,
        ) from None


def _refuse_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(
            "%(folder)s is a file. Name a folder for the statements.",
            field="out",
            folder=str(folder),
        )


def _most_used_currency(sales: SalesFile) -> str:
    found = Counter(sale.net.currency for sale in sales.sales)
    if not found:
        raise Refused("There is no sale in this file.", field="sales")
    return found.most_common(1)[0][0]


def _confirm(mapping: ColumnMapping) -> bool:
    """Ask at a terminal whether the guess is right; elsewhere nobody can be asked."""
    if not sys.stdin.isatty():
        return False
    say(_("This file is of no shop that is known here. Its columns look like this:"))
    for line in in_words(mapping):
        say(f"  {line}")
    answer = input(_("Is that right? [y/n] ")).strip().lower()
    return answer in {"y", "yes", "是", "对"}


def _propose(path: Path, wanted: ColumnsWantedError) -> None:
    """Write the guess where it can be edited, and say how to go on."""
    target, is_new = write_proposal(Path.cwd(), path, wanted.mapping)
    say(_("Nothing was divided yet: which column of this file is what has to be sure first."))
    for line in in_words(wanted.mapping):
        say(f"  {line}")
    written = (
        _("This guess stands in %(file)s now.")
        if is_new
        else _("%(file)s is there already and was left as it is.")
    )
    say(written % {"file": target.name})
    say(
        _(
            "Look at it: write the names of columns as in the first line of your file, leave "
            "empty what is not there; product_name and currency_code are for what the whole file "
            "has in common. Then run the command again with --map %(file)s. It is remembered "
            "for later files with the same columns."
        )
        % {"file": target.name}
    )


def _say_skipped(sales: SalesFile) -> None:
    """Lines that are no sales, the first few with their reason."""
    for skipped in sales.skipped[:SKIPPED_SHOWN_MAX]:
        values = {"line": skipped.line, "reason": said(skipped.reason)}
        say(_("Line %(line)s was left out: %(reason)s") % values)
    more = len(sales.skipped) - SKIPPED_SHOWN_MAX
    if more > 0:
        say(
            ngettext(
                "%(count)s more line was left out.", "%(count)s more lines were left out.", more
            )
            % {"count": formats.number(more)}
        )


def _show(done: PastImport, files: Sequence[Path], folder: Path) -> None:
    """What was new, who gets what, what it sums to, and where the statements are."""
    if done.rows_new:
        new = ngettext(
            "%(count)s new row was divided.", "%(count)s new rows were divided.", done.rows_new
        )
        show(new % {"count": formats.number(done.rows_new)})
    else:
        show(_("Nothing new: every row of this file was divided before."))
    found = past_statements()
    for each in found[:MAKERS_SHOWN_MAX]:
        show(row(each.name, formats.money(each.amount)))
    more = len(found) - MAKERS_SHOWN_MAX
    if more > 0:
        others = ngettext("… and %(count)s more maker.", "… and %(count)s more makers.", more)
        show(f"  {others % {'count': formats.number(more)}}")
    for total in past_totals():
        show(
            _(
                "%(people)s for people + %(waiting)s waiting for a whole cent + %(house)s for the "
                "house + %(fees)s fees + %(tax)s tax = %(gross)s"
            )
            % {
                name: formats.money(getattr(total, name))
                for name in ("people", "waiting", "house", "fees", "tax", "gross")
            }
        )
    pages = sum(1 for file in files if file.suffix == ".html")
    written = ngettext(
        "%(count)s statement lies in %(folder)s; statements.csv there lists all with their private "
        "links.",
        "%(count)s statements lie in %(folder)s; statements.csv there lists all with their private "
        "links.",
        pages,
    )
    show(written % {"count": formats.number(pages), "folder": folder})
