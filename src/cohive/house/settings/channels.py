"""Keys of channels from the environment: they win over what a steward wrote."""

from __future__ import annotations

import json
import os


def channel_keys() -> dict[str, dict[str, str]]:
    """COHIVE_CHANNELS: a JSON object of objects, by the channels' ids."""
    given = json.loads(os.environ.get("COHIVE_CHANNELS", "") or "{}")
    return {str(channel): dict(fields) for channel, fields in given.items()}
