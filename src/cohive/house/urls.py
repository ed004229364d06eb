"""Every address of a place: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("cohive.trade.urls")),  # first: orders come in rushes, pages one by one
    path("", include("cohive.look.urls")),
    path("", include("cohive.bond.urls")),
    path("", include("cohive.create.urls")),
    path("", include("cohive.spread.urls")),
    path("", include("cohive.care.urls")),
    path("", include("cohive.settle.urls")),
    path("", include("cohive.evolve.urls")),
    path("", include("cohive.house.pages.urls")),
    path("account/", include("allauth.urls")),
]
handler400 = "cohive.look.views.bad_request"
handler403 = "cohive.look.views.forbidden"
handler404 = "cohive.look.views.not_found"
handler500 = "cohive.look.views.broken"
