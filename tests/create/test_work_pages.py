"""Pages of works: handing in, the gallery, one work, its picture."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cohive.create import operations, queries
from cohive.create.models.works import Work
from cohive.words.ids import new_id
from tests.create.conftest import drawing
from tests.create.test_voting_pages import text_of

SUBMIT = "/works/new/"
CREDIT = "Your lines taught me to print thin."


def upload(name="tide.png", colour="navy"):
    content = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def filled(**more):
    return {
        "key": str(new_id()),
        "picture": upload(),
        "title": "Two Harbours",
        "text": "",
        "keep": "1/2",
        "ask": "1/4",
        "maker-0": "Anouk",
        "maker-weight-0": "1",
        "accepts_terms": "on",
        "is_mine": "on",
        **more,
    }


def test_a_work_is_handed_in_with_a_real_picture(cast, challenge, clock, as_member):
    client = as_member(cast.anouk)
    call = queries.challenge(challenge)
    page = client.get(f"{SUBMIT}?challenge={call.slug}")
    assert "For “The same tide, not on white”" in text_of(page)
    answer = client.post(
        f"{SUBMIT}?challenge={call.slug}",
        filled(**{"maker-1": "lin", "maker-weight-1": "2"}),
    )
    assert answer.status_code == 302
    view = queries.work_by_slug("two-harbours")
    assert answer.url == view.url
    assert dict(view.makers) == {cast.anouk: 1, cast.lin: 2}
    assert (view.card.ask, view.card.challenge) == (Fraction(1, 4), challenge)
    assert (view.card.picture.width, view.card.picture.height) == (64, 48)
    assert client.get(view.card.picture.url)["Content-Type"] == "image/webp"
    assert client.get(view.url).status_code == 200


def test_the_same_form_sent_twice_is_one_work(cast, clock, as_member):
    client, key = as_member(cast.anouk), str(new_id())
    first = client.post(SUBMIT, filled(key=key))
    second = client.post(SUBMIT, filled(key=key, picture=upload()))
    assert (first.status_code, first.url) == (302, second.url)
    assert Work.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "required"),
        ({"picture": ""}, "Choose a picture"),
        ({"picture": SimpleUploadedFile("a.png", b"not a picture")}, "picture"),
        ({"maker-0": ""}, "at least one person"),
        ({"maker-0": "Nobody"}, "Nobody here is called"),
        ({"maker-1": "Anouk"}, "named twice"),
        ({"maker-weight-0": "0"}, "whole number from 1"),
        ({"maker-weight-0": "half"}, "is not a weight"),
        ({"keep": "1/9"}, "valid choice"),
        ({"ask": "2"}, "valid choice"),
        ({"is_mine": ""}, "may hand it in"),
        ({"accepts_terms": ""}, "read and accept them"),
        ({"key": "x"}, "valid UUID"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    cast, clock, as_member, change, said
):
    answer = as_member(cast.anouk).post(SUBMIT, filled(**change))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Work.objects.exists()


def test_a_picture_that_is_too_large_is_refused_in_words(cast, clock, as_member):
    large = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * (25 * 1024 * 1024 + 1))
    answer = as_member(cast.anouk).post(SUBMIT, filled(picture=large))
    assert answer.status_code == 422
    assert re.search(r"25 M", text_of(answer))
    assert not Work.objects.exists()


def test_a_closed_challenge_takes_nothing(cast, challenge, clock, as_member):
    call = queries.challenge(challenge)
    clock(call.closes_at)
    answer = as_member(cast.anouk).post(f"{SUBMIT}?challenge={call.slug}", filled())
    assert answer.status_code == 422
    assert "closed on" in text_of(answer)
    assert not Work.objects.exists()
    assert as_member(cast.anouk).get(f"{SUBMIT}?challenge=nothing").status_code == 404


def test_a_remix_stays_in_the_challenge_while_it_is_open(cast, challenge, clock, submit, as_member):
    call = queries.challenge(challenge)
    work = queries.work(submit(cast.mei, "Lamp", challenge=challenge))
    client = as_member(cast.anouk)
    assert f"challenge={call.slug}" in client.get(work.url).content.decode()
    clock(call.closes_at)
    assert f"challenge={call.slug}" not in client.get(work.url).content.decode()


def test_visitors_sign_in_before_they_hand_in(clock, cast, client):
    assert client.get(SUBMIT).status_code == 302
    assert client.post(SUBMIT, filled()).status_code == 302
    assert not Work.objects.exists()


def test_parents_are_chosen_and_over_asking_is_explained(cast, clock, submit, as_member):
    half = submit(cast.mei, "Half", ask=Fraction(1, 2))
    quarter = submit(cast.hanna, "Quarter", ask=Fraction(1, 4))
    client = as_member(cast.noor)
    page = text_of(client.get(f"{SUBMIT}?parent={half}&parent={quarter}&parent=nonsense"))
    assert "Together they ask more than a work here passes on" in page
    assert "Half 1/3 , Quarter 1/6" in page
    assert "You keep 1/2" in page
    assert "To Mei, about “Half”" in page
    sent = filled(
        **{"maker-0": "Noor", "parent": [str(half), str(quarter)], f"credit-{half}": CREDIT}
    )
    refused = client.post(SUBMIT, sent)
    assert refused.status_code == 422
    assert "what you took from “Quarter”" in text_of(refused)
    assert CREDIT in text_of(refused)
    sent |= {f"credit-{quarter}": CREDIT, "picture": upload()}
    assert client.post(SUBMIT, sent).status_code == 302
    view = queries.work_by_slug("two-harbours")
    assert {parent.work.id for parent in view.parents} == {half, quarter}
    shown = text_of(client.get(view.url))
    assert "Credit, in their words" in shown
    assert "Half 1/3 asked 1/2 , Quarter 1/6 asked 1/4" in shown
    assert CREDIT in shown


def test_an_unknown_parent_or_weight_is_refused(cast, clock, submit, as_member):
    parent = submit(cast.mei, "Half")
    client = as_member(cast.noor)
    lost = str(new_id())
    for more in (
        {"parent": [lost], f"credit-{lost}": CREDIT},
        {"parent": [str(parent)], f"credit-{parent}": CREDIT, f"weight-{parent}": "99"},
        {"parent": [str(parent)], f"credit-{parent}": CREDIT, f"weight-{parent}": "0"},
    ):
        answer = client.post(SUBMIT, filled(**{"maker-0": "Noor", **more}))
        assert answer.status_code == 422
    assert Work.objects.count() == 1


def test_works_are_found_by_title_while_choosing(cast, clock, submit, as_member):
    submit(cast.mei, "Low tide timetable")
    submit(cast.mei, "Gulls")
    client = as_member(cast.noor)
    page = text_of(client.get(f"{SUBMIT}?q=timetable"))
    assert "Low tide timetable" in page
    assert "Gulls" not in page
    assert "No other work has “whale”" in text_of(client.get(f"{SUBMIT}?q=whale"))


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "-1", ""])
def test_a_way_back_that_is_no_page_here_leads_to_the_form(cast, clock, as_member, away):
    sent = {"title": "Sheet", "holder": "Archive", "next": away}
    answer = as_member(cast.mei).post("/works/outside/new/", sent)
    assert answer.status_code == 302
    assert answer.url.startswith(f"{SUBMIT}?parent=")


def test_a_source_from_outside_comes_back_as_a_parent(cast, clock, as_member, client):
    member, url = as_member(cast.mei), "/works/outside/new/"
    assert client.post(url, {"title": "Sheet", "holder": "Archive"}).status_code == 302
    assert member.get(f"{url}?next=/works/new/").status_code == 200
    refused = member.post(url, {"title": "Sheet", "holder": ""})
    assert refused.status_code == 422
    answer = member.post(
        url, {"title": "Getijtafel 1961", "holder": "City archive", "next": "https://evil.example/"}
    )
    source = Work.objects.get()
    assert answer.url == f"/works/new/?parent={source.id}"
    assert "has no maker here to thank" in text_of(member.get(answer.url))
    page = text_of(member.get(queries.work(source.id).url))
    assert "It is named by what grew from it" in page


def test_the_gallery_costs_at_most_six_queries(
    cast, clock, submit, as_member, django_assert_num_queries, now
):
    for n in range(26):
        submit(cast.mei, f"Work {n}", at=now - n * timedelta(minutes=1))
    client = as_member(cast.noor)
    # signed-in user, viewer, place, works, makers, their names
    with django_assert_num_queries(6):
        page = client.get(reverse("create:works"))
    later = re.search(r'href="(\?order=newest&amp;after=[^"]+)"', page.content.decode()).group(1)
    rest = text_of(client.get(reverse("create:works") + later.replace("&amp;", "&")))
    assert "Work 25" in rest
    assert "Work 23" not in rest
    assert client.get(f"{reverse('create:works')}?after=x").status_code == 400
    assert client.get(f"{reverse('create:works')}?order=luck").status_code == 400


def test_a_work_shows_its_family_as_drawing_and_table(cast, clock, submit, client, now):
    sheet = operations.cite_source(title="Sheet", holder="Archive", by=cast.mei, at=now)
    first = submit(cast.mei, "Tide", parents=[(sheet, 0, "")])
    second = submit(cast.noor, "Hem", parents=[(first, 1, CREDIT)])
    page = client.get(queries.work(first).url)
    assert page.content.decode().count('class="tree-node') == 6  # wide and narrow
    said = text_of(page)
    assert "3 generations, 2 people" in said
    assert "1 (named only)" in said
    assert queries.work(second).url in page.content.decode()
    assert client.get("/works/nothing-here/").status_code == 404


def test_a_picture_is_replaced_on_its_page_by_its_makers_only(
    cast, clock, submit, as_member, client
):
    view = queries.work(submit(cast.mei, "Tide"))
    url = reverse("create:replace-picture", kwargs={"slug": view.card.slug})
    assert client.post(url, {"picture": upload()}).status_code == 302
    assert as_member(cast.noor).post(url, {"picture": upload()}).status_code == 403
    mei = as_member(cast.mei)
    assert mei.get(url).status_code == 200
    assert mei.post(url, {"note": "none chosen"}).status_code == 422
    bad = mei.post(url, {"picture": SimpleUploadedFile("a.png", b"no")})
    assert bad.status_code == 422
    assert mei.post(url, {"picture": upload(), "note": "bent"}).status_code == 302
    assert len(queries.work(view.id).versions) == 2
    assert mei.post("/works/nothing/picture/", {"picture": upload()}).status_code == 404


def test_a_work_is_withdrawn_on_its_page_by_its_makers_only(cast, clock, submit, as_member, client):
    view = queries.work(submit(cast.mei, "Tide"))
    url = reverse("create:withdraw-work", kwargs={"slug": view.card.slug})
    assert client.post(url).status_code == 302
    assert as_member(cast.noor).post(url).status_code == 403
    assert queries.work(view.id).card.state == "published"
    assert as_member(cast.mei).post(url).status_code == 302
    gone = client.get(view.url)
    assert gone.status_code == 410
    assert "was withdrawn" in text_of(gone)
    assert client.get(view.card.picture.url).status_code == 404
    assert as_member(cast.mei).post("/works/nothing/withdraw/").status_code == 404


def test_a_parent_is_named_later_on_its_page(cast, clock, submit, as_member, client):
    first, second = submit(cast.mei, "Tide", ask=None), submit(cast.noor, "Hem")
    url = reverse("create:name-parent", kwargs={"slug": "hem"})
    sent = {"parent": str(first), "weight": "1", "credit": CREDIT}
    assert client.post(url, sent).status_code == 302
    assert as_member(cast.mei).post(url, sent).status_code == 403
    noor = as_member(cast.noor)
    assert "Tide" in text_of(noor.get(url))
    assert noor.post(url, {**sent, "credit": ""}).status_code == 422
    assert noor.post(url, {**sent, "parent": ""}).status_code == 422
    assert noor.post(url, sent).status_code == 302
    assert queries.work(second).parents[0].work.id == first
    circle = as_member(cast.mei).post(
        reverse("create:name-parent", kwargs={"slug": "tide"}), {**sent, "parent": str(second)}
    )
    assert circle.status_code == 422
    assert "grew from “Tide” itself" in text_of(circle)
    assert noor.post("/works/nothing/parents/", sent).status_code == 404


def test_pictures_are_kept_for_good_and_only_of_what_is_shown(cast, clock, submit, client):
    view = queries.work(submit(cast.mei, "Tide"))
    answer = client.get(view.card.picture.thumb_url)
    assert answer.content.startswith(b"small")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for digest, size in (("0" * 64, "full"), ("../../etc", "full"), ("a" * 64, "huge")):
        url = f"/pictures/{digest}/{size}.webp"
        assert client.get(url).status_code == 404
    pictured = drawing("Tide").digest
    assert client.get(f"/pictures/{pictured}/huge.webp").status_code == 404
