"""Which servers are silenced or kept out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.bridges.federation.domains import DomainRule, suffixes
from cohive.spread.models import DomainBlock

LIMIT_BLOCKS = 500


@dataclass(frozen=True)
class BlockView:
    """One silenced or kept out domain."""

    id: UUID
    domain: str
    severity: str
    comment: str
    by: UUID
    at: datetime


def severity_of(host: str) -> str:
    """suspend, silence or '': the hardest rule for a host or a domain above it. One SQL query."""
    found = set(
        DomainBlock.objects.filter(domain__in=suffixes(host)).values_list("severity", flat=True)
    )
    return next((name for name in ("suspend", "silence") if name in found), "")


def is_kept_out(host: str) -> bool:
    """Whether nothing is taken from this host and nothing sent there. One SQL query."""
    return severity_of(host) == "suspend"


def blocks(*, limit: int = LIMIT_BLOCKS) -> list[BlockView]:
    """All rules by domain, at most so many. One SQL query."""
    rows = DomainBlock.objects.order_by("domain")[:limit]
    return [
        BlockView(row.id, row.domain, row.severity, row.comment, row.by_id, row.at) for row in rows
    ]


def domain_rules() -> list[DomainRule]:
    """All rules as a table takes them. One SQL query."""
    rows = DomainBlock.objects.order_by("domain").values_list("domain", "severity", "comment")
    return [DomainRule(*row) for row in rows]
