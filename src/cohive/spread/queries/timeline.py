"""What this room tells of one member in time order: mail she asked for, what she passed on."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q

from cohive.bond.keyset import Mark, older
from cohive.bond.queries import proven_email_of
from cohive.spread.mail_addresses import digest_of
from cohive.spread.models.channels import PushSubscription
from cohive.spread.models.links import Link
from cohive.spread.models.subscriptions import Subscription
from cohive.spread.newsletter_lists import lists_by_key
from cohive.words.moments import Moment
from cohive.words.sentences import Sentence

GONE = Sentence("something that is gone")
PASSED_ON = {
    "place": Sentence("Made a link to the place"),
    "circle": Sentence("Made a link to a circle"),
    "challenge": Sentence("Made a link to a challenge"),
    "work": Sentence("Made a link to a work"),
    "product": Sentence("Made a link to a product"),
    "idea": Sentence("Made a link to an idea"),
}
SOMETHING = Sentence("Made a link")


def mail_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Lists she agreed to get mail of, and those she left, under her account or proven address.

    Three SQL queries and one for each kind of list.
    """
    email, mine = proven_email_of(agent), Q(subscriber__agent=agent)
    if email:
        mine |= Q(subscriber__digest=digest_of(email.strip().lower()))
    return _mail(mine, before=before, limit=limit)


def mail_of_addresses_in_time(
    addresses: Collection[str], *, before: Mark | None, limit: int
) -> list[Moment]:
    """The same of addresses of somebody without an account. Two queries and one a kind of list."""
    digests = [digest_of(address.strip().lower()) for address in addresses if address]
    return _mail(Q(subscriber__digest__in=digests), before=before, limit=limit)


def pushes_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Browsers she let be told of news: that and when, never where they listen. One SQL query."""
    rows = PushSubscription.objects.filter(older(before, "created_at"), member=agent)
    found = rows.order_by("-created_at", "-id").values_list("created_at", "id")[:limit]
    return [Moment(at, row, "push", Sentence("Let a browser be told of news")) for at, row in found]


def _mail(mine: Q, *, before: Mark | None, limit: int) -> list[Moment]:
    rows = Subscription.objects.filter(mine).exclude(state="erased")
    agreed = rows.filter(older(before, "confirmed_at"), confirmed_at__isnull=False)
    agreed = agreed.order_by("-confirmed_at", "-id")[:limit]
    left = rows.filter(older(before, "ended_at"), ended_at__isnull=False)
    # one row has one place in the order of an instant
    left = left.exclude(ended_at=F("confirmed_at")).order_by("-ended_at", "-id")[:limit]
    agreed_rows, left_rows = list(agreed), list(left)
    known = lists_by_key((row.list_kind, row.list_id) for row in (*agreed_rows, *left_rows))

    def named(row: Subscription) -> dict[str, object]:
        found = known.get((row.list_kind, row.list_id))
        return {"name": found.title if found else GONE}

    return [
        Moment(row.confirmed_at, row.id, "mail", Sentence("Agreed to mail: %(name)s", named(row)))
        for row in agreed_rows
        if row.confirmed_at is not None
    ] + [
        Moment(row.ended_at, row.id, "mail", Sentence("No mail any more: %(name)s", named(row)))
        for row in left_rows
        if row.ended_at is not None
    ]


def links_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Links she made to pass things on, newest first. One SQL query."""
    rows = Link.objects.filter(older(before, "created_at"), owner=agent)
    return [
        Moment(row.created_at, row.id, "link", PASSED_ON.get(row.target_kind, SOMETHING))
        for row in rows.order_by("-created_at", "-id")[:limit]
    ]
