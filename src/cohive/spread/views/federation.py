"""What other servers may read: actors, notes, collections, WebFinger, NodeInfo. No cookie, no form.

Everything here is public, so nobody has to sign for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cohive.bond.queries import circle_by_slug, place
from cohive.bridges.federation import documents
from cohive.bridges.federation.documents import CONTENT_TYPE
from cohive.spread import federating
from cohive.spread.federated_notes import our_note
from cohive.spread.models import FederatedActor, FederatedPost
from cohive.spread.queries import federation as queries
from cohive.words.refusals import Missing, Refused

NOBODY = "Nobody of this name can be followed here."
RESOURCE_CHARACTERS_MAX = 600
WIDE_OPEN = {"Access-Control-Allow-Origin": "*"}


@require_safe
@cache_control(public=True, max_age=300)
def webfinger(request: HttpRequest) -> HttpResponse:
    """Which actor stands behind acct:name@host, or behind the address of a page. Two queries."""
    resource = request.GET.get("resource", "")
    if not 0 < len(resource) <= RESOURCE_CHARACTERS_MAX:
        raise Refused("Ask for a resource, such as acct:name@host.")
    found = _resource(resource)
    if found is None or not found.is_on:
        raise Missing(NOBODY)
    row = _actor_row(found.agent)
    shown = federating.described(row)
    document = documents.webfinger(
        f"acct:{found.handle}@{federating.host()}",
        actor=found.url,
        page=federating.base() + (shown.path if shown else "/"),
    )
    return _json(document, "application/jrd+json")


def _resource(resource: str) -> queries.ActorView | None:
    scheme, _, rest = resource.partition(":")
    if scheme == "acct":
        handle, _, host = rest.removeprefix("@").rpartition("@")
        return queries.actor_called(handle) if host.lower() == federating.host() else None
    named = federating.named(resource)
    if named is not None and named.kind == "actors":
        return queries.federated_actor(named.id)
    if not resource.startswith(f"{federating.base()}/") and resource != federating.base():
        return None
    return _behind(unquote(urlsplit(resource).path))


def _behind(path: str) -> queries.ActorView | None:
    """The actor whose page has this path."""
    here = place()
    if path in ("", "/"):
        return queries.federated_actor(here.agent) if here else None
    parts = path.strip("/").split("/")
    circle = circle_by_slug(parts[1]) if parts[0] == "circles" and len(parts) == 2 else None
    return queries.federated_actor(circle.agent) if circle else None


@require_safe
@cache_control(public=True, max_age=3600)
def host_meta(_request: HttpRequest) -> HttpResponse:
    """Where WebFinger is asked."""
    if not queries.is_federating():
        raise Missing(NOBODY)
    return HttpResponse(
        documents.host_meta(federating.base()), content_type="application/xrd+xml; charset=utf-8"
    )


@require_safe
@cache_control(public=True, max_age=3600)
def nodeinfo_links(_request: HttpRequest) -> HttpResponse:
    """Where this server is described."""
    if not queries.is_federating():
        raise Missing(NOBODY)
    return _json(documents.nodeinfo_links(federating.base()), "application/json")


@require_safe
@cache_control(public=True, max_age=3600)
def nodeinfo(_request: HttpRequest) -> HttpResponse:
    """What this server is; counts what can be followed, never members."""
    actors = [each for each in queries.federated_actors() if each.is_on]
    here = place()
    if not actors or here is None:
        raise Missing(NOBODY)
    document = documents.nodeinfo(
        version=version("cohive"),
        name=here.name,
        users=len(actors),
        posts=queries.count_posts(),
    )
    kind = 'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"'
    return _json(document, kind)


@require_safe
@cache_control(public=True, max_age=60)
def actor(_request: HttpRequest, agent: UUID) -> HttpResponse:
    """One of ours, with its public key."""
    shown = federating.our_actor(_actor_row(agent))
    if shown is None:
        raise Missing(NOBODY)
    return _json(documents.actor_document(shown))


@require_safe
def outbox(request: HttpRequest, agent: UUID) -> HttpResponse:
    """What one of ours said to everybody: the count, and pages of twenty, the newest first."""
    _actor_row(agent)
    here = f"{federating.actor_url(agent)}/outbox"
    if "page" not in request.GET:
        total = queries.count_posts(agent)
        return _json(documents.collection(here, total=total, first=f"{here}?page=true"))
    before = request.GET.get("before", "")
    try:
        mark = UUID(before) if before else None
    except ValueError:
        raise Missing(NOBODY) from None
    rows = queries.outbox(agent, before=mark)
    shown = rows[: queries.OUTBOX_A_PAGE]
    more = len(rows) > len(shown)
    return _json(
        documents.collection_page(
            f"{here}?page=true" + (f"&before={mark}" if mark else ""),
            part_of=here,
            items=[_created(row) for row in shown],
            following=f"{here}?page=true&before={shown[-1].id}" if more else "",
        )
    )


def _created(row: FederatedPost) -> dict[str, Any]:
    said = our_note(row)
    to, cc = documents.addressed(said)
    document = documents.activity(
        "Create",
        id=f"{said.id}#create",
        actor=said.author,
        object=documents.note_document(said, alone=False),
        to=to,
        cc=cc,
        at=said.published_at,
    )
    del document["@context"]
    return document


@require_safe
def followers(_request: HttpRequest, agent: UUID) -> HttpResponse:
    """How many follow; who they are is nobody's business."""
    _actor_row(agent)
    here = f"{federating.actor_url(agent)}/followers"
    return _json(documents.collection(here, total=queries.count_followers(agent)))


@require_safe
def following(_request: HttpRequest, agent: UUID) -> HttpResponse:
    """Whom it follows: nobody."""
    _actor_row(agent)
    here = f"{federating.actor_url(agent)}/following"
    return _json(documents.collection(here, total=0, items=[]))


@require_safe
def featured(_request: HttpRequest, agent: UUID) -> HttpResponse:
    """What stands on top of its page elsewhere: nothing yet."""
    _actor_row(agent)
    here = f"{federating.actor_url(agent)}/featured"
    return _json(documents.collection(here, total=0, items=[]))


@require_safe
def note(_request: HttpRequest, post: UUID) -> HttpResponse:
    """Something one of ours said to everybody; 410 with a tombstone once it was taken back."""
    row = (
        FederatedPost.objects.select_related("actor", "answers__remote")
        .filter(id=post, is_public=True, actor__is_on=True)
        .first()
    )
    if row is None:
        raise Missing("There is no such post.")
    if row.withdrawn_at is not None:
        gone = documents.tombstone(federating.post_url(row.id))
        return _json({"@context": "https://www.w3.org/ns/activitystreams", **gone}, status=410)
    return _json(documents.note_document(our_note(row)))


def _actor_row(agent: UUID) -> FederatedActor:
    row = FederatedActor.objects.filter(agent=agent, is_on=True).first()
    if row is None:
        raise Missing(NOBODY)
    return row


def _json(
    document: Mapping[str, Any], kind: str = CONTENT_TYPE, *, status: int = 200
) -> HttpResponse:
    return JsonResponse(
        document,
        content_type=kind,
        status=status,
        headers=WIDE_OPEN,
        json_dumps_params={"ensure_ascii": False},
    )
