"""Addresses of this room."""

from django.urls import path

from cohive.bond.views import account, circles, desk, notices, offers, people, settings, talk

app_name = "bond"
urlpatterns = [
    path("circles/", circles.circles, name="circles"),
    path("circles/new/", circles.new_circle, name="new-circle"),
    path("circles/<str:slug>/", circles.circle, name="circle"),
    path("circles/<str:slug>/change/", circles.change_circle, name="change-circle"),
    path("circles/<str:slug>/join/", circles.join_circle, name="join-circle"),
    path("circles/<str:slug>/leave/", circles.leave_circle, name="leave-circle"),
    path("circles/<str:slug>/new-thread/", talk.new_thread, name="new-thread"),
    path("circles/<str:slug>/threads/<uuid:thread_id>/", talk.thread, name="thread"),
    path("posts/<uuid:post_id>/", talk.post, name="post"),
    path("posts/<uuid:post_id>/reply/", talk.reply, name="reply"),
    path("posts/<uuid:post_id>/edit/", talk.edit_post, name="edit-post"),
    path("posts/<uuid:post_id>/withdraw/", talk.withdraw_post, name="withdraw-post"),
    path("posts/<uuid:post_id>/report/", talk.report_post, name="report-post"),
    path("me/", people.me, name="me"),
    path("people/<str:slug>/", people.profile, name="profile"),
    path("offers/", offers.offers, name="offers"),
    path("offers/<uuid:proposal_id>/take/", offers.take_up, name="take-up"),
    path("offers/<uuid:proposal_id>/withdraw/", offers.withdraw, name="withdraw-proposal"),
    path("offers/in-hand/<uuid:commitment_id>/done/", offers.say_done, name="say-done"),
    path("offers/in-hand/<uuid:commitment_id>/drop/", offers.drop, name="drop"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.mark_read, name="mark-read"),
    path("notices/<uuid:notice_id>/", notices.open_notice, name="notice"),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", settings.save_profile, name="save-profile"),
    path("settings/tongue/", settings.save_tongue, name="save-tongue"),
    path("settings/everything/", settings.takeout, name="takeout"),
    path("settings/leave/", settings.leave, name="leave"),
    path("desk/", desk.desk, name="desk"),
    path("desk/reports/", desk.reports, name="reports"),
    path("desk/reports/<uuid:case_id>/", desk.close_report, name="close-report"),
    path("desk/people/", desk.people, name="people"),
    path("desk/people/<uuid:agent>/role/", desk.change_role, name="change-role"),
    path("sign-in/<str:token>/", account.one_tap, name="one-tap"),
    path("claim/", account.claim, name="claim"),
]
