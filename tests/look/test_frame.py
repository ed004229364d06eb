"""The frame around every page: whose it is, in which language, under which policy."""

import re

import pytest
from django.test import Client

from cohive.look import navigation, viewers
from tests.look.conftest import FERRY, MEI

PAGE = "/look/components/"


def page(client: Client, path: str = PAGE, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_a_page_renders_before_there_is_a_place(client):
    html = page(client)
    assert "<title>Components</title>" in html
    assert "<span>Cohive</span>" in html
    assert "Cohive, free software." in html


def test_a_page_carries_the_places_names_and_colour(client, seen):
    seen(place=FERRY)
    html = page(client)
    assert "<title>Components · Night Ferry</title>" in html
    assert '<span>Night Ferry <span lang="zh">夜渡</span></span>' in html
    assert 'style="--pl-ink:#23406b' in html


def test_navigation_shows_only_what_was_registered(client, seen):
    assert 'class="nav"' not in page(client)
    assert 'class="tabbar"' not in page(client)
    navigation.register(
        navigation.Entry("main", "make", "look:components", "Make", "hammer", 30),
        navigation.Entry("main", "gone", "nobody:here", "Gone", "hammer", 10),
        navigation.Entry("main", "desk", "look:components", "Desk", "inbox", 60,
                         shown=navigation.holders("maker")),
    )  # fmt: skip
    html = page(client)
    assert html.count(">Make</a>") == 2  # the top bar, and the phone's bar with its icon
    assert "Gone" not in html
    assert "Desk" not in html


def test_a_role_opens_its_entry(client, seen):
    seen(viewer=viewers.Viewer(MEI.agent_id, "Mei", "M", 1, roles=frozenset({"maker"})))
    navigation.register(
        navigation.Entry("main", "desk", "look:components", "Desk", "inbox", 60,
                         shown=navigation.holders("maker", "steward")),
    )  # fmt: skip
    assert "Desk</a>" in page(client)


def test_the_page_marks_where_it_stands(client):
    navigation.register(navigation.Entry("main", "make", "look:components", "Make", "hammer", 30))
    assert f'<a href="{PAGE}" aria-current="page">Make</a>' in page(client)


def test_a_page_stands_in_the_section_its_address_or_a_sub_entry_begins(rf):
    navigation.register(
        navigation.Entry("main", "theme", "look:theme", "Theme", "sun", 10),
        navigation.Entry("main", "tongue", "look:language", "Language", "languages", 20),
        navigation.Entry("tongue", "sheet", "look:components", "Components"),
    )

    def standing(path, section=""):
        links = navigation.Navigation(rf.get(path), None).group("main", section)
        return [link.key for link in links if link.is_section]

    assert standing("/look/theme/more/") == ["theme"]
    assert standing(PAGE + "deeper/") == ["tongue"]
    assert standing("/elsewhere/") == []
    assert standing("/elsewhere/", "theme") == ["theme"]
    html = str(navigation.Navigation(rf.get(PAGE), None).group("tongue"))
    assert "is_page=True" in html


def test_a_long_sub_navigation_opens_one_part(rf, client):
    def way(key, url_name, part=""):
        return navigation.Entry("desk", key, url_name, key.title(), order=len(key), part=part)

    navigation.register(
        navigation.Entry("main", "desk", "look:components", "Desk", "inbox", 60),
        way("week", "look:language"),
        way("sheet", "look:components", "selling"),
        way("themes", "look:theme", "selling"),
        way("lonelies", "look:language", "place"),
    )
    parts = navigation.Navigation(rf.get(PAGE), None).parts("desk")
    assert [(str(one.label), one.is_open) for one in parts] == [
        ("Week", False), ("Selling", True), ("Lonelies", False)
    ]  # fmt: skip
    shown = page(client)
    sub = shown[shown.index('class="subnav"') : shown.index("<main")]
    assert '<ul class="inner" aria-label="Selling">' in sub
    assert f'<a href="{PAGE}" aria-current="page">Sheet</a>' in sub
    assert "The place" not in sub  # one entry alone goes by its own name
    with pytest.raises(ValueError, match="no part 'nowhere'"):
        navigation.register(way("x", "look:theme", "nowhere"))


def test_notices_say_their_number_in_words_too(client, seen):
    seen(viewer=MEI)
    navigation.register(
        navigation.Entry("tools", "notices", "look:components", "Notices", "bell",
                         shown=navigation.members, badge=lambda viewer: viewer.unread_notices),
        navigation.Entry("me", "me", "look:components", "You"),
    )  # fmt: skip
    html = page(client)
    assert 'aria-label="Notices, 3 new"' in html
    assert 'aria-label="MQ, Mei Qiao, your page"' in html


def test_the_check_names_an_entry_that_leads_nowhere():
    from cohive.look.checks import ways_lead_somewhere

    navigation.register(
        navigation.Entry("main", "make", "look:components", "Make"),
        navigation.Entry("main", "gone", "look:nothing", "Gone"),
        navigation.Entry("main", "lost", "nobody:here", "Lost"),
    )
    found = ways_lead_somewhere(None)
    assert [error.id for error in found] == ["look.E001", "look.E001"]
    assert "main/gone" in found[0].msg
    assert "main/lost" in found[1].msg


@pytest.mark.parametrize(
    ("path", "headers", "cookie", "tag"),
    [
        (PAGE, {}, "", "en"),
        (PAGE, {"accept-language": "zh-CN,zh;q=0.9"}, "", "zh-Hans"),
        (PAGE, {"accept-language": "zh-CN"}, "en", "en"),
        (PAGE + "?language=zh-hans", {"accept-language": "en"}, "en", "zh-Hans"),
        (PAGE + "?language=xx", {"accept-language": "de"}, "", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_most_directly(client, path, headers, cookie, tag):
    if cookie:
        client.cookies["django_language"] = cookie
    response = client.get(path, headers=headers)
    assert f'<html lang="{tag}"' in response.content.decode()
    assert response.headers["Content-Language"] == tag


def test_a_members_language_comes_before_the_browsers(client, seen):
    seen(viewer=viewers.Viewer(MEI.agent_id, "Mei", "M", 1, language="zh-hans"))
    assert '<html lang="zh-Hans"' in page(client, **{"accept-language": "en"})


def test_a_place_of_one_language_offers_no_other(client, seen):
    seen(place=viewers.PlaceLook("Kiln", languages=("en",)))
    html = page(client, PAGE + "?language=zh-hans", **{"accept-language": "zh-CN"})
    assert '<html lang="en"' in html
    assert 'name="language"' not in html


def test_times_stand_in_the_members_zone(client, seen):
    from django.utils import timezone

    from cohive.look.middleware import LanguageMiddleware

    zones = []
    for name, place_zone in (("Asia/Shanghai", ""), ("", "Asia/Tokyo"), ("Mars/North", "")):
        seen(
            viewer=viewers.Viewer(MEI.agent_id, "Mei", "M", 1, time_zone=name),
            place=viewers.PlaceLook("Ferry", time_zone=place_zone),
        )
        from django.http import HttpResponse
        from django.test import RequestFactory

        def answer(_request):
            zones.append(timezone.get_current_timezone_name())
            return HttpResponse()

        LanguageMiddleware(answer)(RequestFactory().get("/"))
    assert zones[:2] == ["Asia/Shanghai", "Asia/Tokyo"]
    assert zones[2] not in {"Mars/North", ""}


def test_choosing_a_language_keeps_it_and_tells_whoever_stores_it(client):
    told = []
    viewers.provide(language_chosen=lambda _request, code: told.append(code))
    response = client.post(
        "/look/language/", {"language": "zh-hans", "next": PAGE + "?language=en"}
    )
    assert response.status_code == 302
    assert response.headers["Location"] == PAGE
    assert response.cookies["django_language"].value == "zh-hans"
    assert told == ["zh-hans"]
    assert '<html lang="zh-Hans"' in page(client)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_way_back_never_leads_out_of_the_place(client, target):
    for path, data in (
        ("/look/language/", {"language": "en"}),
        ("/look/theme/", {"theme": "dark"}),
    ):
        response = client.post(path, {**data, "next": target})
        assert response.headers["Location"] == "/"


def test_a_language_or_theme_that_is_not_offered_changes_nothing(client):
    assert not client.post("/look/language/", {"language": "tlh"}).cookies
    assert not client.post("/look/theme/", {"theme": "neon"}).cookies
    assert client.get("/look/theme/").status_code == 405


def test_the_theme_is_drawn_by_the_server(client):
    assert "data-theme=" not in page(client)
    client.post("/look/theme/", {"theme": "dark", "next": PAGE})
    html = page(client)
    assert 'data-theme="dark"' in html
    assert 'value="dark" aria-pressed="true"' in html
    client.cookies["theme"] = '"><script>'
    assert "data-theme=" not in page(client)


def test_the_policy_lets_nothing_run_that_is_not_ours(client):
    policy = client.get(PAGE).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "style-src-elem 'self';" in policy
    assert policy.count("unsafe") == 1
    assert "style-src-attr 'unsafe-inline'" in policy


def test_no_page_has_an_inline_script_style_or_handler(client):
    html = page(client)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "<style" not in html
    assert not re.search(r"\son\w+=", html)


def test_flashes_are_said_once_in_the_flow():
    from django.contrib.messages.storage.base import Message
    from django.template import engines

    template = engines.all()[0].env.from_string("{{ ui.flashes(messages) }}")
    html = template.render(messages=[Message(25, "Saved."), Message(40, "No <b>.")])
    assert html.count('role="status"') == 1
    assert 'class="note good"' in html
    assert "No &lt;b&gt;." in html
    assert not template.render(messages=[]).strip()
