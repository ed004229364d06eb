"""The six stages in words and in colour keys, always in one order; grey for what is not shared."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

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
    Stage.IDEA: gettext_noop("Idea"),
    Stage.DESIGN: gettext_noop("Design"),
    Stage.PACKAGING: gettext_noop("Packaging"),
    Stage.PRODUCTION: gettext_noop("Production"),
    Stage.DISSEMINATION: gettext_noop("Spreading"),
    Stage.SALE: gettext_noop("Sale"),
}
REST = gettext_noop("Not shared")


def stage_key(stage: str) -> str:
    """The `data-s` value of a stage ('rest' for what is not shared)."""
    return KEYS.get(stage, stage if stage in KEYS.values() else "rest")


def stage_name(stage: str) -> str:
    """The stage's word in the viewer's language."""
    return gettext(NAMES.get(stage, REST))
