"""From complaint to idea to release to thanks: asked first, nothing lost, everyone told once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohive.bond import operations as bond
from cohive.bond.queries import cards, place
from cohive.care import jobs, jobs_thanks, operations, queries
from cohive.care.models import (
    Concern,
    Conversation,
    Dispatch,
    ListeningSource,
    Mention,
    Message,
    Voice,
)
from cohive.care.operations import Sender
from cohive.create import operations as create
from cohive.create import queries as made
from cohive.create.events.products import ProductOnSale
from cohive.journal.models import Act
from cohive.journal.operations import record
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused
from tests.care.conftest import signed_in

pytestmark = pytest.mark.django_db

TITLE, TEXT = "A tag that can be untied", "Tie the tag with a knot instead of a plastic loop."
SECRET = "The tag tore my collar. I live at 3 Quay Street."


def asked(talk: UUID, by: UUID, at: datetime) -> UUID:
    return operations.ask_voice(conversation=talk, title=TITLE, text=TEXT, by=by, at=at)


def link_of(text: str) -> str:
    found = re.search(r"(/voice/\S+)", text)
    assert found
    return found.group(1)


def sent() -> list[str]:
    """Send what is queued, whatever day a test is at; the words of each."""
    Dispatch.objects.update(next_at=datetime(2020, 1, 1, tzinfo=UTC))
    for message in Message.objects.filter(kind="out", out__state="queued").order_by("at", "id"):
        jobs.send_answer(message.id)
    return [one.body for one in mail.outbox]


def wish(wrote: Callable[..., UUID], name: str, text: str, **named: object) -> UUID:
    sender = Sender("mail", f"{name}@home.example", name.title())
    return wrote(text, sender=sender, **named)


def test_who_wrote_is_asked_first_and_her_yes_makes_the_idea_hers(wrote, team, now) -> None:
    talk = wrote(SECRET)
    voice = asked(talk, team.mei, now)
    assert made.ideas() == []
    (body,) = sent()
    assert TITLE in body
    assert TEXT in body
    link = link_of(body)
    stranger = Client()
    page = stranger.get(link).content.decode()
    assert "May it become an idea?" in page
    assert Voice.objects.get().consent == "asked"  # opening it answers nothing
    refused = signed_in(team.mei).post(link, {"consent": "named"})
    assert refused.status_code == 422  # whoever asked sees the link too, and cannot use it
    assert stranger.post(link, {"consent": "named"}).status_code == 302
    (idea,) = made.ideas()
    row = Voice.objects.get(id=voice)
    assert (row.consent, row.agent_id) == ("named", idea.author)
    assert cards([idea.author])[idea.author].name == "Lotte Smit"
    assert cards([idea.author])[idea.author].state == "unclaimed"
    kinds = list(Act.objects.filter(kind__startswith="care.").values_list("kind", flat=True))
    for kind in ("care.voice.joined", "care.voice.asked", "care.voice.answered"):
        assert kinds.count(kind) == 1, kind
    shown = stranger.get(idea.url).content.decode()
    assert "From complaint to thanks" in shown
    assert "Quay Street" not in shown  # not a private word of the message
    claim = stranger.post(link, {"do": "claim"})
    assert claim.status_code == 302
    assert "/claim" in claim["Location"]


def test_quoted_only_if_she_agrees_and_not_any_more_when_she_says_so(wrote, team, now) -> None:
    talk = wrote("The plastic loop tore a thread.")
    voice = asked(talk, team.mei, now)
    operations.answer_voice(voice=voice, consent="yes", may_quote=True, at=now)
    (idea,) = made.ideas()
    assert "tore a thread" in Client().get(idea.url).content.decode()
    assert "Lotte" not in Client().get(idea.url).content.decode()
    operations.stop_quoting(voice=voice, at=now)
    assert "tore a thread" not in Client().get(idea.url).content.decode()


def test_a_no_makes_nothing_public_and_ends_the_asking(wrote, team, now) -> None:
    voice = asked(wrote(SECRET), team.mei, now)
    operations.answer_voice(voice=voice, consent="no", may_quote=True, at=now)
    assert made.ideas() == []
    assert Concern.objects.get().state == "declined"
    assert Voice.objects.get().may_quote is False
    with pytest.raises(Refused):
        operations.answer_voice(voice=voice, consent="yes", may_quote=False, at=now)


def test_a_member_is_its_author_as_herself(team, now) -> None:
    talk = operations.receive(
        channel="place", remote_id="n1", text="The tag is a nuisance.",
        sender=Sender("member", team.noor.hex, "Noor", team.noor), by=team.noor, at=now,
    ).conversation  # fmt: skip
    operations.answer_voice(
        voice=asked(talk, team.sana, now), consent="yes", may_quote=False, at=now
    )
    (idea,) = made.ideas()
    assert idea.author == team.noor


def test_a_stranger_cannot_ask_and_a_forged_link_opens_nothing(wrote, team, now) -> None:
    talk = wrote()
    with pytest.raises(Forbidden):
        asked(talk, team.noor, now)
    assert Client().get("/voice/forged:word/").status_code == 404
    assert Client().get("/desk/ideas/").status_code == 302
    assert signed_in(team.noor).get("/desk/ideas/").status_code == 403
    assert signed_in(team.noor).get(f"/desk/inbox/{talk}/idea/").status_code == 403


@pytest.fixture
def five(wrote, team, now) -> UUID:
    """Lotte's complaint is an idea; Deer, Jan and a public post stand behind it; Noor's joined."""
    voice = asked(wrote(SECRET), team.mei, now)
    operations.answer_voice(voice=voice, consent="named", may_quote=False, at=now)
    concern = Voice.objects.get(id=voice).concern_id
    deer = wish(wrote, "deer", "标签的塑料扣把领子勾坏了", language="zh-hans")
    operations.join_conversation(conversation=deer, concern=concern, by=team.mei, at=now)
    jan = operations.receive(
        channel="form", remote_id="jan", sender=Sender("link", "jan", "Jan"), text="Tags!", at=now
    ).conversation
    operations.join_conversation(conversation=jan, concern=concern, by=team.mei, at=now)
    source = ListeningSource.objects.create(
        kind="file", name="reviews", address="x", next_at=now, added_at=now
    )
    post = Mention.objects.create(
        source=source, remote_id="1", text="tags tear", mood="cross", at=now, heard_at=now
    )
    operations.join_mention(mention=post.id, concern=concern, by=team.mei, at=now)
    other = create.make_idea(
        post=None, title="A reef knot", text="Everybody can untie it.", by=team.noor, at=now
    )
    followed = operations.follow_idea(idea=other, by=team.mei, at=now)
    operations.join_concerns(taken=followed, into=concern, by=team.mei, at=now)
    return concern


def test_when_ideas_are_joined_no_voice_is_lost_and_parting_gives_each_her_own(
    five, team, now
) -> None:
    view = queries.concern(five)
    assert len(view.voices) == 5
    assert [one.title for one in view.joined] == ["A reef knot"]
    noor = next(voice for voice in view.voices if voice.agent == team.noor)
    other = made.ideas()[0]
    page = Client().get(other.url).content.decode()
    assert "joined to another one" in page
    operations.part_concern(concern=view.joined[0].id, by=team.mei, at=now)
    assert len(queries.concern(five).voices) == 4
    assert [voice.id for voice in queries.concern(view.joined[0].id).voices] == [noor.id]
    with pytest.raises(Refused):
        operations.part_concern(concern=five, by=team.mei, at=now)


def test_on_release_each_is_told_once_in_her_channel_and_language(five, team, now, hear) -> None:
    sent()
    mail.outbox.clear()
    with pytest.raises(Forbidden):
        operations.release_concern(concern=five, what="A knot", by=team.mei, at=now)
    later = now + timedelta(days=100)
    deer = Conversation.objects.get(language="zh-hans")
    operations.move_conversation(conversation=deer.id, to="done", by=team.mei, at=now)
    said = {"concern": five, "what": "every tag is tied with a knot", "by": team.ruben, "at": later}
    assert operations.release_concern(**said)
    assert not operations.release_concern(**said)
    for _again in range(3):
        jobs_thanks.thank(at=later)
    told = {one.to[0]: one.body for one in mail.outbox} | {}
    bodies = sent()
    told = {one.to[0]: one.body for one in mail.outbox}
    assert sorted(told) == ["deer@home.example", "lotte@home.example"]
    assert len(bodies) == 2
    assert "every tag is tied with a knot" in told["lotte@home.example"]
    assert "It began with you and 4 others." in told["lotte@home.example"]
    deer.refresh_from_db()
    assert deer.state == "done"  # as it stood before, and nobody's
    views = {voice.name or voice.agent: voice for voice in queries.concern(five).voices}
    assert views["Lotte Smit"].thanks == views["Deer"].thanks == "told"
    assert (views["Jan"].thanks, views["Jan"].why) == ("untellable", "page")
    assert (views[team.noor].thanks, views[team.noor].why) == ("told", "notice")
    assert sorted(voice.why for voice in views.values()) == [
        "mail", "mail", "notice", "page", "public",
    ]  # fmt: skip
    assert Act.objects.filter(kind="care.voice.thanked").count() == 5
    notices = signed_in(team.noor).get("/notices/").content.decode()
    assert notices.count("is here now") == 1
    season = queries.season(at=later)
    assert (season.released, season.told, season.to_tell) == (1, 3, 5)


def test_an_idea_joined_after_the_release_has_its_voices_told_too(five, team, wrote, now) -> None:
    operations.release_concern(concern=five, what="A knot", by=team.ruben, at=now)
    jobs_thanks.thank(at=now)
    late = asked(wish(wrote, "late", "My tag too"), team.mei, now)
    operations.answer_voice(voice=late, consent="yes", may_quote=False, at=now)
    taken = Voice.objects.get(id=late).concern_id
    with pytest.raises(Refused):
        operations.join_concerns(taken=five, into=taken, by=team.mei, at=now)
    operations.join_concerns(taken=taken, into=five, by=team.mei, at=now)
    jobs_thanks.thank(at=now)
    assert Voice.objects.get(id=late).thanks == "told"


def test_who_has_two_voices_is_told_once(wrote, team, now) -> None:
    voice = asked(wrote("one"), team.mei, now)
    operations.answer_voice(voice=voice, consent="yes", may_quote=False, at=now)
    concern = Voice.objects.get().concern_id
    second = wrote("two", refers_to=())
    operations.join_conversation(conversation=second, concern=concern, by=team.mei, at=now)
    operations.release_concern(concern=concern, what="A knot", by=team.ruben, at=now)
    jobs_thanks.thank(at=now)
    assert sorted(Voice.objects.values_list("thanks", flat=True)) == ["elsewhere", "told"]


def test_erasing_her_takes_her_words_out_and_she_is_not_written_to(five, team, now) -> None:
    voice = Voice.objects.get(consent="named")
    person = voice.conversation.correspondent_id
    hers = cards([voice.agent_id])[voice.agent_id].name
    assert hers not in ("", "Someone who wrote to us")
    operations.forget_person(person=person, by=team.ruben, at=now)
    assert "Quay Street" not in str([one.text for one in queries.concern(five).voices])
    card = cards([voice.agent_id])[voice.agent_id]
    assert (card.name, card.state) == ("Someone who wrote to us", "unclaimed")
    idea = queries.concern(five).idea
    page = Client().get(idea.url).content.decode()
    assert "Someone who wrote to us" in page
    assert Act.objects.filter(kind="bond.member.unnamed").count() == 1
    operations.release_concern(concern=five, what="A knot", by=team.ruben, at=now)
    jobs_thanks.thank(at=now)
    voice.refresh_from_db()
    assert (voice.thanks, voice.why) == ("untellable", "erased")


def test_a_product_that_comes_from_the_idea_releases_it_when_it_goes_on_sale(
    five, team, now, hear
) -> None:
    idea = queries.concern(five).idea
    product = create.create_product(
        title="Shirt with a knot", slug="knot", price=Money(4800, "EUR"), tax_rate=place().tax_rate,
        by=team.ruben, at=now,
    )  # fmt: skip
    create.add_stage_source(
        product=product, stage="idea", kind="idea", object=idea.id, weight=1, by=team.ruben, at=now
    )
    for _twice in range(2):  # as `create.put_on_sale` says it
        record(
            ProductOnSale(product, idea.id), by=team.ruben, at=now,
            object_kind="product", object=product,
        )  # fmt: skip
        hear(now)
    view = queries.concern(five)
    assert view.state == "released"
    assert view.product.id == product
    jobs_thanks.thank(at=now)
    sent()
    hers = [one for one in mail.outbox if one.to == ["lotte@home.example"]]
    told = [one.body for one in hers if "now it is" in one.body]
    assert len(told) == 1
    assert "Shirt with a knot" in told[0]
    assert Act.objects.filter(kind="care.concern.released").count() == 1


def test_the_pages_open_and_ask_a_known_number_of_queries(five, team, now) -> None:
    mei, ruben = signed_in(team.mei), signed_in(team.ruben)
    for path in ("/desk/ideas/", f"/desk/ideas/{five}/"):
        assert mei.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked_for:
        assert mei.get(f"/desk/ideas/{five}/").status_code == 200
    assert len(asked_for) <= 24, len(asked_for)
    heard = Mention.objects.get().id
    Voice.objects.filter(kind="mention").delete()
    assert mei.post(f"/desk/ideas/{five}/mention", {"mention": heard}).status_code == 302
    assert Voice.objects.filter(kind="mention").count() == 1
    refused = ruben.post(f"/desk/ideas/{five}/release", {"what": ""})
    assert refused.status_code == 422
    assert ruben.post(f"/desk/ideas/{five}/release", {"what": "A knot"}).status_code == 302
    jobs_thanks.thank(at=now)
    page = ruben.get(f"/desk/ideas/{five}/").content.decode()
    for words in ("Lotte Smit received", "no address left", "3 of 5 told"):
        assert words in page, words


def test_turned_into_an_idea_from_the_conversation_by_forms(wrote, team, now) -> None:
    talk = wrote()
    mei = signed_in(team.mei)
    assert "Turn into an idea" in mei.get(f"/desk/inbox/{talk}/").content.decode()
    way = f"/desk/inbox/{talk}/idea/"
    assert mei.get(way).status_code == 200
    assert mei.post(way, {"title": "", "text": ""}).status_code == 422
    assert mei.post(way, {"title": TITLE, "text": TEXT}).status_code == 302
    again = wish(wrote, "deer", "me too")
    concern = Concern.objects.get().id
    assert mei.post(f"/desk/inbox/{again}/idea/", {"concern": str(concern)}).status_code == 302
    assert Voice.objects.count() == 2
    assert mei.post(f"/desk/inbox/{again}/idea/", {"concern": str(concern)}).status_code == 422


def test_what_a_stranger_brings_in_by_a_typed_address_is_nobody_elses(team, now) -> None:
    """Her key is her row, never the address she typed: a claim link must not open another's."""
    known = bond.make_unclaimed(name="Victim", key="victim@x.example", by=team.ruben, at=now)
    talk = operations.receive(
        channel="form", remote_id="v", text="Tags!", at=now,
        sender=Sender("typed", "victim@x.example", "Victim Two"),
    ).conversation  # fmt: skip
    voice = asked(talk, team.mei, now)
    operations.answer_voice(voice=voice, consent="yes", may_quote=False, at=now)
    assert Voice.objects.get(id=voice).agent_id != known
