"""Addresses of this room. `/l/<code>` is short because it is printed and read aloud."""

from django.urls import path

from cohive.spread.urls_channels import channel_urls
from cohive.spread.views import links

app_name = "spread"
urlpatterns = [
    path("l/<slug:code>", links.open_link, name="open"),
    path("links/", links.my_links, name="links"),
    path("links/make", links.make, name="make"),
    path("links/<slug:code>/", links.card, name="card"),
    path("links/<slug:code>/interest/", links.say_interest, name="say-interest"),
    *channel_urls,
]
