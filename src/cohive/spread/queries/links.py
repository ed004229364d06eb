"""Reading links: of a request, of a member, and who may be rewarded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.http import HttpRequest
from django.urls import reverse

from cohive.bond.queries import place
from cohive.spread.models import Conversion, Link, Visit
from cohive.words.money import Money

COOKIE = "link"
COOKIE_SALT = "cohive.spread.link"
COOKIE_DAYS = 30
COOKIE_SECONDS = COOKIE_DAYS * 24 * 60 * 60


@dataclass(frozen=True)
class LinkView:
    """A link: `url` is its short address in this place (a path)."""

    id: UUID
    code: str
    url: str
    owner: UUID
    target_kind: str
    target: UUID
    created_at: datetime


@dataclass(frozen=True)
class LinkTally:
    """A link with what came of it: counts, and the sums paid by currency."""

    link: LinkView
    visits: int
    visitors: int
    orders: int
    own_orders: int
    amounts: tuple[Money, ...]
    last_visit_at: datetime | None


@dataclass(frozen=True)
class ConversionView:
    """One order that came of a link."""

    link: UUID
    order: UUID
    amount: Money
    is_own: bool
    at: datetime


@dataclass(frozen=True)
class PassingOn:
    """One thing passed on: `is_further` when its owner had bought it by somebody else's link."""

    owner: UUID
    target: UUID
    is_further: bool


@dataclass(frozen=True)
class Reach:
    """Whom one member's links reached in a stretch of time, counted: nobody who came is known.

    `buyers`: different members, and each order of a guest, whose last link was one of hers; never
    she herself.
    """

    owner: UUID
    visitors: int
    buyers: int


def as_view(link: Link) -> LinkView:
    """The row as other rooms see it."""
    return LinkView(
        id=link.id,
        code=link.code,
        url=reverse("spread:open", kwargs={"code": link.code}),
        owner=link.owner_id,
        target_kind=link.target_kind,
        target=link.target,
        created_at=link.created_at,
    )


def link_by_code(code: str) -> LinkView | None:
    """The link of a code, as typed (case does not matter). One SQL query."""
    link = Link.objects.filter(code=code.lower()).first()
    return as_view(link) if link else None


def link_of(owner: UUID, target_kind: str, target: UUID) -> LinkView | None:
    """The member's own link to this thing, if she has made one. One SQL query."""
    mine = Link.objects.filter(owner_id=owner, target_kind=target_kind, target=target)
    link = mine.filter(channel=None).first()
    return as_view(link) if link else None


def links(ids: Iterable[UUID]) -> dict[UUID, LinkView]:
    """Links by id. One SQL query."""
    return {link.id: as_view(link) for link in Link.objects.filter(id__in=set(ids))}


def code_of_request(request: HttpRequest) -> str:
    """The code in the visitor's signed cookie, '' without one, expired or forged. No query."""
    try:
        code = request.get_signed_cookie(
            COOKIE, default="", salt=COOKIE_SALT, max_age=COOKIE_SECONDS
        )
    except signing.BadSignature:
        return ""
    return str(code)


def link_of_request(request: HttpRequest) -> LinkView | None:
    """The link this visitor came by within 30 days (the last one opened). At most one query."""
    code = code_of_request(request)
    return link_by_code(code) if code else None


def tallies(owner: UUID) -> list[LinkTally]:
    """The owner's links, newest first, with what came of each. Three SQL queries."""
    rows = list(Link.objects.filter(owner_id=owner).order_by("-id"))
    ids = [row.id for row in rows]
    visits: dict[UUID, tuple[int, int, datetime]] = {
        link: (count, first, last)
        for link, count, first, last in Visit.objects.filter(link__in=ids)
        .values_list("link_id")
        .annotate(all=Count("id"), first=Count("id", filter=Q(is_first=True)), last=Max("at"))
    }
    sums: dict[UUID, list[tuple[str, bool, int, int]]] = defaultdict(list)
    for link, currency, is_own, orders, minor in (
        Conversion.objects.filter(link__in=ids)
        .values_list("link_id", "currency", "is_own")
        .annotate(orders=Count("id"), minor=Sum("amount_minor"))
        .order_by("currency")
    ):
        sums[link].append((currency, is_own, orders, minor))
    return [_tally(row, visits.get(row.id), sums[row.id]) for row in rows]


def _tally(
    row: Link,
    visits: tuple[int, int, datetime] | None,
    sums: list[tuple[str, bool, int, int]],
) -> LinkTally:
    counted = [line for line in sums if not line[1]]
    return LinkTally(
        link=as_view(row),
        visits=visits[0] if visits else 0,
        visitors=visits[1] if visits else 0,
        orders=sum(orders for _, _, orders, _ in counted),
        own_orders=sum(orders for _, is_own, orders, _ in sums if is_own),
        amounts=tuple(Money(minor, currency) for currency, _, _, minor in counted),
        last_visit_at=visits[2] if visits else None,
    )


def conversions(link: UUID, *, limit: int = 100) -> list[ConversionView]:
    """The newest orders that came of a link. One SQL query."""
    rows = Conversion.objects.filter(link_id=link).order_by("-at", "-id")[:limit]
    return [
        ConversionView(
            link=row.link_id,
            order=row.order,
            amount=Money(row.amount_minor, row.currency),
            is_own=row.is_own,
            at=row.at,
        )
        for row in rows
    ]


def visits_by_day(link: UUID, *, since: datetime) -> list[tuple[str, int]]:
    """(ISO day in UTC, visits) since an instant, days without visits left out. One SQL query."""
    rows = (
        Visit.objects.filter(link_id=link, at__gte=since)
        .values("at__date")
        .annotate(count=Count("id"))
        .order_by("at__date")
    )
    return [(row["at__date"].isoformat(), row["count"]) for row in rows]


def rewarded_owner(link: UUID, buyer: UUID | None) -> UUID | None:
    """Who may be rewarded for an order through this link: its owner, unless she is the buyer.

    The place's own links reward nobody. One SQL query, and that of the place's stamp.
    """
    owner = Link.objects.filter(id=link).values_list("owner_id", flat=True).first()
    return None if owner is None or owner == buyer or is_own_of_place(owner) else owner


def is_own_of_place(owner: UUID) -> bool:
    """Whether a link is the place's own: it counts who came and rewards nobody."""
    here = place()
    return here is not None and here.agent == owner


def passed_on(*, since: datetime, until: datetime) -> list[PassingOn]:
    """Every link made in a stretch of time, without those of channels. One SQL query.

    Whoever came by a link and bought nothing left no trace of it: `is_further` is a lower bound.
    """
    came = Conversion.objects.filter(
        buyer=OuterRef("owner"),
        is_own=False,
        at__lte=OuterRef("created_at"),
        link__target_kind=OuterRef("target_kind"),
        link__target=OuterRef("target"),
    ).exclude(link__owner=F("buyer"))
    made = Link.objects.filter(created_at__gte=since, created_at__lt=until, channel=None)
    rows = made.order_by("id")
    named = rows.annotate(is_further=Exists(came)).values_list("owner_id", "target", "is_further")
    return [PassingOn(owner, target, is_further) for owner, target, is_further in named]


def reach(*, since: datetime, until: datetime) -> list[Reach]:
    """What came of each member's links, of those whom anything came of. Two SQL queries."""
    seen = Visit.objects.filter(is_first=True, at__gte=since, at__lt=until)
    visitors: dict[UUID, int] = dict(
        seen.values_list("link__owner_id").annotate(count=Count("id")).order_by()
    )
    bought = Conversion.objects.filter(is_own=False, at__gte=since, at__lt=until)
    members = Count("buyer", distinct=True)
    guests = Count("id", filter=Q(buyer__isnull=True))
    buyers: dict[UUID, int] = {
        owner: known + unknown
        for owner, known, unknown in bought.values_list("link__owner_id")
        .annotate(known=members, unknown=guests)
        .order_by()
    }
    return [
        Reach(owner, visitors.get(owner, 0), buyers.get(owner, 0))
        for owner in sorted(visitors.keys() | buyers.keys())
    ]
