"""Seeding what became of a complaint, what is still asked, and the answers that became pages."""

from __future__ import annotations

from datetime import timedelta

from cohive.care import operations as care
from cohive.care import queries
from cohive.create import operations as create
from cohive.create.queries import idea_by_number
from cohive.house.demo.help_words import PAGES, Page
from cohive.house.demo.inbox_talk import IDEA, IDEA_ANSWER, IDEA_RELEASED, SECOND_IDEA
from cohive.house.demo.story import Story

RAINCOAT = 94


def seed_thanks(story: Story) -> None:
    """One complaint on its whole way, one idea that is asked about, one that is followed."""
    _tag(story)
    care.ask_voice(
        conversation=story.talks["pickup"],
        title=SECOND_IDEA[0],
        text=SECOND_IDEA[1],
        by=story.people["lan"],
        at=story.at((11, 21, 21, 5)),
    )
    raincoat = idea_by_number(RAINCOAT)
    assert raincoat is not None  # noqa: S101 - seeded before
    care.follow_idea(idea=raincoat.id, by=story.people["lan"], at=story.at((11, 19, 10, 0)))
    for page in PAGES:
        _page(story, page)


def _tag(story: Story) -> None:
    """Three wrote of the loop and one posted it; the tag is tied now, and all three know."""
    sana, ruben = story.people["sana"], story.people["ruben"]
    asked_at = story.at((11, 13, 17, 0))
    voice = care.ask_voice(
        conversation=story.talks["loop"], title=IDEA[0], text=IDEA[1], by=sana, at=asked_at
    )
    idea = care.answer_voice(
        voice=voice, consent="named", may_quote=True, at=asked_at + timedelta(hours=2)
    )
    found = queries.voice(voice)
    assert found is not None and idea is not None  # noqa: S101, PT018 - she said yes
    joined = care.join_conversation(
        conversation=story.talks["loop2"],
        concern=found.concern,
        by=sana,
        at=story.at((11, 14, 9, 0)),
    )
    care.ask_joined(voice=joined, by=sana, at=story.at((11, 14, 9, 10)))
    care.answer_voice(voice=joined, consent="yes", may_quote=True, at=story.at((11, 14, 19, 0)))
    care.join_conversation(
        conversation=story.talks["loop3"],
        concern=found.concern,
        by=story.people["lan"],
        at=story.at((11, 14, 9, 30)),
    )
    care.join_mention(
        mention=story.talks["heard"],
        concern=found.concern,
        by=sana,
        at=story.at((11, 15, 9, 0)),
    )
    create.decide(
        about_kind="idea",
        about=idea,
        outcome="yes",
        reason=IDEA_ANSWER,
        by=ruben,
        at=story.at((11, 16, 9, 0)),
    )
    released_at = story.at((11, 21, 17, 30))
    care.release_concern(concern=found.concern, what=IDEA_RELEASED, by=ruben, at=released_at)
    care.note_makers(at=released_at)
    for waiting in care.waiting_voices():
        care.thank_voice(voice=waiting, at=released_at + timedelta(minutes=2))


def _page(story: Story, page: Page) -> None:
    question = None
    if page.talk:
        said = queries.messages(story.talks[page.talk])
        question = next(each.id for each in said if each.kind == "in")
    made = care.publish_answer(
        title=page.versions[0].title,
        text=page.versions[0].text,
        language=page.versions[0].language,
        question=question,
        asks=page.asker is not None,
        by=story.people[page.versions[0].by],
        at=story.at(page.versions[0].at),
    )
    if page.asker is not None:
        care.answer_asker(
            page=made,
            agrees=page.asker,
            at=story.at(page.versions[0].at) + timedelta(hours=1),
        )
    for version in page.versions[1:]:
        care.improve_page(
            page=made,
            language=version.language,
            title=version.title,
            text=version.text,
            note=version.note,
            by=story.people[version.by],
            at=story.at(version.at),
        )
    for number in range(page.useful + page.not_useful):
        care.note_useful(page=made, is_useful=number < page.useful)
