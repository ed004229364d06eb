"""The door to files of people: find out whose it is, and read it wholly or not at all."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from cohive.bridges.audience.collecting import Collector
from cohive.bridges.audience.discord import is_discord, read_discord
from cohive.bridges.audience.mapping import PeopleMapping, guess_people
from cohive.bridges.audience.records import AudienceFile
from cohive.bridges.audience.tables import TableReader
from cohive.bridges.sales.table import Source, Table, open_table
from cohive.words.refusals import Refused

__all__ = ["PeopleProposal", "propose_people", "read_audience"]

_PROPOSAL_ROWS = 200
_HEAD_BYTES = 4096
_MEMBERS_MAX = 50
_UNPACKED_BYTES_MAX = 256 * 1024 * 1024


@dataclass(frozen=True)
class PeopleProposal:
    """What a file looks like before it is read: whose it is, its columns, some rows, a mapping.

    `kind` is "mailchimp", "shopify", "shopify_orders", "bandcamp", "discord" or "table".
    `mapping` is None where there are no columns to choose.
    """

    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: PeopleMapping | None

    @property
    def header_digest(self) -> str:
        """The same for every file with this header: what chosen columns are remembered by."""
        return hashlib.sha256("\x1f".join((self.kind, *self.header)).encode()).hexdigest()


def propose_people(source: Source, *, field: str = "people") -> PeopleProposal:
    """Look at a file's beginning. Raises Refused at `field` for a file that is none of these."""
    if is_discord(_head(source)):
        return PeopleProposal("discord", (), (), None)
    tables = _tables(source, field)
    table = tables[0][1]
    rows = tuple(tuple(row.cells) for row in islice(table.rows(), _PROPOSAL_ROWS))
    kind = _kind(table)
    return PeopleProposal(kind, table.header, rows, _proposed(kind, table.header, rows))


def read_audience(
    source: Source, *, mapping: PeopleMapping | None = None, field: str = "people"
) -> AudienceFile:
    """Read a file of people; without a mapping by the one proposed for it.

    Mailchimp's zip of several tables is read as one: who unsubscribed or bounced in any of them
    has no consent. Raises Refused at `field` naming the line, or at "mapping".
    """
    if is_discord(_head(source)):
        body = source if isinstance(source, bytes) else source.read_bytes()
        collector = Collector("discord")
        read_discord(body, collector, field=field)
        return collector.finished(hashlib.sha256(body).hexdigest())
    tables = _tables(source, field)
    kind = _kind(tables[0][1])
    collector = Collector(kind)
    digest = hashlib.sha256()
    for name, table in tables:
        digest.update(table.digest.encode())
        _read(name, table, kind, mapping, collector)
    whole = tables[0][1].digest if len(tables) == 1 else digest.hexdigest()
    return collector.finished(whole)


def _read(
    name: str, table: Table, kind: str, mapping: PeopleMapping | None, collector: Collector
) -> None:
    rows = tuple(tuple(row.cells) for row in islice(table.rows(), _PROPOSAL_ROWS))
    chosen = mapping or _proposed(kind, table.header, rows)
    # American programs write 3/14/2025; a file whose days tell otherwise wins
    reader = TableReader(table, chosen, month_leads=True if kind == "bandcamp" else None)
    reason = _refusal(name, table) if kind == "mailchimp" else ""
    if reason:
        for row in table.rows():
            line = reader.line(row)
            if line is not None and line.email:
                on = row.text(*_WHEN)
                day = reader.day(on, row.line) if on else None
                collector.decline(line.email, day, reason)
    elif kind == "mailchimp" and _is_not_subscribed(name):
        for row in table.rows():
            collector.skip(row.line, Refused("This contact of Mailchimp never subscribed."))
    else:
        reader.read(collector)


_WHEN = ("unsub time", "clean time", "last changed")
"""Columns of Mailchimp with the moment since when an address must not be written to."""


def _proposed(
    kind: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> PeopleMapping:
    """The guess, with what is known of a vendor: Shopify's orders tell consent on their day."""
    mapping = guess_people(header, rows)
    if kind == "shopify_orders":
        return replace(mapping, agreed_on=mapping.bought_on)
    return mapping


def _refusal(name: str, table: Table) -> str:
    """Why nobody in this table may be written to; "" when they may."""
    if "unsub time" in table.columns or name.startswith("unsubscribed"):
        return "unsubscribed"
    if "clean time" in table.columns or name.startswith("cleaned"):
        return "bounced"
    return ""


def _is_not_subscribed(name: str) -> bool:
    return name.startswith(("nonsubscribed", "transactional"))


def _kind(table: Table) -> str:
    names = set(table.columns)
    if {"optin time", "leid"} <= names or {"email address", "member rating"} <= names:
        return "mailchimp"
    if {"financial status", "lineitem name", "email"} <= names:
        return "shopify_orders"
    if "accepts email marketing" in names or {"accepts marketing", "total spent"} <= names:
        return "shopify"
    if {"email", "date added", "num purchases"} <= names or {"item type", "buyer email"} <= names:
        return "bandcamp"
    return "table"


def _tables(source: Source, field: str) -> list[tuple[str, Table]]:
    """The tables of a file: itself, or every CSV of a zip, subscribers first."""
    if not _head(source).startswith(b"PK\x03\x04"):
        return [("", open_table(source, field=field))]
    found = [
        (name, open_table(body, field=field)) for name, body in _members(source, field) if body
    ]
    if not found:
        raise Refused("There is no table (CSV) in this zip file.", field=field)
    return sorted(found, key=lambda each: (bool(_refusal(*each)), each[0]))


def _members(source: Source, field: str) -> list[tuple[str, bytes]]:
    """The CSV files of a zip by their plain names, within limits."""
    raw = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with zipfile.ZipFile(raw) as packed:
            listed = [each for each in packed.infolist() if each.filename.lower().endswith(".csv")]
            if len(listed) > _MEMBERS_MAX or sum(e.file_size for e in listed) > _UNPACKED_BYTES_MAX:
                raise Refused("There is too much in this zip file.", field=field)
            return [(Path(each.filename).name.lower(), packed.read(each)) for each in listed]
    # zipfile says so of packings it does not know (NotImplementedError) and of passwords (Runtime)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Refused("This zip file is damaged or locked. Get it again.", field=field) from None


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:_HEAD_BYTES]
    try:
        with source.open("rb") as raw:
            return raw.read(_HEAD_BYTES)
    except OSError:
        return b""
