"""What a post says on a channel: its text in the channel's language, link, reason, reward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cohive.bond.queries import PlaceView
from cohive.bridges.channels.messages import Outgoing, Picture


@dataclass(frozen=True)
class Words:
    """A post as it was written: `titles` and `texts` by language; `link` is a path or ''.

    `may_reward`: whoever made the link may be paid when somebody buys by it, so the post says so.
    """

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    link: str = ""
    may_reward: bool = False
    picture: Picture | None = field(default=None, repr=False)


def message_of(words: Words, *, language: str, place: PlaceView, key: str) -> Outgoing:
    """The message for a channel that speaks `language` ('' for all the post has).

    A channel whose language the post does not have gets the first one it has. The line about
    rewards is part of the text and nobody can take it off.
    """
    order = [code for code in place.languages if words.texts.get(code, "").strip()]
    chosen = [language] if language in order else order if not language else order[:1]
    parts = [words.texts[code].strip() for code in chosen]
    if words.may_reward:
        parts += [_said(code, _reward) for code in chosen]
    main = chosen[0] if chosen else ""
    titles = [words.titles.get(code, "").strip() for code in chosen]
    return Outgoing(
        text="\n\n".join(parts),
        title=next(filter(None, titles), place.name),
        link=f"{settings.ADDRESS}{words.link}" if words.link else "",
        picture=words.picture,
        language=main if len(chosen) == 1 else "",
        because=_said(main, lambda: _because(place)),
        key=key,
    )


def _said(language: str, sentence: Callable[[], str]) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        return sentence()


def _reward() -> str:
    return _("Whoever posts this may be paid if you buy through the link.")


def _because(place: PlaceView) -> str:
    return _("You see this because you follow %(place)s.") % {"place": place.name}
