"""The stewards' page of payouts: rules, what is due, batches from proposal to bank."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond import queries as members
from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh
from cohive.look.refusals import refuse, said
from cohive.settle import payout_files, payout_sending
from cohive.settle.operations import (
    approve_batch,
    cancel_batch,
    decide_payout_rules,
    decide_withholding,
    mark_executed,
    propose_batch,
)
from cohive.settle.payout_forms import ReasonForm, RulesForm, WithholdingForm
from cohive.settle.payout_provider import PRACTICE, provider_name
from cohive.settle.queries import payouts as queries
from cohive.settle.queries.payout_rules import rules_in_force, withholdings
from cohive.settle.second_hand import refuse_one_person
from cohive.settle.views.payouts import shown_payout
from cohive.trade.once import moves_value
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

stewards = role_required("steward")


def _currency() -> str:
    place = members.place()
    if place is None:
        raise Refused("This place has not been founded yet.")
    return place.currency


@stewards
@require_GET
def payout_desk(request: HttpRequest) -> HttpResponse:
    """What is due now, and the batches."""
    at, currency = timezone.now(), _currency()
    plan = queries.planned_batch(currency, at=at)
    planned = [*plan.paid, *plan.left_out] if plan else []
    cards = members.cards([each.payee for each in planned])
    found = queries.batches()
    return render(
        request,
        "settle/payout_desk.html",
        {
            "plan": plan,
            "paid": [_planned(each, currency, cards) for each in plan.paid] if plan else [],
            "left_out": [_planned(each, currency, cards) for each in plan.left_out] if plan else [],
            "next_day": plan.rules.next_day(timezone.localtime(at).date()) if plan else None,
            "batches": [{"item": each, "state": batch_word(each.state)} for each in found],
            "is_waiting": any(each.state == "proposed" for each in found),
            "stewards": len(members.stewards()),
        },
    )


def _planned(
    each: queries.PlannedPayout, currency: str, cards: dict[UUID, members.MemberCard]
) -> dict[str, object]:
    reasons = {
        "small": _("below the least sum; comes along later"),
        "keeps": _("wants to keep it here"),
        "unsaid": _("has not said how"),
        "passed_on": _("died; it is passed on"),
        "not_ready": _("her account at the provider is not ready"),
        "nothing_left": _("fee or withholding would eat it"),
        "": "",
    }
    return {
        "item": each,
        "card": cards.get(each.payee),
        "amount": Money(each.amount_minor, currency),
        "withheld": Money(each.withheld_minor, currency),
        "fee": Money(each.fee_minor, currency),
        "net": Money(each.net_minor, currency),
        "why_not": _("set off against what comes next")
        if each.amount_minor < 0
        else reasons[each.why_not],
    }


def batch_word(state: str) -> str:
    """A state of a batch in the viewer's language."""
    return {
        "proposed": _("waits for a second steward"),
        "approved": _("approved"),
        "closed": _("done"),
        "cancelled": _("cancelled"),
    }[state]


@stewards
@require_POST
@moves_value()
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a batch of everything that is due."""
    batch = propose_batch(currency=_currency(), by=acting(request), at=timezone.now())
    messages.success(request, _("Proposed. Another steward was asked to approve it."))
    return redirect("settle:payout-batch", batch=batch)


@stewards
@require_GET
def payout_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One batch with everything a second steward must see, and what became of each row."""
    return _batch_page(request, batch)


def _batch_page(
    request: HttpRequest, batch: UUID, *, wrong: UUID | None = None, form: ReasonForm | None = None
) -> HttpResponse:
    found = queries.batch(batch)
    if found is None:
        raise Missing("There is no such batch.")
    people = {each.payee for each in found.payouts} | {found.proposed_by}
    if found.approved_by:
        people.add(found.approved_by)
    cards = members.cards(people)
    open_ways = {each.way for each in found.payouts if each.state == "approved"}
    return render(
        request,
        "settle/payout_batch.html",
        {
            "batch": found,
            "state": batch_word(found.state),
            "rows": [
                {
                    **shown_payout(each),
                    "card": cards.get(each.payee),
                    "form": form if each.id == wrong else None,
                    "may_mark": _may_mark(each, acting(request)),
                }
                for each in found.payouts
            ],
            "proposer": cards.get(found.proposed_by),
            "approver": cards.get(found.approved_by) if found.approved_by else None,
            "is_own": found.proposed_by == acting(request),
            "not_two": _why_not_two(found, acting(request)),
            "questions": queries.open_questions_in(found.currency),
            "has_bank": "bank" in open_ways,
            "has_provider": "provider" in open_ways,
            "provider": provider_name(),
            "may_ask": provider_name() not in ("", PRACTICE)
            and any(
                each.way == "provider"
                and (
                    each.state in ("approved", "executed")
                    or (each.asked_of and each.state == "failed")
                )
                for each in found.payouts
            ),
            "fees": Money(sum(each.fee_minor for each in found.payouts), found.currency),
            "withheld": Money(sum(each.withheld_minor for each in found.payouts), found.currency),
        },
        status=422 if wrong else 200,
    )


def _may_mark(each: queries.PayoutView, viewer: UUID) -> bool:
    """Whether this viewer may say that it could not be sent or came back.

    What a provider was asked for and has sent, only the provider says.
    """
    if each.state not in ("approved", "executed") or each.payee == viewer:
        return False
    if each.asked_at is None or each.asked_of == PRACTICE:
        return True
    settled = each.asked_at + payout_sending.SETTLED_AFTER <= timezone.now()
    return each.state == "approved" and each.asked_of == provider_name() and settled


def _why_not_two(batch: queries.BatchView, viewer: UUID) -> str:
    """Why this viewer is no second person for the batch, in her language; '' when she is."""
    if batch.state != "proposed" or batch.proposed_by == viewer:
        return ""
    try:
        refuse_one_person(batch.proposed_by, viewer, at=timezone.now())
    except Forbidden as refusal:
        return said(refusal)
    return ""


@stewards
@afresh
@require_http_methods(["GET", "POST"])
@moves_value()
def approve(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The second steward's yes, after proving anew who she is."""
    if request.method == "POST":
        approve_batch(batch=batch, by=acting(request), at=timezone.now())
        messages.success(request, _("Approved. Now it can be sent."))
        return redirect("settle:payout-batch", batch=batch)
    return _batch_page(request, batch)


@stewards
@require_POST
@moves_value()
def cancel(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take a proposal back."""
    cancel_batch(batch=batch, by=acting(request), at=timezone.now())
    messages.success(request, _("Cancelled. Everything stands in the balances again."))
    return redirect("settle:payout-desk")


@stewards
@require_GET
def payout_file(request: HttpRequest, batch: UUID, kind: str) -> HttpResponse:
    """The file for the bank, or the table."""
    del request
    made = payout_files.bank_file(batch, kind=kind, at=timezone.now())
    response = HttpResponse(made.content, content_type=made.kind)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response


@stewards
@require_POST
@moves_value(asks_outside=True)
def send(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Let the provider send what goes by it."""
    done = payout_sending.send_by_provider(batch, by=acting(request), at=timezone.now())
    if done.sent:
        said = ngettext("%(count)s payout sent.", "%(count)s payouts sent.", done.sent)
        messages.success(request, said % {"count": done.sent})
    if done.failed:
        wrong = ngettext("%(count)s failed.", "%(count)s failed.", done.failed)
        messages.error(request, wrong % {"count": done.failed})
    if done.unanswered:
        open_still = ngettext(
            "%(count)s got no answer and is still open: send again, nothing goes twice.",
            "%(count)s got no answer and are still open: send again, nothing goes twice.",
            done.unanswered,
        )
        messages.warning(request, open_still % {"count": done.unanswered})
    return redirect("settle:payout-batch", batch=batch)


@stewards
@require_POST
@moves_value(asks_outside=True)
def ask(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Ask the provider what became of the payouts it sent; otherwise asked every hour."""
    changed = payout_sending.look_at_batch(batch, at=timezone.now())
    if changed:
        said = ngettext("%(count)s payout changed.", "%(count)s payouts changed.", changed)
        messages.success(request, said % {"count": changed})
    else:
        messages.success(request, _("Nothing new."))
    return redirect("settle:payout-batch", batch=batch)


@stewards
@require_POST
@moves_value()
def executed(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The bank took the file: everything that went to banks was sent."""
    found = queries.batch(batch)
    if found is None:
        raise Missing("There is no such batch.")
    agent, at = acting(request), timezone.now()
    chosen = request.POST.get("payout", "")
    for each in found.payouts:
        is_meant = str(each.id) == chosen if chosen else each.way == "bank"
        if each.state == "approved" and is_meant:
            mark_executed(payout=each.id, by=agent, at=at)
    messages.success(request, _("Noted as sent; each has its credit note."))
    return redirect("settle:payout-batch", batch=batch)


@stewards
@afresh
@require_http_methods(["GET", "POST"])
@moves_value(asks_outside=True)
def went_wrong(request: HttpRequest, payout: UUID) -> HttpResponse:
    """It could not be sent, or it came back; said after proving anew who one is."""
    found = queries.payout(payout)
    if found is None:
        raise Missing("There is no such payout.")
    if request.method != "POST":
        return redirect("settle:payout-batch", batch=found.batch)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, found.batch, wrong=payout, form=form)
    is_so = payout_sending.note_went_wrong(
        payout=payout,
        reason=form.cleaned_data["reason"],
        by=acting(request),
        at=timezone.now(),
    )
    if is_so:
        messages.success(request, _("Noted. It stands in her balance again."))
    else:
        messages.warning(
            request,
            _("The provider’s list says otherwise, and it holds: look below what became of it."),
        )
    return redirect("settle:payout-batch", batch=found.batch)


@stewards
@afresh
@require_http_methods(["GET", "POST"])
def payout_rules(request: HttpRequest) -> HttpResponse:
    """From which sum, how often, from which account."""
    currency = _currency()
    rules = rules_in_force(currency)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, currency=currency, rules=rules)
    if request.method == "POST" and form.is_valid():
        try:
            decide_payout_rules(wanted=form.wanted(), by=acting(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Decided. It holds for batches from now on."))
            return redirect("settle:payout-desk")
    return _rules_page(request, form, WithholdingForm())


@stewards
@require_POST
def withholding(request: HttpRequest) -> HttpResponse:
    """What is kept back of pay to one country."""
    form = WithholdingForm(request.POST)
    if form.is_valid():
        try:
            decide_withholding(
                country=form.cleaned_data["country"],
                label=form.cleaned_data["label"],
                rate=form.rate(),
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Decided. It holds for batches from now on."))
            return redirect("settle:payout-desk")
    currency = _currency()
    rules = RulesForm(None, currency=currency, rules=rules_in_force(currency))
    return _rules_page(request, rules, form)


def _rules_page(
    request: HttpRequest, form: RulesForm, withholding_form: WithholdingForm
) -> HttpResponse:
    rules = rules_in_force(_currency())
    return render(
        request,
        "settle/payout_rules.html",
        {
            "form": form,
            "withholding_form": withholding_form,
            "withholdings": list(withholdings().values()),
            "rules": rules,
        },
        status=422 if form.errors or withholding_form.errors else 200,
    )
