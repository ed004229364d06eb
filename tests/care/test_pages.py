"""The pages: who may open them, how many queries they ask, and what they do without a script."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohive.bond.queries import everything_of
from cohive.care import jobs, operations, queries
from cohive.care.models import Conversation, Dispatch, Message
from cohive.care.operations import Sender
from tests.care.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_only_those_who_answer_open_the_inbox(wrote, team) -> None:
    talk = wrote()
    assert Client().get("/desk/inbox/").status_code == 302
    for path in ("/desk/inbox/", f"/desk/inbox/{talk}/", "/desk/inbox/settings/"):
        assert signed_in(team.noor).get(path).status_code == 403, path
    assert signed_in(team.mei).get(f"/desk/inbox/{talk}/").status_code == 200
    assert signed_in(team.mei).get("/desk/inbox/settings/").status_code == 403
    assert signed_in(team.ruben).get("/desk/inbox/settings/").status_code == 200


def test_the_list_asks_seven_queries(team, now) -> None:
    # the place; the user; who looks; a page of lines; labels; counts and first-answer times; who
    # has them: seven. A steward's frame asks for the badges of reports and of applications too.
    for n in range(40):
        talk = operations.receive(
            channel="mail", remote_id=f"{n}@x", sender=Sender("mail", f"p{n}@x.example", f"P {n}"),
            text=f"Message {n}", at=now + timedelta(minutes=n),
        ).conversation  # fmt: skip
        operations.assign(conversation=talk, to=team.sana, by=team.sana, at=now)
    for who, most in ((team.mei, 7), (team.ruben, 9)):
        browser = signed_in(who)
        browser.get("/desk/inbox/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = browser.get("/desk/inbox/")
        assert answer.status_code == 200
        assert len(asked) <= most, [one["sql"][:120] for one in asked]
    page = queries.inbox(queries.Filter(), viewer=team.mei)
    rest = queries.inbox(queries.Filter(), viewer=team.mei, cursor=page.next)
    ids = [line.id for line in (*page.lines, *rest.lines)]
    assert len(set(ids)) == len(ids) == 40
    assert browser.get("/desk/inbox/?after=forged").status_code == 400


def test_answer_note_label_hand_over_sleep_and_done_by_forms(wrote, team, now, hear) -> None:
    talk = wrote()
    label = operations.make_label(name="size", tone="warn", by=team.mei, at=now)
    mei = signed_in(team.mei)
    base = f"/desk/inbox/{talk}"
    seen = Message.objects.get().id
    steps = [
        ("note", {"text": "She is a regular."}),
        ("label", {"label": label, "do": "on"}),
        ("assign", {"to": team.sana}),
        ("answer", {"text": "Send it back.", "seen": seen}),
        ("move", {"to": "1d"}),
        ("move", {"to": "done"}),
    ]
    for step, given in steps:
        assert mei.post(f"{base}/{step}", given).status_code == 302, step
    page = mei.get(f"{base}/").content.decode()
    assert "write so that she may read it" in page
    for words in ("She is a regular.", "size", "Send it back.", "Sana Iqbal"):
        assert words in page
    assert Conversation.objects.get(id=talk).state == "done"
    jobs.send_answer(Message.objects.get(kind="out").id)
    assert len(mail.outbox) == 1
    refused = mei.post(f"{base}/answer", {"text": "", "seen": seen})
    assert refused.status_code == 422
    assert "Write something first." in refused.content.decode()


def test_what_is_said_of_a_note_is_true(team, now) -> None:
    signed_in(team.noor).post("/write/", {"text": "May I help?"})
    talk = Conversation.objects.get().id
    said = signed_in(team.mei).post(
        f"/desk/inbox/{talk}/note", {"text": "She is a regular."}, follow=True
    )
    assert "gets it when she asks for what is held about her" in said.content.decode()
    held = everything_of(team.noor)["inbox"]["messages"]
    assert [each["text"] for each in held] == ["May I help?", "She is a regular."]


def test_an_answer_written_once_is_filled_in_where_it_is_used(wrote, team, now) -> None:
    talk = wrote()
    operations.keep_canned_answer(
        title="Size", text="Dear {name}, {me} of {place}.", language="", by=team.mei, at=now
    )
    page = signed_in(team.mei).get(f"/desk/inbox/{talk}/?use=1").content.decode()
    assert "\nDear Lotte Smit, Mei Qiao of Night Ferry.</textarea>" in page


def test_an_answer_written_once_stands_below_what_was_begun(wrote, team, now) -> None:
    talk = wrote()
    operations.keep_canned_answer(
        title="Size", text="Measure it flat.", language="", by=team.mei, at=now
    )
    operations.save_draft(conversation=talk, text="About your shirt:", by=team.mei, at=now)
    page = signed_in(team.mei).get(f"/desk/inbox/{talk}/?in=mine&use=1").content.decode()
    assert "About your shirt:\n\nMeasure it flat.</textarea>" in page
    assert "?in=mine&amp;use=1#answer" in page


def test_what_is_pasted_or_spoken_is_kept_as_a_draft_too(wrote, team) -> None:
    page = signed_in(team.mei).get(f"/desk/inbox/{wrote()}/").content.decode()
    assert 'hx-trigger="input changed delay:3s"' in page  # no key goes up for these


def test_a_stranger_writes_reads_the_answer_by_her_link_and_goes_on(team, now) -> None:
    stranger = Client()
    answer = stranger.post("/write/", {"name": "Lotte", "email": "l@home.example", "text": "Hi"})
    assert answer.status_code == 302
    link = answer["Location"]
    talk = Conversation.objects.get()
    assert talk.channel == "form"
    message = operations.write_answer(conversation=talk.id, text="Hello L", by=team.sana, at=now)
    operations.write_note(conversation=talk.id, text="secret note", by=team.sana, at=now)
    jobs.send_answer(message)
    assert mail.outbox[0].to == ["l@home.example"]
    assert link in mail.outbox[0].body
    page = stranger.get(link).content.decode()
    assert "Hello L" in page
    assert "secret note" not in page
    assert stranger.post(link, {"text": "Thanks"}).status_code == 302
    assert Conversation.objects.count() == 1
    assert Conversation.objects.get().state == "open"
    assert stranger.get(link[:-2] + "x/").status_code == 404


def test_without_an_address_the_answer_waits_on_the_page(team, now) -> None:
    Client().post("/write/", {"text": "Anonymous"})
    talk = Conversation.objects.get()
    message = operations.write_answer(conversation=talk.id, text="Hello", by=team.sana, at=now)
    jobs.send_answer(message)
    assert Dispatch.objects.get().state == "sent"
    assert mail.outbox == []


def test_a_member_writes_under_her_name_and_finds_it_again(team, now) -> None:
    noor = signed_in(team.noor)
    noor.post("/write/", {"text": "May I help?"})
    talk = Conversation.objects.get()
    assert (talk.channel, talk.correspondent.member_id) == ("place", team.noor)
    assert "May I help?" in noor.get("/write/mine/").content.decode()


def test_machines_and_floods_are_stopped(team) -> None:
    assert Client().post("/write/", {"text": "Buy", "trap": "x"}).status_code == 422
    answers = [Client().post("/write/", {"text": f"n {n}"}).status_code for n in range(12)]
    assert answers == [302] * 10 + [422] * 2


def test_the_widget_may_stand_in_any_frame_and_nothing_else_may(team, now) -> None:
    page = Client(enforce_csrf_checks=True)
    shown = page.get("/widget/")
    assert "frame-ancestors *" in shown["Content-Security-Policy"]
    assert "X-Frame-Options" not in shown
    assert "frame-ancestors 'none'" in page.get("/write/")["Content-Security-Policy"]
    sign = shown.content.decode().split('name="sign" value="')[1].split('"')[0]
    sent = page.post("/widget/", {"text": "From afar", "sign": sign})
    assert sent.status_code == 200
    assert Conversation.objects.get().channel == "widget"
    assert page.post("/widget/", {"text": "Forged", "sign": "x"}).status_code == 422
    operations.set_inbox_rules(
        promise_hours=24, retention_days=365, has_widget=True,
        widget_origins="https://shop.example/", by=team.ruben, at=now,
    )  # fmt: skip
    policy = page.get("/widget/")["Content-Security-Policy"]
    assert "frame-ancestors https://shop.example" in policy


def test_a_file_leaves_only_as_an_attachment(wrote, team) -> None:
    talk = wrote(attachments=[operations.Piece("x.html", "text/html", b"<script>1</script>")])
    file = queries.messages(talk)[0].files[0]
    answer = signed_in(team.mei).get(f"/desk/inbox/{talk}/file/{file.id}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert signed_in(team.noor).get(f"/desk/inbox/{talk}/file/{file.id}").status_code == 403
    answer.close()
