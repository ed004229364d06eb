"""Words of its own, nearness of newcomers, and whether there is a core: in words and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def style(found: Data | None) -> list[Figure]:
    """How alike people write who talk to each other: members, and members with the staff."""
    names = {"en": _("in English"), "zh-hans": _("in Chinese")}
    return [
        _match(f"{title}, {names[one['language']]}", one[key])
        for one in (found or {"languages": ()})["languages"]
        for key, title in (
            ("among", _("Members with members")),
            ("with_staff", _("Members with staff")),
        )
    ]


def _match(title: str, found: Data) -> Figure:
    if found["mean"] is None:
        few = _("It takes ten members who wrote fifty words or more to somebody, and were written"
                " fifty back (here %(n)s; n < 10).") % {
            "n": formats.number(found["people"])
        }  # fmt: skip
        return Figure(title, _("cannot be told"), few)
    numbers = {name: f"{found[name]:.2f}" for name in ("mean", "low", "high")}
    pairs = ngettext(
        "Mean of %(num)s pair; %(people)s members.",
        "Mean of %(num)s pairs; %(people)s members.",
        found["pairs"],
    ) % {"num": formats.number(found["pairs"]), "people": formats.number(found["people"])}
    value = _("%(mean)s, from %(low)s to %(high)s") % numbers
    low, middle, high = (100 * found[name] for name in ("low", "mean", "high"))
    return Figure(title, value, pairs, "", low, middle, high)


def style_said(found: Data | None) -> list[str]:
    """Whether members write more alike among themselves than with the staff."""
    if not found or not found["languages"]:
        return [_("Nobody has yet written fifty words to somebody who wrote fifty back.")]
    names = {"en": _("In English"), "zh-hans": _("In Chinese")}
    said = []
    for one in found["languages"]:
        if one["difference"] is None:
            continue
        if one["low"] > 0:
            text = _("%(language)s members write more like each other than like the staff.")
        elif one["high"] < 0:
            text = _("%(language)s members write less like each other than like the staff.")
        else:
            text = _("%(language)s it cannot be told apart whether members write more like each"
                     " other or like the staff.")  # fmt: skip
        wide = _("Difference %(middle)s (%(low)s to %(high)s).") % {
            "middle": f"{one['difference']:+.2f}",
            "low": f"{one['low']:+.2f}",
            "high": f"{one['high']:+.2f}",
        }
        said.append(f"{text % {'language': names[one['language']]}} {wide}")
    return said


def style_definition() -> str:
    """How it is counted who writes alike."""
    return _(
        "Language style matching (Ireland and Pennebaker 2010): for each of nine classes of"
        " function words, such as pronouns and conjunctions, 1 less the difference of their parts"
        " of the words divided by their sum; the mean of the nine, 0 to 1. Compared is what two"
        " people answered each other in the circles in the last year, fifty words or more from"
        " either (of Chinese: signs). Chinese has classes of its own, particles instead of"
        " articles, so the two languages are not to be compared. The range holds 95 of 100 values"
        " when the members are drawn again, each with all her pairs. No pair is told."
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
