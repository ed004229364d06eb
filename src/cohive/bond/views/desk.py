"""The stewards' desk: what was reported, who is here and holds which role."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh
from cohive.bond.forms.settings import CloseCaseForm
from cohive.bond.models.place import ROLES
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap
from cohive.guard import queries as guard_queries
from cohive.words.refusals import Missing


@require_safe
@role_required("steward", "maker", "seller", "answerer")
def desk(request: HttpRequest) -> HttpResponse:
    """Where the work behind the place is done: every way this viewer may go."""
    return render(request, "bond/desk.html", {})


@require_safe
@role_required("steward")
def reports(request: HttpRequest) -> HttpResponse:
    """What members asked a steward to look at, longest waiting first."""
    return _reports(request, None, None, status=200)


def _reports(
    request: HttpRequest, case_id: UUID | None, form: CloseCaseForm | None, *, status: int
) -> HttpResponse:
    cases, closed = guard_queries.open_cases(), guard_queries.closed_cases()
    posts = queries.posts(case.subject for case in cases if case.subject_kind == "post")
    translated = queries.translations_by_id(
        case.subject for case in cases if case.subject_kind == "translation"
    )
    agents = {case.opened_by for case in cases} | {view.author for view in posts.values()}
    agents |= {view.author for view in translated.values()}
    agents |= {case.closed_by for case in closed if case.closed_by}
    data = {
        "cases": [
            (
                case,
                posts.get(case.subject) or translated.get(case.subject),
                form if case.id == case_id and form else _form(case.id),
            )
            for case in cases
        ],
        "closed": closed,
        "cards": queries.cards(agents),
    }
    return render(request, "bond/reports.html", data, status=status)


def _form(case_id: UUID, data: QueryDict | None = None) -> CloseCaseForm:
    return CloseCaseForm(data, prefix=f"c{case_id.hex[-8:]}")


@require_POST
@role_required("steward")
def close_report(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decide on a report: it stays, or it is taken down; with a reason its reporter reads."""
    case = guard_queries.case(case_id)
    if case is None:
        raise Missing("There is no such case.")
    form = _form(case_id, request.POST)
    if done_or_refused(
        form,
        lambda: operations.close_report(
            case=case_id, by=acting(request), at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Decided, and told."))
        return HttpResponseRedirect(reverse("bond:reports"))
    return _reports(request, case_id, form, status=UNFIT)


@require_safe
@role_required("steward")
def people(request: HttpRequest) -> HttpResponse:
    """Who is here, newest first, with the roles a steward gives and takes."""
    before = request.GET.get("before", "")
    try:
        mark = UUID(before) if before else None
    except ValueError:
        raise Missing("There is no such page.") from None
    found = queries.people(before=mark, limit=queries.LIMIT_PEOPLE + 1)
    shown = found[: queries.LIMIT_PEOPLE]
    data = {
        "people": shown,
        "roles": ROLES,
        "older": shown[-1].agent if len(found) > len(shown) else None,
    }
    return render(request, "bond/people.html", data)


@require_POST
@role_required("steward")
def change_role(request: HttpRequest, agent: UUID) -> HttpResponse:
    """Give a role, or take it back; who makes a steward proves anew who she is."""
    if request.POST.get("role") == "steward" and request.POST.get("do") != "revoke":
        return _make_steward(request, agent)
    return _change(request, agent)


@afresh
def _make_steward(request: HttpRequest, agent: UUID) -> HttpResponse:
    return _change(request, agent)


def _change(request: HttpRequest, agent: UUID) -> HttpResponse:
    role = request.POST.get("role", "")
    operation = (
        operations.revoke_role if request.POST.get("do") == "revoke" else operations.grant_role
    )
    return in_one_tap(
        request,
        lambda: operation(to=agent, role=role, by=acting(request), at=timezone.now()),
        default=reverse("bond:people"),
    )
