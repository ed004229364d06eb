"""Pages of ideas: the list, one idea, making one of a post, naming who else shaped it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required
from cohive.bond.queries import PostView
from cohive.create import operations, queries
from cohive.create.forms_works import CreditForm, IdeaForm
from cohive.create.queries import IdeaView
from cohive.create.views.showing import people_of
from cohive.look.refusals import refuse, said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Forbidden, Missing, Refused

NOT_HERE = "There is no such idea."
PAGE = 24


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """All ideas, the latest first; those that wait for an answer say so."""
    below = request.GET.get("below", "")
    found = queries.ideas(below=int(below) if below.isdecimal() else None, limit=PAGE + 1)
    page = found[:PAGE]
    cards = bond.cards(agent for idea in page for agent, _weight in idea.makers)
    return render(
        request,
        "create/ideas.html",
        {
            "ideas": [(idea, people_of(idea.makers, cards)) for idea in page],
            "later": f"?below={page[-1].number}" if len(found) > PAGE else "",
        },
    )


@require_safe
def idea(request: HttpRequest, number: int) -> HttpResponse:
    """One idea: its words, whom it rests on, its answer."""
    return _page(request, _idea(number), CreditForm())


@require_POST
@member_required
def credit(request: HttpRequest, number: int) -> HttpResponse:
    """Name somebody else who shaped an idea."""
    view = _idea(number)
    form = CreditForm(request.POST)
    if form.is_valid():
        try:
            operations.credit_idea(
                idea=view.id,
                maker=agent_called(form.cleaned_data["name"]),
                weight=form.cleaned_data["weight"],
                by=acting(request),
                at=timezone.now(),
            )
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error("name", said(refusal))
        else:
            return redirect(view.url)
    return _page(request, view, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def make(request: HttpRequest, post: UUID) -> HttpResponse:
    """Make an idea of a post; the thread's voices can be named with it."""
    source = bond.post(post)
    if source is None or source.is_withdrawn:
        raise Missing("There is no such post.")
    form = IdeaForm(request.POST or None)
    form.offer(_voices(source))
    if request.method == "POST" and form.is_valid():
        chosen = {UUID(agent) for agent in form.cleaned_data["makers"]} - {source.author}
        try:
            made = operations.make_idea(
                post=post,
                title=form.cleaned_data["title"],
                makers=[(agent, 1) for agent in (source.author, *sorted(chosen))],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It is an idea now, and waits for an answer."))
            found = queries.idea(made)
            return redirect(found.url if found else "create:ideas")
    author = bond.cards([source.author]).get(source.author)
    return render(
        request,
        "create/idea_new.html",
        {"form": form, "post": source, "author": author},
        status=422 if form.errors else 200,
    )


def agent_called(name: str) -> UUID:
    """The member of this pen name; refused when nobody here is called that."""
    wanted = " ".join(name.split())
    agent = bond.agent_of_slug(slugify(wanted, allow_unicode=True)) if wanted else None
    card = bond.cards([agent]).get(agent) if agent else None
    if card is None or card.name.casefold() != wanted.casefold():
        raise Refused(
            "Nobody here is called “%(name)s”. Write the pen name as it stands on the page.",
            field="makers",
            name=wanted,
        )
    return card.agent


def _idea(number: int) -> IdeaView:
    view = queries.idea_by_number(number)
    if view is None:
        raise Missing(NOT_HERE)
    return view


def _voices(source: PostView) -> list[tuple[UUID, str]]:
    """Everybody who speaks in the thread; whoever wrote the post is named anyway."""
    page = bond.thread_page(source.root)
    agents = page.authors() - {source.author} if page else set()
    cards = bond.cards(agents)
    active = (card for card in cards.values() if card.state == "active")
    return sorted(((card.agent, card.name) for card in active), key=lambda pair: pair[1])


def _page(
    request: HttpRequest, view: IdeaView, form: CreditForm, *, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    answered_by = [view.answer.by] if view.answer and view.answer.by else []
    cards = bond.cards([*(agent for agent, _weight in view.makers), view.author, *answered_by])
    source = bond.post(view.post) if view.post else None
    is_maker = viewer is not None and viewer.agent_id in {agent for agent, _w in view.makers}
    is_staff = viewer is not None and viewer.has("maker", "steward")
    return render(
        request,
        "create/idea.html",
        {
            "idea": view,
            "author": cards.get(view.author),
            "people": people_of(view.makers, cards),
            "weights": sum(weight for _agent, weight in view.makers),
            "answered_by": cards.get(answered_by[0]) if answered_by else None,
            "post_url": source.url if source and not source.is_withdrawn else "",
            "circle": bond.circle(view.circle) if view.circle else None,
            "products": queries.products_from(view.id),
            "form": form if is_maker or is_staff else None,
        },
        status=status,
    )
