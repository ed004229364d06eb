"""Run in a process of its own on a copy of the demo place: what is in it, and what leaves it.

Prints one JSON object. Every way out of the process is watched while the place works for two days.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections import Counter
from datetime import timedelta
from typing import Any
from unittest import mock

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
django.setup()

from django.utils import timezone  # noqa: E402

from cohive.bond.queries import place, stewards  # noqa: E402
from cohive.bond.queries.tiers import tier_holders, tiers  # noqa: E402
from cohive.bridges import egress  # noqa: E402
from cohive.care import queries as care  # noqa: E402
from cohive.care.queries import audience, segments  # noqa: E402
from cohive.create.queries import works_like  # noqa: E402
from cohive.journal import jobs  # noqa: E402
from cohive.spread import queries as spread  # noqa: E402
from cohive.spread.queries import (  # noqa: E402
    campaign_results,
    campaigns,
    cascade,
    channels,
    newsletters,
    subscriptions,
)
from cohive.trade import queries as trade  # noqa: E402
from cohive.trade.queries.resale import resellers  # noqa: E402

NOW = timezone.now()
FEW_DAYS = timedelta(days=2)
ASKED = "https://social.example/api/v1/accounts/verify_credentials"


def inbox() -> dict[str, Any]:
    """The conversations by folder, way in and language; what else was done with them."""
    viewer = stewards()[0]
    every = care.inbox(care.Filter(folder="all"), viewer=viewer, limit=100).lines
    folders = ("waiting", "answered", "snoozed", "done")
    said = [each for line in every for each in care.messages(line.id)]
    return {
        "conversations": len(every),
        "folders": {
            name: len(care.inbox(care.Filter(folder=name), viewer=viewer, limit=100).lines)
            for name in folders
        },
        "channels": Counter(line.channel for line in every),
        "languages": Counter(line.language[:2] for line in every),
        "assigned": sum(line.assignee is not None for line in every),
        "labelled": sum(bool(line.labels) for line in every),
        "rated": sum(each.score is not None for each in said),
        "notes": sum(each.kind == "note" for each in said),
        "files": sum(len(each.files) for each in said),
        "merged": sum(
            bool(person.merged)
            for person in map(care.person, {line.person for line in every})
            if person
        ),
        "unsent": [each.delivery for each in said if each.delivery not in ("", "sent")],
        "canned": len(care.canned_answers()),
    }


def heard() -> dict[str, Any]:
    """What the place heard of itself."""
    days = care.posts_by_day(at=NOW)
    return {
        "posts_of_a_month": sum(count for _, count in days),
        "alarms": len(care.open_alarms()),
        "judged": care.precision(),
        "topics": len(care.topics(at=NOW)),
    }


def spoken() -> dict[str, Any]:
    """Channels, campaigns, moments, the newsletter, who follows from elsewhere."""
    found, _ = campaigns.campaigns()
    results = {each.phase(NOW): campaign_results.results_of(each) for each in found}
    issues = newsletters.issues()
    home = place()
    assert home is not None
    return {
        "channels": [each.kind for each in channels.channels()],
        "phases": sorted(results),
        "ranges": {
            phase: sum(each.rate is not None and each.orders > 0 for each in result.channels)
            for phase, result in results.items()
        },
        "sent": {
            phase: sum(each.sent for each in result.channels) for phase, result in results.items()
        },
        "vouchers_of_campaigns": sum(bool(each.voucher_code) for each in found),
        "moments": len(campaigns.own_moments(NOW - FEW_DAYS, NOW + timedelta(days=30))),
        "issues": sorted(each.state for each in issues),
        "readers": subscriptions.audience_count("place", home.agent),
        "followers": sum(each.followers for each in spread.federated_actors()),
        "replies": len(spread.remote_replies()),
    }


def passed_on() -> dict[str, Any]:
    """How “Two Harbours” went from hand to hand."""
    work = next(card for card in works_like("Two Harbours") if card.title == "Two Harbours")
    found = cascade.cascade_of("work", work.id)
    credited = [cascade.credit_of_link(hand.id).further for hand in found.hands if hand.owner]
    return {
        "depth": found.shape.depth,
        "people": found.people,
        "boosts": found.boosts,
        "orders": found.brought.orders,
        "further": sum(credited),
    }


def known() -> dict[str, Any]:
    """People brought along, segments, ideas and pages."""
    files = audience.imports()
    lines = care.concerns().lines
    pages = [care.help_page(line.slug) for line in care.help_pages(language="en")[0]]
    return {
        "brought": sum(each.people_new for each in files),
        "written_to": sum(each.written_to for each in files),
        "claimed": sum(each.claimed for each in files),
        "segments": sorted(len(each.people) for each in segments.segments(at=NOW)),
        "concerns": sorted((line.state, line.voices, line.told) for line in lines),
        "pages": len(pages),
        "versions": sorted(len(page.history) for page in pages if page),
    }


def sold() -> dict[str, Any]:
    """What stood in the demo before: members of tiers, drops, pre-orders, vouchers, sellers."""
    return {
        "holders": sum(len(tier_holders(each.id, at=NOW)) for each in tiers()),
        "ended_drops": len(trade.past_drops()),
        "running_preorders": sum(each.state == "open" for each in trade.preorders()),
        "vouchers": len(trade.vouchers()),
        "sellers": len(resellers()),
    }


def leaving() -> dict[str, Any]:
    """Everything that asked for a name or connected while the place worked for two days."""
    ways: list[str] = []

    def way(*given: object, **_: object) -> None:
        ways.append(repr(given))
        raise OSError("nobody is asked here")

    with (
        mock.patch.object(socket, "getaddrinfo", way),
        mock.patch.object(socket, "create_connection", way),
        mock.patch.object(socket.socket, "connect", way),
    ):
        for hours in range(0, 49, 6):
            jobs.run_due(at=NOW + timedelta(hours=hours))
        stands_in = egress.fetch("GET", ASKED).status
        try:
            egress.fetch("GET", "https://example.org/")
        except egress.EgressUnstarted as refusal:
            refused = str(refusal)
    posts, _ = channels.posts()
    states = Counter(each.state for post in posts for each in post.deliveries)
    return {"ways": ways, "practice": stands_in, "refused": refused, "deliveries": states}


def main() -> None:
    """Count first, then let the place work."""
    counted = {"inbox": inbox(), "heard": heard(), "spoken": spoken(), "passed_on": passed_on()}
    counted |= {"known": known(), "sold": sold(), "leaving": leaving()}
    sys.stdout.write(json.dumps(counted, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
