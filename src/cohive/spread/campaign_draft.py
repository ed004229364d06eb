"""What the composer begins with when it is opened for a campaign or for a moment."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cohive.spread.queries.campaigns import campaign


def draft_of(
    campaign_id: str, languages: Sequence[str], *, language: str = ""
) -> dict[str, object]:
    """The form's first values: where it leads and the hashtag, in `language` or in every one.

    One SQL query; an empty dict without a campaign.
    """
    found = campaign(UUID(campaign_id)) if campaign_id else None
    if found is None:
        return {}
    first: dict[str, object] = {"thing": found.thing, "link": "place"}
    chosen = [code for code in languages if code.split("-")[0] == language.split("-")[0]]
    for code in chosen if language and chosen else languages:
        first[f"text_{code}"] = f" #{found.hashtag}" if found.hashtag else ""
    return first
