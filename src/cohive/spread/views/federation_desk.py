"""The stewards' pages of the federation, and each member's own yes or no."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, member_required, role_required
from cohive.bond.queries import circles, place
from cohive.bridges.federation.domains import BYTES_MAX, DomainRule, read_rules, write_rules
from cohive.look.formats import CHINESE
from cohive.look.refusals import refuse
from cohive.look.viewers import viewer_of
from cohive.spread import federating, operations, queries
from cohive.spread.forms_federation import (
    AnswerForm,
    BlockFileForm,
    BlockForm,
    SayForm,
    SwitchForm,
)
from cohive.words.refusals import Forbidden, Missing, Refused

UNFIT = 422


@require_GET
@role_required("steward")
def desk(request: HttpRequest) -> HttpResponse:
    """Who can be followed, who follows, what was said, which servers are silent."""
    return _desk(request, SayForm(), SwitchForm())


def _desk(
    request: HttpRequest, say_form: SayForm, switch_form: SwitchForm, *, status: int = 200
) -> HttpResponse:
    """Eight SQL queries, and those of the frame."""
    actors = queries.federated_actors()
    here = place()
    known = {actor.agent: actor for actor in actors}
    ours = [(here.agent, here.name, "")] if here else []
    ours += [(circle.agent, circle.name, circle.slug) for circle in circles()]
    data = {
        "ours": [(agent, name, known.get(agent), _handle(slug)) for agent, name, slug in ours],
        "names": {agent: name for agent, name, _slug in ours},
        "host": federating.host(),
        "say_form": say_form,
        "switch_form": switch_form,
        "is_on": any(actor.is_on for actor in actors),
        "place_is_on": bool(here and here.agent in known and known[here.agent].is_on),
        "asking": queries.asking(),
        "servers": queries.followers_by_host(),
        "replies": queries.remote_replies(),
        "posts": queries.post_tallies(),
        "failing": queries.failing_hosts(),
        "place_agent": here.agent if here else None,
    }
    return render(request, "spread/federation.html", data, status=status)


def _handle(slug: str) -> str:
    """A handle to begin with: the circle's address where it has only plain letters."""
    name = slug.replace("-", "_")[:30]
    return name if name.isascii() else ""


@require_POST
@member_required
def switch(request: HttpRequest) -> HttpResponse:
    """Let the place or a circle be followed, or stop it: a steward, or who keeps the circle."""
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _desk_or_refusal(request, form)
    is_on = request.POST.get("do") != "off"
    try:
        operations.switch_federation(
            agent=form.cleaned_data["agent"],
            is_on=is_on,
            handle=form.cleaned_data["handle"],
            approves_followers=form.cleaned_data["approves"],
            by=acting(request),
            at=timezone.now(),
        )
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        refuse(form, refusal)
        return _desk_or_refusal(request, form)
    messages.success(
        request, _("It can be followed from elsewhere.") if is_on else _("Switched off.")
    )
    onward = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(onward if is_ours else reverse("spread:federation"))


def _desk_or_refusal(request: HttpRequest, form: SwitchForm) -> HttpResponse:
    """The desk with the fault at its field; who keeps a circle and has no desk is told in words."""
    viewer = viewer_of(request)
    if viewer is not None and viewer.has("steward"):
        return _desk(request, SayForm(), form, status=UNFIT)
    raise Refused("A handle has 1 to 30 signs: a to z, 0 to 9 and _.", field="handle")


@require_POST
@role_required("steward")
def say(request: HttpRequest) -> HttpResponse:
    """Tell the place's followers something."""
    form = SayForm(request.POST)
    here = place()
    if not form.is_valid() or here is None:
        return _desk(request, form, SwitchForm(), status=UNFIT)
    texts = {"en": form.cleaned_data["text"], "zh-Hans": form.cleaned_data["text_other"]}
    try:
        post = operations.publish(
            actor=here.agent, texts=texts, by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        refuse(form, refusal)
        return _desk(request, form, SwitchForm(), status=UNFIT)
    if post is None:
        messages.error(request, _("Switch the place on first."))
    else:
        messages.success(request, _("Said. It is on its way to every server that follows."))
    return redirect("spread:federation")


@require_POST
@role_required("steward")
def decide(request: HttpRequest, follower: UUID) -> HttpResponse:
    """Say yes or no to who asks to follow."""
    is_welcome = request.POST.get("do") == "accept"
    operations.decide_follower(
        follower=follower, is_welcome=is_welcome, by=acting(request), at=timezone.now()
    )
    messages.success(request, _("Accepted.") if is_welcome else _("Declined."))
    return redirect("spread:federation")


@require_POST
@role_required("steward")
def withdraw(request: HttpRequest, post: UUID) -> HttpResponse:
    """Take a post back from everywhere."""
    operations.withdraw_post(post=post, by=acting(request), at=timezone.now())
    messages.success(request, _("Taken back. Every server that had it is asked to forget it."))
    return redirect("spread:federation")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def reply(request: HttpRequest, reply: UUID) -> HttpResponse:
    """What somebody elsewhere said, and an answer to it."""
    found = queries.remote_reply(reply)
    if found is None or found.is_erased:
        raise Missing("There is no such reply (any more).")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            operations.answer_remote(
                reply=reply,
                text=text,
                language="zh-Hans" if CHINESE.search(text) else "en",
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Answered. It is on its way."))
            return redirect("spread:federation")
    status = UNFIT if form.errors else 200
    return render(
        request, "spread/federation_reply.html", {"reply": found, "form": form}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
def blocks(request: HttpRequest) -> HttpResponse:
    """Silenced and kept out domains; the form adds one."""
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rule = DomainRule(**form.cleaned_data)
        try:
            operations.block_domains(rules=[rule], by=acting(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Kept. It counts from now on."))
            return redirect("spread:federation-blocks")
    return _blocks(request, form, BlockFileForm())


def _blocks(request: HttpRequest, form: BlockForm, file_form: BlockFileForm) -> HttpResponse:
    data = {"form": form, "file_form": file_form, "blocks": queries.blocks()}
    status = UNFIT if form.errors or file_form.errors else 200
    return render(request, "spread/federation_blocks.html", data, status=status)


@require_POST
@role_required("steward")
def read_file(request: HttpRequest) -> HttpResponse:
    """Take a list of domains in."""
    form = BlockFileForm(request.POST, request.FILES)
    given = request.FILES.get("file")
    try:
        if not form.is_valid() or not isinstance(given, UploadedFile):
            raise Refused("Choose a file first.", field="file")
        rules = read_rules(given.read(BYTES_MAX + 1))
        count = operations.block_domains(rules=rules, by=acting(request), at=timezone.now())
    except Forbidden:
        raise
    except Refused as refusal:
        refuse(form, refusal)
        return _blocks(request, BlockForm(), form)
    told = ngettext("%(num)s new domain.", "%(num)s new domains.", count) % {"num": count}
    messages.success(request, told)
    return redirect("spread:federation-blocks")


@require_GET
@role_required("steward")
def export(_request: HttpRequest) -> HttpResponse:
    """The list as Mastodon imports it."""
    answer = HttpResponse(write_rules(queries.domain_rules()), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="domain_blocks.csv"'
    return answer


@require_POST
@role_required("steward")
def unblock(request: HttpRequest, block: UUID) -> HttpResponse:
    """Let a domain in again."""
    operations.unblock_domain(block=block, by=acting(request), at=timezone.now())
    messages.success(request, _("It is let in again."))
    return redirect("spread:federation-blocks")


@require_POST
@member_required
def consent(request: HttpRequest) -> HttpResponse:
    """Let what one begins in federated circles leave, or keep it here."""
    if request.POST.get("do") == "agree":
        operations.agree_to_federation(by=acting(request), at=timezone.now())
        messages.success(request, _("What you begin in federated circles may leave from now on."))
    else:
        operations.decline_federation(by=acting(request), at=timezone.now())
        messages.success(request, _("What you write stays here. What left is asked back."))
    return redirect("bond:settings")
