from django.template import engines
from markupsafe import Markup

from cohive.look import slots


def greets(_request, subject):
    return Markup("<p>hello {}</p>").format(subject)


def stays_silent(_request, _subject):
    return None


def comes_first(_request, _subject):
    return Markup("<p>first</p>")


def test_a_slot_shows_every_answer_in_order_and_no_silence(rf):
    slots.fill("member.profile", greets, 20)
    slots.fill("member.profile", stays_silent, 15)
    slots.fill("member.profile", comes_first, 10)
    html = slots.filled("member.profile", rf.get("/"), "<Mei>")
    assert html == "<p>first</p>\n<p>hello &lt;Mei&gt;</p>"


def test_filling_twice_shows_once(rf):
    slots.fill("member.profile", comes_first)
    slots.fill("member.profile", comes_first)
    assert slots.filled("member.profile", rf.get("/")) == "<p>first</p>"


def test_a_slot_nobody_fills_is_empty(rf):
    slots.fill("other", comes_first)
    assert slots.filled("member.profile", rf.get("/")) == ""
    assert slots.names() == ["other"]


def test_a_page_opens_a_slot_by_name(rf):
    slots.fill("member.profile", greets)
    template = engines.all()[0].env.from_string('{{ slot("member.profile", who) }}')
    assert template.render(request=rf.get("/"), who="Mei") == "<p>hello Mei</p>"
