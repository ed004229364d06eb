"""Addresses of this room. `/l/<code>` is short because it is printed and read aloud."""

from django.urls import path

from cohive.spread import views

app_name = "spread"
urlpatterns = [
    path("l/<slug:code>", views.open_link, name="open"),
    path("links/", views.my_links, name="links"),
    path("links/make", views.make, name="make"),
    path("links/<slug:code>/", views.card, name="card"),
    path("links/<slug:code>/interest/", views.say_interest, name="say-interest"),
]
