"""Public pages of products: the shop's list, one product with its price and the way it went."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohive.bond import queries as bond
from cohive.create import queries
from cohive.create.pictures import url_of
from cohive.create.queries import FrozenTerms, ProductView, Terms, WayStage
from cohive.create.tasks import what_said
from cohive.look import formats
from cohive.look.viewers import Viewer, viewer_of
from cohive.words.refusals import Missing

NOT_HERE = "There is no such product."
PAGE = 24
WHAT_SHOWN_MAX = 2


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it."""

    id: UUID
    url: str
    small_url: str
    width: int
    height: int
    said: str


@dataclass(frozen=True)
class PriceLine:
    """One line of where the price goes: words, minor units, percent of the price."""

    stage: str
    words: str
    minor: Fraction
    percent: float


@dataclass(frozen=True)
class Price:
    """Where the price of one unit goes: to people by stage, and before them."""

    currency: str
    price_minor: int
    pool_minor: int
    people: tuple[PriceLine, ...]
    others: tuple[PriceLine, ...]
    payees: int

    @property
    def bar(self) -> list[tuple[str, float]]:
        """The parts of the whole price, people first."""
        return [(line.stage, line.percent) for line in (*self.people, *self.others)]

    @property
    def others_minor(self) -> int:
        """What of the price does not reach people."""
        return self.price_minor - self.pool_minor


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """What is on sale, the newest first; drafts stand apart for who is signed in."""
    before = _uuid(request.GET.get("before", ""))
    found = queries.products(before=before, limit=PAGE + 1)
    page = found[:PAGE]
    drafts: list[ProductView] = []
    if viewer_of(request) is not None and before is None:
        drafts = queries.products(states=("draft",), limit=PAGE)
    return render(
        request,
        "create/products.html",
        {
            "products": [(view, front_of(view)) for view in page],
            "drafts": drafts,
            "later": f"?before={page[-1].id}" if len(found) > PAGE else "",
        },
    )


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product: its price and where it goes, the way of six stages, what others add."""
    viewer = viewer_of(request)
    view = product_here(slug, viewer)
    terms = queries.frozen_terms(view.agreement) if view.agreement else None
    way = queries.way_of(terms) if terms else queries.product_way(view.id, at=timezone.now())
    agents = {person.agent for stage in way for person in stage.people}
    return render(
        request,
        "create/product.html",
        {
            "product": view,
            "pictures": pictures_of(view, may_see_all=_is_staff(viewer)),
            "price": price_of(terms) if terms else None,
            "version": terms.version if terms else 0,
            "way": _way(way, bond.cards(agents)),
            "people_count": len(agents),
            "works": list(queries.cards_of(work for stage in way for work in stage.works).values()),
            "decision": queries.decision(view.decision) if view.decision else None,
            "is_staff": _is_staff(viewer),
        },
    )


@require_safe
def agreement_of_product(request: HttpRequest, slug: str) -> HttpResponse:
    """To the version in force, else to the newest one."""
    view = product_here(slug, viewer_of(request))
    versions = queries.agreements_of(view.id)
    found = next((version for version in versions if version.state == "active"), None)
    found = found or next(iter(versions), None)
    if found is None:
        raise Missing("This product has no agreement yet.")
    return redirect(found.url)


def product_here(slug: str, viewer: Viewer | None) -> ProductView:
    """The product of this address; a draft is shown to members only."""
    view = queries.product_by_slug(slug)
    if view is None or (view.state == "draft" and viewer is None):
        raise Missing(NOT_HERE)
    return view


def pictures_of(view: ProductView, *, may_see_all: bool) -> list[Shown]:
    """The pictures; uploaded ones of a draft are served to makers of the firm only."""
    return [
        Shown(
            picture.id,
            url_of(picture.digest),
            url_of(picture.digest, "small"),
            picture.width,
            picture.height,
            picture.said,
        )
        for picture in view.pictures
        if picture.digest and (may_see_all or picture.work or view.state != "draft")
    ]


def front_of(view: ProductView) -> Shown | None:
    """The first picture everybody may see."""
    return next(iter(pictures_of(view, may_see_all=False)), None)


def price_of(terms: Terms | FrozenTerms) -> Price:
    """The terms of one unit as the page draws them, without a link. One SQL query."""
    tax = tax_name()
    lines = terms.lines()
    whole = lines[0].minor
    pool = lines[-1].minor
    return Price(
        currency=terms.currency,
        price_minor=whole,
        pool_minor=pool,
        people=tuple(
            _line(stage, "", Fraction(weight * pool, 100), whole)
            for stage, (weight, _graph) in terms.stages.items()
        ),
        others=tuple(
            _line("", words_of(line.kind, line.label, tax, terms), Fraction(line.minor), whole)
            for line in lines[1:-1]
            if line.minor
        ),
        payees=len(terms.attribution().fractions),
    )


def tax_name() -> str:
    """What this place calls its tax. One SQL query."""
    place = bond.place()
    return place.tax_name if place and place.tax_name else _("Tax")


def words_of(kind: str, label: str, tax: str, terms: Terms) -> str:
    """A line of the waterfall in words, for one sold without a link."""
    if kind == "tax":
        return tax
    if kind == "house" and terms.waterfall.link and terms.waterfall.link_default == "house":
        return _("House, %(part)s of net, and %(link)s when nobody passed on a link") % {
            "part": formats.percent(terms.waterfall.house),
            "link": formats.percent(terms.waterfall.link),
        }
    if kind == "house":
        return _("House, %(part)s of net") % {"part": formats.percent(terms.waterfall.house)}
    if kind == "link":
        return _("Whoever passed on the link")
    return label


def _line(stage: str, words: str, minor: Fraction, whole: int) -> PriceLine:
    return PriceLine(stage, words, minor, round(float(minor / whole * 100), 4) if whole else 0)


def _way(way: list[WayStage], cards: dict[UUID, bond.MemberCard]) -> list[dict[str, object]]:
    """The stages with names and what each did; who left keeps a place without a name."""
    return [
        {
            "stage": stage.stage,
            "per_unit_minor": stage.per_unit_minor,
            "people": [
                {
                    "card": cards[person.agent],
                    "what": ", ".join(
                        what_said(what) for what in person.what[:WHAT_SHOWN_MAX] if what
                    ),
                }
                for person in stage.people
                if person.agent in cards
            ],
        }
        for stage in way
    ]


def _is_staff(viewer: Viewer | None) -> bool:
    return viewer is not None and viewer.has("maker", "steward")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
