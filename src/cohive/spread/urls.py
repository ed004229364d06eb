"""Addresses of this room. `/l/<code>` is short because it is printed and read aloud."""

from django.urls import path

from cohive.spread import urls_campaigns, urls_newsletter
from cohive.spread.urls_channels import channel_urls
from cohive.spread.urls_federation import urlpatterns as federation
from cohive.spread.views import cards, cascade, links

app_name = "spread"
urlpatterns = [
    *federation,
    path("l/<slug:code>", links.open_link, name="open"),
    path("links/", links.my_links, name="links"),
    path("links/make", links.make, name="make"),
    path("links/named", links.be_named, name="be-named"),
    path("links/<slug:code>/", links.card, name="card"),
    path("links/<slug:code>/interest/", links.say_interest, name="say-interest"),
    path("links/<slug:code>/<slug:paper>.pdf", cards.poster, name="poster"),
    path("cards/<slug:kind>/<uuid:target>/<slug:shape>.jpg", cards.picture, name="picture"),
    path("consent/<uuid:work>/ask/", cards.ask_consent, name="ask-consent"),
    path("consent/<uuid:work>/answer/", cards.answer_consent, name="answer-consent"),
    path("travelled/<slug:kind>/<uuid:target>/", cascade.cascade, name="cascade"),
    *urls_newsletter.urlpatterns,
    *channel_urls,
    *urls_campaigns.urlpatterns,
]
