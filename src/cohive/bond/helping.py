"""Helping each other, as a rule a tier can be earned by."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohive.bond.earning import EarningRule
from cohive.bond.models import Commitment


def _words(count: int) -> str:
    return ngettext(
        "Can be earned: %(num)s thing done for another member within a year",
        "Can be earned: %(num)s things done for other members within a year",
        count,
    ) % {"num": count}


def _helped(since: datetime, until: datetime) -> Counter[UUID]:
    """Who did how many things for others that both said were done. One SQL query."""
    rows = Commitment.objects.filter(state="done", ended_at__gt=since, ended_at__lte=until)
    return Counter(rows.values_list("provider_id", flat=True))


HELPED = EarningRule("helped", _("Things done for other members"), _words, _helped)
