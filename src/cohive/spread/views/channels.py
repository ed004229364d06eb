"""Channels on the desk: which there are, connecting one step by step, a test, letting go."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh, afresh_for_secrets
from cohive.bond.queries import place
from cohive.bridges.channels.channel import Account
from cohive.bridges.channels.messages import Outgoing, Uncertain, Unsendable, Unsent
from cohive.bridges.channels.webpush import new_vapid_key
from cohive.look.refusals import refuse, told
from cohive.look.viewers import place_of
from cohive.spread import channel_keys
from cohive.spread.channel_clients import client_of
from cohive.spread.forms_channels import FORMS, NETWORKS, STEPS, ChannelForm
from cohive.spread.operations import channels as operations
from cohive.spread.queries import channels as queries
from cohive.spread.views.linked import feeds_head
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused
from cohive.words.sentences import Sentence

NO_CHANNEL = "There is no such channel."
RECORDED = frozenset({"wechat", "weibo"})
TEST = gettext_lazy("A test of %(place)s. You can delete it.")


@require_GET
@role_required("steward")
def all_channels(request: HttpRequest) -> HttpResponse:
    """Every channel, what is wrong with it, and the networks one can connect."""
    data = {
        "channels": queries.channels(),
        "networks": NETWORKS,
        "recorded": RECORDED,
        "feeds": feeds_head(),
    }
    return render(request, "spread/channels.html", data)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("token", "password", "secret", "address")
@role_required("steward")
@afresh_for_secrets
@never_cache
def connect(request: HttpRequest, kind: str) -> HttpResponse:
    """The steps of one network and its fields; kept once the network has answered."""
    if kind not in FORMS:
        raise Missing("This network is not known here.")
    given = request.POST if request.method == "POST" else None
    form = FORMS[kind](given, place=place_of(request))
    if given is not None and form.is_valid():
        try:
            account, keys = _tried(kind, form)
            operations.connect_channel(
                kind=kind,
                name=form.cleaned_data["name"],
                language=form.cleaned_data["language"],
                account=account,
                keep=partial(channel_keys.keep, fields=keys),
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Connected. Send a test to see it there."))
            return redirect("spread:channels")
    data = {
        "form": form,
        "kind": kind,
        "network": NETWORKS[kind],
        "steps": STEPS[kind],
        "is_recorded": kind in RECORDED,
    }
    return render(request, "spread/channel_connect.html", data, status=422 if form.errors else 200)


def _tried(kind: str, form: ChannelForm) -> tuple[Account, dict[str, str]]:
    """Who the network says we are; Refused with what it says instead."""
    if kind == "webpush":
        return Account(_("Browsers of members"), ""), {"private": new_vapid_key()}
    keys = form.keys()
    try:
        return client_of(kind, keys).check(), keys
    except (Unsent, Unsendable, Uncertain) as fault:
        reason = Sentence.known(fault.sentence).filled(**fault.values)
        raise Refused("Nothing was kept. %(reason)s", reason=reason) from fault


@require_POST
@role_required("steward")
def send_test(request: HttpRequest, channel: UUID) -> HttpResponse:
    """Send one line now and say what the network answers."""
    found = queries.channel(channel)
    here = place()
    if found is None or here is None or found.state == "off" or found.kind == "webpush":
        raise Missing(NO_CHANNEL)
    message = Outgoing(
        text=str(TEST) % {"place": here.name}, title=here.name, link="", picture=None,
        language=found.language, because="", key=str(new_id()),
    )  # fmt: skip
    try:
        client_of(found.kind, channel_keys.keys_of(channel)).send(message)
    except (Unsent, Unsendable, Uncertain, Refused) as fault:
        messages.error(request, told(Sentence.known(fault.sentence).filled(**fault.values)))
        if isinstance(fault, Unsendable) and fault.status == 401:
            operations.mark_channel(channel=channel, works=False)
    else:
        operations.mark_channel(channel=channel, works=True)
        messages.success(request, _("It was taken. Look whether it stands there."))
    return redirect("spread:channels")


@role_required("steward")
@afresh
@require_POST
def let_go(request: HttpRequest, channel: UUID) -> HttpResponse:
    """Speak there no more and forget the keys."""
    operations.let_channel_go(
        channel=channel,
        forget=lambda: channel_keys.keep(channel, {}),
        by=acting(request),
        at=timezone.now(),
    )
    messages.success(request, _("Let go. Its keys are forgotten here; take them back there too."))
    return redirect("spread:channels")
