"""Rendering a part of a page, for slots and htmx answers."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup


def rendered(request: HttpRequest, template: str, data: Mapping[str, object]) -> Markup:
    """The template as markup, with everything a page knows."""
    return Markup(render_to_string(template, dict(data), request))  # noqa: S704 - escaped inside
