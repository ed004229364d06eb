"""Pages of work done: logging it in two taps, confirming, asking, answering, taking back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_or_low_door, member_required, role_required
from cohive.create import forms_products as forms
from cohive.create import operations, queries
from cohive.create.forms_products import Filled
from cohive.create.queries import ContributionView
from cohive.create.tasks import BY_KEY, TASKS, what_said
from cohive.create.views.products import front_of
from cohive.look.stages import stage_name
from cohive.words.refusals import Missing, Refused
from cohive.words.verbs import Stage

NOT_HERE = "There is no such contribution."
PRODUCTS_OFFERED = 12
LOG_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def contribute(request: HttpRequest) -> HttpResponse:
    """For which product, and what: two taps. Below, what waits for the viewer, and her log."""
    agent, filled = acting(request), Filled.sent(request.POST)
    if request.method == "POST":
        made = filled.done(lambda: _log(filled, agent))
        if made is not None:
            return redirect(f"{reverse('create:contribute')}?logged={made}")
    at = timezone.now()
    products = queries.products(states=("draft", "on_sale"), limit=PRODUCTS_OFFERED)
    wanted = request.GET.get("product", "")
    chosen = filled.value("product") or next(
        (str(view.id) for view in products if view.slug == wanted),
        str(products[0].id) if products else "",
    )
    waiting = queries.waiting_for_peer(agent, at=at)
    own = queries.log_of(agent, at=at, limit=LOG_SHOWN)
    logged = request.GET.get("logged", "")
    shown = [*waiting, *own]
    return render(
        request,
        "create/contribute.html",
        {
            "products": [(view, front_of(view)) for view in products],
            "chosen": chosen,
            "tasks": TASKS,
            "stages": [(stage.value, stage_name(stage.value)) for stage in Stage],
            "filled": filled,
            "logged": next((item for item in own if str(item.id) == logged), None),
            "waiting": waiting,
            "own": own,
            "what_said": {item.id: what_said(item.what) for item in shown},
            "cards": bond.cards(_people(shown)),
        },
        status=422 if filled.errors else 200,
    )


@require_http_methods(["GET", "HEAD"])
@member_or_low_door
def contribution(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """One contribution: its state, and what this viewer can do about it."""
    return _page(request, contribution, acting(request), Filled())


@require_POST
@member_required
def confirm(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """A peer says that it was so."""
    agent, filled = acting(request), Filled()

    def give() -> None:
        operations.confirm_contribution(contribution=contribution, by=agent, at=timezone.now())

    filled.done(give)
    if filled.errors:
        return _page(request, contribution, agent, filled)
    messages.success(request, _("Confirmed, and whoever did it is told."))
    return redirect("create:contribute")


@require_POST
@member_required
def question(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """Ask about it, in words."""
    agent, filled = acting(request), Filled.sent(request.POST)

    def ask() -> None:
        operations.question_contribution(
            contribution=contribution,
            question=filled.value("question"),
            by=agent,
            at=timezone.now(),
        )

    filled.done(ask)
    if filled.errors:
        return _page(request, contribution, agent, filled)
    messages.success(request, _("Asked. It does not confirm itself meanwhile."))
    return redirect("create:contribution", contribution=contribution)


@require_POST
@member_required
def explain(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """A maker answers the question."""
    agent, filled = acting(request), Filled.sent(request.POST)

    def reply() -> None:
        operations.explain_contribution(
            contribution=contribution, reply=filled.value("reply"), by=agent, at=timezone.now()
        )

    filled.done(reply)
    if filled.errors:
        return _page(request, contribution, agent, filled)
    messages.success(request, _("Answered, and whoever asked is told."))
    return redirect("create:contribution", contribution=contribution)


@require_POST
@member_required
def withdraw(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """Take it back before it counts."""
    agent, filled = acting(request), Filled()

    def take_back() -> None:
        operations.withdraw_contribution(contribution=contribution, by=agent, at=timezone.now())

    filled.done(take_back)
    if filled.errors:
        return _page(request, contribution, agent, filled)
    messages.success(request, _("Taken back."))
    return redirect("create:contribute")


@require_POST
@role_required("maker", "steward")
def by_contract(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """Say that it is paid by contract, or that it is a contribution after all."""
    agent, filled = acting(request), Filled.sent(request.POST)
    is_by_contract = filled.value("is") == "contract"

    def mark() -> None:
        operations.mark_by_contract(
            contribution=contribution, is_by_contract=is_by_contract, by=agent, at=timezone.now()
        )

    filled.done(mark)
    if filled.errors:
        return _page(request, contribution, agent, filled)
    messages.success(request, _("Noted. The next version of the agreement follows it."))
    return redirect("create:contribution", contribution=contribution)


def _log(filled: Filled, agent: UUID) -> UUID:
    task = BY_KEY.get(filled.value("task"))
    others = forms.people(filled.value("others"), name="others")
    product = filled.value("product")
    if not product:
        raise Refused("Choose what it was for.", field="product")
    log = (
        operations.log_contracted
        if filled.value("contract") == "yes"
        else operations.log_contribution
    )
    return log(
        product=forms.uuid_of(product, name="product"),
        stage=task.stage if task else filled.value("stage"),
        what=task.words if task else filled.value("what"),
        makers=[(maker, 1) for maker in dict.fromkeys([agent, *others])],
        by=agent,
        at=timezone.now(),
    )


def _people(views: list[ContributionView]) -> set[UUID]:
    found: set[UUID] = set()
    for view in views:
        found |= {agent for agent, _weight in view.makers}
        found |= {
            agent for agent in (view.logged_by, view.confirmed_by, view.questioned_by) if agent
        }
    return found


def _page(request: HttpRequest, key: UUID, agent: UUID, filled: Filled) -> HttpResponse:
    view = queries.contribution(key, at=timezone.now())
    if view is None or view.state == "withdrawn":
        raise Missing(NOT_HERE)
    product = queries.product(view.product)
    return render(
        request,
        "create/contribution.html",
        {
            "item": view,
            "product": product,
            "what": what_said(view.what),
            "is_own": view.is_own(agent),
            "may_mark": bool(bond.roles_of(agent) & {"maker", "steward"})
            and view.stage in queries.PHYSICAL_STAGES,
            "cards": bond.cards(_people([view])),
            "filled": filled,
        },
        status=422 if filled.errors else 200,
    )
