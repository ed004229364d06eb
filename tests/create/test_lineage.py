"""What a work grew from: asks, credit, circles, and the graph the engine computes on."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from cohive.bond import queries as bond
from cohive.create import operations, queries
from cohive.create.models.works import Work, WorkParent
from cohive.engine.attribution import attribute
from cohive.engine.lineage import Edge
from cohive.journal.models import EconomicEvent
from cohive.journal.queries import acts_of_object
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

CREDIT = "Your lines taught me to print thin."


@pytest.fixture
def sheet(cast, now):
    return operations.cite_source(
        title="Getijtafel 1961",
        holder="City archive, public domain",
        url="https://archive.example/1961",
        by=cast.mei,
        at=now,
    )


@pytest.fixture
def tree(cast, submit, sheet):
    """Two Harbours with two parents that have one parent in common, which names a sheet."""
    table = submit(cast.mei, "Low tide timetable", ask=None, parents=[(sheet, 0, "")])
    left = submit(cast.hanna, "低潮时刻表", ask=None, parents=[(table, 1, CREDIT)])
    right = submit(cast.noor, "Low tide at Hoek", ask=None, parents=[(table, 1, CREDIT)])
    top = submit(
        cast.anouk,
        "Two Harbours",
        ask=None,
        makers=[(cast.anouk, 1), (cast.lin, 1)],
        parents=[(left, 1, CREDIT), (right, 1, CREDIT)],
    )
    return {"sheet": sheet, "table": table, "left": left, "right": right, "top": top}


def test_a_source_from_outside_has_no_makers_and_asks_nothing(sheet):
    view = queries.work(sheet)
    assert (view.card.kind, view.makers, view.card.keep, view.card.ask) == (
        "source",
        (),
        Fraction(0),
        None,
    )
    assert view.card.holder == "City archive, public domain"
    assert acts_of_object(sheet)[0].kind == "create.source.cited"
    assert queries.gallery() == ([], "")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": ""}, "title"), ({"holder": " "}, "holder"), ({"url": "javascript:1"}, "url")],
)
def test_a_source_says_what_it_is_and_whose(cast, now, change, field):
    given = {"title": "Sheet", "holder": "Archive", "url": "", **change}
    with pytest.raises(Refused) as refusal:
        operations.cite_source(**given, by=cast.mei, at=now)
    assert refusal.value.field == field


def test_parents_are_used_and_sources_cited_in_the_stage_of_the_work(cast, submit, tree):
    act = acts_of_object(tree["table"])[0]
    flows = EconomicEvent.objects.filter(act_id=act.id).order_by("id")
    assert [(flow.action, flow.resource_id, flow.stage) for flow in flows] == [
        ("produce", tree["table"], "design"),
        ("cite", tree["sheet"], "design"),
    ]
    act = acts_of_object(tree["top"])[0]
    used = EconomicEvent.objects.filter(act_id=act.id, action="use")
    assert {flow.resource_id for flow in used} == {tree["left"], tree["right"]}
    assert act.event.parents == (tree["left"], tree["right"])


def test_the_makers_of_a_parent_read_the_sentence(cast, tree):
    notice = bond.notices(cast.hanna)[0]
    assert notice.kind == "remix"
    assert CREDIT in str(notice)


def test_a_parent_needs_a_sentence_of_credit(cast, submit):
    parent = submit(cast.mei, "Tide")
    with pytest.raises(Refused) as refusal:
        submit(cast.noor, "Hem", parents=[(parent, 1, "  ")])
    assert refusal.value.field == f"credit-{parent}"
    with pytest.raises(Refused) as long:
        submit(cast.noor, "Hem", parents=[(parent, 1, "x" * 401)])
    assert long.value.field == f"credit-{parent}"


def test_what_asks_cannot_be_only_named_and_a_source_cannot_be_paid(cast, submit, sheet):
    asking = submit(cast.mei, "Tide", ask=Fraction(1, 4))
    for parents in ([(asking, 0, CREDIT)], [(sheet, 1, CREDIT)], [(asking, -1, CREDIT)]):
        with pytest.raises(Refused) as refusal:
            submit(cast.noor, "Hem", parents=parents)
        assert refusal.value.field == "parents"
    asks_nothing = submit(cast.mei, "Ebb", ask=Fraction(0))
    made = submit(cast.noor, "Hem", parents=[(asks_nothing, 0, CREDIT)])
    assert queries.work(made).parents[0].weight == 0


def test_a_parent_given_twice_or_withdrawn_is_refused(cast, submit, now):
    parent = submit(cast.mei, "Tide")
    with pytest.raises(Refused) as refusal:
        submit(cast.noor, "Hem", parents=[(parent, 1, CREDIT), (parent, 1, CREDIT)])
    assert refusal.value.field == "parents"
    operations.withdraw_work(work=parent, by=cast.mei, at=now)
    with pytest.raises(Refused, match="withdrawn"):
        submit(cast.noor, "Hem", parents=[(parent, 1, CREDIT)])


def test_a_parent_can_be_named_later_by_the_makers(cast, submit, now):
    first, second = submit(cast.mei, "Tide", ask=None), submit(cast.noor, "Hem")
    named = {"work": second, "parent": first, "weight": 1, "credit": CREDIT}
    with pytest.raises(Forbidden):
        operations.name_parent(**named, by=cast.lin, at=now)
    operations.name_parent(**named, by=cast.noor, at=now)
    assert queries.work(second).parents[0].work.id == first
    act = acts_of_object(second)[0]
    assert (act.kind, act.event.parent_work) == ("create.work.parent_named", first)
    assert EconomicEvent.objects.filter(act_id=act.id, action="use").count() == 1
    with pytest.raises(Refused, match="already"):
        operations.name_parent(**named, by=cast.noor, at=now)
    with pytest.raises(Missing):
        operations.name_parent(**{**named, "work": new_id()}, by=cast.noor, at=now)


def test_a_circle_is_refused_however_long(cast, tree, now):
    before = WorkParent.objects.count()
    for parent in ("left", "top"):
        with pytest.raises(Refused, match="grew from") as refusal:
            operations.name_parent(
                work=tree["table"],
                parent=tree[parent],
                weight=1,
                credit=CREDIT,
                by=cast.mei,
                at=now,
            )
        assert refusal.value.field == "parents"
    with pytest.raises(Refused):
        operations.name_parent(
            work=tree["table"],
            parent=tree["table"],
            weight=1,
            credit=CREDIT,
            by=cast.mei,
            at=now,
        )
    assert WorkParent.objects.count() == before


def test_the_graph_holds_ancestors_only_in_three_queries(
    cast, submit, tree, django_assert_num_queries
):
    submit(cast.lin, "Later", parents=[(tree["top"], 1, CREDIT)])
    # edges by one recursive query, makers, works
    with django_assert_num_queries(3):
        graph = queries.lineage_graph(tree["top"])
    assert graph.root == f"work:{tree['top']}"
    assert {node.id for node in graph.nodes} == {f"work:{tree[name]}" for name in tree}
    assert set(graph.edges) == {
        Edge(f"work:{tree[made]}", f"work:{tree[made_from]}", weight)
        for made, made_from, weight in [
            ("top", "left", 1),
            ("top", "right", 1),
            ("left", "table", 1),
            ("right", "table", 1),
            ("table", "sheet", 0),
        ]
    }


def test_the_engine_divides_as_the_rulings_say(cast, tree):
    found = attribute(queries.lineage_graph(tree["top"])).fractions
    assert found == {
        str(cast.anouk): Fraction(1, 4),
        str(cast.lin): Fraction(1, 4),
        str(cast.hanna): Fraction(1, 8),
        str(cast.noor): Fraction(1, 8),
        str(cast.mei): Fraction(1, 4),
    }


def test_over_asking_is_cut_pro_rata(cast, submit):
    half = submit(cast.mei, "Half", ask=Fraction(1, 2))
    quarter = submit(cast.hanna, "Quarter", ask=Fraction(1, 4))
    made = submit(cast.noor, "Night", parents=[(half, 1, CREDIT), (quarter, 1, CREDIT)])
    found = attribute(queries.lineage_graph(made)).fractions
    assert found == {
        str(cast.noor): Fraction(1, 2),
        str(cast.mei): Fraction(1, 3),
        str(cast.hanna): Fraction(1, 6),
    }


def test_several_graphs_are_read_at_once(tree, django_assert_num_queries):
    with django_assert_num_queries(3):
        graphs = queries.lineage_graphs([tree["left"], tree["right"]])
    assert len(graphs[tree["left"]].nodes) == 3
    assert graphs[tree["right"]] == queries.lineage_graph(tree["right"])


def test_the_family_knows_generations_both_ways(cast, submit, tree, django_assert_num_queries):
    later = submit(cast.lin, "Later", parents=[(tree["top"], 1, CREDIT)])
    with django_assert_num_queries(2):
        family = queries.family(tree["left"])
    assert family.generations == {
        tree["left"]: 0,
        tree["table"]: -1,
        tree["sheet"]: -2,
        tree["top"]: 1,
        later: 2,
    }
    assert queries.descendants(tree["table"]) == (
        *sorted((tree["left"], tree["right"])),
        tree["top"],
        later,
    )
    assert not family.is_cut


def test_works_without_parents_are_graphs_of_one_node(cast, submit):
    alone = submit(cast.mei, "Alone")
    graph = queries.lineage_graph(alone)
    assert (len(graph.nodes), graph.edges) == (1, ())
    assert Work.objects.count() == 1


def test_a_long_chain_is_read_without_going_astray(cast, submit, now):
    made = [submit(cast.mei, "Work 0", ask=None)]
    for n in range(1, 40):
        at = now + timedelta(seconds=n)
        parents = [(made[-1], 1, CREDIT)]
        made.append(submit(cast.mei, f"Work {n}", ask=None, parents=parents, at=at))
    assert len(queries.lineage_graph(made[-1]).nodes) == 40
    assert len(queries.descendants(made[0])) == 39
