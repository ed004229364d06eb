"""Domains that are silenced or blocked: whole labels only, and Mastodon's table of them.

A block of bad.example reaches bad.example and everything below it, never notbad.example.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import idna

from cohive.words.cells import safe_cell
from cohive.words.refusals import Refused

__all__ = ["SEVERITIES", "DomainRule", "domain", "read_rules", "suffixes", "write_rules"]

SEVERITIES = ("silence", "suspend")
RULES_MAX = 20_000
BYTES_MAX = 2 * 1024 * 1024
COMMENT_CHARACTERS_MAX = 500
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_COLUMNS = (
    "#domain",
    "#severity",
    "#reject_media",
    "#reject_reports",
    "#public_comment",
    "#obfuscate",
)


@dataclass(frozen=True)
class DomainRule:
    """One line: `severity` as Mastodon calls it (silence, suspend), and why."""

    domain: str
    severity: str
    comment: str = ""


def domain(text: str) -> str:
    """A domain as it is kept: lower-case ASCII labels, without port or trailing point.

    Raises Refused (field "domain") for what is none.
    """
    host = text.strip().lower().removeprefix("*.").rstrip(".")
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        name = ""
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(_LABEL.fullmatch(each) for each in labels):
        raise Refused("Write a domain such as example.org, without https://.", field="domain")
    return name


def suffixes(host: str) -> list[str]:
    """A host and every domain above it: what a rule for it may be called."""
    labels = host.partition(":")[0].lower().rstrip(".").split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def read_rules(content: bytes) -> list[DomainRule]:
    """The rules of a table as Mastodon exports it, or of bare domains one a line.

    Lines whose severity asks for nothing (noop) are left out. Raises Refused with the line.
    """
    if len(content) > BYTES_MAX:
        raise Refused("This file is too large for a list of domains.", field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("This file is not a text in UTF-8.", field="file") from None
    found = list(_rules(text))
    if not found:
        raise Refused("There is no domain in this file.", field="file")
    if len(found) > RULES_MAX:
        raise Refused("This list is too long; split it.", field="file")
    return list({rule.domain: rule for rule in found}.values())


def _rules(text: str) -> Iterator[DomainRule]:
    columns = {"domain": 0}
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        names = [cell.strip().lstrip("#").lower() for cell in row]
        if number == 1 and "domain" in names:
            columns = {name: at for at, name in enumerate(names)}
            continue
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        if not cells.get("domain") or cells["domain"].startswith("#"):
            continue
        severity = cells.get("severity", "") or "suspend"
        if severity == "noop":
            continue
        try:
            name = domain(cells["domain"])
        except Refused:
            name = ""
        if severity not in SEVERITIES or not name:
            raise Refused(
                "Line %(line)s is not a domain with silence or suspend.", field="file", line=number
            )
        yield DomainRule(name, severity, cells.get("public_comment", "")[:COMMENT_CHARACTERS_MAX])


def write_rules(rules: Iterable[DomainRule]) -> str:
    """The table as Mastodon imports it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for rule in rules:
        media = "true" if rule.severity == "suspend" else "false"
        comment = safe_cell(rule.comment)
        writer.writerow((rule.domain, rule.severity, media, media, comment, "false"))
    return out.getvalue()
