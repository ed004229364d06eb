"""The data dump of a Stack Exchange site: questions, answers, comments, badges, acceptances."""

from cohive.bridges.histories.stack_exchange.dump import looks_like
from cohive.bridges.histories.stack_exchange.reading import opened

__all__ = ["looks_like", "opened"]
