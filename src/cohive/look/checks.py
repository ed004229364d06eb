"""System checks of the design system, run by `manage check` and by the tests."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import get_resolver

from cohive.look import navigation


def ways_lead_somewhere(
    app_configs: Sequence[AppConfig] | None, **_options: object
) -> list[CheckMessage]:
    """Name each navigation entry whose URL name no URL has (look.E001)."""
    del app_configs  # the registry is one for all apps
    return [
        Error(
            f"navigation entry {entry.group}/{entry.key} leads to {entry.url_name!r}, "
            "and no URL has this name",
            id="look.E001",
        )
        for entry in navigation.registered()
        if not _is_named(entry.url_name)
    ]


def _is_named(url_name: str) -> bool:
    """Whether the URL name exists, whatever arguments it wants."""
    resolver = get_resolver()
    *namespaces, name = url_name.split(":")
    for namespace in namespaces:
        if namespace not in resolver.namespace_dict:
            return False
        resolver = resolver.namespace_dict[namespace][1]
    return any(key == name for key in resolver.reverse_dict if isinstance(key, str))
