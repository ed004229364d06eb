"""Credit along the path: golden values, conservation, and Shapley's value counted by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from itertools import permutations
from math import factorial
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades.credit import CreditRule, Path, credit_along
from cohive.words.refusals import Refused
from tests.engine.cascades.trees import patient

GOLDEN = json.loads((File(__file__).parents[1] / "golden" / "cascades.json").read_text("utf-8"))
STEPS = "ABCDE"

paths = st.lists(
    st.builds(Path, st.lists(st.sampled_from(STEPS), max_size=6).map(tuple), st.integers(0, 9)),
    max_size=8,
)


@pytest.mark.parametrize("rule", CreditRule)
def test_golden_credits(rule: CreditRule):
    known = GOLDEN["credit"]
    found = credit_along([Path(tuple(steps), n) for steps, n in known["paths"]], rule)
    assert found.by_step == {step: Fraction(text) for step, text in known[rule].items()}
    assert found.without_path == 0


@patient
@given(paths, st.sampled_from(CreditRule))
def test_every_conversion_is_credited_once(drawn: list[Path], rule: CreditRule):
    found = credit_along(drawn, rule)
    total = sum(path.conversions for path in drawn)
    assert sum(found.by_step.values()) + found.without_path == total
    assert min(found.by_step.values(), default=0) >= 0
    assert list(found.by_step) == sorted({step for path in drawn for step in path.steps})


@patient
@given(paths, st.randoms())
def test_linear_credit_does_not_ask_for_order_or_repeats(drawn: list[Path], chance):
    other = []
    for path in drawn:
        steps = [*path.steps, *path.steps[:2]]
        chance.shuffle(steps)
        other.append(Path(tuple(steps), path.conversions))
    chance.shuffle(other)
    assert credit_along(other, CreditRule.LINEAR) == credit_along(drawn, CreditRule.LINEAR)


@patient
@given(paths)
def test_linear_credit_is_the_shapley_value(drawn: list[Path]):
    with_steps = [path for path in drawn if path.steps]

    def worth(coalition: frozenset[str]) -> int:
        return sum(path.conversions for path in with_steps if set(path.steps) <= coalition)

    everybody = sorted({step for path in with_steps for step in path.steps})
    value = {step: Fraction(0) for step in everybody}
    for order in permutations(everybody):
        before: frozenset[str] = frozenset()
        for step in order:
            value[step] += Fraction(
                worth(before | {step}) - worth(before), factorial(len(everybody))
            )
            before |= {step}
    assert credit_along(drawn, CreditRule.LINEAR).by_step == value


@patient
@given(paths)
def test_first_of_a_path_is_last_of_the_path_reversed(drawn: list[Path]):
    turned = [Path(path.steps[::-1], path.conversions) for path in drawn]
    first, last = credit_along(drawn, CreditRule.FIRST), credit_along(turned, CreditRule.LAST)
    assert first.by_step == last.by_step


def test_conversions_below_zero_are_refused_with_the_path():
    with pytest.raises(Refused) as refused:
        credit_along([Path(("A",)), Path(("B",), -1)], CreditRule.LAST)
    assert str(refused.value) == "Path 2 has -1 conversions. There can be 0 or more."


def test_pages_that_credit_a_sale_load_no_arrays():
    code = (
        "import sys, cohive.engine.cascades.credit;"
        "print('numpy' in sys.modules, 'polars' in sys.modules, 'django' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False False False"
