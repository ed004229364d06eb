"""A catalogue: all works of a place, what each was made from, who made them; as arrays.

Works and payees are numbered from 0. The rules are those of `cohive.engine.attribution`; this form
exists because a million works are a million rows, not a million objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cohive.engine.lineage import Graph
from cohive.words.refusals import Refused

__all__ = ["Catalogue", "catalogue_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64] | NDArray[np.int32]
Booleans = NDArray[np.bool_]

ROWS_MAX = 2**30
"""Works and edges together: the solver counts them in 32 bits."""
WEIGHT_MIN, WEIGHT_MAX = 1e-100, 1e100
"""Within these no ratio of weights leaves the floats."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All works of a place, as plain arrays.

    For n works, m edges and k confirmed contributions of makers.

    Who stands twice at one work has the sum of both weights. A work without makers passes on all it
    receives.

    Attributes
    ----------
    keeps, asks : ndarray of float, shape (n,)
        Parts from 0 to 1; an ask of 0 asks nothing.
    made, made_from : ndarray of int, shape (m,)
        Works, 0 to n − 1; no edge is given twice.
    weights : ndarray of float, shape (m,)
        0 or from 1e-100 to 1e100. 0 is a citation: named, and no money goes along.
    maker_works, maker_payees : ndarray of int, shape (k,)
        Works and payees, from 0.
    maker_weights : ndarray of float, shape (k,)
        From 1e-100 to 1e100, relative to others at the work.
    payees : int
        How many there are, so that those who get nothing are in the result too.
    keep_min : float, default 0.5
        The least part, 0 to 1, that a work with makers keeps.
    withdrawn : ndarray of bool, shape (n,), or None, default None
        Edges to a withdrawn work only cite, so that branch is dropped: its part goes to the other
        inputs, or stays where there are none. The withdrawn work's own income is divided as ever.
    names : Sequence[str], default ()
        What refusals call the n works; numbers when empty.

    Raises
    ------
    Refused
        Naming the row, for lengths that differ, numbers outside these ranges (NaN too), works or
        payees that do not exist, or more rows than 32 bits count.
    """

    keeps: Floats
    asks: Floats
    made: Integers
    made_from: Integers
    weights: Floats
    maker_works: Integers
    maker_payees: Integers
    maker_weights: Floats
    payees: int
    keep_min: float = 0.5
    withdrawn: Booleans | None = None
    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        works = len(self.keeps)
        self._check_lengths(works)
        _check_range("keeps", self.keeps, 0.0, 1.0)
        _check_range("asks", self.asks, 0.0, 1.0)
        _check_range("keep_min", np.array([self.keep_min]), 0.0, 1.0)
        _check_range("weights", self.weights, 0.0, WEIGHT_MAX)
        tiny = (self.weights > 0) & (self.weights < WEIGHT_MIN)
        if tiny.any():
            row = int(tiny.argmax())
            _refuse("weights", row, self.weights[row], WEIGHT_MIN, WEIGHT_MAX)
        _check_range("maker_weights", self.maker_weights, WEIGHT_MIN, WEIGHT_MAX)
        for column in ("made", "made_from", "maker_works"):
            _check_range(column, getattr(self, column), 0, works - 1)
        _check_range("maker_payees", self.maker_payees, 0, self.payees - 1)

    def name(self, work: int) -> str:
        """What a person calls a work.

        Parameters
        ----------
        work : int
            Its number, 0 to n − 1.

        Returns
        -------
        str
            Its name, or the number where there are no names.
        """
        return self.names[work] if len(self.names) else str(work)

    def _check_lengths(self, works: int) -> None:
        """Columns of one table are equally long."""
        edges, makers = len(self.made), len(self.maker_works)
        expected = {
            "asks": works,
            "made_from": edges,
            "weights": edges,
            "maker_payees": makers,
            "maker_weights": makers,
        }
        if self.withdrawn is not None:
            expected["withdrawn"] = works
        if len(self.names):
            expected["names"] = works
        for column, length in expected.items():
            if len(getattr(self, column)) != length:
                raise Refused(
                    "The column “%(column)s” has %(found)s rows, not %(expected)s.",
                    field=column,
                    column=column,
                    found=len(getattr(self, column)),
                    expected=length,
                )
        if works + edges > ROWS_MAX:
            raise Refused(
                "Works and edges are more than %(most)s together.", field="made", most=ROWS_MAX
            )


def catalogue_of(graph: Graph, *, keep_min: Fraction = Fraction(1, 2)) -> Catalogue:
    """An exact lineage as arrays.

    Parameters
    ----------
    graph : Graph
        n nodes, in whose order the works are numbered.
    keep_min : Fraction, default Fraction(1, 2)
        The least part, 0 to 1, that a node with makers keeps.

    Returns
    -------
    Catalogue
        Payees are numbered in the order of their ids.

    Raises
    ------
    Refused
        As `Catalogue` does.
    """
    number = {node.id: row for row, node in enumerate(graph.nodes)}
    payees = sorted({maker.payee for node in graph.nodes for maker in node.makers})
    payee_number = {payee: row for row, payee in enumerate(payees)}
    makers = [(number[node.id], maker) for node in graph.nodes for maker in node.makers]
    return Catalogue(
        keeps=np.array([float(node.keep) for node in graph.nodes], np.float64),
        asks=np.array([float(node.ask or 0) for node in graph.nodes], np.float64),
        made=np.array([number[edge.made] for edge in graph.edges], np.int64),
        made_from=np.array([number[edge.made_from] for edge in graph.edges], np.int64),
        weights=np.array([edge.weight for edge in graph.edges], np.float64),
        maker_works=np.array([work for work, _ in makers], np.int64),
        maker_payees=np.array([payee_number[maker.payee] for _, maker in makers], np.int64),
        maker_weights=np.array([maker.weight for _, maker in makers], np.float64),
        payees=len(payees),
        keep_min=float(keep_min),
        names=[node.id for node in graph.nodes],
    )


def _check_range(column: str, values: NDArray[Any], least: float, most: float) -> None:
    """Refuse the first row outside `least` to `most`; NaN is outside."""
    if not len(values):
        return
    if values.min() >= least and values.max() <= most:  # false for NaN, which passes through both
        return
    row = int((~((values >= least) & (values <= most))).argmax())
    _refuse(column, row, values[row], least, most)


def _refuse(column: str, row: int, value: object, least: float, most: float) -> None:
    raise Refused(
        "%(column)s[%(row)s] is %(value)s. It can be from %(least)s to %(most)s.",
        field=column,
        column=column,
        row=row,
        value=value,
        least=least,
        most=most,
    )
