"""Which provider sends payouts here: the connected one, else the practice one, else none."""

from __future__ import annotations

from cohive.bridges.payments.payouts import PayoutProvider
from cohive.bridges.payouts import ConnectedTransfers, PracticeTransfers, TransferProvider
from cohive.trade import providers
from cohive.words.refusals import Refused

PRACTICE = "practice"


def provider_name() -> str:
    """'stripe', 'practice', or '' where nobody sends: then that way is not offered."""
    if providers.payout_provider() is not None:
        return providers.STRIPE
    return PRACTICE if providers.practice_is_on() else ""


def transfers() -> TransferProvider:
    """Who sends to members' accounts; Refused where nobody is connected."""
    connected = providers.payout_provider()
    if connected is not None:
        return ConnectedTransfers(connected, name=providers.STRIPE)
    if providers.practice_is_on():
        return PracticeTransfers()
    raise Refused("No provider that pays people out is connected. Connect Stripe first.")


def accounts() -> PayoutProvider:
    """Where members open accounts of their own; Refused where nobody is connected."""
    connected = providers.payout_provider()
    if connected is None:
        raise Refused("No provider that pays people out is connected.")
    return connected
