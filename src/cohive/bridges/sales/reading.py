"""The door to sales files: find out whose it is, and read it wholly or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from cohive.bridges.sales import bandcamp, distrokid, shopify
from cohive.bridges.sales.guessing import guess_mapping
from cohive.bridges.sales.mapping import ColumnMapping, read_mapped
from cohive.bridges.sales.records import SalesFile
from cohive.bridges.sales.table import Source, Table, open_table
from cohive.words.refusals import Refused

__all__ = ["Proposal", "propose_mapping", "read_sales"]

_PROPOSAL_ROWS = 200


@dataclass(frozen=True)
class _Vendor:
    recognises: Callable[[Iterable[str]], bool]
    needed: tuple[str, ...]
    read: Callable[[Table], SalesFile]


_VENDORS = {
    "bandcamp": _Vendor(bandcamp.recognises, bandcamp.NEEDED, bandcamp.read_bandcamp),
    "shopify": _Vendor(shopify.recognises, shopify.NEEDED, shopify.read_shopify),
    "distrokid": _Vendor(distrokid.recognises, distrokid.NEEDED, distrokid.read_distrokid),
}


@dataclass(frozen=True)
class Proposal:
    """What a file looks like before it is read: whose it is ("" when unknown), columns, rows.

    For an unknown file `mapping` is the proposal a person confirms; `mapping.missing` names what
    she has to add.
    """

    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping

    @property
    def header_digest(self) -> str:
        """The same for every file with this header: what a chosen mapping is remembered by."""
        return hashlib.sha256("\x1f".join(self.header).encode()).hexdigest()


def read_sales(
    source: Source,
    *,
    mapping: ColumnMapping | None = None,
    currency: str | None = None,
    field: str = "sales",
) -> SalesFile:
    """Read a sales file: Bandcamp's, Shopify's, DistroKid's by its header, others by `mapping`.

    `currency` stands in where a mapped file names none. The whole file is read before anything is
    returned; whatever is wrong raises Refused at `field` with the line and the reason, or at
    "mapping" when a column has to be chosen.
    """
    chosen = mapping or ColumnMapping()
    table = open_table(source, field=field, encoding=chosen.encoding, delimiter=chosen.delimiter)
    if mapping is not None:
        if currency and not (mapping.currency or mapping.currency_code):
            mapping = replace(mapping, currency_code=currency)
        return read_mapped(table, mapping)
    kind = _kind(table)
    if not kind:
        raise Refused(
            "This is no file of Bandcamp, Shopify or DistroKid. Say which column is what.",
            field="mapping",
        )
    vendor = _VENDORS[kind]
    for name in vendor.needed:
        if name not in table.columns:
            raise Refused(
                "The column “%(column)s” is missing in this file.", field=field, column=name
            )
    return vendor.read(table)


def propose_mapping(source: Source, *, field: str = "sales") -> Proposal:
    """Look at a file's beginning: whose it is, and how its columns may be meant."""
    table = open_table(source, field=field)
    rows = tuple(tuple(row.cells) for row in islice(table.rows(), _PROPOSAL_ROWS))
    return Proposal(
        kind=_kind(table),
        header=table.header,
        rows=rows,
        mapping=guess_mapping(table.header, rows),
    )


def _kind(table: Table) -> str:
    return next((kind for kind, vendor in _VENDORS.items() if vendor.recognises(table.columns)), "")
