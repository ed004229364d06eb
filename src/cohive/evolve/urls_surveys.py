"""Asking: surveys, their answers and results. Addresses."""

from django.urls import URLPattern, path

from cohive.evolve.views import answering, survey_asking, survey_desk, survey_files, survey_result

DESK = "desk/surveys/<uuid:survey>/"

urlpatterns: list[URLPattern] = [
    path("surveys/", answering.surveys, name="surveys"),
    path("surveys/<uuid:survey>/", answering.answer, name="survey"),
    path("surveys/<uuid:survey>/back/", answering.take_back, name="survey-back"),
    path("desk/surveys/", survey_desk.surveys, name="survey-desk"),
    path(DESK, survey_desk.build, name="survey-build"),
    path(DESK + "settings/", survey_desk.settings, name="survey-settings"),
    path(DESK + "scale/", survey_desk.instrument, name="survey-instrument"),
    path(DESK + "result/tell/", survey_result.tell, name="survey-tell"),
    path(DESK + "try/", survey_asking.attempt, name="survey-try"),
    path(DESK + "copy/", survey_asking.copy, name="survey-copy"),
    path(DESK + "ask/", survey_asking.ask, name="survey-ask"),
    path(DESK + "result/", survey_result.result, name="survey-result"),
    path(DESK + "result/answers.csv", survey_files.as_csv, name="survey-csv"),
    path(DESK + "result/answers.json", survey_files.as_json, name="survey-json"),
    path(DESK + "move/", survey_desk.move, name="survey-move"),
    path(DESK + "questions/<uuid:question>/", survey_desk.question, name="survey-question"),
    path(DESK + "questions/<uuid:question>/weights/", survey_desk.weights, name="survey-weights"),
]
