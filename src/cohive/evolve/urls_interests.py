"""Questions about interests: addresses."""

from django.urls import URLPattern, path

from cohive.evolve.views import interests

urlpatterns: list[URLPattern] = [
    path("desk/interests/", interests.desk, name="interests-desk"),
    path("desk/interests/<uuid:contradiction_id>/", interests.question, name="interest"),
    path("desk/interests/<uuid:contradiction_id>/step/", interests.step, name="interest-step"),
    path(
        "desk/interests/messages/<uuid:message_id>/ask/",
        interests.ask_about_message,
        name="interest-message",
    ),
    path("interests/<uuid:contradiction_id>/", interests.answer, name="interest-answer"),
]
