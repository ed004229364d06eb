"""Every room's templates speak the design system's language, and nothing of theirs runs inline."""

import re
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment

from cohive.look import icons
from cohive.look.catalogue import PACKAGE

TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
STANDALONE = {"statement_plain.html", "report.html"}
"""Files that are handed over and opened from a disk: they bring their own style."""
PAGES = [
    file
    for file in TEMPLATES
    if "mail" not in file.relative_to(PACKAGE).parts and file.name not in STANDALONE
]


def environment() -> Environment:
    return next(engine.env for engine in engines.all() if hasattr(engine, "env"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_template_uses_only_macros_and_icons_that_exist(file: Path):
    source = file.read_text()
    env = environment()
    env.parse(source)
    macros = env.get_template("look/macros/all.html").module
    unknown = {name for name in re.findall(r"\bui\.(\w+)", source) if not hasattr(macros, name)}
    unknown |= set(re.findall(r'icon(?:_name=|\()"([\w-]+)"', source)) - set(icons.names())
    assert unknown == set()


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_page_has_nothing_inline_that_the_policy_forbids(file: Path):
    source = file.read_text()
    assert not re.search(
        r"<script(?![^>]*(?:\bsrc=|application/json))", source
    )  # data does not run
    assert "<style" not in source
    assert not re.search(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)=", source)
    assert not re.search(r"hx-vals=[\"']js:|javascript:", source)
