"""Where the payment provider's messages come in: signed, perhaps twice, in any order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments import PaymentProvider
from cohive.look.lengths import stated_length
from cohive.trade import operations
from cohive.trade.providers import (
    ALIPAY,
    SANDBOX,
    STRIPE,
    WECHAT,
    alipay,
    keys,
    practice_is_on,
    provider,
    stripe,
    wechat,
)
from cohive.words.refusals import Missing, Refused

PLAIN = "text/plain; charset=utf-8"
MESSAGE_BYTES_MAX = 1_000_000


@csrf_exempt
@require_POST
def payments(request: HttpRequest) -> HttpResponse:
    """The sandbox's messages; 404 in a place that takes real money."""
    if not practice_is_on():
        raise Missing("There is no such page.")
    bank = provider()
    return _heard(request, bank, bank.webhook_secret, name=SANDBOX)


@csrf_exempt
@require_POST
def stripe_payments(request: HttpRequest) -> HttpResponse:
    """Stripe's messages; 404 in a place that does not use it."""
    known = keys()
    if not known.has_stripe:
        raise Missing("There is no such page.")
    return _heard(request, stripe(known), known.stripe_webhook_secret, name=STRIPE)


@csrf_exempt
@require_POST
def wechat_payments(request: HttpRequest) -> HttpResponse:
    """WeChat Pay's messages; 404 in a place that does not use it."""
    known = keys()
    if not known.has_wechat:
        raise Missing("There is no such page.")
    return _heard(request, wechat(known), "", name=WECHAT)


@csrf_exempt
@require_POST
def alipay_payments(request: HttpRequest) -> HttpResponse:
    """Alipay's messages; it wants to read `success` and nothing else, or it comes again."""
    known = keys()
    if not known.has_alipay:
        raise Missing("There is no such page.")
    answer = _heard(request, alipay(known), "", name=ALIPAY)
    return HttpResponse("success", content_type=PLAIN) if answer.status_code == 200 else answer


def _heard(request: HttpRequest, bank: PaymentProvider, secret: str, *, name: str) -> HttpResponse:
    """200 once it was acted on, also when it was before; 400 for what is not signed or unreadable.

    The signature is the only key to this door, so it needs no other.
    """
    now = timezone.now()
    if stated_length(request) > MESSAGE_BYTES_MAX:
        return HttpResponse("Too long for a message.", status=413, content_type=PLAIN)
    try:
        event = bank.parse_webhook(request.headers, request.body, secret=secret, at=now)
    except RawPostDataException:  # a form, which the frame has read: never a provider's message
        return HttpResponse("Not a message of ours.", status=400, content_type=PLAIN)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=400, content_type=PLAIN)
    except EgressFailed:  # what the message is about could not be asked: it comes again
        return HttpResponse("Not now.", status=503, content_type=PLAIN)
    if event is None:
        return HttpResponse("not of interest", content_type=PLAIN)
    effect = operations.confirm_payment(event=event, provider=name, at=now)
    return HttpResponse(effect, content_type=PLAIN)
