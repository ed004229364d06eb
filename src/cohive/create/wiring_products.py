"""What decisions, products and agreements register with the rooms before."""

from cohive.create import checks_products, jobs_products
from cohive.create.operations.contributions import CONFIRM_JOB
from cohive.create.operations.products import MAY_SELL
from cohive.create.operations.works import MAY_WITHDRAW
from cohive.journal import conditions, jobs, triggers, verification


def register() -> None:
    """Declare what stands against a sale, what runs by itself, what is never changed."""
    conditions.answer(MAY_SELL, checks_products.may_sell)
    conditions.answer(MAY_WITHDRAW, checks_products.may_withdraw)
    jobs.register(CONFIRM_JOB, jobs_products.confirm_contribution)
    triggers.declare(checks_products.triggers())
    verification.register("agreements", checks_products.broken_agreement)
    verification.register("products", checks_products.stray_product)
