"""Sales files people already have, and who made what was sold.

`read_sales` reads a file of Bandcamp, Shopify, DistroKid or any shop into exact sales;
`read_makers` reads who made what; both wholly or not at all. Examples stand in `examples/`.
"""

from cohive.bridges.sales.guessing import guess_mapping
from cohive.bridges.sales.makers import (
    MakerRow,
    ancestors_of,
    keep_of,
    makers_of,
    read_makers,
    unmade_products,
)
from cohive.bridges.sales.mapping import ColumnMapping
from cohive.bridges.sales.reading import Proposal, propose_mapping, read_sales
from cohive.bridges.sales.records import Sale, SaleKind, SalesFile, Skipped, Waiting

__all__ = [
    "ColumnMapping",
    "MakerRow",
    "Proposal",
    "Sale",
    "SaleKind",
    "SalesFile",
    "Skipped",
    "Waiting",
    "ancestors_of",
    "guess_mapping",
    "keep_of",
    "makers_of",
    "propose_mapping",
    "read_makers",
    "read_sales",
    "unmade_products",
]
