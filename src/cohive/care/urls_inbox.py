"""Addresses of the inbox and of who writes to the place."""

from django.urls import path

from cohive.care.views import inbox, inbox_connections, inbox_settings, inbox_steps, wechat, writing

patterns = [
    path("write/", writing.write, name="write"),
    path("write/mine/", writing.mine, name="mine"),
    path("write/<uuid:conversation_id>/<slug:word>/", writing.talk, name="talk"),
    path(
        "write/<uuid:conversation_id>/<slug:word>/file/<uuid:file_id>",
        writing.file,
        name="talk-file",
    ),
    path("wechat/inbox/", wechat.wechat_inbox, name="wechat-inbox"),
    path("widget/", writing.widget, name="widget"),
    path("rate/<str:word>/", writing.rate, name="rate"),
    path("desk/inbox/", inbox.listed, name="inbox"),
    path("desk/inbox/settings/", inbox_settings.settings_page, name="inbox-settings"),
    path("desk/inbox/settings/<slug:what>/", inbox_connections.connect, name="inbox-connect"),
    path("desk/inbox/figures/", inbox.figures, name="inbox-figures"),
    path("desk/inbox/log/", inbox_steps.log_answers, name="log-answers"),
    path("desk/inbox/<uuid:conversation_id>/", inbox.conversation, name="conversation"),
    path("desk/inbox/<uuid:conversation_id>/here", inbox.here, name="here"),
    path("desk/inbox/<uuid:conversation_id>/file/<uuid:file_id>", inbox.file, name="file"),
    path("desk/inbox/<uuid:conversation_id>/<slug:step>", inbox_steps.step, name="step"),
]
