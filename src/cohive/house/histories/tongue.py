"""Which language a terminal speaks, when there is no page and no member to ask."""

from __future__ import annotations

import os

from django.utils import translation

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order in which POSIX lets one override the other."""


def terminal_language() -> str:
    """'zh-hans' for a Chinese terminal, else 'en'."""
    named = next((value for name in VARIABLES if (value := os.environ.get(name))), "")
    return "zh-hans" if named.lower().startswith("zh") else "en"


def speak_as_the_terminal() -> str:
    """Make the terminal's language the active one; return its code."""
    code = terminal_language()
    translation.activate(code)
    return code
