"""What posts may lead to, and where the feeds of the place lie."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cohive.bond import queries as bond
from cohive.create import queries as create

THINGS_MAX = 50


def things(*, at: datetime) -> list[tuple[str, str]]:
    """(kind:id, words) of what a post can lead to: the place, what is sold, what runs, circles."""
    here = bond.place()
    found = [(f"place:{here.agent}", here.name)] if here else []
    found += [
        (f"product:{each.id}", _("Product: %(title)s") % {"title": each.title})
        for each in create.products(limit=THINGS_MAX)
    ]
    found += [
        (f"challenge:{each.id}", _("Challenge: %(title)s") % {"title": each.title})
        for each in create.running_challenges(at=at)
    ]
    found += [
        (f"circle:{each.agent}", _("Circle: %(name)s") % {"name": each.name})
        for each in bond.circles(limit=THINGS_MAX)
    ]
    return found


def feeds_head() -> tuple[str, str]:
    """Addresses of the place's feeds: RSS and Atom."""
    return tuple(reverse("spread:feed", kwargs={"form": form}) for form in ("rss", "atom"))  # type: ignore[return-value]
