"""What stands against a sale, what the database refuses, what `verify` re-derives."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from cohive.create.models.agreements import Agreement
from cohive.create.models.contributions import Contribution
from cohive.create.models.products import Product, StageSource, Variant
from cohive.create.queries import frozen
from cohive.create.queries.lineage import lineage_graphs, node_id
from cohive.journal.triggers import Trigger
from cohive.words.refusals import Refused

FROZEN_COLUMNS = ("terms", "currency", "price_minor", "product_id", "version", "offered_at")
CHANGED = "an offered agreement is never changed"


def may_sell(product: UUID) -> list[str]:
    """This room's reasons against putting a product on sale, each a translated sentence."""
    reasons = []
    if not Variant.objects.filter(product_id=product, is_active=True).exists():
        reasons.append(gettext("It has no size one could buy yet."))
    if not Agreement.objects.filter(product_id=product, state="active").exists():
        if Agreement.objects.filter(product_id=product, state="offered").exists():
            reasons.append(gettext("Not everybody who was asked has accepted its agreement."))
        else:
            reasons.append(gettext("It has no agreement on who gets what."))
    return reasons


def may_withdraw(work: UUID) -> list[str]:
    """Reasons against taking a work back: a product is sold, or being made, that it stands in."""
    rows = StageSource.objects.filter(kind="work").exclude(product__state="ended")
    sources = dict(rows.values_list("object_id", "product__title"))
    graphs = lineage_graphs(sources)
    wanted = node_id(work)
    return [
        gettext("“%(product)s” stands on this work.") % {"product": title}
        for source, title in sources.items()
        if any(node.id == wanted for node in graphs[source].nodes)
    ][:1]


def triggers() -> list[Trigger]:
    """Refuse to change what was offered, to move the day it came into force, to delete it."""
    table = "create_agreement"
    sqlite = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN_COLUMNS)
    postgresql = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN_COLUMNS)
    sqlite += " OR (OLD.active_from IS NOT NULL AND NEW.active_from IS NOT OLD.active_from)"
    postgresql += (
        " OR (OLD.active_from IS NOT NULL AND NEW.active_from IS DISTINCT FROM OLD.active_from)"
    )
    return [
        _trigger(table, "update", f"WHEN {sqlite} ", f"WHEN ({postgresql}) "),
        _trigger(table, "delete", "", ""),
    ]


def _trigger(table: str, action: str, sqlite_when: str, postgresql_when: str) -> Trigger:
    name = f"{table}_refuses_{action}"
    upper = action.upper()
    return Trigger(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {upper} ON {table} {sqlite_when}"
            f"BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{CHANGED}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END $$; CREATE TRIGGER {name} BEFORE {upper} ON {table} FOR EACH ROW "
            f"{postgresql_when}EXECUTE FUNCTION {name}()"
        ),
    )


def broken_agreement() -> str:
    """A sentence on the first used agreement whose frozen terms do not divide exactly, or ''.

    Checked for every version that is or was in force: weights make 100, every stage with a weight
    reaches people, the fractions sum to 1, the price covers what leaves it and is the row's.
    """
    for row in Agreement.objects.filter(active_from__isnull=False).iterator(chunk_size=100):
        fault = _fault(row)
        if fault:
            return f"agreement {row.id}: {fault}"
    return ""


def _fault(row: Agreement) -> str:
    try:
        terms = frozen.read(
            row.terms, agreement=row.id, product=row.product_id, version=row.version
        )
        whole = terms.attribution()
        terms.lines(linked=True)
    except (Refused, ValueError, KeyError, TypeError) as fault:
        return f"its terms cannot be read: {fault}"
    weights = sum(weight for weight, _ in terms.stages.values())
    if weights != frozen.WHOLE_PERCENT:
        return f"the stage weights sum to {weights}"
    if sum(whole.fractions.values()) != 1:
        return f"the fractions sum to {sum(whole.fractions.values())}"
    if (terms.price_minor, terms.currency) != (row.price_minor, row.currency):
        return "its price differs from its terms"
    return ""


def stray_product() -> str:
    """A sentence on the first product on sale without an agreement in force, or ''."""
    active = Agreement.objects.filter(state="active").values("product_id")
    row = Product.objects.filter(state="on_sale").exclude(id__in=active).first()
    if row is not None:
        return f"product {row.id} is on sale without an agreement in force"
    lonely = Contribution.objects.filter(makers__isnull=True).first()
    return f"contribution {lonely.id} has no makers" if lonely is not None else ""
