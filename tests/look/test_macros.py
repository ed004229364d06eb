"""The macros: every one has a name under `ui`, and forms say what is wrong where it is."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from jinja2 import UndefinedError

from cohive.look import icons
from cohive.look.samples import SampleForm

MACROS = Path(__import__("cohive.look", fromlist=["x"]).__file__).parent / "templates/look/macros"


def rendered(source: str, **data: object) -> str:
    return engines.all()[0].env.from_string(source).render(**data)


def test_every_macro_stands_under_ui():
    named = set(re.findall(r"{% set (\w+) =", (MACROS / "all.html").read_text()))
    defined = {
        name
        for file in MACROS.glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)\(", file.read_text())
    }
    assert named == defined


def test_a_name_that_does_not_exist_fails_loudly():
    with pytest.raises(UndefinedError):
        rendered("{{ nothing }}")
    with pytest.raises(UndefinedError):
        rendered("{{ ui.nothing() }}")
    with pytest.raises(KeyError):
        rendered('{{ icon("no-such-icon") }}')


def test_every_icon_is_a_drawing():
    assert len(icons.names()) > 80
    for name in icons.names():
        svg = icons.icon(name)
        assert 'aria-hidden="true"' in svg
        assert "<path" in svg or "<circle" in svg or "<rect" in svg or "<poly" in svg
    with pytest.raises(KeyError):
        icons.icon("../apps")


def test_a_field_is_tied_to_its_label_its_hint_and_its_errors():
    form = SampleForm({"name": "", "price": "forty"})
    html = rendered('{{ ui.field(form["name"]) }}', form=form)
    assert '<label for="id_name">Name of the circle</label>' in html
    assert 'aria-describedby="id_name-hint id_name-err" aria-invalid="true"' in html
    assert '<p class="hint" id="id_name-hint">' in html
    assert re.search(r'<div id="id_name-err"><p class="err">.*This field is required.', html)


def test_a_field_without_errors_says_nothing_of_them():
    html = rendered('{{ ui.field(form["price"]) }}', form=SampleForm({"price": "40"}))
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html
    assert 'value="40"' in html


def test_every_kind_of_widget_keeps_what_was_sent():
    form = SampleForm(
        {"name": '"><x', "price": "1", "channel": "stall", "reason": "a\n</textarea>",
         "terms": "look", "skills": ["print"], "buy": "on"}
    )  # fmt: skip
    html = rendered("{{ ui.fields(form) }}", form=form)
    assert 'value="&#34;&gt;&lt;x"' in html
    assert '<option value="stall" selected>' in html
    assert "a\n&lt;/textarea&gt;</textarea>" in html
    assert re.search(r'type="radio" name="terms" value="look" checked', html)
    assert re.search(r'type="checkbox" name="skills" value="print" checked', html)
    assert 'value="sew" checked' not in html
    assert re.search(r'id="id_buy" name="buy" value="on" checked', html)
    assert 'type="file" id="id_picture"' in html
    assert 'class="note bad"' not in html


def test_a_password_is_never_written_into_the_page():
    class Secret(forms.Form):
        word = forms.CharField(widget=forms.PasswordInput(render_value=True))

    html = rendered('{{ ui.field(form["word"]) }}', form=Secret({"word": "hunter2"}))
    assert 'type="password"' in html
    assert "hunter2" not in html


def test_the_summary_leads_to_each_field_that_has_something_to_say():
    form = SampleForm({"name": "x", "price": "forty", "channel": "shop", "reason": "y"})
    form.add_error(None, "The challenge has closed.")
    html = rendered("{{ ui.fields(form) }}", form=form)
    summary = html[html.index('class="note bad"') : html.index("</div>")]
    assert "The challenge has closed." in summary
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in html
    assert 'href="#id_price"' in summary
    assert 'href="#id_terms"' in summary


def test_a_table_folds_with_its_words_beside_each_cell():
    html = rendered(
        '{{ ui.table([{"title": "Person"}, {"title": "For"}, {"title": "Amount", "n": true,'
        ' "key": true}], [["Mei", "ink", "€1"]]) }}'
    )
    assert '<th scope="row">Mei</th>' in html
    assert '<td class="" data-l="For">ink</td>' in html
    assert '<td class="n key-n">€1</td>' in html


def test_a_proof_nests_as_deep_as_its_reasons():
    tree = [{"what": "a", "amount": "1", "below": [{"what": "b", "amount": "1",
             "below": [{"what": "c", "amount": "1", "mine": True}]}]}]  # fmt: skip
    html = rendered("{{ ui.ptree(tree) }}", tree=tree)
    assert html.count("<ul") == 3
    assert '<li class="mine"><div class="p"><span>c</span>' in html


def test_a_sentence_fills_its_places_escaped():
    assert rendered('{{ _("Hi %(name)s", name=name) }}', name="<Mei>") == "Hi &lt;Mei&gt;"
    html = rendered('{{ ngettext("%(num)s day", "%(num)s days", n) }}', n=2)
    assert html == "2 days"
