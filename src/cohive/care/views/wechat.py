"""The address WeChat calls: once to prove it is ours, then with every message."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cohive.bridges.channels.wechat_calls import BODY_BYTES_MAX, WechatSecrets, echoed, opened
from cohive.care import operations
from cohive.care.connections import keys
from cohive.look.lengths import stated_length
from cohive.words.refusals import Missing, Refused

FORBIDDEN = 403
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt  # WeChat signs what it sends
@require_http_methods(["GET", "POST"])
def wechat_inbox(request: HttpRequest) -> HttpResponse:
    """Take in one call; whatever is not WeChat's own gets no answer but 403."""
    known = keys()
    if not known.has_wechat:
        raise Missing("There is no such page.")
    secrets = WechatSecrets(known.wechat_app, known.wechat_token, known.wechat_aes_key)
    if stated_length(request) > BODY_BYTES_MAX:
        return HttpResponse("Too long for a message.", status=413, content_type=PLAIN)
    query, now = request.GET.dict(), timezone.now()
    try:
        if request.method == "GET":
            return HttpResponse(echoed(query, secrets, at=now), content_type=PLAIN)
        body = request.body
        message = opened(query, body, secrets, at=now)
        operations.keep_wechat_call(
            signature=query.get("msg_signature" if secrets.aes_key else "signature", ""),
            digest=sha256(body).hexdigest(),
            message=message,
            at=now,
        )
    except (Refused, RawPostDataException):  # a form was read before: never WeChat's
        return HttpResponse(status=FORBIDDEN, content_type=PLAIN)
    return HttpResponse("success", content_type=PLAIN)
