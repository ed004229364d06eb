"""A study: a community's history in, a report that one would be glad to be sent out.

`opened_source` reads, `found` computes, `written` writes frame.parquet, study.json, report.html.
"""

from cohive.house.study.findings import Findings, found
from cohive.house.study.opening import Opened, opened_source
from cohive.house.study.writing import check_folder, written

__all__ = ["Findings", "Opened", "check_folder", "found", "opened_source", "written"]
