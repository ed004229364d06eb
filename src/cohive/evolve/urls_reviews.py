"""Reviews of groups: addresses."""

from django.urls import URLPattern, path

from cohive.evolve.views import reviews, reviews_declared, reviews_public

urlpatterns: list[URLPattern] = [
    path("desk/reviews/", reviews.desk, name="reviews-desk"),
    path("desk/reviews/look/", reviews.look, name="reviews-look"),
    path("desk/reviews/<uuid:review_id>/", reviews.review, name="review"),
    path("desk/reviews/<uuid:review_id>/step/", reviews.step, name="review-step"),
    path(
        "desk/reviews/<uuid:review_id>/declared/", reviews_declared.declare, name="review-declare"
    ),
    path("reviews/", reviews_public.public, name="reviews"),
    path("reviews/<uuid:review_id>/", reviews_public.public_review, name="review-public"),
    path("reviews/<uuid:review_id>/yours/", reviews_public.own, name="review-own"),
    path("reviews/<uuid:review_id>/answer/", reviews_public.answer, name="review-answer"),
    path("reviews/<uuid:review_id>/appeal/", reviews_public.appeal, name="review-appeal"),
]
