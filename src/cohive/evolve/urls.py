"""Addresses of this room, under the name `evolve`."""

from cohive.evolve import (
    urls_changes,
    urls_insight,
    urls_interests,
    urls_reviews,
    urls_surveys,
)

app_name = "evolve"
urlpatterns = [
    *urls_insight.urlpatterns,
    *urls_surveys.urlpatterns,
    *urls_changes.urlpatterns,
    *urls_interests.urlpatterns,
    *urls_reviews.urlpatterns,
]
