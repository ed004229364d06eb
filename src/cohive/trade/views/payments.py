"""The desk of payments: statements, what did not match, what to send back, disputes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import place
from cohive.bridges.payments.bank import read_statements
from cohive.bridges.payments.bank.statements import BYTES_MAX
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms_payments import DECISION_WORDS, FOUND_WORDS, StatementForm
from cohive.trade.once import moves_value, uploaded
from cohive.trade.operations import Imported
from cohive.trade.providers import keys, ways
from cohive.words.refusals import Missing, Refused


@require_GET
@role_required("steward")
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about money that waits for a hand. Seven SQL queries."""
    return _page(request, StatementForm(), 200)


@require_POST
@role_required("steward")
@moves_value()
def read_statement(request: HttpRequest) -> HttpResponse:
    """Take a statement in: what matches pays its order at once."""
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        found = _imported(request)
    except Refused as refusal:
        refuse(form, refusal)
        return _page(request, form, 422)
    messages.success(request, _told(found))
    return redirect("trade:payments")


def _imported(request: HttpRequest) -> Imported:
    content = uploaded(request, "file").read(BYTES_MAX + 1)
    here = place()
    known = keys()
    statements = read_statements(
        content, currency=here.currency if here else "EUR", account=known.bank_iban
    )
    if known.bank_iban and any(each.account != known.bank_iban for each in statements):
        raise Refused("This statement is of another account than the shop’s.", field="file")
    return operations.import_statements(
        statements=statements, content=content, by=acting(request), at=timezone.now()
    )


def _told(found: Imported) -> str:
    first = ngettext("%(num)s new line.", "%(num)s new lines.", found.new) % {"num": found.new}
    second = ngettext("%(num)s paid its order.", "%(num)s paid their orders.", found.matched) % {
        "num": found.matched
    }
    third = ngettext("%(num)s to look at.", "%(num)s to look at.", found.to_review) % {
        "num": found.to_review
    }
    return f"{first} {second} {third}"


@require_POST
@role_required("steward")
@moves_value()
def decide(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say what a line is."""
    try:
        operations.decide_line(
            line=line_id,
            decision=request.POST.get("decision", ""),
            reference=request.POST.get("reference", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Decided."))
    return redirect("trade:payments")


@require_POST
@role_required("steward")
@moves_value()
def sent_back(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """The money left by the firm's own bank."""
    try:
        operations.confirm_sent_back(refund=refund_id, by=acting(request), at=timezone.now())
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Written down. Its buyer gets a mail."))
    return redirect("trade:payments")


def _page(request: HttpRequest, form: StatementForm, status: int) -> HttpResponse:
    known = keys()
    data = {
        "form": form,
        "keys": known,
        "ways": [way.method for way in ways()],
        "is_practice": not known.switched_on,
        "lines": queries.lines_to_review(),
        "found_words": FOUND_WORDS,
        "decision_words": DECISION_WORDS,
        "statements": queries.statements(),
        "to_send": queries.refunds_to_send(),
        "disputes": queries.disputes_at(state="open"),
        "closed": [
            *queries.disputes_at(state="lost", limit=10),
            *queries.disputes_at(state="won", limit=10),
        ],
    }
    return render(request, "trade/payments.html", data, status=status)
