"""What following an idea adds to earlier pages: the conversation's aside, the idea's own page."""

from __future__ import annotations

from django.http import HttpRequest
from markupsafe import Markup

from cohive.bond.queries import cards
from cohive.care import queries
from cohive.care.channel_names import CHANNEL_NAMES
from cohive.care.queries import ConversationView
from cohive.create.queries import IdeaView
from cohive.look.pages import rendered


def of_conversation(request: HttpRequest, talk: object) -> Markup | None:
    """“Turn into an idea”, or what it became; the answer as a help page. One SQL query."""
    if not isinstance(talk, ConversationView) or talk.state == "forgotten":
        return None
    data = {"talk": talk, "known": queries.concerns_of_conversation(talk.id)}
    return rendered(request, "care/parts/turn_into_idea.html", data)


def of_idea(request: HttpRequest, idea: object) -> Markup | None:
    """From complaint to thanks, without a private word. One SQL query where nobody complained."""
    found = queries.concern_of_idea(idea.id) if isinstance(idea, IdeaView) else None
    if found is None:
        return None
    agents = {voice.agent for voice in found.voices if voice.agent}
    data = {
        "concern": found,
        "cards": cards(agents),
        "channel_names": CHANNEL_NAMES,
        "quoted": [voice for voice in found.voices if voice.may_quote and voice.text],
        "shown_idea": idea,
    }
    return rendered(request, "care/parts/idea_thread.html", data)


def head_of_idea(request: HttpRequest, idea: object) -> Markup | None:
    """The style of the thread."""
    if not isinstance(idea, IdeaView):
        return None
    return rendered(request, "care/parts/track_style.html", {})
