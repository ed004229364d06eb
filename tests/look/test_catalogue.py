"""Both languages are whole: every sentence is found, translated, and has the same places."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from cohive.look import catalogue
from cohive.look.raw_text import raw_text
from cohive.look.sentences import read


def test_nothing_is_untranslated():
    assert [str(fault) for fault in catalogue.faults()] == []


@pytest.mark.parametrize(
    ("word", "others"), [("点子", ("创意", "想法", "主意")), ("联邦宇宙", ("联邦网络", "联邦社交"))]
)
def test_one_thing_has_one_word_in_chinese(word: str, others: tuple[str, ...]):
    files = [catalogue.FILE, *sorted(catalogue.PARTS.glob("*.po"))]
    assert word in catalogue.FILE.read_text(encoding="utf-8")
    assert [
        (file.name, other)
        for file in files
        for other in others
        if other in file.read_text(encoding="utf-8")
    ] == []


def test_a_refusals_sentence_is_found_as_literal_as_constant_and_in_both_branches():
    source = """
NOT_YET = "This is not open yet."
def act():
    raise Refused("Too " "late.", field="day")
    raise words.Missing(NOT_YET)
    raise Forbidden("Yours." if mine else "Not yours.")
    raise Refused(sentence_from_elsewhere)
    raise Refused(f"{x} is wrong")
    raise ValueError("for developers")
"""
    found, unreadable = read(source, Path("x.py"))
    assert [text for _line, text in found] == [
        "Too late.", "This is not open yet.", "Yours.", "Not yours.",
    ]  # fmt: skip
    assert [entry.line for entry in unreadable] == [7, 8]


def test_an_events_sentence_is_found():
    source = (
        '@event("trade.order.paid", verb=Verb.ACCEPT, sentence="%(actor)s paid.")\nclass A: ...'
    )
    assert read(source, Path("x.py"))[0] == [(1, "%(actor)s paid.")]


def test_a_sentence_imported_from_another_module_is_found():
    source = "from cohive.words.money import NOT_AN_AMOUNT\nraise Refused(NOT_AN_AMOUNT)"
    file = catalogue.PACKAGE / "look" / "x.py"
    assert read(source, file)[0] == [(2, "“%(text)s” is not an amount. Write it like 40.00.")]


def test_extraction_reads_python_templates_and_refusals():
    found = catalogue.extracted()
    for sentence in (
        "Skip to the page",  # a template
        "%(stage)s, slider",  # a macro
        "This page is not here",  # gettext in Python
        "Packaging",  # gettext_noop
        "This amount is too large to be true.",  # a refusal
    ):
        assert found.get(sentence), sentence
    assert found.get("Skip to the page").locations[0][0].startswith("src/cohive/look/templates/")


@pytest.mark.parametrize(
    ("english", "chinese", "what"),
    [
        ("%(a)s and %(b)s", "%(a)s 和 %(b)s", ""),
        ("%(a)s and %(b)s", "%(a)s", "other places than in English"),
        ("%(a)s", "%(a)s 和 %(b)s", "other places than in English"),
        ("%(a)s of 100 %%", "100% 之 %(a)s", "a bare percent sign (write %%)"),
        ("Save", "", "not translated"),
        (("%(n)s day", "%(n)s days"), ("%(n)s 天",), ""),
        (("%(n)s day", "%(n)s days"), ("天",), "other places than in English"),
    ],
)
def test_a_translation_must_have_the_same_places(english, chinese, what):
    source, known = Catalog(locale="en"), Catalog(locale="zh_Hans")
    message = source.add(english)
    known.add(english, chinese)
    assert catalogue._fault(message, known.get(english)) == what


def test_a_fuzzy_translation_is_not_enough():
    source, known = Catalog(locale="en"), Catalog(locale="zh_Hans")
    message = source.add("Save")
    known.add("Save", "保存", flags=["fuzzy"])
    assert catalogue._fault(message, known.get("Save")) == "uncertain (fuzzy)"
    assert catalogue._fault(message, None) == "not translated"


def three_sentences() -> Catalog:
    source = Catalog(project="Cohive", charset="utf-8")
    for sentence in ("Skip to the page", "%(n)s of %(m)s", ("%(n)s day", "%(n)s days")):
        source.add(sentence, None, [("src/cohive/x.py", 1)])
    return source


def test_parts_are_merged_and_their_slips_are_named(tmp_path, monkeypatch):
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "a.zh.po").write_text(
        head + 'msgid "Skip to the page"\nmsgstr "甲"\n\nmsgid "Nobody says this"\nmsgstr "乙"\n'
    )
    (tmp_path / "b.zh.po").write_text(head + 'msgid "Skip to the page"\nmsgstr "丙"\n')
    monkeypatch.setattr(catalogue, "extracted", three_sentences)
    monkeypatch.setattr(catalogue, "PARTS", tmp_path)
    monkeypatch.setattr(catalogue, "FILE", tmp_path / "django.po")
    remarks = catalogue.merge()
    merged = catalogue.translated()
    assert merged.get("Skip to the page").string == "甲"
    assert merged.get("%(n)s of %(m)s").string == ""
    assert len(merged) == 3
    assert remarks == [
        "a.zh.po: no sentence reads 'Nobody says this'",
        "b.zh.po: 'Skip to the page' is translated otherwise in a.zh.po",
    ]
    before = (tmp_path / "django.po").read_bytes()
    catalogue.merge()
    assert (tmp_path / "django.po").read_bytes() == before  # merging again changes nothing


def test_the_compiled_catalogue_speaks(tmp_path, monkeypatch):
    import gettext

    copy = tmp_path / "django.po"
    copy.write_bytes(catalogue.FILE.read_bytes())
    monkeypatch.setattr(catalogue, "FILE", copy)
    assert catalogue.compile_catalogue() > 0
    with copy.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Packaging") == "包装"


def test_a_wrong_command_ends_with_2(capsys):
    assert catalogue.main(["extrakt"]) == 2
    assert "one of: extract, merge, compile, check" in capsys.readouterr().err
    done = subprocess.run(
        [sys.executable, "-m", "cohive.look.catalogue", "extract"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("sentences\n")


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{{ _('Hello') }}</p>", []),
        ("<p>Hello {{ name }}</p>", ["Hello …"]),
        ('<img alt="A ferry"><a aria-label="{{ _("x") }}">{{ y }}</a>', ["A ferry"]),
        ("{% trans %}Hello{% endtrans %}", ["Hello"]),  # the house writes _() only
        ("<code>make run</code> 3 × {{ n }} px", []),
        ("{# a remark #}{% set words = 'not shown' %}", []),
        ('{% macro a() %} aria-label="{{ x }}-hint"{% endmacro %}', []),
        ("<script>var hello</script><svg><title>Text</title></svg>", []),
    ],
)
def test_text_outside_gettext_is_found(template, found):
    assert raw_text(template) == found
