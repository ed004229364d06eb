"""What reviews of groups put into pages of earlier rooms."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from cohive.guard import queries as guard
from cohive.look.pages import rendered


def reviews_of_things(request: HttpRequest, targets: Iterable[UUID]) -> Markup | None:
    """Beside counts from which votes are set aside: the way to each public review of them."""
    found = {one.id: one for target in targets for one in guard.public_reviews(target)}
    shown = [one for one in found.values() if one.sets_aside]
    return rendered(request, "evolve/slot_reviews.html", {"reviews": shown}) if shown else None


def way_to_own_review(request: HttpRequest, review: UUID) -> Markup:
    """Beside pay that is held: the way to what is known, and to answering."""
    return rendered(request, "evolve/slot_own_review.html", {"review": review})


def way_to_all_reviews(_request: HttpRequest, _subject: object) -> Markup:
    """Where it is said how money is shared: the way to how votes were checked so far."""
    return Markup('<li><a href="{}">{}</a></li>').format(
        reverse("evolve:reviews"), _("How votes are checked")
    )
