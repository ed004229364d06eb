"""What the shop registers with campaigns: what is counted, what a code takes off, its dates."""

from cohive.spread import campaign_answers, moments
from cohive.trade import slots_campaigns


def register() -> None:
    """Answer campaigns of the room before."""
    campaign_answers.count_by("orders", slots_campaigns.orders)
    campaign_answers.count_by("pre_orders", slots_campaigns.pre_orders)
    campaign_answers.find_buyers_by("orders", slots_campaigns.buyers)
    campaign_answers.find_buyers_by("pre_orders", slots_campaigns.pre_buyers)
    campaign_answers.describe_vouchers_by("trade", slots_campaigns.voucher)
    moments.register("trade", slots_campaigns.ends_of_sales)
