"""Of which kinds an interest may be, and the words for each: to choose from, and to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BASES: dict[str, Promise] = {
    "paid": _("I am paid for this"),
    "given": _("I got it for free"),
    "employed": _("I work for the maker"),
    "own": _("I made it, or a part of it"),
    "kin": _("The maker is family or a close friend"),
    "other": _("I gain from it in another way"),
}
"""What a person chooses from, in her own words."""

SHOWN: dict[str, Promise] = {
    "paid": _("is paid for this"),
    "given": _("got it for free"),
    "employed": _("works for the maker"),
    "own": _("made it, or a part of it"),
    "kin": _("is family or a close friend of the maker"),
    "other": _("gains from it in another way"),
}
"""What others read beside it."""

NONE: Promise = _("I gain nothing from it")
CHOICES: list[tuple[str, Promise]] = [("", NONE), *BASES.items()]
"""For a form: no interest first, because that is what a form says when nobody touches it."""

WITHDRAWN_MARK = "-"


@dataclass(frozen=True)
class Shown:
    """An interest as a page shows it beside a post or a link."""

    basis: str
    declared_at: datetime | None = None
    withdrawn_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def sentence(self) -> str:
        """What others read: “is paid for this”."""
        return str(SHOWN[self.basis])


def shown(code: str | None) -> Shown | None:
    """Read what `queries.interest_code` put beside a row: a basis, marked when withdrawn."""
    if not code:
        return None
    basis = code.removeprefix(WITHDRAWN_MARK)
    return Shown(basis, is_withdrawn=code != basis)
