"""What this half of the room puts into the pages of earlier rooms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from cohive.bond.queries import PostView
from cohive.create import queries
from cohive.create.queries import IdeaView
from cohive.create.views.showing import shown
from cohive.look import slots
from cohive.look.addresses import address as url
from cohive.look.icons import icon
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of

LATEST = 5
PROFILE_WORKS = 8
KEPT = "_create_ideas"
"""Where a request keeps the ideas of the thread it shows."""
ACTION = Markup('<a class="btn quiet small" href="{}">{} {}</a>')
"""Not a template: it stands under every post of a page."""


def register() -> None:
    """Fill the slots of threads, circles and profiles."""
    slots.fill("thread.post.actions", post_action, order=50)
    slots.fill("circle.aside", circle_making, order=50)
    slots.fill("member.profile", made_works, order=40)


def post_action(request: HttpRequest, post: PostView) -> Markup | None:
    """“Make this an idea” below a post, or the idea it became. One SQL query a page."""
    idea = _ideas_of_page(request, post.root).get(post.id)
    if post.is_withdrawn or (idea is None and viewer_of(request) is None):
        return None
    address = idea.url if idea else url("create:make-idea", post=post.id)
    label = _("Idea %(number)s") % {"number": idea.number} if idea else _("Make this an idea")
    return ACTION.format(address, icon("lightbulb"), label)


def circle_making(request: HttpRequest, circle: UUID) -> Markup | None:
    """A circle's running challenges and its latest ideas."""
    now = timezone.now()
    running = [view for view in queries.running_challenges(at=now) if view.circle == circle]
    ideas = queries.ideas(circle=circle, limit=LATEST)
    if not running and not ideas:
        return None
    data = {"challenges": [(view, view.phase(now)) for view in running], "ideas": ideas}
    return rendered(request, "create/slots/circle.html", data)


def made_works(request: HttpRequest, agent: UUID) -> Markup | None:
    """The latest works of a member on her page."""
    works = queries.works_of_maker(agent, limit=PROFILE_WORKS)
    if not works:
        return None
    return rendered(request, "create/slots/profile.html", {"works": shown(works)})


def _ideas_of_page(request: HttpRequest, thread: UUID) -> dict[UUID | None, IdeaView]:
    """The ideas of a whole thread, asked for once per request and not once per post."""
    known: dict[UUID, dict[UUID | None, IdeaView]] = getattr(request, KEPT, {})
    if thread not in known:
        known[thread] = {idea.post: idea for idea in queries.ideas_of_thread(thread)}
        setattr(request, KEPT, known)
    return known[thread]
