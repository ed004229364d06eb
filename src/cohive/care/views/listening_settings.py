"""What the place listens for, and where: words, feeds, hashtags, files of reviews."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cohive.bond.access import acting, role_required
from cohive.bridges.review_files import Review, read_reviews
from cohive.care import operations, queries
from cohive.care.forms_listening import (
    FILE_BYTES_MAX,
    FeedForm,
    HashtagForm,
    OwnForm,
    ReviewsForm,
    WatchForm,
)
from cohive.care.operations.mentions import KEPT_DAYS
from cohive.care.own_places import OWN_NAMES, unheard
from cohive.look.refusals import refuse
from cohive.words.refusals import Refused

UNFIT = 422
FORMS: dict[str, type[forms.Form]] = {
    "feed": FeedForm, "hashtag": HashtagForm, "file": ReviewsForm,
    **dict.fromkeys(OWN_NAMES, OwnForm),
}  # fmt: skip
REVIEWS_MAX = 20_000
"""Rows of one file in a page; `cohive listen` reads larger ones."""


@require_safe
@role_required("steward")
def page(request: HttpRequest) -> HttpResponse:
    """Words, sources, and how to add one."""
    return _page(request, {})


@require_POST
@role_required("steward")
def add_watch(request: HttpRequest) -> HttpResponse:
    """Listen for one thing more."""
    form = WatchForm(request.POST)
    if form.is_valid():
        try:
            operations.listen_for(**form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The place listens for it from now on."))
            return HttpResponseRedirect(reverse("care:listening-what"))
    return _page(request, {"watch_form": form}, UNFIT)


@require_POST
@role_required("steward")
def add_source(request: HttpRequest) -> HttpResponse:
    """Listen in one place more, or take a file in."""
    kind = request.POST.get("kind", "")
    form = FORMS.get(kind, FeedForm)(request.POST, request.FILES)
    if form.is_valid():
        try:
            said = _take(kind, form.cleaned_data, acting(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("care:listening-what"))
    return _page(request, {f"{kind if kind in FORMS else 'feed'}_form": form}, UNFIT)


def _take(kind: str, data: dict[str, Any], by: UUID) -> str:
    at = timezone.now()
    if kind == "file":
        return _take_file(data, by)
    if kind in OWN_NAMES:
        operations.listen_at(kind=kind, address=kind, name=kind, by=by, at=at)
        return _("It is read within ten minutes, then every hour.")
    name = f"#{data['tag'].lstrip('#')} · {data['address']}" if kind == "hashtag" else ""
    operations.listen_at(
        kind=kind, address=data["address"], tag=data.get("tag", ""),
        name=(name or data["address"].split("://")[-1])[:120], by=by, at=at,
    )  # fmt: skip
    return _("It is asked within ten minutes, then every hour.")


def _take_file(data: dict[str, Any], by: UUID) -> str:
    sent: UploadedFile[Any] = data["file"]
    if (sent.size or 0) > FILE_BYTES_MAX:
        raise Refused(
            "This file is larger than 20 MB. Use the command “cohive listen”.", field="file"
        )
    at = timezone.now()
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in sent.chunks():
            copy.write(chunk)
        copy.flush()
        columns = {"text": data["text"], "at": data["at"]}
        reviews = []
        for review in read_reviews(Path(copy.name), columns=columns, field="file"):
            reviews.append(review)
            if len(reviews) > REVIEWS_MAX:
                raise Refused(
                    "This file has more than 20,000 rows. Use the command “cohive listen”.",
                    field="file",
                )
    name = str(sent.name or "")[:120]
    source = operations.listen_at(kind="file", address=name, name=name, by=by, at=at)
    posts = [
        operations.Post(
            _key(review, number), review.text, review.at or at, review.url, review.author
        )
        for number, review in enumerate(reviews)
    ]
    new = operations.take_in(source=source, posts=posts, at=at)
    return ngettext(
        "%(num)s of %(all)s rows names what you listen for.",
        "%(num)s of %(all)s rows name what you listen for.",
        new,
    ) % {"num": new, "all": len(reviews)}


def _key(review: Review, number: int) -> str:
    return hashlib.sha256(f"{number}\n{review.text}".encode("utf-8", "replace")).hexdigest()


@require_POST
@role_required("steward")
def stop_watch(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    """No longer listen for a thing."""
    operations.stop_listening_for(watch=watch_id, by=acting(request), at=timezone.now())
    return HttpResponseRedirect(reverse("care:listening-what"))


@require_POST
@role_required("steward")
def stop_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """No longer listen there."""
    operations.stop_listening_at(source=source_id, by=acting(request), at=timezone.now())
    return HttpResponseRedirect(reverse("care:listening-what"))


def _page(request: HttpRequest, given: dict[str, Any], status: int = 200) -> HttpResponse:
    sources = queries.sources()
    data = {
        "watches": queries.watches(),
        "sources": sources,
        "own_names": OWN_NAMES,
        "unheard": unheard({source.kind for source in sources}),
        "watch_form": WatchForm(),
        "feed_form": FeedForm(),
        "hashtag_form": HashtagForm(),
        "file_form": ReviewsForm(),
        "kept_days": KEPT_DAYS,
    }
    return render(request, "care/listening_what.html", {**data, **given}, status=status)
