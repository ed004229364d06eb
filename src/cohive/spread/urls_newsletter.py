"""Addresses of the newsletter: for its readers, and on the desk."""

from django.urls import path

from cohive.spread.views import campaign_letters, newsletter, newsletter_desk, newsletter_own

urlpatterns = [
    path("newsletter/", newsletter.archive, name="newsletter"),
    path("newsletter/ask/", newsletter.ask, name="newsletter-ask"),
    path("newsletter/asked/", newsletter.asked, name="asked"),
    path("newsletter/yes/<str:token>/", newsletter.confirm, name="confirm"),
    path("newsletter/stop/<str:token>/", newsletter.leave, name="leave"),
    path("newsletter/mine/<str:token>/", newsletter.preferences, name="preferences"),
    path("newsletter/sure/<str:token>/", newsletter_own.owner, name="owner"),
    path("newsletter/sure/<str:token>/kept", newsletter_own.kept, name="kept"),
    path("newsletter/<uuid:key>/", newsletter.issue, name="issue"),
    path("newsletter/go/<uuid:key>/<int:number>/", campaign_letters.open_link, name="letter-link"),
    path("desk/newsletter/<uuid:key>/campaign/", campaign_letters.place, name="letter"),
    path("desk/newsletter/", newsletter_desk.desk, name="newsletter-desk"),
    path("desk/newsletter/begin", newsletter_desk.begin, name="newsletter-begin"),
    path("desk/newsletter/<uuid:key>/", newsletter_desk.issue, name="newsletter-issue"),
    path("desk/newsletter/<uuid:key>/plan", newsletter_desk.plan, name="newsletter-plan"),
    path("desk/newsletter/<uuid:key>/for", newsletter_desk.narrow, name="newsletter-narrow"),
    path("desk/newsletter/<uuid:key>/<slug:step>", newsletter_desk.move, name="newsletter-move"),
    path(
        "desk/newsletter/<uuid:key>/<slug:language>/preview/",
        newsletter_desk.preview,
        name="newsletter-preview",
    ),
    path(
        "desk/newsletter/<uuid:key>/<slug:language>/mail/",
        newsletter_desk.mail,
        name="newsletter-mail",
    ),
    path(
        "desk/newsletter/<uuid:key>/<slug:language>/test",
        newsletter_desk.test_mail,
        name="newsletter-test",
    ),
]
