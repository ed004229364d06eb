"""Posts on the desk: writing one with its previews, all of them, one with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards, place
from cohive.bridges.pictures import UPLOAD_BYTES_MAX
from cohive.look.context import offered_languages
from cohive.look.refusals import refuse, told
from cohive.look.viewers import place_of
from cohive.spread import post_pictures, targets
from cohive.spread.campaign_draft import draft_of
from cohive.spread.channel_clients import preview_of
from cohive.spread.composing import Words, message_of
from cohive.spread.forms_posts import PostForm
from cohive.spread.models import CODE_LENGTH
from cohive.spread.operations import posts as operations
from cohive.spread.operations.posts import ANY_KEY, Picked
from cohive.spread.queries import channels as queries
from cohive.spread.queries.channels import ChannelView, DeliveryView
from cohive.spread.views.linked import things
from cohive.words.refusals import Missing, Refused
from cohive.words.sentences import Sentence

NO_POST = "There is no such post."


@dataclass(frozen=True)
class Shown:
    """A channel with the message as it will look there."""

    channel: ChannelView
    text: str
    title: str
    language: str
    used: int
    limit: int
    over: int


@require_GET
@role_required("steward")
def all_posts(request: HttpRequest) -> HttpResponse:
    """Posts, newest first, each with its state on every channel."""
    before = request.GET.get("before", "")
    try:
        found, more = queries.posts(before=UUID(before) if before else None)
    except ValueError:
        raise Missing("There is no such page.") from None
    later = f"?before={more}" if more else ""
    data = {"posts": found, "later": later, "channels": queries.channels()}
    return render(request, "spread/posts.html", data)


@require_http_methods(["GET", "POST"])
@role_required("steward")
def compose(request: HttpRequest) -> HttpResponse:
    """Write once for all channels; Preview shows each look, Send lets it go."""
    given = request.POST if request.method == "POST" else None
    known = queries.channels()
    languages = offered_languages(place_of(request))
    initial = {
        "channels": [str(each.id) for each in known],
        "thing": request.GET.get("thing", ""),
        **draft_of(
            _carried(request, "campaign"),
            [each.code for each in languages],
            language=request.GET.get("language", ""),
        ),
    }
    form = PostForm(
        given,
        request.FILES if given is not None else None,
        languages=languages,
        channels=known,
        things=things(at=timezone.now()),
        initial=initial,
    )
    previews: list[Shown] = []
    if given is not None and form.is_valid():
        try:
            picked = _picked(form)
            previews = _previews(form, picked, known)
            if given.get("do") == "send":
                return _planned(request, form, picked)
        except Refused as refusal:
            refusal.field = form.field_of(refusal.field)
            refuse(form, refusal)
    kept = str(form.data.get("picture_kept", "")) if form.is_bound else ""
    data = {
        "form": form,
        "channels": known,
        "previews": previews,
        "picture": kept if post_pictures.is_kept(kept) else "",
        "campaign": _carried(request, "campaign"),
        "alarm": _carried(request, "alarm"),
    }
    return render(request, "spread/compose.html", data, status=422 if form.errors else 200)


def _picked(form: PostForm) -> Picked:
    """What goes along; a new picture is drawn anew and kept, so that it need not be sent twice."""
    upload = form.cleaned_data["picture"]
    digest = form.cleaned_data["picture_kept"]
    if upload:
        digest = post_pictures.keep(upload.read(UPLOAD_BYTES_MAX + 1))
        form.data = {**form.data.dict(), "picture_kept": digest}  # type: ignore[attr-defined]
    kind, target = form.target()
    return Picked(
        target_kind=kind,
        target=target,
        is_own_link=form.cleaned_data["link"] == "own",
        picture=digest,
        picture_description=form.cleaned_data["picture_description"],
    )


def _previews(form: PostForm, picked: Picked, known: list[ChannelView]) -> list[Shown]:
    here = place()
    if here is None:
        return []
    link = reverse("spread:open", kwargs={"code": "x" * CODE_LENGTH}) if picked.target else ""
    words = Words(
        titles=form.words("title"),
        texts=form.words("text"),
        link=link,
        may_reward=picked.is_own_link and picked.target is not None,
        picture=post_pictures.picture_of(picked.picture, picked.picture_description),
    )
    chosen = set(form.cleaned_data["channels"])
    found = []
    for channel in known:
        if str(channel.id) not in chosen:
            continue
        message = message_of(words, language=channel.language, place=here, key=ANY_KEY)
        preview = preview_of(channel.kind, message)
        size = preview.measured
        found.append(
            Shown(
                channel, preview.text, message.title, message.language,
                size.used, size.limit, size.over,
            )
        )  # fmt: skip
    return found


def _planned(request: HttpRequest, form: PostForm, picked: Picked) -> HttpResponse:
    campaign, alarm = _carried(request, "campaign"), _carried(request, "alarm")
    post = operations.plan_post(
        titles=form.words("title"),
        texts=form.words("text"),
        picked=picked,
        channels=[UUID(each) for each in form.cleaned_data["channels"]],
        due_at=form.cleaned_data["due_at"],
        campaign=UUID(campaign) if campaign else None,
        alarm=UUID(alarm) if alarm else None,
        by=acting(request),
        at=timezone.now(),
    )
    is_later = form.cleaned_data["due_at"] is not None
    messages.success(
        request, _("It goes out at its hour.") if is_later else _("It goes out within a minute.")
    )
    return redirect("spread:post", post=post)


def _carried(request: HttpRequest, what: str) -> str:
    """The campaign or alarm a post is written for, carried through the form; '' for none."""
    text = request.POST.get(what) or request.GET.get(what, "")
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


@require_GET
@role_required("steward")
def one_post(request: HttpRequest, post: UUID) -> HttpResponse:
    """What was written, and what became of it on each channel with what one can do."""
    found = queries.post(post)
    if found is None:
        raise Missing(NO_POST)
    target = targets.describe(found.target_kind, found.target) if found.target else None
    data = {
        "post": found,
        "target": target,
        "by": cards([found.by]).get(found.by),
        "faults": {each.id: _fault(each) for each in found.deliveries},
        "can_cancel": any(
            each.state in ("waiting", "failed", "given_up") for each in found.deliveries
        ),
    }
    return render(request, "spread/post.html", data)


def _fault(delivery: DeliveryView) -> str:
    if not delivery.fault:
        return ""
    return told(Sentence.known(delivery.fault).filled(**delivery.fault_values))


@require_POST
@role_required("steward")
def cancel(request: HttpRequest, post: UUID) -> HttpResponse:
    """Keep back what has not gone out."""
    operations.cancel_post(post=post, by=acting(request), at=timezone.now())
    messages.success(request, _("Called off. What has gone out stays there."))
    return redirect("spread:post", post=post)


@require_POST
@role_required("steward")
def again(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Try a message once more."""
    operations.try_again(delivery=delivery, by=acting(request), at=timezone.now())
    messages.success(request, _("It is tried again within a minute."))
    return redirect("spread:posts")


@require_POST
@role_required("steward")
def there(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Say that an uncertain message stands there."""
    operations.say_it_is_there(delivery=delivery, by=acting(request), at=timezone.now())
    messages.success(request, _("Noted. It is not sent again."))
    return redirect("spread:posts")


@require_GET
@role_required("steward")
def picture(_request: HttpRequest, digest: str) -> HttpResponse:
    """A post's picture, for its previews."""
    if not post_pictures.is_kept(digest):
        raise Missing("There is no such picture.")
    return HttpResponse(post_pictures.path_of(digest).read_bytes(), content_type="image/jpeg")
