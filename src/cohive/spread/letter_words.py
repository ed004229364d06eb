"""What pages say of letters in a campaign: what they did beyond what would have happened anyway."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cohive.engine.holding_out import Compared
from cohive.look import formats
from cohive.spread.queries.campaign_letters import LetterResult

PER = 100


def letter_words(result: LetterResult) -> str:
    """What a letter did, in one sentence; what is waited for before it can be told."""
    until = result.letter.until
    if until is None:
        return _("Nobody waits by lot, so what would have happened without it cannot be told.")
    if not result.is_known:
        return _(
            "The shop does not know who bought what this campaign is about. Let the next one be "
            "about a product or the whole place."
        )
    if result.compared is None:
        return _("It can be told on %(day)s, when those who wait by lot get it too.") % {
            "day": formats.moment(until)
        }
    return _compared(result.compared)


def _compared(found: Compared) -> str:
    if found.difference is None:
        return _("Too few to tell: fewer than ten readers on one side.")
    low, high = PER * found.difference.low, PER * found.difference.high
    if found.says == "more":
        return _(
            "The letter brought between %(low)s and %(high)s buyers for each hundred readers, "
            "beyond those who would have bought anyway."
        ) % {"low": _figure(low), "high": _figure(high)}
    if found.says == "fewer":
        return _(
            "Of a hundred readers between %(low)s and %(high)s fewer bought than of those who "
            "waited."
        ) % {"low": _figure(-high), "high": _figure(-low)}
    return _(
        "Too few to tell: for each hundred readers, between %(low)s fewer and %(high)s more buyers "
        "than without it."
    ) % {"low": _figure(-low), "high": _figure(high)}


def sides_words(found: Compared) -> str:
    """The counts of both sides."""
    return _(
        "Told at once: %(told_hits)s of %(told)s bought. Waited by lot: %(held_out_hits)s of "
        "%(held_out)s."
    ) % {
        "told_hits": formats.number(found.told_hits),
        "told": formats.number(found.told),
        "held_out_hits": formats.number(found.held_out_hits),
        "held_out": formats.number(found.held_out),
    }


def _figure(value: float) -> str:
    return f"{value:.1f}"
