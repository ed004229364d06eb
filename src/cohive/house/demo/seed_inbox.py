"""Seeding the inbox: how the desk is arranged, what came in, what was answered."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from cohive.bond import operations as bond
from cohive.bridges.mail.keys import InboxKeys
from cohive.care import operations as care
from cohive.care import queries
from cohive.care.connections import replace_keys
from cohive.care.operations import Piece, Sender
from cohive.house.demo import practice
from cohive.house.demo.inbox_talk import CANNED, LABELS, TALKS, Talk, Turn
from cohive.house.demo.seed_elsewhere import deliver_in_the_story
from cohive.house.demo.seed_sales import hear
from cohive.house.demo.story import PICTURES, Story

DAYS, OPENS, CLOSES = range(7), 7 * 60, 22 * 60
SNOOZED_FOR = timedelta(days=2)
ANSWERED_ELSEWHERE = "It does: sixty degrees, inside out. The ink is older than your sailors."


def seed_inbox(story: Story) -> None:
    """The desk first, then every conversation in the order of its first word."""
    labels = _desk(story)
    for talk in sorted(TALKS, key=lambda talk: talk.turns[0].at):
        _tell(story, talk, labels)
    _merge(story)
    _from_elsewhere(story)


def _desk(story: Story) -> dict[str, UUID]:
    """Hours, promise, the bot, labels, answers written once; who answers besides the staff."""
    ruben, at = story.people["ruben"], story.at((11, 5, 10, 0))
    bond.grant_role(to=story.people["yusra"], role="answerer", by=ruben, at=at)
    care.set_opening_hours(hours=dict.fromkeys(DAYS, (OPENS, CLOSES)), by=ruben, at=at)
    care.set_inbox_rules(
        promise_hours=24,
        retention_days=730,
        has_widget=True,
        widget_origins="",
        by=ruben,
        at=at,
    )
    care.connect_source(
        what="telegram",
        keep=partial(replace_keys, InboxKeys(telegram_token=practice.BOT_TOKEN)),
        by=ruben,
        at=at,
    )
    for title, language, text in CANNED:
        care.keep_canned_answer(
            title=title, text=text, language=language, by=story.people["sana"], at=at
        )
    return {name: care.make_label(name=name, tone=tone, by=ruben, at=at) for name, tone in LABELS}


def _tell(story: Story, talk: Talk, labels: dict[str, UUID]) -> None:
    for number, turn in enumerate(talk.turns):
        if turn.by:
            _answer(story, talk, turn)
        else:
            _write(story, talk, turn, number)
    made, by = story.talks[talk.key], story.people["sana"]
    at = min(story.at(talk.turns[-1].at) + timedelta(minutes=5), story.time.seeded_at)
    for name in talk.labels:
        care.label(conversation=made, label=labels[name], is_on=True, by=by, at=at)
    if talk.given_to:
        care.assign(conversation=made, to=story.people[talk.given_to], by=by, at=at)
    if talk.ends:
        until = story.time.seeded_at + SNOOZED_FOR if talk.ends == "snoozed" else None
        care.move_conversation(conversation=made, to=talk.ends, by=by, at=at, until=until)


def _write(story: Story, talk: Talk, turn: Turn, number: int) -> None:
    files: tuple[Piece, ...] = ()
    if talk.file and number == 0:
        picture = (PICTURES / f"{talk.file}.webp").read_bytes()
        files = (Piece("collar.webp", "image/webp", picture),)
    came = care.receive(
        channel=talk.channel,
        remote_id=f"seed-{talk.key}-{number}",
        conversation_id=talk.writer if talk.channel == "telegram" else f"seed-{talk.key}",
        sender=_sender(story, talk),
        text=turn.text,
        subject=talk.subject,
        language=talk.language,
        attachments=files,
        order=story.orders[talk.order] if talk.order else None,
        is_automatic=talk.key == "robot",
        at=story.at(turn.at),
    )
    story.talks[talk.key] = came.conversation


def _sender(story: Story, talk: Talk) -> Sender:
    kind = {"form": "typed", "order": "link", "place": "member"}.get(talk.channel, talk.channel)
    key = {
        "order": f"seed-{talk.key}",
        "place": story.people[talk.writer].hex if talk.channel == "place" else "",
    }.get(talk.channel, talk.writer)
    member = story.people[talk.writer] if talk.channel == "place" else None
    return Sender(kind, key, talk.name, member, talk.language)


def _answer(story: Story, talk: Talk, turn: Turn) -> None:
    made, by, at = story.talks[talk.key], story.people[turn.by], story.at(turn.at)
    if turn.note:
        care.write_note(conversation=made, text=turn.text, by=by, at=at)
        return
    message = care.write_answer(conversation=made, text=turn.text, by=by, at=at)
    if turn.score:
        care.rate_answer(
            message=message, score=turn.score, comment=turn.comment, at=at + timedelta(hours=3)
        )


def _merge(story: Story) -> None:
    """Lotte wrote from two addresses: she is one person."""
    first, again = (queries.conversation(story.talks[key]) for key in ("loop", "again"))
    assert first is not None and again is not None  # noqa: S101, PT018 - told above
    care.merge_people(
        taken=again.person, into=first.person, by=story.people["sana"], at=story.at((11, 20, 13, 0))
    )


def _from_elsewhere(story: Story) -> None:
    """What was said on other servers stands in the inbox; one of the two is answered."""
    hear(story, story.at((11, 21, 22, 40)), ())
    pilar = story.people["pilar"]
    page = queries.inbox(queries.Filter(folder="all", channel="federation"), viewer=pilar)
    asked = next(line for line in page.lines if line.language.startswith("en"))
    care.write_answer(
        conversation=asked.id,
        text=ANSWERED_ELSEWHERE,
        by=pilar,
        at=story.at((11, 21, 22, 45)),
    )


def send_in_the_story(story: Story) -> None:
    """Every answer leaves: mails into the demo's own outbox, the rest to its practice networks."""
    hear(story, story.time.seeded_at, ("care.send",))
    deliver_in_the_story(story.time.seeded_at)
