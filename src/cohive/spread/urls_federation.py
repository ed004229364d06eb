"""Addresses of the federation: what other servers ask, and the stewards' pages."""

from django.urls import path

from cohive.spread.views import federation, federation_desk, federation_inbox

urlpatterns = [
    path(".well-known/webfinger", federation.webfinger, name="ap-webfinger"),
    path(".well-known/host-meta", federation.host_meta, name="ap-host-meta"),
    path(".well-known/nodeinfo", federation.nodeinfo_links, name="ap-nodeinfo-links"),
    path("nodeinfo/2.1", federation.nodeinfo, name="ap-nodeinfo"),
    path("ap/inbox", federation_inbox.shared_inbox, name="ap-shared-inbox"),
    path("ap/actors/<uuid:agent>", federation.actor, name="ap-actor"),
    path("ap/actors/<uuid:agent>/inbox", federation_inbox.inbox, name="ap-inbox"),
    path("ap/actors/<uuid:agent>/outbox", federation.outbox, name="ap-outbox"),
    path("ap/actors/<uuid:agent>/followers", federation.followers, name="ap-followers"),
    path("ap/actors/<uuid:agent>/following", federation.following, name="ap-following"),
    path("ap/actors/<uuid:agent>/featured", federation.featured, name="ap-featured"),
    path("ap/objects/<uuid:post>", federation.note, name="ap-object"),
    path("desk/federation/", federation_desk.desk, name="federation"),
    path("desk/federation/say", federation_desk.say, name="federation-say"),
    path("desk/federation/switch", federation_desk.switch, name="federation-switch"),
    path(
        "desk/federation/followers/<uuid:follower>",
        federation_desk.decide,
        name="federation-decide",
    ),
    path(
        "desk/federation/posts/<uuid:post>/withdraw",
        federation_desk.withdraw,
        name="federation-withdraw",
    ),
    path("desk/federation/replies/<uuid:reply>/", federation_desk.reply, name="federation-reply"),
    path("desk/federation/blocks/", federation_desk.blocks, name="federation-blocks"),
    path("desk/federation/blocks/file", federation_desk.export, name="federation-export"),
    path("desk/federation/blocks/read", federation_desk.read_file, name="federation-import"),
    path(
        "desk/federation/blocks/<uuid:block>/lift",
        federation_desk.unblock,
        name="federation-unblock",
    ),
    path("settings/federation/", federation_desk.consent, name="federation-consent"),
]
