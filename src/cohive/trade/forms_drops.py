"""Forms of drops: announcing one, and the public word of a draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohive.bond.queries import TierView
from cohive.create.queries import ProductView
from cohive.look.fields import InstantField
from cohive.trade.operations.drops import (
    HOURS_MAX,
    SOURCE_CHARACTERS_MAX,
    TICKETS_MOST,
    TITLE_CHARACTERS_MAX,
    DrawTerms,
    EarlyOpening,
)
from cohive.trade.operations.orders import WEB_QUANTITY_MAX
from cohive.words.refusals import Refused

PIECES = "pieces-"


class DropForm(forms.Form):
    """What is sold, how many of each size, when, and to whom. One number field for each size."""

    title = forms.CharField(label=_("What is the drop called?"), max_length=TITLE_CHARACTERS_MAX)
    kind = forms.ChoiceField(
        label=_("Who may buy?"),
        choices=[
            ("first_come", _("Who comes first")),
            ("draw", _("Winners of a draw that anybody can verify")),
        ],
        widget=forms.RadioSelect,
    )
    opens_at = InstantField(label=_("Opens"))
    closes_at = InstantField(label=_("Closes"))
    per_person = forms.IntegerField(
        label=_("At most how many for each person?"),
        min_value=1,
        max_value=WEB_QUANTITY_MAX,
        help_text=_("For a drop where who comes first buys. A winner of a draw may buy one."),
    )
    early_tier = forms.ChoiceField(label=_("Earlier for members of"), required=False)
    early_opens_at = InstantField(
        label=_("Opens for them"),
        required=False,
        help_text=_("For a drop where who comes first buys. In a draw nobody is earlier."),
    )
    pay_hours = forms.IntegerField(
        label=_("Hours a winner has to buy"),
        min_value=1,
        max_value=HOURS_MAX,
        help_text=_("For a draw. Then the piece goes to the next on the drawn list."),
    )
    contributor_tickets = forms.IntegerField(
        label=_("Tickets of those who made it"),
        min_value=1,
        max_value=TICKETS_MOST,
        help_text=_(
            "For a draw. 1 is the same for all; with 3 a maker named on the way of this product "
            "is three times as likely. Who that is, is written down now."
        ),
    )
    proof = forms.ChoiceField(
        label=_("Who may enter?"),
        choices=[
            ("email", _("Members whose address of mail is proven")),
            ("bought", _("Members who have paid an order here before")),
            ("none", _("Every member")),
        ],
        required=False,
        help_text=_(
            "For a draw. Whoever makes ten accounts enters ten times, unless each has to show "
            "something."
        ),
    )
    public_source = forms.CharField(
        label=_("A public word to mix in"),
        max_length=SOURCE_CHARACTERS_MAX,
        required=False,
        help_text=_(
            "For a draw; may stay empty. Something nobody can know before, and everybody can look "
            "up after entries close: “the winning numbers of Saturday’s lottery”. With it, not "
            "even you could have known who wins."
        ),
    )

    def __init__(
        self,
        *args: Any,
        product: ProductView,
        left: Mapping[UUID, int],
        tiers: Sequence[TierView] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._variants = [variant.id for variant in product.variants]
        sizes = {
            f"{PIECES}{variant.id}": forms.IntegerField(
                label=gettext("Pieces of %(label)s") % {"label": variant.label},
                min_value=0,
                max_value=left.get(variant.id, 0),
                required=False,
                help_text=gettext("%(left)s lie on the shop’s shelf.")
                % {"left": left.get(variant.id, 0)},
            )
            for variant in product.variants
        }
        title = self.fields.pop("title")
        self.fields = {"title": title, **sizes, **self.fields}
        if not tiers:
            del self.fields["early_tier"], self.fields["early_opens_at"]
            return
        field = self.fields["early_tier"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [("", gettext("Nobody")), *((str(one.id), one.name) for one in tiers)]

    def pieces(self) -> dict[UUID, int]:
        """How many of each variant."""
        given = self.cleaned_data
        return {variant: given.get(f"{PIECES}{variant}") or 0 for variant in self._variants}

    def early(self) -> EarlyOpening | None:
        """The tier it opens earlier for, when one was chosen."""
        given = self.cleaned_data
        if not given.get("early_tier"):
            return None
        if given.get("early_opens_at") is None:
            raise Refused("Say when it opens for them.", field="early_opens_at")
        return EarlyOpening(UUID(given["early_tier"]), given["early_opens_at"])

    def draw(self) -> DrawTerms | None:
        """The terms of a draw, when it is one."""
        given = self.cleaned_data
        if given["kind"] != "draw":
            return None
        return DrawTerms(
            pay_hours=given["pay_hours"],
            contributor_tickets=given["contributor_tickets"],
            public_source=given["public_source"],
            proof=given["proof"] or "email",
        )


class PublicWordForm(forms.Form):
    """The word that was promised, as everybody can look it up."""

    public_word = forms.CharField(label=_("The public word"), max_length=200)
