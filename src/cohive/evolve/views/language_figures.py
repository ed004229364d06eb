"""Words of its own, nearness of newcomers, and whether there is a core: in words and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from cohive.evolve.views.figures import Figure
from cohive.look import formats

Data = Mapping[str, Any]
SOON_WEEKS: Final = 4


def words(language: Data | None) -> list[tuple[object, ...]]:
    """Each word of its own: since when, how many used it after four weeks, and how many now."""
    return [
        (formats.tongue(word), first, soon, now) for word, first, soon, now in words_told(language)
    ]


def words_told(language: Data | None) -> list[tuple[str, str, str, str]]:
    """The same as plain text."""
    if not language:
        return []
    return [
        (
            one["word"],
            formats.day(date.fromisoformat(one["first"])),
            formats.number(_soon(one["adoption"])),
            formats.number(one["authors"]),
        )
        for one in language["coined"]
    ]


def _soon(adoption: Sequence[Sequence[Any]]) -> int:
    """People who had used it by the end of the fourth week, the week of its first use included."""
    weeks = [(date.fromisoformat(monday), int(people)) for monday, people in adoption]
    until = weeks[0][0] + timedelta(weeks=SOON_WEEKS)
    return max(people for monday, people in weeks if monday < until)


def nearness(language: Data | None) -> str:
    """Whether newcomers' language comes nearer, in a sentence."""
    if not language:
        return _("Words are counted with the next figures.")
    near = language["closeness"]
    if near["slope"] is None or near["low"] is None:
        return _(
            "Whether newcomers come nearer to the community's language cannot be told: it takes"
            " ten people with two longer posts each (here %(n)s)."
        ) % {"n": formats.number(near["n"])}
    sentence = (
        _("Newcomers come nearer to the community's language with each post, by %(bits)s bits a"
          " word (%(low)s to %(high)s; %(n)s people).")
        if near["high"] < 0
        else _("Whether newcomers come nearer to the community's language cannot be told:"
               " %(bits)s bits a word with each post (%(low)s to %(high)s; %(n)s people).")
    )  # fmt: skip
    return sentence % {
        "bits": f"{near['slope']:+.3f}",
        "low": f"{near['low']:+.3f}",
        "high": f"{near['high']:+.3f}",
        "n": formats.number(near["n"]),
    }


def words_definition() -> str:
    """How words of its own and nearness are counted."""
    return _(
        "Read are posts in the circles, without those of the staff; never private messages. A word"
        " of its own is used three times as often as in the first quarter of the posts, more"
        " surely than chance would have it (log-odds with a prior, Monroe et al. 2008), by five"
        " people or more; words of names are left out. Chinese is counted in pairs of signs."
        " Nearness: how surprising the first thirty words of a post are to all others of that"
        " month (cross-entropy, in bits a word: fewer bits are closer; Danescu-Niculescu-Mizil et"
        " al. 2013)."
    )


def core(found: Data | None) -> Figure:
    """Whether there is a core, against what chance brings."""
    title = _("A core and its rim")
    if not found or found["low"] is None:
        return Figure(title, _("cannot be told"), _("It takes ten people with ties."))
    numbers = {"people": formats.number(found["people"]), "n": formats.number(found["n"])}
    if found["fit"] > found["high"]:
        value = _("more than chance")
        meaning = _(
            "Nearly all ties touch a core of %(people)s of %(n)s people: fewer pass it by than the"
            " number of everybody's ties would bring by itself."
        )
    elif found["fit"] < found["low"]:
        value = _("less than chance")
        meaning = _(
            "More ties pass the core by than the number of everybody's ties would bring by itself:"
            " the others are tied among themselves. The core would be %(people)s of %(n)s people."
        )
    else:
        value = _("as chance has it")
        meaning = _(
            "No more of a core than the number of everybody's ties brings by itself. The best one"
            " has %(people)s of %(n)s people."
        )
    return Figure(title, value, meaning % numbers, _core_definition(found))


def _core_definition(found: Data) -> str:
    return _(
        "How well the ties fit the picture that everybody is tied to the core and nobody else"
        " (a correlation, −1 to 1; Borgatti and Everett 1999): here %(fit)s. Where everybody has"
        " as many ties as here, but tied at random, it lies between %(low)s and %(high)s in 95 of"
        " 100. Some core is always found; only the comparison says something."
    ) % {name: f"{found[name]:.2f}" for name in ("fit", "low", "high")}
