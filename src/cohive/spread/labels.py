"""The label that says who may be rewarded: on page, card and poster, in each language of the place.

It is made here and nowhere else, out of the link alone. Nobody can pass another text or none: there
is no parameter for it, no block of a template and no setting. It goes only when the reward goes.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from cohive.bond import queries as bond
from cohive.spread.disclosure import disclosed
from cohive.spread.queries import COOKIE_DAYS, LinkView

NAME_CHARACTERS_MAX = 24
"""A longer name would push what it declares off the card."""


def _short(name: str) -> str:
    is_short = len(name) <= NAME_CHARACTERS_MAX
    return name if is_short else name[: NAME_CHARACTERS_MAX - 1].rstrip() + "…"


def labels_of(link: LinkView, *, at: datetime) -> tuple[str, ...]:
    """Who may be rewarded and what interest she declared, once in each language of the place.

    The place's own link rewards nobody, so it has none.
    """
    place = bond.place()
    if place is not None and link.owner == place.agent:
        return ()
    owner = bond.cards([link.owner]).get(link.owner)
    shown = disclosed(link, at=at)
    labels = []
    for language in place.languages if place else ("en",):
        with translation.override(language):
            said = _("%(name)s may be rewarded if you buy something here within %(days)s days.")
            name = _short(owner.name) if owner else ""
            label = said % {"name": name or _("A member"), "days": COOKIE_DAYS}
            if shown is not None:
                label += " " + _("Declared interest:") + " " + shown.sentence
                if shown.is_withdrawn:
                    label += " " + _("(withdrawn since)")
        labels.append(label)
    return tuple(labels)
