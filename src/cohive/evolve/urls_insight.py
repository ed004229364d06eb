"""How it stands: addresses."""

from django.urls import URLPattern, path

from cohive.evolve.views import insight, intentions, practice, seasons, ties, week

urlpatterns: list[URLPattern] = [
    path("desk/week/", week.week, name="week"),
    path("desk/insight/", insight.insight, name="insight"),
    path("desk/insight/take/", insight.take, name="insight-take"),
    path("desk/insight/public/", insight.publish, name="insight-public"),
    path("desk/insight/practice/", practice.practice, name="practice"),
    path("desk/insight/voices/", practice.voices, name="voices"),
    path("desk/insight/circles/", intentions.intentions, name="intentions"),
    path("desk/insight/circles/size/", intentions.say_size, name="intentions-size"),
    path("desk/insight/circles/ritual/", intentions.name_one, name="intentions-ritual"),
    path(
        "desk/insight/circles/ritual/<uuid:ritual_id>/end/",
        intentions.end_one,
        name="intentions-ritual-end",
    ),
    path("desk/seasons/", seasons.seasons, name="seasons"),
    path("desk/seasons/freeze/", seasons.freeze, name="season-freeze"),
    path("desk/seasons/<uuid:season_id>/", seasons.season, name="season"),
    path("desk/seasons/<uuid:season_id>/report.pdf", seasons.season_pdf, name="season-pdf"),
    path("ties/", ties.own_ties, name="ties"),
    path("ties/roles/", practice.own_roles, name="own-roles"),
    path("ties/shown/", ties.choose, name="ties-shown"),
]
