"""`cohive standing` as a person types it: a file of contributions in, standing out."""

from __future__ import annotations

import copy
import json
import math

import pytest

from cohive.house.command import main
from tests.shared_data import shared_data

DAY = 86_400
SAMPLE = {
    "meta": {
        "participants": 3,
        "base_ms": 1_703_980_800_000,
        "node_mint": [1, 4, 16],
        "edge_weights": [[0.5, 1], [1, 0.0625], [1, 0]],
    },
    "nodes": [[0, DAY], [1, 9 * DAY], [2, 16 * DAY]],
    "edges": [
        [0, 0, 3, DAY],
        [0, 1, 4, 9 * DAY],
        [0, 2, 5, 16 * DAY],
        [1, 4, 3, 9 * DAY],
        [1, 5, 3, 16 * DAY],
        [1, 5, 4, 16 * DAY],
        [2, 0, 5, 17 * DAY],
    ],
    "parameters": {"alpha": 0.1, "beta": 0.4, "gammaForward": 0.1, "gammaBackward": 0.1},
}
SALES = [{"node": 2, "amount": 10_000, "currency": "EUR"}]
MISSING = object()


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch):
    """Write a file, run the command on it, return (status, printed, refused)."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(content, *words):
        path = tmp_path / "graph.json"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        status = main(["standing", str(path), *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def changed(**options):
    """The sample with other values; keys of `meta` by their names."""
    whole = copy.deepcopy(SAMPLE)
    for key, value in options.items():
        inner = whole["meta"] if key in whole["meta"] else whole
        if value is MISSING:
            del inner[key]
        else:
            inner[key] = value
    return whole


def answered(ask, content):
    status, out, err = ask(content, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_a_file_without_sales_is_computed_by_its_own_weights(ask):
    found = answered(ask, SAMPLE)
    assert found["mint"] == "weights"
    assert [one["id"] for one in found["participants"]] == [0, 1, 2]
    assert math.fsum(one["cred"] for one in found["participants"]) == found["minted"] == 21
    for one in found["participants"]:
        assert sum(one["per_interval"]) == pytest.approx(one["cred"])
    assert len(found["intervals"]) == len(found["participants"][0]["per_interval"]) == 3
    assert found["residual"] < 1e-12
    assert found["iterations"] > 3


def test_a_file_with_sales_is_computed_from_them_alone(ask):
    found = answered(ask, changed(sales=SALES))
    assert (found["mint"], found["currency"], found["unclaimed"]) == ("sales", "EUR", 0)
    assert [one["cred"] for one in found["participants"]] == [3_750, 1_250, 5_000]
    assert found["unit"] == "minor units"
    assert found["participants"][0]["per_interval"] == [3_750, 0, 0]
    assert "never money by itself" in found["explanation"][-1]
    kept = answered(ask, changed(sales=SALES, keep=1))
    assert [one["cred"] for one in kept["participants"]] == [0, 0, 10_000]
    assert answered(ask, changed(sales=SALES, mint="weights"))["mint"] == "weights"


@pytest.mark.parametrize(
    ("language", "currency", "amounts"),
    [
        ("C", "EUR", ["€50.00", "€37.50", "€12.50"]),
        ("zh_CN", "CNY", ["¥50.00", "¥37.50", "¥12.50"]),
        ("C", "JPY", ["¥5,000", "¥3,750", "¥1,250"]),
    ],
)
def test_people_read_amounts_as_on_the_pages(ask, monkeypatch, language, currency, amounts):
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    _, out, _ = ask(changed(sales=[{**SALES[0], "currency": currency}]))
    first, *rows = out.splitlines()[:4]
    assert currency in first
    assert [line.split()[-1] for line in rows] == amounts


def test_without_a_currency_the_unit_is_said(ask):
    _, out, _ = ask(changed(sales=[{"node": 2, "amount": 10_000}]))
    assert "smallest unit" in out.splitlines()[0]
    assert out.splitlines()[1].split() == ["2", "5,000.00"]


def test_the_reference_vector_is_met(ask):
    path = shared_data("standing/credrank-100.json")
    given = json.loads(path.read_text(encoding="utf-8"))
    found = answered(ask, path.read_text(encoding="utf-8"))
    for ours, theirs in zip(found["participants"], given["participants"], strict=True):
        assert ours["cred"] == pytest.approx(theirs["cred"], abs=1e-4)
        assert ours["per_interval"] == pytest.approx(theirs["credPerInterval"], abs=1e-4)
    assert found["intervals"] == given["intervals"]


def test_ids_are_used_where_they_are_given(ask):
    names = ["ann", 7, "赵"]
    for content in (
        changed(participants=names),
        {**changed(), "participants": [{"id": name} for name in names]},
    ):
        assert [one["id"] for one in answered(ask, content)["participants"]] == names
    status, out, _ = ask(changed(participants=names))
    assert status == 0
    assert "赵" in out
    assert "never money by itself" in out


@pytest.mark.parametrize(
    ("options", "minted"),
    [
        ({"budgets": 4}, 1 + 4 + 4),
        ({"budgets": {"2": 10}}, 1 + 4 + 10),
        ({"budgets": [{"types": [1, 2], "cap": 3}]}, 1 + 3 + 3),
        ({"budgets": [{"type": 2, "periods": [{"startTimeMs": 0, "budgetValue": 6}]}]}, 11),
        ({"budgets": {"entries": [{"type": 2, "cap": 6}]}}, 11),
        ({"dependencies": [{"participant": 1, "weight": 0.5}]}, 31.5),
        (
            {"dependencies": [{"participant": 1, "periods": [{"startTimeMs": None, "weight": 1}]}]},
            42,
        ),
        ({"personal_attributions": [{"from": 2, "to": 0, "fraction": 0.5}]}, 21),
    ],
)
def test_options_are_read_in_their_short_and_in_the_references_form(ask, options, minted):
    assert answered(ask, {**SAMPLE, **options})["minted"] == pytest.approx(minted)


def test_personal_attributions_move_standing_in_both_forms(ask):
    short = {"personal_attributions": [{"from": 2, "to": 0, "fraction": 1}]}
    proportions = [{"timestampMs": 0, "proportionValue": 1}]
    long = {
        "personal_attributions": [
            {
                "fromParticipantId": 2,
                "recipients": [{"toParticipantId": 0, "proportions": proportions}],
            }
        ]
    }
    found = [answered(ask, {**SAMPLE, **options})["participants"] for options in (short, long)]
    assert found[0] == found[1]
    assert found[0][2]["cred"] == 0


def test_seconds_may_have_a_decimal_point(ask):
    nodes = [[0, DAY + 0.25], *SAMPLE["nodes"][1:]]
    assert answered(ask, changed(nodes=nodes))["minted"] == 21


def edge(place, value, number=3):
    edges = copy.deepcopy(SAMPLE["edges"])
    edges[number][place] = value
    return {"edges": edges}


def meta(**options):
    return {"meta": {**SAMPLE["meta"], **options}}


BAD = [
    ({"nodes": []}, "no contributions"),
    ({"nodes": {}}, "nodes is {}"),
    ({"nodes": MISSING}, "nodes is missing"),
    ({"nodes": [[0, DAY], [1]]}, "nodes[1]"),
    ({"nodes": [[0, DAY], [1, "x"], [2, 9]]}, "nodes[1] is “x”"),
    ({"nodes": [[0, DAY], [True, 9], [2, 9]]}, "nodes[1] is true"),
    ({"nodes": [[0, DAY], [1, None], [2, 9]]}, "nodes[1] is null"),
    ({"nodes": [[0, DAY], [1.5, 9], [2, 9]]}, "nodes[1] is 1.5"),
    ({"nodes": [[0, DAY], [1, float("nan")], [2, 9]]}, "nodes[1] is NaN"),
    ({"nodes": [[0, DAY], [1, float("inf")], [2, 9]]}, "nodes[1] is Infinity"),
    ({"nodes": [[0, DAY], [1, 10**13], [2, 9]]}, "Node 1 has no usable date"),
    ({"nodes": [[0, DAY], [1, 10**30], [2, 9]]}, "nodes[1] is 1000000000"),
    ({"nodes": [[0, DAY], [10**10, 9], [2, 9]]}, "Node 1 has a number that is too large"),
    ({"nodes": [[0, DAY], [1, 9 * 10**9], [2, 9]]}, "weeks"),
    ({"nodes": [[0, DAY], [3, 9], [2, 9]]}, "Node 1 has the type 3"),
    ({"nodes": [[0, DAY], [-1, 9], [2, 9]]}, "Node 1 has a type below 0"),
    (edge(0, 3), "Edge 3 has the type 3"),
    (edge(2, 6), "Edge 3 leads to 6"),
    (edge(1, -1), "Edge 3 leads to -1"),
    (edge(1, 2), "Edge 3 begins at a participant"),
    (edge(1, 4, 0), "Edge 0 begins at a contribution"),
    (edge(2, 1), "Edge 3 ends at a participant"),
    (edge(2, "3"), "edges[3] is “3”"),
    (edge(2, False), "edges[3] is false"),
    (edge(3, [1]), "edges[3] is […]"),
    ({"edges": [[0, 0, 3]]}, "edges[0] is […]. Write a list of 4 numbers."),
    ({"edges": [[1, 3, 4, 5], [1, 4, 3, 5], [0, 0, 3, 5]]}, "circle"),
    ({"edges": [[1, 3, 3, 5], [0, 0, 3, 5]]}, "circle: 0 → 0"),
    ({"edges": []}, "reaches nobody"),
    ({"parameters": {"alpha": 0.5, "beta": 0.6}}, "alpha, beta and both gammas add up to 1.3"),
    ({"parameters": {"alpha": 0.4, "gammaForward": 0.1}}, "add up to 1.0"),
    ({"parameters": {"alpha": 0}}, "“alpha” is 0"),
    ({"parameters": {"beta": -0.1}}, "“beta” is -0.1"),
    ({"parameters": {"beta": "0.4"}}, "parameters.beta is “0.4”"),
    ({"parameters": []}, "parameters is []"),
    ({"meta": MISSING}, "meta is missing. Write an object."),
    (meta(participants=MISSING), "meta.participants is missing"),
    (meta(participants=-1), "meta.participants is -1"),
    (meta(participants=10**12), "meta.participants is 1000000000000"),
    (
        {**meta(participants=9_000_000), "edges": [], "nodes": [[0, 0], [0, 99 * DAY]]},
        "more than can be computed",
    ),
    (meta(participants=True), "meta.participants is true"),
    (meta(participants=["a", "b", "a"]), "The participant “a” is given twice"),
    (meta(participants=["a", "b", "\ud800"]), "meta.participants[2]"),
    ({"participants": [{"id": 1}, {"id": 1}, {"id": 2}]}, "The participant “1” is given twice"),
    ({"participants": [{"id": 1}]}, "Each participant needs an id"),
    (meta(base_ms="today"), "meta.base_ms is “today”"),
    (meta(node_mint=[1, -4, 16]), "Contributions of type 1 mint -4"),
    (meta(node_mint=[0, 0, 0]), "Nothing is minted"),
    (meta(node_mint=None), "meta.node_mint is null"),
    (meta(node_mint=[1, float("nan"), 16]), "meta.node_mint[1] is NaN"),
    (meta(edge_weights=[[1, 1], [1, -1], [1, 0]]), "Edges of type 1 have the weight -1"),
    (meta(edge_weights=[[1, 1], [1, 1]]), "three types of edges"),
    (meta(edge_weights=[[1, 1], [1], [1, 0]]), "meta.edge_weights[1] is […]"),
    ({"budgets": [{"types": [0, 2], "cap": 5}, {"types": [2], "cap": 9}]}, "type 2 stands in two"),
    ({"budgets": -5}, "“budgets” has the value -5"),
    ({"budgets": {"x": 5}}, "budgets.x"),
    ({"budgets": [{"types": [], "cap": 5}]}, "names no type"),
    ({"budgets": "weekly"}, "budgets is “weekly”"),
    ({"dependencies": [{"participant": 9, "weight": 1}]}, "dependencies[0].participant is 9"),
    ({"dependencies": [{"participant": 1}]}, "dependencies[0].weight is missing"),
    ({"personal_attributions": [{"from": 1, "to": 1, "fraction": 1}]}, "to herself"),
    ({"personal_attributions": [{"from": 1, "to": 2, "fraction": 1.5}]}, "has the value 1.5"),
    ({"personal_attributions": [{"from": 1, "to": [], "fraction": 1}]}, "recipients[0].to is []"),
    ({"sales": []}, "No settled sale"),
    ({"sales": {}}, "sales is {}"),
    ({"sales": [{"node": 5, "amount": 1}]}, "sales[0].node is 5"),
    ({"sales": [{"node": 1, "amount": -1}]}, "sales[0].amount is -1"),
    ({"sales": [{"node": 1, "amount": 1.5}]}, "sales[0].amount is 1.5"),
    ({"sales": [*SALES, {"node": 1, "amount": 1, "currency": "USD"}]}, "one currency"),
    ({"sales": [*SALES, {"node": 1, "amount": 1}]}, "one currency"),
    ({"sales": [{"node": 1, "amount": 1, "currency": "EURO"}]}, "sales[0].currency is “EURO”"),
    ({"sales": [{"node": 1, "amount": 1, "currency": "ZZZ"}]}, "sales[0].currency is “ZZZ”"),
    ({"sales": [{"node": 1, "currency": "EUR"}]}, "sales[0].amount is missing"),
    ({"sales": SALES, "budgets": 5}, "“budgets” goes with weights"),
    ({"sales": SALES, "keep": 0}, "keep a part"),
    ({"mint": "votes"}, "mint is “votes”"),
    ({"mint": "sales"}, "sales is missing"),
]


@pytest.mark.parametrize(("options", "said"), BAD, ids=[said for _, said in BAD])
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_what_is_wrong_is_named_in_one_sentence(ask, options, said, words):
    whole = copy.deepcopy(SAMPLE)
    for key, value in options.items():
        whole[key] = value
    whole = {key: value for key, value in whole.items() if value is not MISSING}
    whole["meta"] = {
        key: value for key, value in whole.get("meta", {}).items() if value is not MISSING
    }
    if "meta" in options and options["meta"] is MISSING:
        del whole["meta"]
    status, out, err = ask(whole, *words)
    assert (status, out) == (2, "")
    assert err.startswith("“graph.json”: ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        b'{"meta": ' + b"9" * 9_000 + b"}",
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"meta": {}, "meta": {}}',
    ],
)
def test_what_is_no_such_file_is_refused(ask, content):
    status, out, err = ask(content, "--json")
    assert (status, out) == (2, "")
    assert err.count("graph.json") == 1
    assert err.count("\n") == 1


def test_a_missing_file_and_a_folder_are_refused(tmp_path, capsys):
    for path in (tmp_path / "none.json", tmp_path):
        assert main(["standing", str(path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        {"participants": 9_000, "nodes": [[0, 0], [0, 3_100_000_000]], "edges": [[0, 0, 9_000, 0]]},
        {"participants": 10_000_000, "nodes": [[0, 0]], "edges": [[0, 0, 10_000_000, 0]]},
    ],
)
def test_a_small_file_cannot_ask_for_a_table_that_fills_the_memory(ask, options):
    status, printed, said = ask(changed(**options))
    assert (status, printed) == (2, "")
    assert "this table would be too large" in said
