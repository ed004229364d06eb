"""The desk's page of one person, finding her, and the days to come back to people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards, people
from cohive.care.forms_customers import FindForm, FollowUpForm, PersonNoteForm
from cohive.care.operations import ANSWERERS
from cohive.care.operations import customers as operations
from cohive.care.queries import customers as queries
from cohive.care.queries import told_about
from cohive.care.queries.customers import NOBODY, Customer
from cohive.care.queries.hours import zone_here
from cohive.care.queries.rules import inbox_rules
from cohive.care.queries.timeline import PARTS, held_kinds, timeline
from cohive.care.timeline import grounds
from cohive.guard.operations import allow
from cohive.look.refusals import refuse, said
from cohive.look.viewers import viewer_of
from cohive.trade.queries import order as order_of
from cohive.words.refusals import Missing, Refused

SEARCHES, PAGES, TEN_MINUTES_SECONDS = 60, 200, 600
"""So often within ten minutes may one person search, and open pages of people."""
TEAM_MAX = 100


def _limit(request: HttpRequest, what: str, most: int) -> None:
    allow(
        what=what,
        who=str(acting(request)),
        limit=most,
        seconds=TEN_MINUTES_SECONDS,
        at=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
@role_required(*ANSWERERS)
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Find a person. The words go by POST, so that no name stands in an address or a log."""
    form = FindForm(request.POST or None)
    found: list[queries.Found] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _limit(request, "care.customers.find", SEARCHES)
            found = queries.search(form.cleaned_data["words"])
        except Refused as refusal:
            refuse(form, refusal)
    data = {"form": form, "found": found}
    return render(request, "care/customers.html", data, status=422 if form.errors else 200)


@require_GET
@role_required(*ANSWERERS)
@never_cache
def customer(request: HttpRequest, kind: str, person: UUID) -> HttpResponse:
    """One person: what happened, why it is held, what is written about her."""
    who = queries.customer(kind, person)
    if (who.kind, who.id) != (kind, person):
        return redirect("care:customer", kind=who.kind, person=who.id)
    _limit(request, "care.customers.page", PAGES)
    operations.note_reading(who=who, by=acting(request), at=timezone.now())
    return _page(request, who)


def _page(
    request: HttpRequest,
    who: Customer,
    *,
    note_form: PersonNoteForm | None = None,
    day_form: FollowUpForm | None = None,
) -> HttpResponse:
    """The page, or the same with what was refused beside its field."""
    allowed = queries.timeline_consent(who.member) if who.member else None
    part = request.GET.get("show", "all")
    line = timeline(
        who, is_joined=allowed is not None, part=part, cursor=request.GET.get("before", "")
    )
    notes, days = told_about.notes_about(who), told_about.follow_ups_about(who)
    readings = told_about.readings_of(who, cursor=request.GET.get("looked", ""))
    agents = {note.author for note in notes} | {day.owner for day in days if day.owner}
    agents |= {one.reader for one in readings.readings} | ({who.member} if who.member else set())
    viewer = viewer_of(request)
    data = {
        "who": who,
        "allowed": allowed,
        "line": line,
        "part": part,
        "parts": list(PARTS),
        "grounds": grounds(),
        "kinds": held_kinds(who),
        "days_kept": inbox_rules().retention_days,
        "notes": notes,
        "follow_ups": days,
        "readings": readings,
        "cards": cards(agents),
        "note_form": note_form or PersonNoteForm(),
        "day_form": day_form or _day_form(request),
        "rows": queries.joined_rows(who),
        "is_steward": viewer is not None and viewer.has("steward"),
        "viewer_agent": acting(request),
        "older": urlencode({"show": part, "before": line.next}) if line.next else "",
        "looked": urlencode({"looked": readings.next}) if readings.next else "",
        "today": _today(),
        "now": timezone.now(),
    }
    is_refused = bool(note_form or day_form)
    return render(request, "care/customer.html", data, status=422 if is_refused else 200)


def _today() -> object:
    return timezone.now().astimezone(zone_here()).date()


def _day_form(request: HttpRequest) -> FollowUpForm:
    team = [
        (str(line.agent), line.name)
        for line in people(limit=TEAM_MAX)
        if line.roles.intersection(ANSWERERS)
    ]
    given = request.POST if request.method == "POST" and "reason" in request.POST else None
    return FollowUpForm(given, team=team, initial={"owner": str(acting(request))})


@require_POST
@role_required(*ANSWERERS)
@never_cache
def note(request: HttpRequest, kind: str, person: UUID) -> HttpResponse:
    """Write a note, which she can read."""
    who, form = queries.customer(kind, person), PersonNoteForm(request.POST)
    at, by = timezone.now(), acting(request)
    if not _done(
        form,
        lambda: operations.write_person_note(
            kind=kind, person=person, text=form.cleaned_data["text"], by=by, at=at
        ),
    ):
        return _page(request, who, note_form=form)
    messages.success(request, _("Your note stands here. She can read it."))
    return redirect("care:customer", kind=who.kind, person=who.id)


@require_POST
@role_required(*ANSWERERS)
@never_cache
def follow_up(request: HttpRequest, kind: str, person: UUID) -> HttpResponse:
    """Set a day to come back to her."""
    who, form = queries.customer(kind, person), _day_form(request)
    at, by = timezone.now(), acting(request)
    if not _done(
        form,
        lambda: operations.set_follow_up(
            kind=kind,
            person=person,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            owner=UUID(form.cleaned_data["owner"]),
            by=by,
            at=at,
        ),
    ):
        return _page(request, who, day_form=form)
    messages.success(request, _("The day is set. Whoever comes back is told then."))
    return redirect("care:customer", kind=who.kind, person=who.id)


def _done(form: forms.Form, do: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        do()
    except Missing:
        raise
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


@require_POST
@role_required(*ANSWERERS)
def erase_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Erase a note of one's own, or as a steward any."""
    kind, person = operations.erase_person_note(note=note_id, by=acting(request), at=timezone.now())
    messages.success(request, _("The note is erased."))
    return redirect("care:customer", kind=kind, person=person)


@require_POST
@role_required(*ANSWERERS)
def finish(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Somebody came back to her."""
    kind, person = operations.finish_follow_up(
        follow_up=follow_up_id, by=acting(request), at=timezone.now()
    )
    messages.success(request, _("Done. It leaves the list."))
    if request.POST.get("from") == "list":
        return redirect("care:follow-ups")
    return redirect("care:customer", kind=kind, person=person)


@require_GET
@role_required(*ANSWERERS)
@never_cache
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Days to come back to people, one's own or everybody's, the nearest first."""
    is_mine = request.GET.get("of", "all") == "me"
    found = told_about.follow_ups(
        owner=acting(request) if is_mine else None, cursor=request.GET.get("after", "")
    )
    days = found.follow_ups
    data = {
        "days": days,
        "names": queries.names_of(day.person for day in days),
        "cards": cards({day.owner for day in days if day.owner}),
        "is_mine": is_mine,
        "more": urlencode({"of": "me" if is_mine else "all", "after": found.next})
        if found.next
        else "",
        "today": _today(),
    }
    return render(request, "care/follow_ups.html", data)


@require_GET
@role_required(*ANSWERERS)
@never_cache
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """From an order to the page of whose it is; a guest who never wrote has none."""
    found = order_of(order_id)
    if found is None:
        raise Missing(NOBODY)
    person = queries.customer_of_order(found.id, found.buyer)
    if person is None:
        messages.info(
            request,
            _("A guest bought this and has not written: the order is all that is held of her."),
        )
        return redirect("care:customers")
    return redirect("care:customer", kind=person[0], person=person[1])


@require_POST
@role_required("steward")
@never_cache
def gather(request: HttpRequest, kind: str, person: UUID) -> HttpResponse:
    """Everything held about somebody without an account, as one file to give to her."""
    _limit(request, "care.customers.gather", 10)
    try:
        held = operations.gather_person(
            kind=kind, person=person, rows=_rows(request), by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        return _not_chosen(request, refusal, kind, person)
    answer = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="everything.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@role_required("steward")
def erase(request: HttpRequest, kind: str, person: UUID) -> HttpResponse:
    """Erase somebody without an account, because she asked."""
    if request.POST.get("sure") != "on":
        messages.error(request, _("Tick that you are sure."))
        return redirect("care:customer", kind=kind, person=person)
    at: datetime = timezone.now()
    try:
        operations.erase_person(
            kind=kind, person=person, rows=_rows(request), by=acting(request), at=at
        )
    except Refused as refusal:
        return _not_chosen(request, refusal, kind, person)
    messages.success(request, _("Erased: names, addresses, words and notes are gone."))
    return redirect("care:customers")


def _rows(request: HttpRequest) -> list[UUID]:
    """The rows a steward ticked as hers."""
    found = []
    for text in request.POST.getlist("rows"):
        try:
            found.append(UUID(text))
        except ValueError:
            raise Missing(NOBODY) from None
    return found


def _not_chosen(request: HttpRequest, refusal: Refused, kind: str, person: UUID) -> HttpResponse:
    """Back to the page when no row was ticked; whatever else is refused is said as ever."""
    if refusal.field != "rows":
        raise refusal
    messages.error(request, said(refusal))
    return redirect("care:customer", kind=kind, person=person)
