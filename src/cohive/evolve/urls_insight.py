"""How it stands: addresses."""

from django.urls import URLPattern, path

from cohive.evolve.views import insight, ties, week

urlpatterns: list[URLPattern] = [
    path("desk/week/", week.week, name="week"),
    path("desk/insight/", insight.insight, name="insight"),
    path("desk/insight/take/", insight.take, name="insight-take"),
    path("desk/insight/public/", insight.publish, name="insight-public"),
    path("ties/", ties.own_ties, name="ties"),
    path("ties/shown/", ties.choose, name="ties-shown"),
]
