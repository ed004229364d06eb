"""Who a person of the desk is: a member, somebody who writes, somebody brought along.

The three are one person only where that is proven: she wrote signed in, she wrote from the address
she showed to be hers, she claimed the page of her file or joined with its address. What somebody
who answers joined by hand stays beside it and is named so; nothing is guessed from a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from cohive.bond import queries as bond
from cohive.care.models import (
    Conversation,
    Correspondent,
    CorrespondentKey,
    KnownPerson,
    TimelineConsent,
)
from cohive.care.queries.conversation import KeyView
from cohive.care.queries.known_as import known_as
from cohive.words.refusals import Missing, Refused

MEMBER, WRITER, KNOWN = KINDS = ("member", "writer", "known")
NOBODY = "There is no such person."
FOUND_MAX = 20
WORDS_MIN = 2
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Customer:
    """One person with every row that is proven to be hers; `kind` and `id` name her page.

    `beside` are rows of writers somebody joined to hers by hand, which nothing proves.
    """

    kind: str
    id: UUID
    name: str
    member: UUID | None
    writers: tuple[UUID, ...]
    knowns: tuple[UUID, ...]
    keys: tuple[KeyView, ...]
    beside: tuple[tuple[UUID, str], ...]
    since: datetime | None

    @property
    def about(self) -> Q:
        """The rows about her, whichever of her names they were written under."""
        found = Q(writer__in=self.writers) | Q(known__in=self.knowns)
        return found | Q(member=self.member) if self.member else found


@dataclass(frozen=True)
class Found:
    """Somebody a search found."""

    kind: str
    id: UUID
    name: str


def customer(kind: str, person: UUID) -> Customer:
    """Who this is, under the name her page has now. Five to nine SQL queries.

    Raises Missing for somebody who is not here, or whose words were erased.
    """
    found: Customer | None = None
    if kind == MEMBER:
        found = _of_member(person)
    elif kind == WRITER:
        found = _of_writer(person)
    elif kind == KNOWN:
        found = _of_known(person)
    if found is None:
        raise Missing(NOBODY)
    return found


def chosen_of(who: Customer, rows: Collection[UUID]) -> Customer:
    """Of a person whose rows were joined by hand the part that a steward says is hers.

    With one row there is nothing to choose. Raises Refused ("rows") where none was chosen: nothing
    proves that they are one, so nothing is taken for hers by itself. Two SQL queries.
    """
    if len(who.writers) < 2:
        return who
    hers = tuple(row for row in who.writers if row in set(rows))
    if not hers:
        raise Refused("These were joined by hand. Choose which of them are hers.", field="rows")
    mails = set(_mails(hers))
    known = KnownPerson.objects.filter(id__in=who.knowns).values_list("id", "email")
    return replace(
        who,
        writers=hers,
        knowns=tuple(row for row, email in known if email.casefold() in mails),
    )


def joined_rows(who: Customer) -> list[tuple[UUID, str, str]]:
    """(id, name, what it writes from) of rows that were joined by hand; [] for one row alone.

    Two SQL queries where there are several.
    """
    if who.member is not None or len(who.writers) < 2:
        return []
    rows = Correspondent.objects.filter(id__in=who.writers).prefetch_related("keys")
    return [
        (row.id, row.name, ", ".join(key.value for key in row.keys.all() if key.kind != "link"))
        for row in rows.order_by("created_at", "id")
    ]


def about_member(agent: UUID) -> Q | None:
    """Under which rows somebody with an account is written about; None when she has left."""
    found = _of_member(agent)
    return found.about if found else None


def writers_of(agent: UUID) -> QuerySet[Correspondent]:
    """Rows of writing that are proven to be a member's. One SQL query for her address."""
    email = bond.proven_email_of(agent)
    mine = Q(member=agent)
    if email:
        wrote = CorrespondentKey.objects.filter(kind="mail", value=email.casefold())
        mine |= Q(member=None, id__in=wrote.values("correspondent"))
    return Correspondent.objects.filter(mine)


def _of_member(agent: UUID) -> Customer | None:
    card = bond.cards([agent]).get(agent)
    if card is None or card.kind != "person" or card.state == "erased":
        return None
    rows = list(writers_of(agent).filter(erased_at=None).order_by("created_at", "id"))
    knowns = KnownPerson.objects.filter(known_as(agent)).order_by("id")
    return _customer(MEMBER, agent, card.name, agent, rows, knowns)


def _of_writer(person: UUID) -> Customer | None:
    row = Correspondent.objects.filter(id=person, erased_at=None).first()
    if row is None:
        return None
    group = Correspondent.objects.filter(root=row.root_id, erased_at=None)
    rows = list(group.order_by("created_at", "id"))
    members = _members_among(rows)
    if row.id in members:
        return _of_member(members[row.id])
    hers = [one for one in rows if one.id not in members]
    mails = _mails(one.id for one in hers)
    knowns = KnownPerson.objects.filter(email__in=mails, member=None, claimed_at=None)
    root = next((one for one in hers if one.id == row.root_id), hers[0])
    name = root.name or next((one.name for one in hers if one.name), "")
    return _customer(WRITER, root.id, name, None, hers, knowns.order_by("id"))


def _of_known(person: UUID) -> Customer | None:
    row = KnownPerson.objects.filter(id=person).first()
    if row is None:
        return None
    if row.member_id and row.claimed_at:
        return _of_member(row.member_id)
    if row.email:
        member = bond.members_by_address([row.email]).get(row.email)
        if member:
            return _of_member(member)
        wrote = CorrespondentKey.objects.filter(kind="mail", value=row.email.casefold())
        writer = wrote.values_list("correspondent", flat=True).first()
        if writer and row.member_id is None:
            return _of_writer(writer)
    return Customer(KNOWN, row.id, row.name, None, (), (row.id,), (), (), None)


def _members_among(rows: list[Correspondent]) -> dict[UUID, UUID]:
    """Which of these rows are proven to be which member's. Two SQL queries."""
    proven = {row.id: row.member_id for row in rows if row.member_id}
    keys = CorrespondentKey.objects.filter(correspondent__in=rows, kind="mail")
    wrote = dict(keys.values_list("value", "correspondent"))
    for address, member in bond.members_by_address(wrote).items():
        proven.setdefault(wrote[address.casefold()], member)
    return proven


def _mails(rows: Iterable[UUID]) -> list[str]:
    keys = CorrespondentKey.objects.filter(correspondent__in=list(rows), kind="mail")
    return list(keys.values_list("value", flat=True))


def _customer(
    kind: str,
    person: UUID,
    name: str,
    member: UUID | None,
    rows: list[Correspondent],
    knowns: QuerySet[KnownPerson],
) -> Customer:
    ids = [row.id for row in rows]
    keys = CorrespondentKey.objects.filter(correspondent__in=ids).order_by("at", "id")
    joined = Correspondent.objects.filter(root__in={row.root_id for row in rows}, erased_at=None)
    return Customer(
        kind=kind,
        id=person,
        name=name,
        member=member,
        writers=tuple(ids),
        knowns=tuple(knowns.values_list("id", flat=True)),
        keys=tuple(
            KeyView(key.kind, key.value) for key in keys if key.kind not in ("link", "member")
        ),
        beside=tuple(
            joined.exclude(id__in=ids).order_by("created_at", "id").values_list("id", "name")
        ),
        since=min((row.created_at for row in rows), default=None),
    )


def timeline_consent(agent: UUID) -> datetime | None:
    """Since when she allows one line of all she does here; None: she does not. One SQL query."""
    rows = TimelineConsent.objects.filter(member=agent, withdrawn_at=None)
    return rows.values_list("given_at", flat=True).first()


def customer_of_order(order: UUID, buyer: UUID | None) -> tuple[str, UUID] | None:
    """Whose page an order belongs to: its buyer's, or hers who wrote by its own link. One query."""
    if buyer is not None:
        return MEMBER, buyer
    rows = Conversation.objects.filter(order=order, channel="order").exclude(state="forgotten")
    writer = rows.order_by("opened_at", "id").values_list("correspondent", flat=True).first()
    return (WRITER, writer) if writer else None


def search(words: str) -> list[Found]:
    """People by a part of their name or by their whole address, twenty of each kind at most.

    Five SQL queries. A part of an address finds nobody, so that none can be read out.
    """
    plain = " ".join(words.split())
    if len(plain) < WORDS_MIN:
        return []
    is_address = "@" in plain
    address = plain.casefold()
    found: dict[tuple[str, UUID], str] = {}
    if is_address:
        members = list(bond.members_by_address([address]).values())
        keys = CorrespondentKey.objects.filter(value=address).values("correspondent")
        writers = Correspondent.objects.filter(id__in=keys)
        knowns = KnownPerson.objects.filter(email__iexact=address)
    else:
        members = bond.members_like(plain, limit=FOUND_MAX)
        writers = Correspondent.objects.filter(name__icontains=plain)
        knowns = KnownPerson.objects.filter(name__icontains=plain)
    for agent, card in bond.cards(members).items():
        found[MEMBER, agent] = card.name
    rows = writers.filter(erased_at=None).order_by("-created_at", "-id")[:FOUND_MAX]
    for row in rows:
        key = (MEMBER, row.member_id) if row.member_id else (WRITER, row.id)
        found.setdefault(key, row.name)
    for person, name in (
        knowns.filter(claimed_at=None).order_by("id").values_list("id", "name")[:FOUND_MAX]
    ):
        found.setdefault((KNOWN, person), name)
    return [Found(kind, person, name) for (kind, person), name in found.items()]


def names_of(people: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
    """What these people are called, '' for who has no name. At most four SQL queries."""
    wanted: dict[str, set[UUID]] = {kind: set() for kind in KINDS}
    for kind, person in people:
        wanted[kind].add(person)
    found = {(MEMBER, agent): card.name for agent, card in bond.cards(wanted[MEMBER]).items()}
    if wanted[WRITER]:
        rows = Correspondent.objects.filter(id__in=wanted[WRITER]).values_list("id", "name")
        found |= {(WRITER, person): name for person, name in rows}
    if wanted[KNOWN]:
        known = KnownPerson.objects.filter(id__in=wanted[KNOWN]).values_list("id", "name")
        found |= {(KNOWN, person): name for person, name in known}
    return found
