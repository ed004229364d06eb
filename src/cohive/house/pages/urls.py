"""Addresses of the house."""

from django.urls import path

from cohive.house.pages import backups, begin, demo, front, health

app_name = "house"
urlpatterns = [
    path("", front.front, name="front"),
    path("begin/", begin.begin, name="begin"),
    path("first-steps/", front.first_steps, name="first-steps"),
    path("desk/backups/", backups.backups, name="backups"),
    path("demo/enter/<str:key>/", demo.enter, name="demo-enter"),
    path("demo/mails/", demo.mails, name="demo-mails"),
    path("demo/end/", demo.end, name="demo-end"),
    path("health/", health.health, name="health"),
]
