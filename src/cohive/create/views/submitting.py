"""Handing in: choosing what a work grows from, then the picture, makers, credit and terms.

Parents are chosen first, by address (`?parent=…`), so that the page can say what each asks and
what the work would pass on; everything is sent in one form afterwards. No step needs a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required
from cohive.bridges.pictures import UPLOAD_BYTES_MAX, reencode
from cohive.create import operations, queries
from cohive.create.forms_works import MAKER_ROWS, WEIGHT_CHOICES, ParentForm, SourceForm, WorkForm
from cohive.create.passing import passing
from cohive.create.queries import ChallengeView, TermsView, WorkCard
from cohive.create.views.challenges import challenge_here
from cohive.create.views.ideas import agent_called
from cohive.create.views.showing import ShownWork, names_of, shown
from cohive.look.refusals import refuse, said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Forbidden, Missing, Refused

CHOICES_SHOWN = 6
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class ChosenParent:
    """A parent on the form: the work, to whom the sentence goes, what was typed, what is wrong."""

    work: ShownWork
    to: str
    weight: str
    weights: Sequence[tuple[str, object]]
    credit: str
    error: str
    part: Fraction
    asked: Fraction | None


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def submit(request: HttpRequest) -> HttpResponse:
    """Hand in a work, in a challenge (`?challenge=`) or on its own."""
    slug = request.GET.get("challenge", "")
    challenge = challenge_here(slug) if slug else None
    form = WorkForm(request.POST or None, request.FILES or None)
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _submitted(request, form, challenge)
        except Refused as refusal:
            wrong = refusal
            refuse(form, refusal)
        else:
            return _handed_in(request, made)
    return _page(request, form, challenge, wrong)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def name_parent(request: HttpRequest, slug: str) -> HttpResponse:
    """Name one more thing one's own work grew from."""
    view = queries.work_by_slug(slug)
    if view is None:
        raise Missing("There is no such work.")
    if not view.is_by(acting(request)):
        raise Forbidden("Only those who made this work can say what it grew from.")
    form = ParentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.name_parent(
                work=view.id,
                parent=form.cleaned_data["parent"],
                weight=int(form.cleaned_data["weight"]),
                credit=form.cleaned_data["credit"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            _refuse_parent(form, refusal)
        else:
            messages.success(request, _("It is named, and its makers read your sentence."))
            return redirect(view.url)
    found = queries.works_like(request.GET.get("q", ""), limit=CHOICES_SHOWN)
    known = {view.id, *(parent.work.id for parent in view.parents)}
    return render(
        request,
        "create/work_parent.html",
        {
            "work": view,
            "form": form,
            "found": shown([card for card in found if card.id not in known]),
            "q": request.GET.get("q", ""),
            "chosen": request.POST.get("parent", ""),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def cite(request: HttpRequest) -> HttpResponse:
    """Write down a source from outside, and go back to the work that grows from it."""
    form = SourceForm(request.POST or None)
    back = request.POST.get("next", "") or request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    if not (is_here and back.startswith("/")):
        back = reverse("create:submit")
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.cite_source(
                **form.cleaned_data, lang="", by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(f"{back}{'&' if '?' in back else '?'}parent={made}")
    return render(
        request,
        "create/source_new.html",
        {"form": form, "next": back},
        status=422 if form.errors else 200,
    )


def _submitted(request: HttpRequest, form: WorkForm, challenge: ChallengeView | None) -> UUID:
    given = form.cleaned_data
    return operations.submit_work(
        title=given["title"],
        text=given["text"],
        picture=reencode(given["picture"].read(UPLOAD_BYTES_MAX + 1)),
        makers=_makers(request.POST),
        keep=form.fraction("keep"),
        ask=form.fraction("ask"),
        parents=[
            (work, _weight(request.POST, work), request.POST.get(f"credit-{work}", ""))
            for work in _parents(request)
        ],
        challenge=challenge.id if challenge else None,
        accepts_terms=given["accepts_terms"],
        lang=get_language() or "",
        key=given["key"],
        by=acting(request),
        at=timezone.now(),
    )


def _handed_in(request: HttpRequest, made: UUID) -> HttpResponse:
    view = queries.work(made)
    messages.success(
        request,
        _("Handed in. Everyone you named was told, with your sentences.")
        if view and view.parents
        else _("Handed in."),
    )
    return redirect(view.url if view else "create:works")


def _parents(request: HttpRequest) -> list[UUID]:
    """The chosen parents, each once, from the address or the form; what is no id is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    found: dict[UUID, None] = {}
    for text in sent.getlist("parent"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def _weight(sent: QueryDict, work: UUID) -> int:
    text = sent.get(f"weight-{work}", "1")
    if text not in dict(WEIGHT_CHOICES):
        raise Refused("Choose a weight from the list.", field="parents")
    return int(text)


def _makers(sent: QueryDict) -> list[tuple[UUID, int]]:
    """The rows of names and weights that are filled in."""
    makers = []
    for row in range(MAKER_ROWS):
        name = sent.get(f"maker-{row}", "").strip()
        if not name:
            continue
        weight = sent.get(f"maker-weight-{row}", "").strip() or "1"
        if not weight.isascii() or not weight.isdecimal() or len(weight) > 6:
            raise Refused(
                "“%(text)s” is not a weight. Write a whole number from 1.",
                field="makers",
                text=weight,
            )
        makers.append((agent_called(name), int(weight)))
    return makers


def _page(
    request: HttpRequest, form: WorkForm, challenge: ChallengeView | None, wrong: Refused | None
) -> HttpResponse:
    terms = queries.terms(challenge.terms) if challenge else queries.current_terms()
    me, now = acting(request), timezone.now()
    ids = _parents(request)
    works = queries.cards_of(ids)
    chosen = _chosen(request, [works[key] for key in ids if key in works], terms, wrong)
    q = request.GET.get("q", "")
    offered = [card for card in queries.works_like(q, limit=CHOICES_SHOWN) if card.id not in works]
    text, language = terms.text(get_language() or "en") if terms else ("", "")
    kept = 1 - sum((parent.part for parent in chosen), Fraction(0))
    return render(
        request,
        "create/submit.html",
        {
            "form": form,
            "challenge": challenge,
            "phase": challenge.phase(now) if challenge else "",
            "terms": terms,
            "terms_text": text,
            "terms_language": language,
            "has_accepted": bool(terms and queries.accepted_version(me, terms.id)),
            "chosen": chosen,
            "offered": shown(offered),
            "q": q,
            "kept": kept,
            "is_cut": any(parent.asked is not None for parent in chosen),
            "makers": _maker_rows(request),
            "makers_error": said(wrong) if wrong and wrong.field == "makers" else "",
            "parents_error": said(wrong) if wrong and wrong.field == "parents" else "",
            "again": _address(challenge, [key for key in ids if key in works]),
        },
        status=422 if form.errors else 200,
    )


def _chosen(
    request: HttpRequest, works: list[WorkCard], terms: TermsView | None, wrong: Refused | None
) -> list[ChosenParent]:
    """The chosen parents with what each would receive if the form were sent as it stands."""
    keep = request.POST.get("keep", "1/2")
    divided = passing(
        [(card, _typed_weight(request, card)) for card in works],
        keep=Fraction(keep) if keep in ("1/2", "2/3", "3/4", "1") else HALF,
        keep_min=terms.keep_min if terms else HALF,
    )
    cards = bond.cards(agent for card in works for agent, _weight in card.makers)
    return [
        ChosenParent(
            work=work,
            to=names_of(card.makers, cards),
            weight=str(_typed_weight(request, card)),
            weights=_weights_for(card),
            credit=request.POST.get(f"credit-{card.id}", ""),
            error=said(wrong) if wrong and wrong.field == f"credit-{card.id}" else "",
            part=passed.part,
            asked=passed.asked,
        )
        for card, work, passed in zip(works, shown(works, cards), divided.parts, strict=True)
    ]


def _weights_for(card: WorkCard) -> Sequence[tuple[str, object]]:
    """What asks for a part cannot be only named, and a source from outside is never paid."""
    if card.kind == "source":
        return WEIGHT_CHOICES[:1]
    return WEIGHT_CHOICES[1:] if card.ask else WEIGHT_CHOICES


def _typed_weight(request: HttpRequest, card: WorkCard) -> int:
    allowed = [value for value, _text in _weights_for(card)]
    text = request.POST.get(f"weight-{card.id}", "")
    fallback = "0" if card.kind == "source" or card.ask == 0 else "1"
    return int(text if text in allowed else fallback)


def _maker_rows(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and weights as typed; at first the viewer's own name."""
    if request.method == "POST":
        return [
            (request.POST.get(f"maker-{row}", ""), request.POST.get(f"maker-weight-{row}", "1"))
            for row in range(MAKER_ROWS)
        ]
    viewer = viewer_of(request)
    return [(viewer.name if viewer else "", "1"), *[("", "1")] * (MAKER_ROWS - 1)]


def _refuse_parent(form: ParentForm, refusal: Refused) -> None:
    """Show what is wrong with a parent at the field it is about."""
    field = "credit" if refusal.field.startswith("credit-") else "parent"
    form.add_error(field if refusal.field else None, said(refusal))


def _address(challenge: ChallengeView | None, parents: Sequence[UUID]) -> str:
    """This page with what is chosen so far."""
    query = [("challenge", challenge.slug)] if challenge else []
    query += [("parent", str(work)) for work in parents]
    path = reverse("create:submit")
    return f"{path}?{urlencode(query)}" if query else path
