"""What one can have done for a product, to be logged in two taps; English is the stored word.

A contribution's `what` is free text; one that is said in these very words is shown translated.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from cohive.words.verbs import Stage


@dataclass(frozen=True)
class Task:
    """A kind of work: its key in a form, its stage, its words, its sign."""

    key: str
    stage: str
    words: str
    icon: str

    @property
    def said(self) -> str:
        """The words in the viewer's language."""
        return gettext(self.words)


TASKS = (
    Task("drew", Stage.DESIGN.value, gettext_noop("Drew or lettered"), "pen-tool"),
    Task("made", Stage.PRODUCTION.value, gettext_noop("Printed or pressed"), "hammer"),
    Task("sewed", Stage.PRODUCTION.value, gettext_noop("Cut or sewed"), "shirt"),
    Task("packed", Stage.PACKAGING.value, gettext_noop("Packed parcels"), "package"),
    Task("tagged", Stage.PACKAGING.value, gettext_noop("Hang tags, labels"), "tag"),
    Task("told", Stage.DISSEMINATION.value, gettext_noop("Told people"), "megaphone"),
    Task("carried", Stage.DISSEMINATION.value, gettext_noop("Carried it somewhere"), "truck"),
    Task("stood", Stage.SALE.value, gettext_noop("Stood at a table"), "store"),
)
BY_KEY = {task.key: task for task in TASKS}
_WORDS = frozenset(task.words for task in TASKS)


def what_said(what: str) -> str:
    """What was done, translated when it is one of the ready words."""
    return gettext(what) if what in _WORDS else what
