"""The ways through the place, registered by the rooms that have them.

A room calls `register(Entry(...))` in its AppConfig.ready; the frame shows what was registered and
nothing else, so that navigation never leads to a page that is not there. Groups:

- `main`: the six of the top bar and of the phone's tab bar, by `order`:
  home 10, circles 20, make 30, shop 40, money 50, desk 60
- `tools`: icon links at the right of the top bar (search, notices), with an optional `badge`
- `me`: the avatar's link; `visitor`: sign in, join (`primary=True` for the strong one)
- `foot`: the footer's links
- any other name is the sub-navigation of a main entry with that `key` ("money": where it went, my
  statement, ...), shown under the top bar on the pages of this section; where it has many entries
  they stand in `PARTS`, of which one is open
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from cohive.look.addresses import address
from cohive.look.viewers import Viewer

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Label: TypeAlias = "str | StrPromise"
"""A gettext_lazy string: navigation is registered once and read in every language."""


PARTS: dict[str, Label] = {
    "orders": _("Orders and stock"),
    "selling": _("Selling"),
    "money": _("Money and books"),
    "standing": _("How it stands"),
    "changing": _("What changes"),
    "looking": _("Asked to look at"),
    "place": _("The place"),
}
"""The parts of a long sub-navigation, by key; an entry without one stands by itself."""


def everyone(_viewer: Viewer | None) -> bool:
    """Shown to visitors and members."""
    return True


def members(viewer: Viewer | None) -> bool:
    """Shown to who is signed in."""
    return viewer is not None


def visitors(viewer: Viewer | None) -> bool:
    """Shown to who is not signed in."""
    return viewer is None


def holders(*roles: str) -> Callable[[Viewer | None], bool]:
    """Shown to who holds at least one of these roles."""
    return lambda viewer: viewer is not None and viewer.has(*roles)


def no_arguments(_viewer: Viewer | None) -> Mapping[str, object]:
    """The URL takes no arguments."""
    return {}


@dataclass(frozen=True)
class Entry:
    """One way: where it leads, what it is called, who sees it, what number stands on it.

    `about` says in one sentence what one does there; an overview shows it below the name.
    """

    group: str
    key: str
    url_name: str
    label: Label
    icon: str = ""
    order: int = 100
    shown: Callable[[Viewer | None], bool] = everyone
    badge: Callable[[Viewer | None], int] | None = None
    primary: bool = False
    arguments: Callable[[Viewer | None], Mapping[str, object]] = no_arguments
    part: str = ""
    about: Label = ""


@dataclass(frozen=True)
class Link:
    """An entry as a page shows it; `is_section` and `is_page` say where the viewer stands."""

    key: str
    url: str
    label: Label
    icon: str
    count: int
    primary: bool
    is_section: bool
    is_page: bool
    part: str = ""
    about: Label = ""


@dataclass(frozen=True)
class Part:
    """Links that stand together. One link alone is called by its own name; `is_open`: the viewer is
    on a page of it, so its links are shown.
    """

    label: Label
    links: tuple[Link, ...]
    is_open: bool

    @property
    def first(self) -> Link:
        """Where the part leads to."""
        return self.links[0]


_entries: dict[tuple[str, str], Entry] = {}


def register(*entries: Entry) -> None:
    """Add entries; the same group and key again replaces the earlier one."""
    for entry in entries:
        if entry.part and entry.part not in PARTS:
            raise ValueError(f"{entry.group}/{entry.key}: there is no part {entry.part!r}")
        _entries[entry.group, entry.key] = entry


def registered() -> list[Entry]:
    """Every entry, for checks and tests."""
    return list(_entries.values())


@dataclass
class Navigation:
    """The entries of one request, resolved when a template asks for a group."""

    request: HttpRequest
    viewer: Viewer | None
    _groups: dict[str, list[Link]] = field(default_factory=dict)

    def group(self, name: str, section: str = "") -> list[Link]:
        """The links of a group, in order; `section` names the main entry the page belongs to."""
        if name not in self._groups:
            entries = sorted(
                (entry for entry in _entries.values() if entry.group == name),
                key=lambda entry: (entry.order, entry.key),
            )
            links = [link for entry in entries if (link := self._link(entry))]
            self._groups[name] = _standing(links, section or self._section(links, name))
        return self._groups[name]

    def parts(self, name: str) -> list[Part]:
        """The links of a group by their parts, each where its first link stands."""
        found: dict[str, list[Link]] = {}
        for link in self.group(name):
            found.setdefault(link.part or f"alone: {link.key}", []).append(link)
        return [
            Part(
                label=links[0].label if len(links) == 1 else PARTS[links[0].part],
                links=tuple(links),
                is_open=any(link.is_page or link.is_section for link in links),
            )
            for links in found.values()
        ]

    def _section(self, links: list[Link], name: str) -> str:
        """The link whose address, or one of its sub-navigation, begins the page's address."""
        best, length = "", 0
        for link in links:
            below = self.group(link.key) if name == "main" else []
            for url in (link.url, *(inner.url for inner in below)):
                if len(url) > length and _is_under(self.request.path, url):
                    best, length = link.key, len(url)
        return best

    def _link(self, entry: Entry) -> Link | None:
        if not entry.shown(self.viewer):
            return None
        try:
            url = address(entry.url_name, **entry.arguments(self.viewer))
        except NoReverseMatch:  # the check look.E001 names it; a page never breaks on it
            return None
        return Link(
            key=entry.key,
            url=url,
            label=entry.label,
            icon=entry.icon,
            count=entry.badge(self.viewer) if entry.badge else 0,
            primary=entry.primary,
            is_section=False,
            is_page=url == self.request.path,
            part=entry.part,
            about=entry.about,
        )


def _standing(links: list[Link], section: str) -> list[Link]:
    """Mark the one link the page stands under."""
    return [
        Link(**{**vars(link), "is_section": True}) if link.key == section else link
        for link in links
    ]


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
