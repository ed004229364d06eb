"""What we say of ourselves: actors, notes, activities, collections, WebFinger, NodeInfo.

Plain dicts for `json.dumps`, built from plain values; no database and no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from cohive.bridges.federation.activities import PUBLIC

__all__ = [
    "CONTENT_TYPE",
    "Attachment",
    "Hashtag",
    "Mention",
    "OurActor",
    "OurNote",
    "activity",
    "actor_document",
    "collection",
    "collection_page",
    "host_meta",
    "nodeinfo",
    "nodeinfo_links",
    "note_document",
    "tombstone",
    "webfinger",
]

CONTENT_TYPE = 'application/activity+json; charset="utf-8"'
_CONTEXT: list[Any] = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/v1",
    {
        "toot": "http://joinmastodon.org/ns#",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "Hashtag": "as:Hashtag",
    },
]
_NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/2.1"


@dataclass(frozen=True)
class Attachment:
    """A picture by its full address; `said` is what it shows, in words."""

    url: str
    content_type: str
    said: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Hashtag:
    """A tag without its #, and where it leads."""

    name: str
    url: str


@dataclass(frozen=True)
class Mention:
    """Whom a note is meant for, by address and handle (name@host)."""

    actor: str
    handle: str


@dataclass(frozen=True)
class OurActor:
    """One of ours as others see it. `id` and `shared_inbox` are full addresses."""

    id: str
    handle: str
    name: str
    summary: str
    page: str
    shared_inbox: str
    public_key: str
    is_group: bool
    approves_followers: bool
    published_at: datetime
    icon: Attachment | None = None

    @property
    def key_id(self) -> str:
        """What signatures name."""
        return f"{self.id}#main-key"


@dataclass(frozen=True)
class OurNote:
    """A note or an article; `contents` is HTML by language tag, the first one the main one."""

    id: str
    author: str
    kind: str
    title: str
    contents: Mapping[str, str]
    page: str
    published_at: datetime
    updated_at: datetime | None = None
    in_reply_to: str = ""
    is_public: bool = True
    attachments: Sequence[Attachment] = ()
    hashtags: Sequence[Hashtag] = ()
    mentions: Sequence[Mention] = field(default=())


def actor_document(actor: OurActor) -> dict[str, Any]:
    """The actor's document with its key."""
    document = {
        "@context": _CONTEXT,
        "id": actor.id,
        "type": "Group" if actor.is_group else "Organization",
        "preferredUsername": actor.handle,
        "name": actor.name,
        "summary": actor.summary,
        "url": actor.page,
        "inbox": f"{actor.id}/inbox",
        "outbox": f"{actor.id}/outbox",
        "followers": f"{actor.id}/followers",
        "following": f"{actor.id}/following",
        "featured": f"{actor.id}/featured",
        "endpoints": {"sharedInbox": actor.shared_inbox},
        "manuallyApprovesFollowers": actor.approves_followers,
        "discoverable": True,
        "indexable": False,
        "published": moment(actor.published_at),
        "publicKey": {
            "id": actor.key_id,
            "owner": actor.id,
            "publicKeyPem": actor.public_key,
        },
    }
    if actor.icon:
        document["icon"] = {
            "type": "Image",
            "mediaType": actor.icon.content_type,
            "url": actor.icon.url,
        }
    return document


def note_document(note: OurNote, *, alone: bool = True) -> dict[str, Any]:
    """A note; `alone` when it is a document of its own, not the object of an activity."""
    to, cc = addressed(note)
    document: dict[str, Any] = {
        "id": note.id,
        "type": note.kind,
        "attributedTo": note.author,
        "content": next(iter(note.contents.values()), ""),
        "contentMap": dict(note.contents),
        "url": note.page,
        "published": moment(note.published_at),
        "to": to,
        "cc": cc,
        "sensitive": False,
        "tag": _tags(note),
        "attachment": [_picture(each) for each in note.attachments],
    }
    if note.kind == "Article" and note.title:
        document["name"] = note.title
    if note.in_reply_to:
        document["inReplyTo"] = note.in_reply_to
    if note.updated_at:
        document["updated"] = moment(note.updated_at)
    return {"@context": _CONTEXT, **document} if alone else document


def addressed(note: OurNote) -> tuple[list[str], list[str]]:
    """(to, cc): everybody and the followers, or those alone who are named."""
    named = [mention.actor for mention in note.mentions]
    if not note.is_public:
        return named, []
    return [PUBLIC], [f"{note.author}/followers", *named]


def activity(
    kind: str,
    *,
    id: str,  # noqa: A002 - ActivityStreams' own word
    actor: str,
    object: object,  # noqa: A002 - the same
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    at: datetime | None = None,
) -> dict[str, Any]:
    """An activity of ours."""
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "id": id,
        "type": kind,
        "actor": actor,
        "object": object,
    }
    if to or cc:
        document |= {"to": list(to), "cc": list(cc)}
    if at:
        document["published"] = moment(at)
    return document


def tombstone(note_id: str) -> dict[str, Any]:
    """What stands where a note was."""
    return {"id": note_id, "type": "Tombstone"}


def collection(
    id: str,  # noqa: A002 - ActivityStreams' own word
    *,
    total: int,
    first: str = "",
    items: Sequence[object] | None = None,
) -> dict[str, Any]:
    """A collection: how many, and where its pages begin; or all of it, where it is short."""
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "id": id,
        "type": "OrderedCollection",
        "totalItems": total,
    }
    if first:
        document["first"] = first
    if items is not None:
        document["orderedItems"] = list(items)
    return document


def collection_page(
    id: str,  # noqa: A002 - ActivityStreams' own word
    *,
    part_of: str,
    items: Sequence[object],
    following: str = "",
) -> dict[str, Any]:
    """One page of a collection, the newest first."""
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "id": id,
        "type": "OrderedCollectionPage",
        "partOf": part_of,
        "orderedItems": list(items),
    }
    if following:
        document["next"] = following
    return document


def webfinger(subject: str, *, actor: str, page: str) -> dict[str, Any]:
    """Which actor stands behind a handle (RFC 7033)."""
    return {
        "subject": subject,
        "aliases": [page, actor],
        "links": [
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": page,
            },
            {"rel": "self", "type": "application/activity+json", "href": actor},
        ],
    }


def host_meta(address: str) -> str:
    """Where WebFinger is asked (RFC 6415)."""
    template = quoteattr(f"{address}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" type="application/jrd+json" template={template}/></XRD>\n'
    )


def nodeinfo_links(address: str) -> dict[str, Any]:
    """Where the description of this server stands."""
    return {"links": [{"rel": _NODEINFO, "href": f"{address}/nodeinfo/2.1"}]}


def nodeinfo(*, version: str, name: str, users: int, posts: int) -> dict[str, Any]:
    """What this server is (NodeInfo 2.1): actors that can be followed, and their posts."""
    return {
        "version": "2.1",
        "software": {"name": "cohive", "version": version},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {"users": {"total": users}, "localPosts": posts},
        "metadata": {"nodeName": name},
    }


def moment(at: datetime) -> str:
    """An instant as the federation writes it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tags(note: OurNote) -> list[dict[str, str]]:
    hashtags = [
        {"type": "Hashtag", "name": f"#{tag.name}", "href": tag.url} for tag in note.hashtags
    ]
    mentions = [
        {"type": "Mention", "href": each.actor, "name": f"@{each.handle}"} for each in note.mentions
    ]
    return hashtags + mentions


def _picture(picture: Attachment) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": "Document",
        "mediaType": picture.content_type,
        "url": picture.url,
        "name": picture.said,
    }
    if picture.width and picture.height:
        document |= {"width": picture.width, "height": picture.height}
    return document
