"""The shop in which a simulated year begins."""

from tests.crash.opened import shop_template

__all__ = ["shop_template"]
