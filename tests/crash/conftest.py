"""The shop that the tests of this folder break."""

from tests.crash.opened import shop_template

__all__ = ["shop_template"]
