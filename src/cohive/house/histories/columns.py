"""Which column of an unknown sales file is what: remembered, given, or proposed and confirmed.

Money is divided by what a column is taken for, and a division is never undone; so a guess is shown
to a person first. At a terminal she says yes; otherwise it is written as a file that she looks at
and gives back with `--map`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from cohive.bridges.sales import (
    ColumnMapping,
    MakerRow,
    Proposal,
    SalesFile,
    propose_mapping,
    read_sales,
)
from cohive.bridges.sales.makers import EVERY_PRODUCT
from cohive.house.histories.table import printable
from cohive.settle import operations as settle
from cohive.settle.queries import past
from cohive.words.refusals import Refused

REMEMBERED_IN = "settle_rememberedmapping"
MAPPING_BYTES_MAX = 100_000
ENDINGS = (".gz", ".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Read:
    """A sales file, read whole; `columns` is the mapping it was read by, None for a known kind."""

    sales: SalesFile
    header_digest: str
    columns: ColumnMapping | None


class ColumnsWantedError(Exception):
    """The file's columns are not sure yet: `mapping` is the guess, perhaps with gaps."""

    def __init__(self, mapping: ColumnMapping) -> None:
        super().__init__("the columns of this file are not known yet")
        self.mapping = mapping


def read_with_columns(
    path: Path,
    *,
    makers: Sequence[MakerRow],
    mapping_path: Path | None,
    currency: str,
    confirm: Callable[[ColumnMapping], bool],
) -> Read:
    """Read a sales file whole. `confirm` is asked for a guess that has everything it needs.

    Raises Refused with line and reason; ColumnsWantedError when a person has to say more.
    """
    proposal = propose_mapping(path)
    if mapping_path is not None:
        return _read(path, proposal, _given(mapping_path), currency)
    if proposal.kind:
        return Read(read_sales(path), proposal.header_digest, None)
    remembered = remembered_columns(proposal.header_digest)
    if remembered is not None:
        return _read(path, proposal, remembered, currency)
    guess = completed(proposal.mapping, path=path, makers=makers, currency=currency)
    if guess.missing or not confirm(guess):
        raise ColumnsWantedError(guess)
    return _read(path, proposal, guess, currency)


def completed(
    guess: ColumnMapping, *, path: Path, makers: Sequence[MakerRow], currency: str
) -> ColumnMapping:
    """The guess with what the other arguments say: the currency, the one product of the file."""
    if currency and not (guess.currency or guess.currency_code):
        guess = replace(guess, currency_code=currency)
    if not (guess.product or guess.product_name):
        named = {row.product for row in makers}
        if named == {EVERY_PRODUCT}:
            guess = replace(guess, product_name=plain_stem(path))
        elif len(named) == 1:
            guess = replace(guess, product_name=next(iter(named)))
    return guess


def remembered_columns(header_digest: str) -> ColumnMapping | None:
    """The columns chosen before for this header, here or in the browser; makes no database."""
    if not _has_table(REMEMBERED_IN):
        return None
    text = past.remembered_mapping(header_digest)
    return ColumnMapping.from_json(text) if text else None


def remember_columns(read: Read, *, at: datetime) -> None:
    """Keep the columns of a file that could be read, for every later one with its header."""
    if read.columns is not None:
        settle.remember_mapping(
            header_digest=read.header_digest,
            mapping=read.columns.to_json(),
            at=at,
        )


def write_proposal(folder: Path, path: Path, mapping: ColumnMapping) -> tuple[Path, bool]:
    """Write the guess as a file to edit; return it and whether it is new (an old one stays)."""
    target = folder / f"{plain_stem(path)}.mapping.json"
    if target.exists():
        return target, False
    values = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(mapping).items()
    }
    try:
        target.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError:
        raise Refused(
            "The columns of this file are not known, and a proposal cannot be written to "
            "%(folder)s. Run the command where you may write.",
            field="mapping",
            folder=str(folder),
        ) from None
    return target, True


def in_words(mapping: ColumnMapping) -> list[str]:
    """A mapping as lines: what is read from where."""
    said = [
        (_("day of sale"), mapping.date),
        (_("product"), mapping.product or _quoted(mapping.product_name)),
        (_("number of pieces"), mapping.quantity),
        (_("paid by the buyer"), mapping.gross),
        (_("amount after fees"), mapping.net),
        (_("fees"), mapping.fees),
        (_("tax"), mapping.tax),
        (_("currency"), mapping.currency or _quoted(mapping.currency_code)),
        (_("number of the row"), mapping.id),
    ]
    needed = {"date": 0, "product": 1, "gross": 3, "currency": 7}
    wanted = {needed[name] for name in mapping.missing}
    lacking = _("not found; please fill it in")
    return [
        f"{what}: {printable(column) or lacking}"
        for position, (what, column) in enumerate(said)
        if column or position in wanted
    ]


def plain_stem(path: Path) -> str:
    """'cdnow_orders' of cdnow_orders.csv.gz."""
    name = path.name
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    return name or path.name


def _read(path: Path, proposal: Proposal, mapping: ColumnMapping, currency: str) -> Read:
    sales = read_sales(path, mapping=mapping, currency=currency or None)
    return Read(sales, proposal.header_digest, mapping)


def _given(path: Path) -> ColumnMapping:
    try:
        content = path.read_bytes()[: MAPPING_BYTES_MAX + 1]
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refused("The mapping file cannot be read.", field="mapping") from None
    if len(content) > MAPPING_BYTES_MAX:
        raise Refused("This is not a column mapping of this program.", field="mapping")
    return ColumnMapping.from_json(text)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _has_table(name: str) -> bool:
    """Whether this database was begun; looking never makes one."""
    file = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in file and not Path(file).exists():
        return False
    return name in connection.introspection.table_names()
