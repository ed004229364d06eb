"""Pages of works: the gallery, one work with its family, replacing, withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required
from cohive.bridges.pictures import UPLOAD_BYTES_MAX, reencode
from cohive.create import operations, queries
from cohive.create.forms_works import ReplaceForm
from cohive.create.passing import passing
from cohive.create.queries import WorkView
from cohive.create.views.family import drawn_family
from cohive.create.views.showing import ask_sentence, names_of, people_of, shown
from cohive.look.refusals import refuse
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Forbidden, Missing, Refused

NOT_HERE = "There is no such work."
NOT_YOURS = "Only those who made this work can change it."


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All works, 24 a page, the newest or the best scored first."""
    order = request.GET.get("order", "newest")
    works, cursor = queries.gallery(order=order, cursor=request.GET.get("after", ""))
    return render(
        request,
        "create/gallery.html",
        {
            "works": shown(works),
            "order": order,
            "later": f"?order={order}&after={cursor}" if cursor else "",
        },
    )


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """One work: picture, history, credit, family, and the way to a remix."""
    view = _work(slug)
    viewer = viewer_of(request)
    is_own = viewer is not None and view.is_by(viewer.agent_id)
    family = queries.family(view.id)
    relatives = queries.cards_of(family.generations)
    agents = {agent for card in relatives.values() for agent, _weight in card.makers}
    agents |= {parent.by for parent in view.parents} | {one.by for one in view.versions}
    cards = bond.cards(agents | {view.submitted_by})
    challenge = queries.challenge(view.card.challenge) if view.card.challenge else None
    return render(
        request,
        "create/work.html",
        {
            "work": view,
            "card": view.card,
            "is_withdrawn": view.card.state == "withdrawn",
            "people": people_of(view.makers, cards),
            "weights": sum(weight for _agent, weight in view.makers),
            "ask": ask_sentence(view.card),
            **_passed_on(view),
            "credits": [
                (parent, cards.get(parent.by), names_of(parent.work.makers, cards))
                for parent in view.parents
                if parent.credit
            ],
            "versions": [(one, cards.get(one.by)) for one in view.versions],
            "family": drawn_family(view, family, relatives, cards),
            "descendants": shown(
                [relatives[key] for key in family.descendants if key in relatives], cards
            ),
            "challenge": challenge,
            "phase": challenge.phase(timezone.now()) if challenge else "",
            "products": [one for one in queries.products_from(view.id) if one.state != "draft"],
            "is_own": is_own,
            "may_replace": is_own
            and (challenge is None or challenge.phase(timezone.now()) == "open"),
        },
        status=410 if view.card.state == "withdrawn" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def replace(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a new picture in one's own work."""
    view = _own(request, slug)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.replace_picture(
                work=view.id,
                picture=reencode(form.cleaned_data["picture"].read(UPLOAD_BYTES_MAX + 1)),
                note=form.cleaned_data["note"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The new picture is shown; the earlier ones stay."))
            return redirect(view.url)
    return render(
        request,
        "create/work_replace.html",
        {"work": view, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@member_required
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's own work back."""
    view = _own(request, slug)
    operations.withdraw_work(work=view.id, by=acting(request), at=timezone.now())
    messages.success(request, _("It is withdrawn and no longer shown."))
    return redirect("create:works")


def _passed_on(view: WorkView) -> dict[str, object]:
    """What each direct parent receives of what reaches the work, and whether asks were cut."""
    paying = [(parent.work, parent.weight) for parent in view.parents if parent.weight]
    terms = queries.current_terms()
    if not paying or terms is None:
        return {"passes": [], "is_cut": False}
    divided = passing(paying, keep=view.card.keep, keep_min=terms.keep_min)
    return {
        "passes": [
            (card.title, passed.part, passed.asked)
            for (card, _weight), passed in zip(paying, divided.parts, strict=True)
        ],
        "is_cut": divided.is_cut,
    }


def _work(slug: str) -> WorkView:
    view = queries.work_by_slug(slug)
    if view is None:
        raise Missing(NOT_HERE)
    return view


def _own(request: HttpRequest, slug: str) -> WorkView:
    view = _work(slug)
    if not view.is_by(acting(request)):
        raise Forbidden(NOT_YOURS)
    return view
