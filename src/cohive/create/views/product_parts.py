"""The makers' pages of a product's pictures and origins, and of what weighs how much."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import queries as bond
from cohive.bond.access import acting
from cohive.bridges.pictures import UPLOAD_BYTES_MAX, reencode
from cohive.create import forms_products as forms
from cohive.create import operations, queries
from cohive.create.forms_products import Filled
from cohive.create.tasks import what_said
from cohive.create.views.product_desk import edited, here, staff
from cohive.create.views.products import pictures_of
from cohive.look.refusals import said
from cohive.look.stages import stage_name
from cohive.words.refusals import Missing, Refused
from cohive.words.verbs import Stage

WORKS_OFFERED = 24


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a picture: uploaded, or of a work; order and remove those that are there."""
    view = here(slug)
    filled = Filled.sent(request.POST)

    def save() -> None:
        work = filled.value("work")
        upload = request.FILES.get("picture")
        operations.add_picture(
            product=view.id,
            said=filled.value("said"),
            work=forms.uuid_of(work, name="work") if work and not upload else None,
            picture=reencode(upload.read(UPLOAD_BYTES_MAX + 1)) if upload else None,
            by=acting(request),
            at=timezone.now(),
        )

    works = [work for work in queries.works_like("", limit=WORKS_OFFERED) if work.picture]
    data: dict[str, object] = {
        "pictures": pictures_of(view, may_see_all=True),
        "works": works,
        "work_options": [(str(work.id), work.title) for work in works],
    }
    return edited(
        request, view, filled, save, "create/product_pictures.html", data, back="product-pictures"
    )


@require_POST
@staff
def change_picture(request: HttpRequest, slug: str, picture: UUID) -> HttpResponse:
    """Show a picture first, or take it away."""
    view = here(slug)
    if picture not in {shown.id for shown in view.pictures}:
        raise Missing("This picture is not there.")
    if request.POST.get("what") == "first":
        operations.order_pictures(
            product=view.id, pictures=[picture], by=acting(request), at=timezone.now()
        )
    else:
        operations.remove_picture(
            product=view.id, picture=picture, by=acting(request), at=timezone.now()
        )
    return redirect("create:product-pictures", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def origins(request: HttpRequest, slug: str) -> HttpResponse:
    """What each stage comes from, and how much each origin and each work done weighs in it."""
    view = here(slug)
    filled = Filled.sent(request.POST)
    at = timezone.now()

    def save() -> None:
        kind, _sep, key = filled.value("origin").partition(":")
        operations.add_stage_source(
            product=view.id,
            stage=filled.value("stage"),
            kind=kind,
            object=forms.uuid_of(key, name="origin"),
            weight=forms.whole(filled.value("weight", "1"), name="weight"),
            by=acting(request),
            at=timezone.now(),
        )

    found = queries.origins(view.id)
    ideas = {idea.id: idea for idea in queries.ideas(limit=WORKS_OFFERED)}
    missing = [origin.object for origin in found if origin.kind == "idea"]
    ideas |= {key: idea for key in missing if key not in ideas and (idea := queries.idea(key))}
    works = {work.id: work for work in queries.works_like("", limit=WORKS_OFFERED)}
    works |= queries.cards_of(origin.object for origin in found if origin.kind == "work")
    contributions = queries.contributions_of(view.id, at=at)
    offered = [(f"idea:{key}", idea.title) for key, idea in ideas.items()]
    offered += [(f"work:{key}", work.title) for key, work in works.items()]
    data = {
        "stages": [stage.value for stage in Stage],
        "stage_options": [(stage.value, stage_name(stage.value)) for stage in Stage],
        "origin_options": offered,
        "origins": found,
        "ideas": ideas,
        "works": works,
        "contributions": contributions,
        "what_said": {item.id: what_said(item.what) for item in contributions},
        "cards": bond.cards(agent for item in contributions for agent, _weight in item.makers),
    }
    return edited(
        request, view, filled, save, "create/product_origins.html", data, back="product-origins"
    )


@require_POST
@staff
def weigh(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the weight of an origin or of logged work, or take an origin out."""
    view = here(slug)
    by, at = acting(request), timezone.now()
    key = forms.uuid_of(request.POST.get("key", ""), name="key")
    found = {origin.id: origin for origin in queries.origins(view.id)}
    known = {item.id for item in queries.contributions_of(view.id, at=at)}
    try:
        if key in found and request.POST.get("what") == "remove":
            operations.remove_stage_source(product=view.id, source=key, by=by, at=at)
        elif key in found:
            origin = found[key]
            operations.add_stage_source(
                product=view.id,
                stage=origin.stage,
                kind=origin.kind,
                object=origin.object,
                weight=forms.whole(request.POST.get("weight", ""), name="weight"),
                by=by,
                at=at,
            )
        elif key in known:
            weight = forms.whole(request.POST.get("weight", ""), name="weight")
            operations.weigh_contribution(contribution=key, weight=weight, by=by, at=at)
        else:
            raise Missing("This origin is not there.")
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Changed. The agreement in force stays as it is."))
    return redirect("create:product-origins", slug=slug)
