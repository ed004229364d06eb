"""The label that says who earns by an order: one text for page, card, checkout, order and mail.

No setting and no reseller can take it away or word it otherwise.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from cohive.bond.queries import cards
from cohive.trade.queries import OrderResaleView


def label(reseller: UUID, link_owner: UUID | None = None) -> str:
    """“NAME earns when you buy here”, with whoever led there, in the viewer's language."""
    known = cards([one for one in (reseller, link_owner) if one])
    somebody = _("A member")
    first = known[reseller].name if reseller in known else somebody
    if link_owner is None:
        return _("%(name)s earns when you buy here. The price is the same.") % {"name": first}
    other = known[link_owner].name if link_owner in known else somebody
    return _(
        "%(name)s earns when you buy here, and so does %(other)s, whose link led you. The price is "
        "the same."
    ) % {"name": first, "other": other}


def label_of_order(resold: OrderResaleView | None) -> str:
    """What an order's page and mails say of who earns by it; '' for an ordinary order."""
    if resold is None:
        return ""
    if resold.mode == "wholesale":
        return _("Bought to be sold on, at the wholesale price.")
    known = cards([resold.reseller])
    name = known[resold.reseller].name if resold.reseller in known else _("A member")
    if resold.is_own:
        return _("Bought by %(name)s or her household on her own page: nobody earns by it.") % {
            "name": name
        }
    return label(resold.reseller, resold.link_owner)
