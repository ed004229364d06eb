import pytest
from django.utils import translation

from cohive.look.talk import talk, talk_line


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_nothing_a_member_writes_is_markup():
    html = talk('<script>alert(1)</script> & "quotes"')
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;quotes&#34;</p>"


def test_blank_lines_part_paragraphs_and_line_ends_stay():
    assert talk("one\r\ntwo\n\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>"
    assert talk("   \n ") == ""


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("see https://a.example/b.", "https://a.example/b", "."),
        ("(https://a.example/x_(y))", "https://a.example/x_(y)", ")"),
        ("看 https://a.example/路。好", "https://a.example/", "路。好"),
        ("http://a.example?q=1&r=2!", "http://a.example?q=1&amp;r=2", "!"),
    ],
)
def test_addresses_become_links_without_the_sentences_signs(text, address, rest):
    html = talk(text, "en")
    assert f'href="{address}" rel="nofollow ugc noopener noreferrer"' in html
    assert html.endswith(f"</a>{rest}</p>")


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/x"])
def test_other_schemes_stay_text(text):
    assert "<a" not in talk(text)


def test_an_address_cannot_break_out_of_its_attribute():
    html = talk('https://a.example/"onmouseover="x')
    assert 'href="https://a.example/"' in html
    assert 'onmouseover="x' not in html.replace("&#34;", "'")


def test_text_in_another_language_says_so():
    assert talk("字距") == '<p lang="zh">字距</p>'
    assert talk("Groeten", "nl") == '<p lang="nl">Groeten</p>'
    assert talk("Hello", "en") == "<p>Hello</p>"
    with translation.override("zh-hans"):
        assert talk("Hello") == '<p lang="en">Hello</p>'
        assert talk("字距") == "<p>字距</p>"


def test_a_line_for_a_title_has_no_link_and_no_breaks():
    assert talk_line("one\n https://a.example  <i>") == "one https://a.example &lt;i&gt;"
