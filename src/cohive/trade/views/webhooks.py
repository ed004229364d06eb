"""Where the payment provider's messages come in: signed, perhaps twice, in any order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cohive.trade import operations
from cohive.trade.providers import provider
from cohive.words.refusals import Refused

PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def payments(request: HttpRequest) -> HttpResponse:
    """200 once it was acted on, also when it was before; 400 for what is not signed or unreadable.

    The signature is the only key to this door, so it needs no other.
    """
    now, bank = timezone.now(), provider()
    try:
        event = bank.parse_webhook(
            request.headers, request.body, secret=bank.webhook_secret, at=now
        )
    except RawPostDataException:  # a form, which the frame has read: never a provider's message
        return HttpResponse("Not a message of ours.", status=400, content_type=PLAIN)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=400, content_type=PLAIN)
    effect = operations.confirm_payment(event=event, at=now)
    return HttpResponse(effect, content_type=PLAIN)
