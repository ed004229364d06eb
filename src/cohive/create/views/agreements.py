"""Pages of agreements: one version for everybody to read, offering the next, answering."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_or_low_door
from cohive.bond.templates_of_place import preset
from cohive.create import forms_products as forms
from cohive.create import operations, queries
from cohive.create.forms_products import Filled
from cohive.create.queries import AgreementView, Example, Plan, ProductView, Terms
from cohive.create.tasks import what_said
from cohive.create.views.agreement_rules import (
    fill_rule,
    prior_of,
    prior_people,
    prior_rows,
    rule_of,
)
from cohive.create.views.agreement_tree import stage_tree
from cohive.create.views.product_desk import COST_ROWS_SPARE, here, plan_filled, staff
from cohive.create.views.products import price_of, tax_name, words_of
from cohive.look.viewers import viewer_of
from cohive.words.money import parse_money
from cohive.words.refusals import Missing
from cohive.words.verbs import Stage

NOT_HERE = "There is no such agreement."
UNITS_DEFAULT, UNITS_MAX = 100, 1_000_000
HALF = Fraction(1, 2)


@require_safe
def agreement(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """One version: who gets what, and why. What was never in force is shown to members only."""
    viewer = viewer_of(request)
    view = _version(agreement)
    if view.active_from is None and viewer is None:
        raise Missing(NOT_HERE)
    return _page(request, view, viewer.agent_id if viewer else None, Filled())


@require_http_methods(["GET", "HEAD", "POST"])
@member_or_low_door
def answer(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The same page by the link of a mail, and where yes or no is sent to."""
    view, agent, filled = _version(agreement), acting(request), Filled()
    asked = {answer.agent for answer in queries.answers(agreement)}
    if agent not in asked:
        raise Missing(NOT_HERE)
    if request.method == "POST":
        filled = Filled.sent(request.POST)
        accepts = filled.value("answer") == "yes"

        def give() -> None:
            operations.answer_agreement(
                agreement=agreement, accepts=accepts, by=agent, at=timezone.now()
            )

        filled.done(give)
        if not filled.errors:
            said = _("You accepted it.") if accepts else _("You declined it; the firm is told.")
            messages.success(request, said)
            return redirect(request.get_full_path() if "door" in request.GET else view.url)
    return _page(request, view, agent, filled)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the next version, with the example of this product beside it, and offer it."""
    product = here(slug)
    filled = Filled.sent(request.POST) if request.method == "POST" else _first(product)
    if request.method == "POST" and filled.value("do") == "offer":
        made = filled.done(lambda: _offer(request, product, filled))
        if made is not None:
            version = _version(made)
            said = (
                _("It is in force.")
                if version.state == "active"
                else _("It is offered. It begins with the first sale after the last yes.")
            )
            messages.success(request, said)
            return redirect(version.url)
    return render(
        request,
        "create/agreement_new.html",
        {
            **_worked(product, filled),
            "product": product,
            "currency": product.price.currency,
            "cost_rows": [
                *filled.rows("cost_label", "cost_amount"),
                *[("", "")] * COST_ROWS_SPARE,
            ],
            "versions": queries.agreements_of(product.id),
            "prior_rows": prior_rows(filled),
            "prior_people": prior_people(product.id),
            "is_offering": filled.value("do") == "offer",
        },
        status=422 if filled.errors else 200,
    )


@require_POST
@staff
def worked_example(request: HttpRequest, slug: str) -> HttpResponse:
    """Only the example, for the page that changes while one types."""
    product = here(slug)
    data = _worked(product, Filled.sent(request.POST))
    data |= {"product": product, "currency": product.price.currency}
    return render(request, "create/parts/agreement_live.html", data)


def weight_name(stage: str) -> str:
    """The form's field of a stage's weight."""
    return f"weight_{stage}"


def _version(key: UUID) -> AgreementView:
    view = queries.agreement(key)
    if view is None:
        raise Missing(NOT_HERE)
    return view


def _first(product: ProductView) -> Filled:
    """The version in force as a form, else what the place begins with."""
    filled = plan_filled(product)
    if product.agreement:
        terms = queries.frozen_terms(product.agreement)
        house, link = terms.waterfall.house, terms.waterfall.link
        weights = {stage: weight for stage, (weight, _graph) in terms.stages.items()}
        link_default, keep_min = terms.waterfall.link_default, terms.keep_min
    else:
        place = bond.place()
        beginning = preset(place.template if place else "label")
        house, link = Fraction(beginning.house_percent, 100), Fraction(beginning.link_percent, 100)
        weights = {stage.value: part for stage, part in beginning.stage_weights.items()}
        standing = queries.current_terms()
        link_default, keep_min = "house", standing.keep_min if standing else HALF
    if product.agreement:
        fill_rule(filled, queries.frozen_terms(product.agreement))
    filled.values |= {
        "house": forms.percent_text(house),
        "link": forms.percent_text(link),
        "link_default": link_default,
        "keep_min": forms.percent_text(keep_min),
        "units": str(UNITS_DEFAULT),
        **{weight_name(stage): str(weight) for stage, weight in weights.items()},
    }
    return filled


def _plan(product: ProductView, filled: Filled) -> Plan:
    currency = product.price.currency
    return Plan(
        parse_money(filled.value("price"), currency, field="price"),
        forms.percent(filled.value("tax_rate"), name="tax_rate"),
        tuple(forms.costs(filled.rows("cost_label", "cost_amount"), currency)),
    )


def _weights(filled: Filled) -> dict[str, int]:
    return {
        stage.value: forms.whole(filled.value(weight_name(stage.value), "0"), name="stage_weights")
        for stage in Stage
    }


def _units(text: str) -> int:
    return min(max(int(text), 1), UNITS_MAX) if text.isdecimal() else UNITS_DEFAULT


def _offer(request: HttpRequest, product: ProductView, filled: Filled) -> UUID:
    return operations.offer_agreement(
        product=product.id,
        plan=_plan(product, filled),
        house=forms.percent(filled.value("house"), name="house"),
        link=forms.percent(filled.value("link"), name="link"),
        link_default=filled.value("link_default"),
        keep_min=forms.percent(filled.value("keep_min"), name="keep_min"),
        stage_weights=_weights(filled),
        rule=rule_of(filled),
        prior=prior_of(filled, product.price.currency),
        by=acting(request),
        at=timezone.now(),
    )


def _worked(product: ProductView, filled: Filled) -> dict[str, object]:
    """The terms as typed, worked out; what cannot be worked out is said at its field."""
    tried = Filled(filled.values, filled.lists, {})

    def work() -> tuple[Terms, Example]:
        terms = queries.planned_terms(
            product.id,
            house=forms.percent(tried.value("house"), name="house"),
            link=forms.percent(tried.value("link"), name="link"),
            link_default=tried.value("link_default"),
            stage_weights=_weights(tried),
            keep_min=forms.percent(tried.value("keep_min"), name="keep_min"),
            plan=_plan(product, tried),
            rule=rule_of(tried),
            prior=prior_of(tried, product.price.currency),
            at=timezone.now(),
        )
        return terms, queries.example(terms, units=_units(tried.value("units")))

    found = tried.done(work)
    for name, sentences in tried.errors.items():
        filled.errors.setdefault(name, sentences)
    if found is None:
        return {"filled": filled, "example": None, **_dials(filled, None)}
    terms, example = found
    tax = tax_name()
    cards = bond.cards(_people(example))
    return {
        "filled": filled,
        "terms": terms,
        "example": example,
        "price": price_of(terms),
        "lines": [
            (words_of(line.kind, line.label, tax, terms), line.minor)
            for line in example.lines[1:-1]
        ],
        "cards": cards,
        "cuts": _cuts(terms, example),
        **_dials(filled, example),
    }


def _dials(filled: Filled, example: Example | None) -> dict[str, object]:
    """The six weights with their amounts, and what is missing from a hundred."""
    amounts = {stage.stage: stage.per_unit_minor for stage in example.stages} if example else {}
    names = {stage.value: filled.value(weight_name(stage.value), "0") for stage in Stage}
    total = sum(int(text) for text in names.values() if text.strip().lstrip("-").isdecimal())
    return {
        "dials": [
            {
                "name": weight_name(stage),
                "stage": stage,
                "value": text,
                "minor": amounts.get(stage),
            }
            for stage, text in names.items()
        ],
        "total": total,
    }


def _page(
    request: HttpRequest, view: AgreementView, agent: UUID | None, filled: Filled
) -> HttpResponse:
    terms = queries.frozen_terms(view.id)
    example = queries.example(terms, units=_units(request.GET.get("units", "")))
    answers = queries.answers(view.id)
    product = queries.product(view.product)
    if product is None:
        raise Missing(NOT_HERE)
    contracted = queries.contracted_of(product.id, at=timezone.now())
    cards = bond.cards(
        _people(example)
        | {answer.agent for answer in answers}
        | {view.offered_by}
        | {maker for item in contracted for maker, _weight in item.makers}
    )
    tax = tax_name()
    own = next((answer for answer in answers if answer.agent == agent), None)
    viewer = viewer_of(request)
    return render(
        request,
        "create/agreement.html",
        {
            "agreement": view,
            "product": product,
            "terms": terms,
            "price": price_of(terms),
            "lines": [
                (words_of(line.kind, line.label, tax, terms), line.minor)
                for line in example.lines[1:-1]
            ],
            "example": example,
            "trees": {stage: stage_tree(terms, stage, cards) for stage in terms.stages},
            "cuts": _cuts(terms, example),
            "answers": answers,
            "contracted": contracted,
            "what_said": {item.id: what_said(item.what) for item in contracted},
            "own": own,
            "own_part": next((p for p in example.payees if p.agent == agent), None),
            "cards": cards,
            "versions": queries.agreements_of(product.id) if viewer else [],
            "is_staff": viewer is not None and viewer.has("maker", "steward"),
            "answer_url": request.get_full_path() if "door" in request.GET else "",
            "filled": filled,
        },
        status=422 if filled.errors else 200,
    )


def _people(example: Example) -> set[UUID]:
    """Everybody an example names."""
    return {payee.agent for payee in example.payees} | {claim.agent for claim in example.prior}


def _cuts(terms: Terms, example: Example) -> list[dict[str, object]]:
    """Asks that cannot be served in full, each with the titles it speaks of."""
    return [
        {
            "node": terms.labels.get(cut.node, ""),
            "parent": terms.labels.get(cut.parent, ""),
            "asked": cut.asked,
            "given": cut.given,
        }
        for cut in example.cuts
    ]
