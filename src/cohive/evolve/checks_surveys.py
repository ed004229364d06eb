"""What `verify` looks for in surveys."""

from __future__ import annotations

from cohive.evolve.models.answers import Participation, Response


def named_answer() -> str:
    """The survey of an answer that has a name though its survey promised none, or ''."""
    found = Response.objects.filter(member__isnull=False, wave__survey__may_join=False)
    survey = found.values_list("wave__survey_id", flat=True).first()
    return "" if survey is None else f"survey {survey} promised that no answer has a name"


def kept_participation() -> str:
    """The wave that is closed and still knows who took part, or ''."""
    wave = (
        Participation.objects.filter(wave__closed_at__isnull=False)
        .values_list("wave_id", flat=True)
        .first()
    )
    return "" if wave is None else f"wave {wave} is closed and still knows who took part"
