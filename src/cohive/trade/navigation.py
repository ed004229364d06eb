"""The ways to this room's pages, in the shop and on the desk."""

from django.utils.translation import gettext_lazy as _

from cohive.bond.queries import applications_waiting
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
)


def _desk(url: str, label: Label, icon: str, order: int, part: str, about: Label) -> Entry:
    """A way for makers and stewards."""
    return Entry("desk", url, f"trade:{url}", label, icon, order, MAKERS, part=part, about=about)


def _stewards(url: str, label: Label, icon: str, order: int, about: Label) -> Entry:
    """A way for stewards, among the money."""
    return Entry(
        "desk", url, f"trade:{url}", label, icon, order, STEWARDS, part="money", about=about
    )


DESK = (
    _desk("pack", _("Orders to pack"), "package", 10, "orders",
          _("What was paid and waits for a hand; what buyers want to send back or exchange.")),
    Entry("desk", "sell", "trade:sell", _("Sell here"), "smartphone", 11, SELLERS, part="orders",
          about=_("At a stall or a counter: tap what goes over the table, take cash or a code.")),
    _desk("stock", _("Stock"), "list", 12, "orders",
          _("How many pieces lie on which shelf, and what the post costs.")),
    _desk("purchases", _("From the printer"), "printer", 13, "orders",
          _("What was ordered at the printer by sizes, and what came.")),
    _desk("preorders", _("Pre-orders"), "users", 14, "selling",
          _("Things that are made once enough people have paid; else everybody is paid back.")),
    _desk("new-drop", _("Announce a drop"), "alarm-clock", 15, "selling",
          _("A few pieces at a stated hour: for who comes first, or drawn for all to verify.")),
    _desk("vouchers", _("Vouchers"), "tag", 16, "selling",
          _("Codes that take something off the price, and who bears it.")),
    Entry("desk", "resale-desk", "trade:resale-desk", _("Selling on"), "tag", 17, STEWARDS,
          part="selling",
          about=_("Whether members may sell things on, by which plan, and who does.")),
    _stewards("payments", _("Payments"), "credit-card", 17,
              _("How buyers pay, what the bank says came in, and what is disputed.")),
    _stewards("invoices", _("Invoices"), "file-text", 18,
              _("Every invoice and credit note by its number, one by one or as files.")),
    _stewards("taxes", _("Taxes"), "scale", 19,
              _("What is owed to which country, and the table of rates.")),
    _stewards("rules", _("Seller and rules"), "settings", 19,
              _("The firm’s name and number on invoices, and the days to send something back.")),
)  # fmt: skip


def _asking(_viewer: Viewer | None) -> int:
    return applications_waiting()


MEMBERSHIPS = (
    Entry("shop", "memberships", "trade:memberships", _("Memberships"), "users", 25),
    Entry("foot", "memberships", "trade:memberships", _("Memberships"), order=35),
    Entry(
        "desk",
        "tiers",
        "trade:tier-desk",
        _("Memberships"),
        "users",
        45,
        STEWARDS,
        part="selling",
        badge=_asking,
        about=_("What membership costs and gives, who asks for one, and who holds it."),
    ),
)
