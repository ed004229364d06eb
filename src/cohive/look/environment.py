"""The Jinja2 environment of every page.

Templates get plain data, these globals and these filters, and cannot query. Undefined names fail
loudly (StrictUndefined), everything is escaped, sentences are translated with newstyle gettext:
`_("%(count)s people", count=n)` (a literal percent sign is `%%`).

Globals: `_ gettext ngettext pgettext npgettext url static slot ui icon said qr`
Filters: `money money_exact num number fraction percent day day_short weekday clock moment relative
when time_tag duration talk talk_line tongue said told stage`
`ui` holds all macros of `look/macros/` without an import: `{{ ui.button(_("Save")) }}`.
"""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from cohive.look import formats, slots, talk
from cohive.look.addresses import address
from cohive.look.charts.qr import qr
from cohive.look.icons import icon
from cohive.look.refusals import said, told
from cohive.look.stages import stage_key, stage_name

MACROS = "look/macros/all.html"


class Macros:
    """All macros as attributes, loaded on first use: `ui.button`, `ui.note`."""

    def __init__(self, env: Environment) -> None:
        self._environment = env

    def __getattr__(self, name: str) -> object:
        found = getattr(self._environment.get_template(MACROS).module, name)
        if not self._environment.auto_reload:  # in development a changed macro shows at once
            setattr(self, name, found)
        return found


def url(name: str, *positional: object, **named: object) -> str:
    """The address of a URL name: url("bond:circle", slug="press"); a `query` is added to it."""
    query = named.pop("query", None)
    found = address(name, *positional, **named)
    return f"{found}?{query}" if query else found


@pass_context
def slot(context: Context, name: str, subject: object = None) -> Markup:
    """Whatever later rooms put into this named place of the page."""
    return slots.filled(name, context["request"], subject)


def environment(**options: Any) -> Environment:
    """Build the environment; named in settings.TEMPLATES OPTIONS['environment']."""
    options["undefined"] = StrictUndefined  # Django would set the forgiving one
    options["autoescape"] = True
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - it is on
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        url=url, static=static, slot=slot, icon=icon, said=said, qr=qr, ui=Macros(env)
    )
    env.filters.update(
        money=formats.money,
        money_exact=formats.money_exact,
        num=formats.num,
        number=formats.number,
        fraction=formats.fraction,
        percent=formats.percent,
        day=formats.day,
        day_short=formats.day_short,
        weekday=formats.weekday,
        clock=formats.clock,
        moment=formats.moment,
        relative=formats.relative,
        when=formats.when,
        time_tag=formats.time_tag,
        duration=formats.duration,
        initials=formats.initials,
        tone=formats.tone,
        tongue=formats.tongue,
        talk=talk.talk,
        talk_line=talk.talk_line,
        said=said,
        told=told,
        stage=stage_name,
        stage_key=stage_key,
    )
    return env
