"""Seeding what is made: works with their lineage, ideas, challenges, scores, decisions."""

from __future__ import annotations

from datetime import timedelta

from cohive.create import operations as create
from cohive.create.queries import current_terms, idea_by_number
from cohive.house.demo.making import (
    ARCHIVE,
    BRIEFS,
    PIECES,
    SCORES,
    SHIRT_CHOICE,
    SHIRT_YES,
    Brief,
    Piece,
)
from cohive.house.demo.story import Story

WOULD_BUY_FROM = 4
IDEA_61_YES = (
    "Yes: the sheet of 1961 is free, and Mei has drawn it anew. It goes on paper first; on cloth "
    "when somebody shows us how."
)


def seed_works(story: Story) -> None:
    """Challenges open and works come in, in the order of their days."""
    title, holder, when = ARCHIVE[0], ARCHIVE[1], ARCHIVE[2]
    story.works["archive"] = create.cite_source(
        title=title,
        holder=holder,
        by=story.people["ruben"],
        at=story.time.on(*when),
    )
    steps: list[tuple[tuple[int, int, int, int], Brief | Piece]] = [
        *((brief.opens, brief) for brief in BRIEFS),
        *((piece.at, piece) for piece in PIECES),
    ]
    for _, step in sorted(steps, key=lambda pair: pair[0]):
        if isinstance(step, Brief):
            _open(story, step)
        else:
            _submit(story, step)


def _open(story: Story, brief: Brief) -> None:
    story.challenges[brief.key] = create.open_challenge(
        title=brief.title,
        brief=brief.text,
        opens_at=story.at(brief.opens),
        closes_at=story.at(brief.closes),
        voting_closes_at=story.at(brief.voting_closes),
        decides=brief.decides,
        circle=story.circles[brief.circle],
        by=story.people[brief.by],
        at=story.at(brief.opens) - timedelta(hours=1),
        lang="en",
    )


def _submit(story: Story, piece: Piece) -> None:
    story.works[piece.key] = create.submit_work(
        title=piece.title,
        picture=story.picture(piece.picture),
        makers=story.makers(piece.makers),
        parents=[(story.works[p.work], p.weight, p.credit) for p in piece.parents],
        challenge=story.challenges[piece.challenge] if piece.challenge else None,
        accepts_terms=True,
        lang=piece.language,
        by=story.people[piece.by],
        at=story.at(piece.at),
    )
    for key, _ in piece.makers:
        if key != piece.by:
            _also_accept(story, key, piece)


def _also_accept(story: Story, key: str, piece: Piece) -> None:
    """A co-maker accepts the standing terms herself, an hour later."""
    terms = current_terms()
    assert terms is not None  # noqa: S101 - founding published them
    at = story.at(piece.at) + timedelta(hours=1)
    create.accept_terms(terms=terms.id, by=story.people[key], at=at)


def seed_ideas(story: Story) -> None:
    """Three ideas: two that became the shirt, one that waits for its answer."""
    create.make_idea(
        post=story.posts["quay.pocket"],
        title="Print the tide table again, small enough for a pocket",
        makers=story.makers((("lan", 1), ("ruben", 1))),
        by=story.people["ruben"],
        at=story.at((9, 23, 9, 0)),
        number=61,
    )
    create.make_idea(
        post=story.posts["shirt"],
        title="A shirt you can read the tide on",
        makers=story.makers((("lan", 2), ("teo", 1), ("kit", 1))),
        by=story.people["lan"],
        at=story.at((10, 5, 12, 0)),
        number=88,
    )
    create.make_idea(
        post=story.posts["raincoat"],
        title="A raincoat that admits it is raining",
        makers=story.makers((("lan", 2), ("xiaoman", 1))),
        by=story.people["lan"],
        at=story.at((11, 5, 10, 0)),
        number=94,
    )
    for number, moment in ((61, (9, 30, 17, 0)), (88, (10, 9, 17, 0))):
        found = idea_by_number(number)
        assert found is not None  # noqa: S101 - it was just made
        create.decide(
            about_kind="idea",
            about=found.id,
            outcome="yes",
            reason=SHIRT_YES if number == 88 else IDEA_61_YES,
            by=story.people["ruben"],
            at=story.at(moment),
        )


def seed_scores(story: Story) -> None:
    """Everybody scores what she saw; the closed challenge is counted and decided."""
    for key, works in SCORES.items():
        brief = next(brief for brief in BRIEFS if brief.key == key)
        for work, given in works.items():
            for number, (who, value) in enumerate(given.items()):
                create.score_work(
                    work=story.works[work],
                    value=value,
                    would_buy=value >= WOULD_BUY_FROM,
                    by=story.people[who],
                    at=story.at(brief.closes) + timedelta(minutes=10 + 7 * number),
                )
        if story.at(brief.voting_closes) < story.time.seeded_at:
            closed_at = story.at(brief.voting_closes) + timedelta(minutes=1)
            create.count_votes(challenge=story.challenges[key], by=story.place.agent, at=closed_at)
    create.decide(
        about_kind="challenge",
        about=story.challenges["tide"],
        outcome="yes",
        chosen=story.works["harbours"],
        reason=SHIRT_CHOICE,
        by=story.people["jonas"],
        at=story.at((10, 13, 21, 0)),
    )
