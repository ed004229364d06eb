"""The front page: what is being made now, the loop with real numbers, what came back lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond.access import role_required
from cohive.bond.queries import MemberCard, cards, place
from cohive.bond.queries.overheard import Overheard, overheard
from cohive.create.queries import (
    AnswerRecord,
    ChallengeView,
    IdeaView,
    ProductView,
    answer_record,
    open_ideas,
    products,
    running_challenges,
)
from cohive.create.queries.counts import MadeCounts, made_counts
from cohive.evolve.queries import PublicFigure, public_figure
from cohive.settle.queries.totals import (
    LatestCredit,
    Returned,
    latest_credits,
    totals_returned,
)
from cohive.trade.queries.counts import SoldCounts, sold_counts
from cohive.trade.queries.memberships import TierOffer, tier_offers

MAKING_NOW = 3


@dataclass(frozen=True)
class NowMade:
    """Something one can look at, enter or buy now."""

    stage: str
    title: str
    lang: str
    url: str
    said: str
    meta: str
    digest: str
    subject: tuple[str, UUID] | None = None


@dataclass(frozen=True)
class FrontPage:
    """All the front page shows."""

    making: list[NowMade]
    stations: list[dict[str, object]]
    returned: Returned
    latest: list[LatestCredit]
    heard: list[Overheard]
    answers: AnswerRecord
    people: dict[UUID, MemberCard]
    sold: SoldCounts
    standing: PublicFigure | None
    offers: list[TierOffer]


def front(request: HttpRequest) -> HttpResponse:
    """Compose the page from what the rooms know."""
    opened = place()
    if opened is None:
        return redirect("house:begin")
    page = compose(currency=opened.currency, at=timezone.now())
    return render(request, "house/front.html", {"page": page, "opened": opened})


def compose(*, currency: str, at: datetime) -> FrontPage:
    """Ask every room once."""
    on_sale = products(limit=MAKING_NOW)
    running = running_challenges(at=at, limit=MAKING_NOW)
    waiting = open_ideas(limit=MAKING_NOW)
    latest, heard = latest_credits(limit=5), overheard(limit=2)
    made, sold = made_counts(at=at), sold_counts()
    agents = {line.agent for line in latest} | {line.by for line in heard}
    agents |= {line.to for line in heard}
    return FrontPage(
        making=_making(on_sale, running, waiting, at=at),
        stations=_stations(made, sold, running),
        returned=totals_returned(currency),
        latest=latest,
        heard=heard,
        answers=answer_record(latest=1),
        people=cards(agents),
        sold=sold,
        standing=public_figure(),
        offers=tier_offers(),
    )


def _making(
    on_sale: list[ProductView],
    running: list[ChallengeView],
    waiting: list[IdeaView],
    *,
    at: datetime,
) -> list[NowMade]:
    """One of each kind first, then more products and challenges, three in all."""
    sold, called = [_product(x) for x in on_sale], [_challenge(x, at=at) for x in running]
    asked = [_idea(idea) for idea in waiting]
    first = [*sold[:1], *called[:1], *asked[:1]]
    return [*first, *sold[1:], *called[1:], *asked[1:]][:MAKING_NOW]


def _product(view: ProductView) -> NowMade:
    digest = view.pictures[0].digest if view.pictures else ""
    about = ("product", view.id)
    said = view.description
    return NowMade(
        "sale", view.title, view.language, view.url, said, _("in the shop"), digest, about
    )


def _challenge(view: ChallengeView, *, at: datetime) -> NowMade:
    phase = view.phase(at)
    meta = {
        "upcoming": _("opens soon"),
        "open": _("open for works"),
        "voting": _("votes are being given"),
    }.get(phase, "")
    about = ("challenge", view.id)
    return NowMade(view.stage, view.title, view.lang, view.url, view.brief, meta, "", about)


def _idea(view: IdeaView) -> NowMade:
    meta = _("waits for an answer")
    return NowMade("idea", view.title, view.lang, view.url, view.text, meta, "")


def _stations(
    made: MadeCounts, sold: SoldCounts, running: list[ChallengeView]
) -> list[dict[str, object]]:
    """The six stations of the loop with what was really done in each."""
    jobs = made.jobs
    return [
        {
            "stage": "idea",
            "href": reverse("create:ideas"),
            "count": made.ideas,
            "words": _("from talk"),
            "meta": made.latest_idea,
        },
        {
            "stage": "design",
            "href": reverse("create:works"),
            "count": made.works,
            "words": ngettext("works, %(count)s remix", "works, %(count)s remixes", made.remixes)
            % {"count": made.remixes},
            "meta": ngettext("%(count)s challenge open", "%(count)s challenges open", len(running))
            % {"count": len(running)},
        },
        _station("packaging", jobs.get("packaging", 0), made),
        _station("production", jobs.get("production", 0), made),
        _station("dissemination", jobs.get("dissemination", 0), made),
        {
            "stage": "sale",
            "href": reverse("trade:shop"),
            "count": sold.orders,
            "words": _("orders"),
            "meta": _("%(members)s by members, %(strangers)s by others")
            % {"members": sold.by_members, "strangers": sold.by_strangers},
        },
    ]


def _station(stage: str, count: int, made: MadeCounts) -> dict[str, object]:
    people = made.people.get(stage, 0)
    return {
        "stage": stage,
        "count": count,
        "words": _("things done"),
        "meta": ngettext("%(count)s person", "%(count)s people", people) % {"count": people},
    }


@role_required("steward")
def first_steps(request: HttpRequest) -> HttpResponse:
    """Where a new steward lands: what to do next, each step checked off by what is there."""
    steps = [
        {"done": bool(products(states=("draft", "on_sale", "ended"), limit=1)), "key": "product"},
        {"done": bool(products(states=("on_sale",), limit=1)), "key": "sale"},
        {"done": sold_counts().orders > 0, "key": "sold"},
    ]
    data = {"steps": steps, "join_address": settings.ADDRESS + reverse("account_signup")}
    return render(request, "house/first_steps.html", data)
