"""Addresses of channels, posts, browsers and feeds."""

from django.urls import path

from cohive.spread.views import browsers, channels, feeds, posts

channel_urls = [
    path("desk/channels/", channels.all_channels, name="channels"),
    path("desk/channels/connect/<slug:kind>/", channels.connect, name="connect-channel"),
    path("desk/channels/<uuid:channel>/test/", channels.send_test, name="test-channel"),
    path("desk/channels/<uuid:channel>/let-go/", channels.let_go, name="let-channel-go"),
    path("desk/posts/", posts.all_posts, name="posts"),
    path("desk/posts/new/", posts.compose, name="new-post"),
    path("desk/posts/<uuid:post>/", posts.one_post, name="post"),
    path("desk/posts/<uuid:post>/cancel/", posts.cancel, name="cancel-post"),
    path("desk/posts/picture/<slug:digest>.jpg", posts.picture, name="post-picture"),
    path("desk/messages/<uuid:delivery>/again/", posts.again, name="try-again"),
    path("desk/messages/<uuid:delivery>/there/", posts.there, name="it-is-there"),
    path("browsers/subscribe/", browsers.subscribe, name="push-subscribe"),
    path("browsers/end/", browsers.end, name="push-end"),
    path("push-worker.js", browsers.worker, name="push-worker"),
    path("feed.<slug:form>", feeds.of_place, name="feed"),
    path("circles/<str:slug>/feed.<slug:form>", feeds.of_circle, name="circle-feed"),
    path("challenges/<str:slug>/feed.<slug:form>", feeds.of_challenge, name="challenge-feed"),
]
