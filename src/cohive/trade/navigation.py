"""The ways to this room's pages, in the shop and on the desk."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from cohive.look.navigation import Entry, Label, holders, members
from cohive.look.viewers import Viewer

STEWARDS = holders("steward")
MAKERS = holders("maker", "steward")
SELLERS = holders("seller", "maker", "steward")

SHOP = (
    Entry("main", "shop", "trade:shop", _("Shop"), "shopping-bag", 40),
    Entry("shop", "shop", "trade:shop", _("On sale"), "store", 10),
    Entry("shop", "drops", "trade:drops", _("Drops"), "alarm-clock", 20),
    Entry("shop", "orders", "trade:orders", _("My orders"), "receipt", 30, members),
    Entry("shop", "pack", "trade:pack", _("Orders to pack"), "package", 50, MAKERS),
    Entry("shop", "preorders", "trade:preorders", _("Pre-orders"), "users", 55, MAKERS),
    Entry("shop", "purchases", "trade:purchases", _("From the printer"), "receipt", 57, MAKERS),
    Entry("shop", "stock", "trade:stock", _("Stock"), "list", 60, MAKERS),
    Entry("shop", "sell", "trade:sell", _("Sell here"), "smartphone", 70, SELLERS),
)


Shown = Callable[[Viewer | None], bool]


def _selling(key: str, url: str, label: Label, icon: str, order: int, shown: Shown) -> Entry:
    return Entry("desk", key, f"trade:{url}", label, icon, order, shown, part="selling")


DESK = (
    _selling("pack", "pack", _("Orders to pack"), "package", 10, MAKERS),
    _selling("stock", "stock", _("Stock"), "list", 20, MAKERS),
    _selling("drops", "new-drop", _("Announce a drop"), "alarm-clock", 25, MAKERS),
    _selling("payments", "payments", _("Payments"), "receipt", 27, STEWARDS),
    _selling("sell", "sell", _("Sell here"), "smartphone", 30, SELLERS),
    _selling("preorders", "preorders", _("Pre-orders"), "users", 33, MAKERS),
    _selling("purchases", "purchases", _("From the printer"), "receipt", 36, MAKERS),
    _selling("vouchers", "vouchers", _("Vouchers"), "tag", 40, MAKERS),
    _selling("resale-desk", "resale-desk", _("Selling on"), "tag", 45, STEWARDS),
    _selling("invoices", "invoices", _("Invoices"), "file-text", 50, STEWARDS),
    _selling("taxes", "taxes", _("Taxes"), "list", 60, STEWARDS),
    _selling("rules", "rules", _("Seller and rules"), "settings", 70, STEWARDS),
)
