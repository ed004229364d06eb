"""The six stages in words and in colour keys, always in one order; grey for what is not shared."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _noted

from cohive.words.verbs import Stage

KEYS: dict[str, str] = {
    Stage.IDEA: "idea",
    Stage.DESIGN: "design",
    Stage.PACKAGING: "pack",
    Stage.PRODUCTION: "make",
    Stage.DISSEMINATION: "spread",
    Stage.SALE: "sale",
}
"""What `data-s` is called for each stage in the style sheets; anything else is 'rest'."""

NAMES: dict[str, str] = {
    Stage.IDEA: _noted("Idea"),
    Stage.DESIGN: _noted("Design"),
    Stage.PACKAGING: _noted("Packaging"),
    Stage.PRODUCTION: _noted("Production"),
    Stage.DISSEMINATION: _noted("Spreading"),
    Stage.SALE: _noted("Sale"),
}
REST = _noted("Not shared")


def stage_key(stage: str) -> str:
    """The `data-s` value of a stage ('rest' for what is not shared)."""
    return KEYS.get(stage, stage if stage in KEYS.values() else "rest")


def stage_name(stage: str) -> str:
    """The stage's word in the viewer's language."""
    return gettext(NAMES.get(stage, REST))
