"""The lineage of each stage of a product, as it stands at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cohive.create.models.contributions import Contribution
from cohive.create.models.ideas import Idea
from cohive.create.models.products import STAGES, StageSource
from cohive.create.models.works import Work
from cohive.create.queries.frozen import merged
from cohive.create.queries.lineage import lineage_graphs
from cohive.engine.lineage import Graph, Maker, Node

WHOLE = Fraction(1)


@dataclass(frozen=True)
class StageLineages:
    """Every stage's graph (a stage without sources is its bare root) and a label for each node."""

    graphs: Mapping[str, Graph]
    labels: Mapping[str, str]


def stage_lineages(product: UUID, *, at: datetime) -> StageLineages:
    """Sources and confirmed contributions of all six stages.

    Unconfirmed, questioned and withdrawn contributions do not count, nor does work by contract.
    At most nine SQL queries.
    """
    sources: dict[str, list[tuple[Graph, int]]] = {stage: [] for stage in STAGES}
    rows = list(StageSource.objects.filter(product_id=product).order_by("id"))
    ideas = _ideas(row.object_id for row in rows if row.kind == "idea")
    works = lineage_graphs(row.object_id for row in rows if row.kind == "work")
    labels = {f"idea:{idea.id}": idea.title for idea in ideas.values()}
    for row in rows:
        graph = _idea_graph(ideas[row.object_id]) if row.kind == "idea" else works[row.object_id]
        sources[row.stage].append((graph, row.weight))
    for contribution in _confirmed(product, at=at):
        labels[f"contribution:{contribution.id}"] = contribution.what
        sources[contribution.stage].append((_contribution_graph(contribution), contribution.weight))
    graphs = {stage: merged(f"stage:{stage}", sources[stage]) for stage in STAGES}
    return StageLineages(graphs, labels | _work_labels(graphs.values()))


def _ideas(ids: Iterable[UUID]) -> dict[UUID, Idea]:
    return {
        idea.id: idea for idea in Idea.objects.filter(id__in=set(ids)).prefetch_related("makers")
    }


def _idea_graph(idea: Idea) -> Graph:
    makers = sorted((str(maker.agent_id), maker.weight) for maker in idea.makers.all())
    name = f"idea:{idea.id}"
    node = Node(name, WHOLE, tuple(Maker(payee, weight) for payee, weight in makers))
    return Graph(name, (node,), ())


def _confirmed(product: UUID, *, at: datetime) -> list[Contribution]:
    rows = Contribution.objects.filter(product_id=product, withdrawn_at__isnull=True)
    return [
        row
        for row in rows.order_by("id").prefetch_related("makers")
        if row.state_at(at) == "confirmed"
    ]


def _contribution_graph(contribution: Contribution) -> Graph:
    name = f"contribution:{contribution.id}"
    makers = sorted((str(maker.agent_id), maker.weight) for maker in contribution.makers.all())
    node = Node(name, WHOLE, tuple(Maker(payee, weight) for payee, weight in makers))
    return Graph(name, (node,), ())


def _work_labels(graphs: Iterable[Graph]) -> dict[str, str]:
    prefix = "work:"
    ids = {
        UUID(node.id.removeprefix(prefix))
        for graph in graphs
        for node in graph.nodes
        if node.id.startswith(prefix)
    }
    titles = Work.objects.filter(id__in=ids).values_list("id", "title")
    return {f"{prefix}{key}": title for key, title in titles}
