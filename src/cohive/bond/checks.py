"""What `verify` re-derives of this room."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, Subquery, UUIDField

from cohive.bond.models import Member, Post, RoleGrant, Thread, Tier, TierPeriod
from cohive.bond.operations.talk import awaits_answer


def wrong_thread() -> str:
    """Compare every thread's counters with its posts; the first that differs, or ''."""
    last = Post.objects.filter(thread=OuterRef("id"), withdrawn_at__isnull=True).order_by(
        "-at", "-id"
    )
    rows = Thread.objects.annotate(
        counted=Count("posts", filter=Q(posts__withdrawn_at__isnull=True)),
        newest_at=Subquery(last.values("at")[:1]),
        newest_by=Subquery(last.values("author_id")[:1], output_field=UUIDField()),
        newest_text=Subquery(last.values("text")[:1]),
    ).order_by("id")
    for row in rows.iterator():
        if row.post_count != row.counted:
            return f"thread {row.id} says {row.post_count} posts and has {row.counted}"
        if row.counted and (row.last_at != row.newest_at or row.last_by_id != row.newest_by):
            return f"thread {row.id} does not name its last post"
        waits = (
            bool(row.counted) and not row.is_news and awaits_answer(row.counted, row.newest_text)
        )
        if row.waits != waits:
            return f"thread {row.id} is wrong about whether somebody waits"
    return ""


def unerased_leaver() -> str:
    """A member who left must hold no role and no address; the first who does, or ''."""
    left = Member.objects.filter(state="erased")
    holding = RoleGrant.objects.filter(
        member__in=left.values("agent"), revoked_at__isnull=True
    ).values_list("member_id", flat=True)
    agent = holding.first()
    return f"agent {agent} left and still holds a role" if agent else ""


def oversold_tier() -> str:
    """The first tier that at some instant was held by more than it has places, or ''.

    Counted at the beginning of every period that has not run out by then or been ended.
    """
    for tier in Tier.objects.filter(places__isnull=False).order_by("rank"):
        periods = list(TierPeriod.objects.filter(tier=tier, ended_at__isnull=True))
        last = max((period.starts_at for period in periods), default=None)
        held = {one.member_id for one in periods if last and one.starts_at <= last < one.ends_at}
        if tier.places is not None and len(held) > tier.places:
            return f"tier {tier.id} has {tier.places} places and {len(held)} hold it"
    return ""
