"""“Carry it on”: what runs now and how a member can help, with her own link. For members."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cohive.bond.access import acting, member_required
from cohive.spread import queries, targets
from cohive.spread.campaign_answers import voucher
from cohive.spread.campaign_words import goal_words, progress_words
from cohive.spread.labels import labels_of
from cohive.spread.queries import COOKIE_DAYS
from cohive.spread.queries import campaigns as reading
from cohive.spread.queries.channels import posts
from cohive.spread.queries.consents import may_show
from cohive.words.refusals import Missing

POSTS_SHOWN = 20


@require_GET
@member_required
def all_carried(request: HttpRequest) -> HttpResponse:
    """Every campaign that runs."""
    found = reading.running_campaigns(at=timezone.now())
    return render(
        request, "spread/carrying.html", {"campaigns": [(one, goal_words(one)) for one in found]}
    )


@require_GET
@member_required
def carry(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """One campaign: what it is for, her link, card and poster, and what may be boosted."""
    now = timezone.now()
    found = reading.campaign(campaign)
    target = targets.describe(found.target_kind, found.target) if found else None
    if found is None or target is None or found.phase(now) != "running":
        raise Missing("There is no campaign to carry here.")
    link = queries.link_of(acting(request), found.target_kind, found.target)
    progress = reading.progress_of(found)
    written, _more = posts(campaign=found.id, limit=POSTS_SHOWN)
    sent = [
        (post, [each for each in post.deliveries if each.state == "sent" and each.url])
        for post in written
    ]
    data = {
        "campaign": found,
        "goal": goal_words(found),
        "progress": progress,
        "progress_words": progress_words(progress),
        "target": target,
        "link": link,
        "address": settings.ADDRESS + link.url if link else "",
        "labels": labels_of(link, at=now) if link else [],
        "voucher": voucher(found.voucher_code, now),
        "seen": [(post, deliveries) for post, deliveries in sent if deliveries],
        "days": COOKIE_DAYS,
        "waits_for_consent": bool(
            target.picture and not may_show(target.works, carrier=acting(request))
        ),
    }
    return render(request, "spread/carry.html", data)
