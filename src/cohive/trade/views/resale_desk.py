"""The stewards' desk of reselling: the plan, who resells, alarms, stopping and appeals."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh
from cohive.bond.queries import MemberCard, cards, place
from cohive.engine.resale import Breach, examine
from cohive.look.refusals import refuse, said, told
from cohive.trade import operations, queries
from cohive.trade.forms_resale import PlanForm, SentenceForm
from cohive.trade.views.cursors import cursor
from cohive.words.refusals import Refused

A_PAGE = 25
TREES_SHOWN = 5


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Everything about reselling; posting puts another plan in force, or names what it breaks."""
    return _decide(request) if request.method == "POST" else _page(request, PlanForm())


@afresh
def _decide(request: HttpRequest) -> HttpResponse:
    """A plan moves money of everybody's sales: whoever decides it has just proven who she is."""
    here = place()
    form = PlanForm(request.POST)
    broken: tuple[Breach, ...] = ()
    if form.is_valid():
        try:
            plan = form.plan(here.currency if here else "EUR")
            broken = examine(plan)
            if not broken:
                operations.decide_resale_plan(
                    plan=plan,
                    least_pieces=form.cleaned_data["least_pieces"] or 1,
                    by=acting(request),
                    at=timezone.now(),
                )
                messages.success(
                    request, _("In force from now on. Resellers and the other stewards are told.")
                )
                return redirect("trade:resale-desk")
        except Refused as refusal:
            refusal.field = PlanForm.FIELD_OF.get(refusal.field, refusal.field)
            refuse(form, refusal)
        _name_breaches(form, broken)
    return _page(request, form, status=422 if form.errors else 200)


def _name_breaches(form: PlanForm, broken: tuple[Breach, ...]) -> None:
    """Each rule at its field, with its name and the law behind it."""
    for breach in broken:
        field = PlanForm.FIELD_OF.get(breach.field, breach.field)
        form.add_error(
            field if field in form.fields else None,
            _("%(sentence)s (rule “%(rule)s”; %(source)s)")
            % {
                "sentence": told(breach.sentence),
                "rule": breach.rule,
                "source": breach.source,
            },
        )


def _page(request: HttpRequest, form: PlanForm, *, status: int = 200) -> HttpResponse:
    found = queries.resellers(before=cursor(request), limit=A_PAGE + 1)
    shown, alarms = found[:A_PAGE], queries.resale_alarms()
    trees = queries.resale_trees()[:TREES_SHOWN]
    tops = {str(one.id): one.agent for one in queries.resellers_by_id(UUID(t.top) for t in trees)}
    stopped = queries.suspensions(one.id for one in shown)
    plans = queries.plans(limit=10)
    agents = {one.agent for one in shown} | {one.brought_by for one in shown if one.brought_by}
    agents |= {alarm.top for alarm in alarms} | {plan.decided_by for plan in plans}
    agents |= {one.by for one in stopped.values()}
    agents |= {alarm.looked_by for alarm in alarms if alarm.looked_by} | set(tops.values())
    known = cards(agents)
    return render(
        request,
        "trade/resale_desk.html",
        {
            "form": form,
            "plan": queries.plan_in_force(),
            "plans": plans,
            "resellers": shown,
            "stopped": stopped,
            "alarms": alarms,
            "tree_rows": [
                (_name(known, tops.get(tree.top)), tree.levels, tree.people) for tree in trees
            ],
            "cards": known,
            "sentence": SentenceForm(),
            "earlier": f"?before={shown[-1].id}" if len(found) > A_PAGE else "",
        },
        status=status,
    )


def _name(known: Mapping[UUID, MemberCard], agent: UUID | None) -> str:
    return known[agent].name if agent and agent in known else _("somebody")


@role_required("steward")
@afresh
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Turn reselling off."""
    operations.end_resale(by=acting(request), at=timezone.now())
    messages.success(request, _("Selling on is off. Orders that were placed keep their terms."))
    return redirect("trade:resale-desk")


@require_POST
@role_required("steward")
def suspend(request: HttpRequest, reseller_id: UUID) -> HttpResponse:
    """Stop a reseller, with the reason she reads."""
    try:
        operations.suspend_reseller(
            reseller=reseller_id,
            reason=request.POST.get("reason", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Stopped, and told. She can appeal."))
    return redirect("trade:resale-desk")


@require_POST
@role_required("steward")
def answer(request: HttpRequest, reseller_id: UUID) -> HttpResponse:
    """Lift a suspension, or let it stand against an appeal."""
    try:
        operations.answer_appeal(
            reseller=reseller_id,
            lifts=request.POST.get("answer") == "lift",
            reason=request.POST.get("reason", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Decided, and told."))
    return redirect("trade:resale-desk")


@require_POST
@role_required("steward")
def look(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    """Say what was found about an alarm."""
    try:
        operations.answer_alarm(
            alarm=alarm_id,
            note=request.POST.get("reason", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Noted. It is raised again when the tree grows further."))
    return redirect("trade:resale-desk")
