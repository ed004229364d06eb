"""`cohive split`: a lineage in a file, an amount, and who gets what along which paths."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.attribution import attribute
from cohive.house.command import main, split
from cohive.house.computing.graph_files import read_graph
from cohive.house.computing.json_files import read_json
from cohive.words.refusals import Refused
from tests.commands.conftest import Said
from tests.engine.night_ferry import DESIGN
from tests.engine.strategies import fractions, graphs, patient

Run = Callable[..., Said]
Object = dict[str, Any]


STEERING = "A\x1b[2J\x9b\u202e\U000e0001B"
"""Signs that clear a terminal, begin a command in 8 bits, turn the direction, and are not seen."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Divide a graph, given as an object, as text or as bytes, with more words if any."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def divide(graph: object, *words: str, amount: str = "100000") -> Said:
        path = tmp_path / "graph.json"
        if isinstance(graph, bytes):
            path.write_bytes(graph)
        else:
            path.write_text(graph if isinstance(graph, str) else json.dumps(graph), "utf-8")
        capsys.readouterr()
        with translation.override("en"):
            status = main(["split", str(path), "--amount", amount, *words])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return divide


def node(name: object, keep: object = "1/2", ask: object = None, **makers: object) -> Object:
    """A node whose makers have these weights."""
    one: Object = {"id": name, "keep": keep}
    one["makers"] = [{"id": payee, "weight": weight} for payee, weight in makers.items()]
    return one if ask is None else {**one, "ask": ask}


def edge(made: object, made_from: object, weight: object = 1) -> Object:
    return {"from": made, "to": made_from, "weight": weight}


def graph_of(*nodes: Object, edges: object = (), **more: object) -> Object:
    """A graph whose root is its first node."""
    return {"root": nodes[0]["id"], "nodes": list(nodes), "edges": list(edges), **more}  # type: ignore[call-overload]


DIAMOND = graph_of(
    node("A", ann=1),
    node("B", bob=1),
    node("C", cho=1),
    node("D", dee=1),
    edges=[edge("A", "B", 1), edge("A", "C", 3), edge("B", "D"), edge("C", "D")],
)


def answer(said: Said) -> Object:
    assert (said.status, said.err) == (0, "")
    found: Object = json.loads(said.out)
    paid = sum(one["amount"] for one in found["shares"])
    assert paid + found["waiting"] == found["total"]
    whole = sum((Fraction(one["fraction"]) for one in found["shares"]), Fraction(0))
    assert whole + Fraction(found["undivided"]) == 1
    for one in found["shares"]:
        along = sum((Fraction(path["fraction"]) for path in one["paths"]), Fraction(0))
        assert along == Fraction(one["fraction"])
    return found


def refused(said: Said) -> str:
    """One sentence, exit status 2, nothing else."""
    assert (said.status, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    return said.err.strip()


def shares(found: Object) -> dict[str, tuple[int, str]]:
    return {one["payee"]: (one["amount"], one["fraction"]) for one in found["shares"]}


def written(graph: Any, keep_min: Fraction) -> Object:
    """An engine's graph as a file writes it."""
    return {
        "root": graph.root,
        "keep_min": str(keep_min),
        "nodes": [
            {
                "id": one.id,
                "keep": str(one.keep),
                "makers": [{"id": maker.payee, "weight": maker.weight} for maker in one.makers],
                **({} if one.ask is None else {"ask": str(one.ask)}),
            }
            for one in graph.nodes
        ],
        "edges": [edge(one.made, one.made_from, one.weight) for one in graph.edges],
    }


def test_a_diamond_by_hand(run: Run) -> None:
    found = answer(run(DIAMOND, "--json"))
    assert shares(found) == {
        "ann": (50000, "1/2"),
        "bob": (6250, "1/16"),
        "cho": (18750, "3/16"),
        "dee": (25000, "1/4"),
    }
    [dee] = [one for one in found["shares"] if one["payee"] == "dee"]
    assert dee["paths"] == [
        {"nodes": ["A", "C", "D"], "fraction": "3/16"},
        {"nodes": ["A", "B", "D"], "fraction": "1/16"},
    ]
    assert found["waiting"] == 0
    assert found["cuts"] == []
    assert found["explanation"] == []


def test_the_design_of_night_ferry_pays_the_common_ancestor_along_both_ways(run: Run) -> None:
    found = answer(run(written(DESIGN, Fraction(1, 2)), "--json", amount="1268"))
    assert shares(found) == {
        "anouk": (317, "1/4"),
        "lin": (317, "1/4"),
        "mei": (317, "1/4"),
        "he": (158, "1/8"),
        "pilar": (158, "1/8"),
    }
    [mei] = [one for one in found["shares"] if one["payee"] == "mei"]
    assert [path["fraction"] for path in mei["paths"]] == ["1/8", "1/8"]
    assert found["waiting"] == 1


@patient
@given(graphs(), fractions, st.integers(0, 10**12))
def test_any_lineage_says_what_the_engine_says(
    tmp_path_factory: pytest.TempPathFactory, graph: Any, keep_min: Fraction, total: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "drawn.json"
    path.write_text(json.dumps(written(graph, keep_min)), encoding="utf-8")
    done = split.split(*read_graph(path), total)
    assert done.attribution == attribute(graph, keep_min=keep_min)
    assert sum(done.allotment.amounts.values()) + done.allotment.waiting_after == total


def test_the_least_part_to_keep_is_nothing_unless_the_file_says_so(run: Run) -> None:
    nodes = (node("A", "1/10", ann=1), node("B", bob=1))
    edges = [edge("A", "B")]
    assert shares(answer(run(graph_of(*nodes, edges=edges), "--json")))["ann"] == (10000, "1/10")
    floor = graph_of(*nodes, edges=edges, keep_min="1/2")
    assert shares(answer(run(floor, "--json")))["ann"] == (50000, "1/2")


@pytest.mark.parametrize("keep", ["1/10", "0.1", "0.10", " 1/10 ", "1e-1", 0.1, "2/20"])
def test_a_part_is_exactly_what_is_written(run: Run, keep: object) -> None:
    graph = graph_of(node("A", keep, ann=1), node("B", bob=1), edges=[edge("A", "B")])
    assert shares(answer(run(graph, "--json")))["ann"] == (10000, "1/10")


@pytest.mark.parametrize("weights", [(1, 2), ("1/3", "2/3"), (0.1, 0.2), ("0.5", 1), ("1e2", 200)])
def test_only_the_ratio_of_weights_counts(run: Run, weights: tuple[object, object]) -> None:
    one, two = weights
    graph = graph_of(
        node("A", 0),
        node("B", bob=one, cho=two),
        node("C", cho=1),
        edges=[edge("A", "B", one), edge("A", "C", two)],
    )
    assert shares(answer(run(graph, "--json"))) == {
        "cho": (88888, "8/9"),
        "bob": (11111, "1/9"),
    }


def test_ids_may_be_numbers_and_are_text_in_the_answer(run: Run) -> None:
    graph = graph_of(
        {"id": 1, "keep": 1, "makers": [{"id": 7, "weight": 1}, {"id": "7", "weight": 1}]}
    )
    found = answer(run({**graph, "root": "1"}, "--json"))
    assert found["shares"] == [
        {
            "payee": "7",
            "amount": 100000,
            "fraction": "1",
            "paths": [{"nodes": ["1"], "fraction": "1"}],
        }
    ]


def test_the_same_bytes_whatever_the_order_of_the_input(run: Run) -> None:
    draw = random.Random(5)  # noqa: S311 - a reproducible order
    graph = written(DESIGN, Fraction(0))
    one = run(graph, "--json").out
    for _ in range(5):
        draw.shuffle(graph["nodes"])
        draw.shuffle(graph["edges"])
        for each in graph["nodes"]:
            draw.shuffle(each["makers"])
        assert run(graph, "--json").out == one
        assert run(dict(reversed(graph.items())), "--json").out == one


@pytest.mark.parametrize("total", [0, 1, 7, 2**200, 10**999])
def test_any_whole_amount_is_divided_exactly(run: Run, total: int) -> None:
    found = answer(run(DIAMOND, "--json", amount=str(total)))
    assert found["total"] == total
    for one in found["shares"]:
        assert one["amount"] == Fraction(one["fraction"]) * total // 1


@pytest.mark.parametrize("amount", ["-1", "1.50", "1e3", "", "abc", "١٢", "1_000", "9" * 1001])
def test_what_is_no_amount_is_refused(run: Run, amount: str) -> None:
    assert "not an amount in minor units" in refused(run(DIAMOND, "--json", amount=amount))


def test_what_reaches_nobody_waits_and_is_explained(run: Run) -> None:
    graph = graph_of(node("A", ann=1), {"id": "old", "makers": []}, edges=[edge("A", "old")])
    found = answer(run(graph, "--json", amount="101"))
    assert shares(found) == {"ann": (50, "1/2")}
    assert (found["waiting"], found["undivided"]) == (51, "1/2")
    assert found["explanation"][0].startswith(
        "The part 1/2 reaches nobody and waits. It ends at “old”: no makers there"
    )
    assert "rounded down" in found["explanation"][1]
    assert "It ends at “old”" in run(graph).out


def test_when_all_of_it_reaches_nobody_that_is_said_in_words(run: Run) -> None:
    found = answer(run(graph_of({"id": "old", "makers": []}), "--json"))
    assert (found["shares"], found["waiting"]) == ([], 100000)
    assert found["explanation"] == [
        "The whole amount reaches nobody and waits. It ends at “old”: no makers there, and no "
        "sources that could be paid instead."
    ]


def test_a_least_part_that_goes_before_a_smaller_keep_is_said(run: Run) -> None:
    graph = graph_of(
        node("A", "1/4", ann=1),
        node("B", "1/3", bob=1),
        node("C", "1/5", cho=1),
        node("D", 0, dee=1),
        {"id": "E", "keep": 0, "makers": []},
        edges=[edge("A", "B"), edge("B", "C"), edge("B", "E"), edge("D", "C")],
        keep_min="1/2",
    )
    found = answer(run(graph, "--json"))
    assert shares(found)["ann"] == (50000, "1/2")
    said = [one for one in found["explanation"] if "keep_min" in one]
    assert said == [
        "Nothing keeps less than “keep_min”, 1/2, even where its “keep” is smaller: “A” (1/4), "
        "“B” (1/3)."
    ]
    less = answer(run({**graph, "keep_min": "1/4"}, "--json"))
    assert not any("keep_min" in one for one in less["explanation"])


def test_many_dead_ends_are_not_all_named(run: Run) -> None:
    ends = [{"id": f"end {number}"} for number in range(8)]
    graph = graph_of(node("A", 0), *ends, edges=[edge("A", end["id"]) for end in ends])
    assert "“end 4”, …: no makers there" in answer(run(graph, "--json"))["explanation"][0]


def test_a_cut_ask_is_listed_and_said(run: Run) -> None:
    graph = graph_of(
        node("C", ann=1),
        node("P", ask="1/2", bob=1),
        node("Q", ask=0.25, cho=1),
        edges=[edge("C", "P"), edge("C", "Q", 5)],
        keep_min="1/2",
    )
    found = answer(run(graph, "--json"))
    assert found["cuts"] == [
        {"node": "C", "parent": "P", "asked": "1/2", "given": "1/3"},
        {"node": "C", "parent": "Q", "asked": "1/4", "given": "1/6"},
    ]
    assert any(one.startswith("“P” asks 1/2 of “C” and gets 1/3") for one in found["explanation"])


def ladder(rungs: int) -> Object:
    """A lineage with 2^rungs paths."""
    nodes = [node("top", "1/3", ann=1)]
    edges = []
    above = ["top"]
    for rung in range(rungs):
        here = [f"{rung:03}{side}" for side in "LR"]
        nodes += [node(name, "1/3", **{name[-1]: 1}) for name in here]
        edges += [edge(made, used) for made in above for used in here]
        above = here
    return graph_of(*nodes, edges=edges)


def test_more_paths_than_can_be_listed_are_merged_and_counted(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "PATHS_MAX", 40)
    found = answer(run(ladder(100), "--json"))
    paths = [path for one in found["shares"] for path in one["paths"]]
    merged = [path for path in paths if "merged" in path]
    assert len(paths) - len(merged) == 40
    assert all(path["nodes"] == [] for path in merged)
    assert 40 + sum(path["merged"] for path in merged) == 2**101 - 1
    assert "Smaller paths are not listed" in found["explanation"][-1]
    assert "along ≈ 10^30 smaller paths" in run(ladder(100)).out


def test_a_lineage_of_thousands_of_generations_lists_fewer_paths(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "SIGNS_MAX", 500_000)
    names = [f"{number:05}" for number in range(2_000)]
    graph = graph_of(
        *(node(name, **{f"m{name}": 1}) for name in names),
        edges=[edge(made, used) for made, used in pairwise(names)],
    )
    found = answer(run(graph, "--json"))
    listed = [path for one in found["shares"] for path in one["paths"] if path["nodes"]]
    assert len(json.dumps(listed)) < 1_000_000
    assert 10 < len(listed) < 2_000
    assert found["shares"][0]["fraction"] == "1/2"
    assert len(found["shares"]) == 2_000


def test_too_deep_a_lineage_is_refused_before_the_memory_is_full(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "DIGITS_MAX", 10_000)
    monkeypatch.setattr(split, "PATHS_MAX", 10)
    assert "too deep to divide exactly" in refused(run(ladder(300), "--json"))
    answer(run(ladder(20), "--json"))


def test_sums_over_many_different_denominators_are_refused_in_a_minute(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "WORK_MAX", 100_000)
    names = [f"p{number}" for number in range(60)]
    parts = [node(name, f"1/{10**39 + 2 * at + 1}", ann=1) for at, name in enumerate(names)]
    edges = [*(edge("top", name) for name in names), *(edge(name, "base") for name in names)]
    graph = graph_of(node("top", "1/2", ann=1), *parts, node("base", bob=1), edges=edges)
    assert "within about a minute" in refused(run(graph, "--json"))
    monkeypatch.setattr(split, "WORK_MAX", 10**12)
    assert run(graph, "--json").status == 0


def many_denominators(count: int) -> list[str]:
    return [f"1/{10**39 + 2 * at + 1}" for at in range(count)]


def test_a_number_has_forty_digits_above_and_below_the_line_and_no_more(run: Run) -> None:
    for part in (f"1/{10**39}", f"0.{'3' * 40}", "1e-39", f"{10**39}/{10**40 - 1}"):
        answer(run(graph_of(node("A", part, ann=part)), "--json"))
    for part in (f"1/{10**40}1", f"0.{'3' * 41}", "1e-41", "1e41", 10**41, f"{10**40}1/3"):
        for graph in (node("A", part, ann=1), node("A", ann=part), node("A", ask=part, ann=1)):
            said = refused(run(graph_of(graph), "--json"))
            assert "nodes[0] “A”." in said
            assert "A number here has at most 40 digits above and below the line." in said


@pytest.mark.parametrize("part", ["1_0", "1/1_0", "١", "１/２", "1/２", "0x1", "1 / 2", "½"])
def test_a_number_is_written_with_the_digits_0_to_9(run: Run, part: str) -> None:
    assert "nodes[0] “A”.keep is" in refused(run(graph_of(node("A", part, ann=1))))
    assert "“ann”.weight is" in refused(run(graph_of(node("A", ann=part))))


def test_weights_without_a_common_denominator_of_any_use_are_refused(run: Run) -> None:
    def crowd(count: int) -> Object:
        parts = many_denominators(count)
        return node("A", **{f"m{at}": part for at, part in enumerate(parts)})

    answer(run(graph_of(crowd(9)), "--json"))
    said = refused(run(graph_of(crowd(12)), "--json"))
    assert "nodes[0] “A”.makers: the weights have so many different denominators" in said
    parts = many_denominators(12)
    ends = [node(f"e{at}") for at in range(12)]
    edges = [edge("top", one["id"], part) for one, part in zip(ends, parts, strict=True)]
    said = refused(run(graph_of(node("top", ann=1), *ends, edges=edges), "--json"))
    assert "edges “top → …”: the weights have so many different denominators" in said


def test_who_stands_twice_at_a_node_is_paid_by_both_weights_and_that_is_said(run: Run) -> None:
    one = {**node("A"), "makers": [{"id": who, "weight": 1} for who in ("ann", "bob", "ann")]}
    found = answer(run(graph_of(one), "--json"))
    assert shares(found)["ann"] == (66666, "2/3")
    assert "by the sum of the weights: “ann” (“A”)." in found["explanation"][-1]
    once = answer(run(graph_of(node("A", ann=1, bob=1)), "--json"))
    assert not any("more than once" in said for said in once["explanation"])


def test_a_dense_lineage_lists_what_fits_and_counts_the_rest(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "SIGNS_MAX", 200_000)
    names = [f"{number:03}" for number in range(80)]
    graph = graph_of(
        *(node(name, "1/3", **{f"m{name}": 1}) for name in names),
        edges=[edge(made, used) for at, made in enumerate(names) for used in names[at + 1 :]],
    )
    found = answer(run(graph, "--json"))
    assert sum(one["amount"] for one in found["shares"]) + found["waiting"] == found["total"]
    paths = [path for one in found["shares"] for path in one["paths"]]
    assert sum(path.get("merged", 1) for path in paths) == 2**79
    assert len(json.dumps(found)) < 2_000_000


def test_the_table_says_each_path_in_words(run: Run) -> None:
    out = run(DIAMOND, amount="1234567").out
    assert "1,234,567 divided from “A”, in minor units:" in out
    assert "1/2 for “A” itself" in out
    assert "3/16 for “D”, by way of A → C → D" in out
    [line] = [line for line in out.splitlines() if line.startswith("  dee")]
    assert line.split() == ["dee", "308,641", "1/4"]


def test_the_table_keeps_signs_that_steer_a_terminal_out(run: Run) -> None:
    graph = graph_of(node("A\x1b[2J", "\n".strip() or 1, **{"ann\x1b": 1}))
    assert "\x1b" not in run(graph).out


def test_the_table_shortens_what_is_too_long_to_read(run: Run) -> None:
    nodes = [node(number, "97/211", **{f"m{number}": 1}) for number in range(14)]
    graph = graph_of(*nodes, edges=[edge(number, number + 1) for number in range(13)])
    assert "  ≈ 0.0334" in run(graph).out


def test_the_table_sums_up_many_paths_and_groups_no_huge_number(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "PATHS_MAX", 1_000)
    out = run(ladder(30), amount=str(2**200)).out
    assert "along 1,073,741,815 smaller paths" in out
    assert str(2**200) in out


def test_the_table_shortens_a_long_path_in_its_middle(run: Run) -> None:
    names = [f"w{number:02}" for number in range(12)]
    edges = [edge(made, used) for made, used in pairwise(names)]
    out = run(graph_of(*(node(name, **{f"m{name}": 1}) for name in names), edges=edges)).out
    assert "for “w11”, by way of w00 → w01 → w02 → w03 → … → w08 → w09 → w10 → w11" in out


@pytest.mark.parametrize(
    ("graph", "sentence"),
    [
        ("", "“graph.json” is empty."),
        (" \n", "“graph.json” is empty."),
        ("{\n  nodes: 3}", "“graph.json”, line 2, column 3: this is not JSON."),
        (json.dumps(DIAMOND)[:-40], "this is not JSON."),
        ('{"root": "A"}\n{"root": "A"}', "line 2, column 1: this is not JSON."),
        (b"{\n\xff\xfe}", "“graph.json”, line 2: this is not text in UTF-8."),
        (b"\x1f\x8b\x08\x00", "this is not text in UTF-8."),
        ("[" * 100_000, "“graph.json” is nested too deeply to be read."),
        ('{"nodes":' * 100_000, "“graph.json” is nested too deeply to be read."),
        ('{"root": "A", "root": "B"}', "one object says “root” twice"),
        ("[]", "“graph.json” is not a graph."),
        ("3", "“graph.json” is not a graph."),
        ("null", "“graph.json” is not a graph."),
        ({"nodes": []}, "“graph.json” does not say its “root”."),
        ({"root": "A"}, "“graph.json” does not say its “nodes”."),
        ({"root": "A", "nodes": {}}, "nodes is {}. Write a list of objects."),
        ({"root": "A", "nodes": "A"}, "nodes is “A”. Write a list of objects."),
        ({"root": "A", "nodes": [3]}, "nodes[0] is 3. Write an object."),
        ({"root": "A", "nodes": [None]}, "nodes[0] is null. Write an object."),
        ({"root": "A", "nodes": []}, "The root “A” is not a node."),
        ({"root": True, "nodes": []}, "root is true. Write an id"),
        ({"root": "", "nodes": []}, "root is “”. Write an id"),
        ({"root": 1.5, "nodes": []}, "root is 1.5. Write an id"),
        ({"root": ["A"], "nodes": []}, "root is […]. Write an id"),
        ({"root": "x" * 1001, "nodes": []}, "Write an id"),
        ('{"root": "\\ud800", "nodes": []}', "root is “?”. Write an id"),
        ('{"root": NaN, "nodes": []}', "root is NaN. Write an id"),
        ('{"root": ' + "9" * 5000 + ', "nodes": []}', "Write an id"),
        (graph_of({"id": "A", "makers": []}, {"keep": 1}), "nodes[1] does not say its “id”."),
        (
            graph_of({"id": "A", "makers": [{"id": "x", "weight": 1}]}),
            "“A” does not say its “keep”",
        ),
        (graph_of(node("A", "3/2", ann=1)), "The node “A” keeps 3/2."),
        (graph_of(node("A", "-1/2", ann=1)), "The node “A” keeps −1/2."),
        (graph_of(node("A", "1/0", ann=1)), "nodes[0] “A”.keep is “1/0”. Write a part"),
        (graph_of(node("A", "half", ann=1)), "nodes[0] “A”.keep is “half”. Write a part"),
        (graph_of(node("A", "1e999999999", ann=1)), "keep is “1e999999999”. Write a part"),
        (graph_of(node("A", True, ann=1)), "nodes[0] “A”.keep is true. Write a part"),
        (graph_of(node("A", [], ann=1)), "nodes[0] “A”.keep is []. Write a part"),
        (graph_of(node("A", float("nan"), ann=1)), "nodes[0] “A”.keep is NaN. Write a part"),
        (graph_of(node("A", 1, "2", ann=1)), "The node “A” asks 2."),
        (graph_of(node("A", 1, "x", ann=1)), "nodes[0] “A”.ask is “x”. Write a part"),
        (graph_of(node("A", ann=1), keep_min="2"), "The least part to keep is 2."),
        (graph_of(node("A", ann=1), keep_min=False), "keep_min is false. Write a part"),
        (graph_of(node("A", ann=0)), "nodes[0] “A”.makers[0] “ann”.weight is 0."),
        (graph_of(node("A", ann=-1)), "“ann”.weight is -1. Write a number above 0."),
        (graph_of(node("A", ann=True)), "“ann”.weight is true. Write a number above 0."),
        (graph_of(node("A", ann=float("inf"))), "“ann”.weight is Infinity."),
        (graph_of(node("A", ann=None)), "“ann”.weight is null."),
        (graph_of({**node("A"), "makers": "ann"}), "nodes[0] “A”.makers is “ann”."),
        (graph_of({**node("A"), "makers": [{"weight": 1}]}), "makers[0] does not say its “id”."),
        (graph_of(node("A"), node("A")), "The node “A” is given twice."),
        (graph_of(node(1), node("1")), "The node “1” is given twice."),
        (graph_of(node("A"), edges=[edge("A", "B")]), "but “B” is not a node."),
        (graph_of(node("A"), edges=[edge("B", "A")]), "but “B” is not a node."),
        (graph_of(node("A"), edges=[edge("A", "A")]), "runs in a circle: A → A."),
        (
            graph_of(node("A"), node("B"), edges=[edge("A", "B"), edge("B", "A", 0)]),
            "runs in a circle: A → B → A.",
        ),
        (
            graph_of(node("A"), node("B"), edges=[edge("A", "B"), edge("A", "B")]),
            "The edge from “A” to “B” is given twice.",
        ),
        (
            graph_of(node("A"), node("B"), edges=[edge("A", "B", -1)]),
            "edges[0] “A → B”.weight is -1. Write 0 to cite, or a number above 0.",
        ),
        (
            graph_of(node("A"), node("B"), edges=[edge("A", "B", False)]),
            "edges[0] “A → B”.weight is false.",
        ),
        (
            graph_of(node("A"), node("B"), edges=[{"from": "A", "to": "B"}]),
            "edges[0] “A → B”.weight is null.",
        ),
        (
            graph_of(node("A"), edges=[{"to": "A", "weight": 1}]),
            "edges[0] does not say its “from”.",
        ),
        (graph_of(node("A"), edges=[{"from": "A"}]), "edges[0] does not say its “to”."),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_is_no_lineage_is_refused_by_the_name_of_its_element(
    run: Run, graph: object, sentence: str
) -> None:
    said = refused(run(graph, "--json"))
    assert sentence in said
    if said.startswith("“graph.json”: "):
        assert "graph.json" not in said.removeprefix("“graph.json”: ")
    else:
        assert "“graph.json”" in said


@pytest.mark.parametrize(
    "graph",
    [
        graph_of(node(STEERING), node(STEERING)),
        graph_of(node(STEERING), edges=[edge(STEERING, STEERING)]),
        graph_of(node("A"), edges=[edge("A", STEERING)]),
        {"root": STEERING, "nodes": []},
        graph_of(node(STEERING, "1/0", ann=1)),
        graph_of(node(STEERING, 2, ann=1)),
        graph_of(node("A", STEERING, ann=1)),
        graph_of(node("A", **{STEERING: 0})),
        graph_of(node("A"), edges=[edge("A", STEERING, -1)]),
        {"root": "A", "nodes": STEERING},
        '{"A\x9b\u202e": 1, "A\x9b\u202e": 2}',
    ],
)
def test_a_refusal_keeps_signs_that_steer_a_terminal_out(run: Run, graph: object) -> None:
    said = refused(run(graph))
    assert said.startswith("“graph.json”: ")
    assert said.isprintable()


def test_the_json_writes_signs_that_steer_a_terminal_as_escapes(run: Run) -> None:
    said = run(graph_of(node(STEERING, 1, **{f"低潮 {STEERING}": 1})), "--json")
    assert said.out.rstrip("\n").isprintable()
    assert "低潮" in said.out
    [one] = answer(said)["shares"]
    assert (one["payee"], one["paths"][0]["nodes"]) == (f"低潮 {STEERING}", [STEERING])


def test_a_file_whose_name_steers_a_terminal_is_named_without_doing_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\x1b[2J\x9b.json"
    for content in (None, "", "[]", "{}", json.dumps(graph_of(node("A"), node("A")))):
        if content is not None:
            path.write_text(content, "utf-8")
        assert main(["split", str(path), "--amount", "1"]) == 2
        assert capsys.readouterr().err.rstrip("\n").isprintable()


def test_a_long_circle_is_named_by_its_beginning_and_end(run: Run) -> None:
    names = [f"{number:04}" for number in range(1_000)]
    edges = [edge(made, used) for made, used in zip(names, [*names[1:], names[0]], strict=True)]
    said = refused(run(graph_of(*map(node, names), edges=edges)))
    assert "circle: 0000 → 0001" in said
    assert said.endswith("→ 0999 → 0000.")
    assert len(said) < 300


def test_a_file_that_is_not_there_a_folder_and_one_too_large(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, sentence in (
        (tmp_path / "none.json", "There is no file “"),
        (tmp_path, "is a folder"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (Path("/dev/null"), "“null” is a pipe, a socket or a device."),
    ):
        assert main(["split", str(path), "--amount", "1"]) == 2
        assert sentence in capsys.readouterr().err
    run(DIAMOND)
    with pytest.raises(Refused, match=r"“graph\.json” is larger than 0 MB"):
        read_json(tmp_path / "graph.json", megabytes_max=0)


def test_without_edges_the_makers_of_the_root_have_everything(run: Run) -> None:
    found = answer(run({"root": "A", "nodes": [node("A", "1/2", ann=1)]}, "--json"))
    assert shares(found) == {"ann": (100000, "1")}


def test_a_long_list_of_digits_leaves_no_trace_in_the_process(run: Run) -> None:
    run(ladder(10))
    with pytest.raises(ValueError, match="digits"):
        str(10**5_000)
