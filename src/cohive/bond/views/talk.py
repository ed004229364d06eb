"""Threads and posts: reading, starting, answering, editing, withdrawing, reporting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.talk import EditForm, ReplyForm, ReportForm, ThreadForm
from cohive.bond.queries import CircleView, PostView, ThreadPage
from cohive.bond.views.answers import UNFIT, done_or_refused, limit
from cohive.guard.queries import interest_in
from cohive.look.formats import language_tag
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Forbidden, Missing

POSTS_IN_TEN_MINUTES = 30
REPORTS_IN_TEN_MINUTES = 10


@require_safe
def thread(request: HttpRequest, slug: str, thread_id: UUID) -> HttpResponse:
    """A stretch of a conversation. Seven SQL queries for a member: user, viewer, place, thread
    with circle, posts, cards, membership.
    """
    page = queries.thread_page(
        thread_id,
        circle_slug=slug,
        cursor=request.GET.get("after", ""),
        language=queries.main_language(language_tag()),
    )
    if page is None:
        raise Missing("There is no such thread.")
    return _thread(request, page, ReplyForm(), status=200)


def _thread(
    request: HttpRequest, page: ThreadPage, form: ReplyForm, *, status: int
) -> HttpResponse:
    viewer = viewer_of(request)
    data = {
        "page": page,
        "cards": queries.cards(page.authors()),
        "is_member": viewer is not None and queries.is_member(viewer.agent_id, page.thread.circle),
        "form": form,
        "tongue": queries.main_language(language_tag()),
    }
    return render(request, "bond/thread.html", data, status=status)


@require_safe
def post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """The lasting address of a post leads to where it stands."""
    del request
    address = queries.page_of_post(post_id)
    if address is None:
        raise Missing("This post is not here any more.")
    return HttpResponseRedirect(address)


@member_required
def new_thread(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a thread in a circle one belongs to."""
    circle = queries.circle_by_slug(slug)
    if circle is None:
        raise Missing("There is no such circle.")
    viewer = viewer_of(request)
    may_write_news = bool(viewer and viewer.has("maker"))
    form = ThreadForm(request.POST or None, may_write_news=may_write_news)
    if request.method == "POST":
        limit(request, "bond.post", POSTS_IN_TEN_MINUTES)
        made: list[UUID] = []
        if done_or_refused(
            form,
            lambda: made.append(
                operations.start_thread(
                    circle=circle.agent, by=acting(request), at=timezone.now(), **form.cleaned_data
                )
            ),
        ):
            return HttpResponseRedirect(reverse("bond:post", kwargs={"post_id": made[0]}))
    data = {
        "form": form,
        "title": _("Start a thread"),
        "lead": _("In %(circle)s. Talk here is never scored.") % {"circle": circle.name},
        "button": _("Start it"),
        "crumbs": [(_("Circles"), reverse("bond:circles")), (circle.name, circle.url)],
    }
    return render(request, "bond/form.html", data, status=UNFIT if form.errors else 200)


@member_required
def reply(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Answer one post, seen above the form; the page of the thread sends its answers here too."""
    parent = _visible(post_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST":
        limit(request, "bond.post", POSTS_IN_TEN_MINUTES)
        made: list[UUID] = []
        if done_or_refused(
            form,
            lambda: made.append(
                operations.reply(
                    to=post_id,
                    text=form.cleaned_data["text"],
                    interest=form.cleaned_data["interest"],
                    by=acting(request),
                    at=timezone.now(),
                )
            ),
        ):
            return HttpResponseRedirect(queries.page_of_post(made[0]) or parent.url)
    return _about_post(request, parent, form, _("Answer"), _("Answer"))


@member_required
def edit_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Change one's own post."""
    view = _own(request, post_id)
    form = EditForm(request.POST or None, initial={"text": view.text, "interest": _declared(view)})
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.edit_post(
            post=post_id,
            text=form.cleaned_data["text"],
            interest=form.cleaned_data["interest"] if "interest" in request.POST else None,
            by=acting(request),
            at=timezone.now(),
        ),
    ):
        return HttpResponseRedirect(view.url)
    return _about_post(request, view, form, _("Change what you said"), _("Save"), quoted=False)


@member_required
def withdraw_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Withdraw one's own post: asked first, because its text is not kept."""
    view = _own(request, post_id)
    if request.method == "POST":
        operations.withdraw_post(post=post_id, by=acting(request), at=timezone.now())
        messages.success(request, _("Withdrawn. Its text is not kept."))
        where = queries.page_of_post(post_id)
        return HttpResponseRedirect(where or reverse("bond:circles"))
    return _about_post(
        request,
        view,
        None,
        _("Withdraw this?"),
        _("Withdraw it"),
        lead=_("Its text is not kept; answers of others stay. This cannot be undone."),
    )


@member_required
def report_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Ask a steward to look."""
    view = _visible(post_id)
    form = ReportForm(request.POST or None)
    if request.method == "POST":
        limit(request, "bond.report", REPORTS_IN_TEN_MINUTES)
        if done_or_refused(
            form,
            lambda: operations.report_post(
                post=post_id,
                reason=form.cleaned_data["reason"],
                by=acting(request),
                at=timezone.now(),
            ),
        ):
            messages.success(request, _("Thank you. A steward will look at it."))
            return HttpResponseRedirect(view.url)
    return _about_post(request, view, form, _("Ask a steward to look"), _("Send"))


def _visible(post_id: UUID) -> PostView:
    view = queries.post(post_id)
    if view is None or view.is_withdrawn:
        raise Missing("This post is not here any more.")
    return view


def _declared(view: PostView) -> str:
    """What she declared of this very post and did not withdraw, for the form."""
    known = interest_in("post", view.id, person=view.author, at=view.at)
    return "" if known is None or known.shown.is_withdrawn else known.shown.basis


def _own(request: HttpRequest, post_id: UUID) -> PostView:
    view = _visible(post_id)
    if view.author != acting(request):
        raise Forbidden("Only who wrote it may change it.")
    return view


def _about_post(
    request: HttpRequest,
    view: PostView,
    form: ReplyForm | EditForm | ReportForm | None,
    title: str,
    button: str,
    *,
    lead: str = "",
    quoted: bool = True,
) -> HttpResponse:
    """One form with the post it is about above it."""
    circle: CircleView | None = queries.circle(view.circle)
    data = {
        "post": view,
        "author": queries.cards([view.author]).get(view.author),
        "circle": circle,
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "quoted": quoted,
    }
    status = UNFIT if form is not None and form.errors else 200
    return render(request, "bond/about_post.html", data, status=status)
