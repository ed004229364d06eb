"""One person's line of time: several short lists laid together, each read by its own keyset.

Each source is asked for one page behind the mark, so that thousands of rows cost no more than
twenty. The desk sees what belongs to an order or to what she wrote; what she does here besides is
shown only while she allows it. She herself sees all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cohive.bond import queries as bond
from cohive.bond.keyset import Mark, older
from cohive.bond.keyset import read as read_cursor
from cohive.care.channel_names import CHANNEL_NAMES
from cohive.care.doors import link_path
from cohive.care.models import (
    Conversation,
    KnownPerson,
    KnownPurchase,
    TimelineConsent,
    Voice,
)
from cohive.care.queries.customers import Customer
from cohive.care.timeline import Ground, grounds, tellers
from cohive.create import queries as create
from cohive.spread import queries as spread
from cohive.trade import queries as trade
from cohive.words.moments import Moment, newest
from cohive.words.refusals import Missing
from cohive.words.sentences import Sentence

MOMENTS_A_PAGE = 20
ORDERS_WRITTEN_ABOUT_MAX = 200
BIGGEST_KEY = 2**63 - 1
PARTS: dict[str, frozenset[str]] = {
    "all": frozenset(),
    "talk": frozenset({"conversation", "thanks"}),
    "orders": frozenset({"order", "tier", "brought"}),
}
"""What one may look at alone; none named: everything."""
STATES = {
    "open": Sentence("waits for us"),
    "waiting": Sentence("waits for them"),
    "snoozed": Sentence("asleep"),
    "done": Sentence("done"),
}
Asked = Callable[[Mark | None, int], list[Moment]]


@dataclass(frozen=True)
class TimelinePage:
    """A page of somebody's line, and the cursor of what came before it ('' at the beginning)."""

    moments: tuple[Moment, ...]
    next: str


def timeline(
    who: Customer,
    *,
    is_joined: bool = False,
    is_own: bool = False,
    part: str = "all",
    cursor: str = "",
) -> TimelinePage:
    """Twenty moments behind the cursor, newest first; one to three SQL queries for each source.

    `is_joined`: with what she does here besides buying and writing. `is_own`: she looks herself,
    at all of it, and addresses are those of her own pages. At most twenty-five queries for a
    member, however much there is.
    """
    if part not in PARTS:
        raise Missing("There is no such part of this page.")
    before = read_cursor(cursor)
    asked = [
        ask
        for kind, ask in _sources(who, is_own=is_own)
        if (not PARTS[part] or kind in PARTS[part])
        and (is_own or _is_for_the_desk(grounds()[kind], is_joined=is_joined))
    ]
    found = newest((ask(before, MOMENTS_A_PAGE + 1) for ask in asked), limit=MOMENTS_A_PAGE + 1)
    shown = found[:MOMENTS_A_PAGE]
    more = Mark(shown[-1].at, shown[-1].id).cursor() if len(found) > len(shown) else ""
    return TimelinePage(tuple(shown), more)


def _is_for_the_desk(ground: Ground, *, is_joined: bool) -> bool:
    return not ground.is_hers_alone and (is_joined or not ground.joined)


def held_kinds(who: Customer) -> list[str]:
    """What may be held about this person at all, in the order a page lists it."""
    here = {kind for kind, _ask in _sources(who, is_own=False)} | {"note", "follow_up", "reading"}
    return [kind for kind in grounds() if kind in here]


def _sources(who: Customer, *, is_own: bool) -> list[tuple[str, Asked]]:
    """What there is to ask about this person, by kind."""
    found: list[tuple[str, Asked]] = [("order", partial(_orders, who))]
    if who.writers:
        found.append(("conversation", partial(_conversations, who, is_own)))
    if who.writers or who.member:
        found.append(("thanks", partial(_thanks, who)))
    if who.knowns:
        files = (_brought, _bought_before, _bought_some_day)
        found += [("brought", partial(ask, who)) for ask in files]
    member = who.member
    if member is None:
        return [*found, ("mail", partial(_mail, who))]
    tell: list[tuple[str, Callable[..., list[Moment]]]] = [
        ("account", bond.joined_in_time),
        ("tier", bond.tiers_in_time),
        ("mail", spread.mail_in_time),
        ("push", spread.pushes_in_time),
        ("consent", _consents),
        ("circle", bond.circles_in_time),
        ("made", create.works_in_time),
        ("made", create.ideas_in_time),
        ("link", spread.links_in_time),
        *tellers().items(),
    ]
    return [*found, *((kind, partial(_ask, one, member)) for kind, one in tell)]


def _ask(
    tell: Callable[..., list[Moment]], member: UUID, before: Mark | None, limit: int
) -> list[Moment]:
    return tell(member, before=before, limit=limit)


def _mail(who: Customer, before: Mark | None, limit: int) -> list[Moment]:
    """Lists of who has no account, under the addresses she wrote from or a file gave."""
    addresses = {key.value for key in who.keys if key.kind == "mail"}
    known = KnownPerson.objects.filter(id__in=who.knowns).exclude(email="")
    addresses.update(known.values_list("email", flat=True))
    return spread.mail_of_addresses_in_time(addresses, before=before, limit=limit)


def _orders(who: Customer, before: Mark | None, limit: int) -> list[Moment]:
    """Her orders, and guests' orders whose own link she wrote by."""
    among: list[UUID] = []
    if who.writers:
        written = Conversation.objects.filter(
            correspondent__in=who.writers, order__isnull=False, channel="order"
        ).order_by("-opened_at", "-id")
        among = [one for one in written.values_list("order", flat=True) if one]
        among = among[:ORDERS_WRITTEN_ABOUT_MAX]
    return trade.orders_in_time(who.member, among=among, before=before, limit=limit)


def _conversations(who: Customer, is_own: bool, before: Mark | None, limit: int) -> list[Moment]:
    rows = Conversation.objects.filter(
        older(before, "opened_at"), correspondent__in=who.writers
    ).exclude(state="forgotten")
    return [
        Moment(
            row.opened_at,
            row.id,
            "conversation",
            Sentence(
                "%(channel)s: %(title)s",
                {"channel": CHANNEL_NAMES[row.channel], "title": row.subject or row.preview},
            ),
            link_path(row.id, row.door)
            if is_own
            else reverse("care:conversation", args=[row.root_id]),
            state=None if is_own else STATES[row.state],
        )
        for row in rows.order_by("-opened_at", "-id")[:limit]
    ]


def _thanks(who: Customer, before: Mark | None, limit: int) -> list[Moment]:
    hers = Q(conversation__correspondent__in=who.writers)
    if who.member:
        hers |= Q(agent=who.member)
    rows = Voice.objects.filter(hers, older(before, "thanks_at"), thanks="told")
    return [
        Moment(
            row.thanks_at,
            row.id,
            "thanks",
            Sentence("Told what came of it: %(title)s", {"title": row.concern.title}),
        )
        for row in rows.select_related("concern").order_by("-thanks_at", "-id")[:limit]
        if row.thanks_at
    ]


def _brought(who: Customer, before: Mark | None, limit: int) -> list[Moment]:
    rows = KnownPerson.objects.filter(
        older(before, "audience_import__kept_at"), id__in=who.knowns
    ).exclude(audience_import__kept_at=None)
    rows = rows.select_related("audience_import").order_by("-audience_import__kept_at", "-id")
    return [
        Moment(
            row.audience_import.kept_at,
            row.id,
            "brought",
            Sentence("Stood in a file of the firm, having agreed to mail")
            if row.agreed_on
            else Sentence("Stood in a file of the firm"),
        )
        for row in rows[:limit]
        if row.audience_import.kept_at
    ]


def _bought_before(who: Customer, before: Mark | None, limit: int) -> list[Moment]:
    """What her files say she bought, each at the beginning of its day."""
    rows = KnownPurchase.objects.filter(person__in=who.knowns, on__isnull=False)
    if before is not None:
        day = before.at.astimezone(UTC).date()
        key = _key_before(before) if _midnight(day) == before.at else BIGGEST_KEY
        rows = rows.filter(Q(on__lt=day) | Q(on=day, id__lt=key))
    found = rows.order_by("-on", "-id")[:limit]
    return [_bought(row, _midnight(row.on)) for row in found if row.on]


def _bought_some_day(who: Customer, before: Mark | None, limit: int) -> list[Moment]:
    """What her files say without a day, at the instant the file was kept."""
    rows = KnownPurchase.objects.filter(
        person__in=who.knowns, on=None, audience_import__kept_at__isnull=False
    )
    if before is not None:
        same = Q(audience_import__kept_at=before.at, id__lt=_key_before(before))
        rows = rows.filter(Q(audience_import__kept_at__lt=before.at) | same)
    rows = rows.select_related("audience_import").order_by("-audience_import__kept_at", "-id")
    found = [(row, row.audience_import.kept_at) for row in rows[:limit]]
    return [_bought(row, at) for row, at in found if at]


def _bought(row: KnownPurchase, at: datetime) -> Moment:
    """The rows' keys are numbers: as ids of a line of time they keep their order."""
    what = {"count": row.quantity, "what": row.what}
    sentence = Sentence("Bought before: %(count)s × %(what)s", what)
    if not row.what:
        sentence = Sentence("Bought something before")
    return Moment(at, UUID(int=row.id), "brought", sentence)


def _key_before(mark: Mark) -> int:
    return min(mark.id.int, BIGGEST_KEY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _consents(agent: UUID, /, *, before: Mark | None, limit: int) -> list[Moment]:
    rows = TimelineConsent.objects.filter(member=agent)
    given = rows.filter(older(before, "given_at")).order_by("-given_at", "-id")[:limit]
    ended = rows.filter(older(before, "withdrawn_at"), withdrawn_at__isnull=False)
    return [
        Moment(row.given_at, row.id, "consent", Sentence("Allowed the desk one line of everything"))
        for row in given
    ] + [
        Moment(row.withdrawn_at, row.id, "consent", Sentence("Took that back"))
        for row in ended.order_by("-withdrawn_at", "-id")[:limit]
        if row.withdrawn_at
    ]
