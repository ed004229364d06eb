"""The translating machine from the environment: it wins over what a steward wrote."""

from __future__ import annotations

import os

DEFAULT = "cohive.bridges.translation.libretranslate.LibreTranslate"


def translation_settings() -> dict[str, str]:
    """COHIVE_TRANSLATOR names a class; COHIVE_TRANSLATION_ADDRESS and _KEY where it stands."""
    return {
        "translator": os.environ.get("COHIVE_TRANSLATOR", "") or DEFAULT,
        "address": os.environ.get("COHIVE_TRANSLATION_ADDRESS", ""),
        "key": os.environ.get("COHIVE_TRANSLATION_KEY", ""),
    }
