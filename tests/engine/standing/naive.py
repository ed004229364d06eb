"""The CredRank chain written out state by state and solved densely: slow, plain, independent.

States: seed, contributions, participant-weeks, accumulators, bonus nodes. Nothing here is imported
from the code under test but the table of contributions.
"""

from __future__ import annotations

import numpy as np


class Chain:
    """States by name and the probability of each move."""

    def __init__(self, graph, bonus):
        self.graph = graph
        self.starts = list(graph.boundaries_ms[:-1])
        self.people, self.works = graph.participants, len(graph.kinds)
        weeks = range(len(self.starts))
        names = ["seed", *(("work", j) for j in range(self.works))]
        names += [("week", p, w) for p in range(self.people) for w in weeks]
        names += [("paid", w) for w in weeks] + [("bonus", *key) for key in bonus]
        self.number = {name: place for place, name in enumerate(names)}
        self.moves = np.zeros((len(names), len(names)))

    def add(self, source, target, probability):
        self.moves[self.number[source], self.number[target]] += probability

    def state(self, slot, at):
        if slot >= self.people:
            return ("work", slot - self.people)
        return ("week", slot, max(w for w, start in enumerate(self.starts) if start <= at))

    def outgoing(self, edge_weights, bonus):
        found = {("bonus", *key): [(("week", *key), 1.0)] for key in bonus}
        graph = self.graph
        for kind, source, target, at in zip(
            graph.edge_kinds, graph.sources, graph.targets, graph.edge_times_ms, strict=True
        ):
            one, other = self.state(source, at), self.state(target, at)
            there, back = edge_weights[kind]
            found.setdefault(one, []).append((other, there))
            found.setdefault(other, []).append((one, back))
        return found

    def add_weeks(self, parameters, attributed):
        _, beta, forward, backward = parameters
        last = len(self.starts) - 1
        for here in [name for name in self.number if name[0] == "week"]:
            _, person, week = here
            given = {q: f for (p, q, w), f in attributed.items() if (p, w) == (person, week)}
            self.add(here, ("paid", week), beta * (1 - sum(given.values())))
            for other, fraction in given.items():
                self.add(here, ("week", other, week), beta * fraction)
            self.add(here, ("week", person, min(week + 1, last)), forward)
            self.add(here, ("week", person, max(week - 1, 0)), backward)

    def stationary(self):
        for place in range(1, len(self.moves)):
            self.moves[place, 0] += 1 - self.moves[place].sum()
        ones = np.ones(len(self.moves))
        equations = np.vstack([self.moves.T - np.eye(len(ones)), ones])
        return np.linalg.lstsq(equations, np.r_[0 * ones, 1.0], rcond=None)[0]


def naive_credrank(graph, node_mint, edge_weights, parameters, attributed=None, bonus=None):
    """Return (cred per participant and week, scores of contributions), by a linear solve.

    attributed: {(giver, receiver, week): fraction}; bonus: {(participant, week): amount}.
    """
    attributed, bonus = attributed or {}, bonus or {}
    chain = Chain(graph, bonus)
    mint = {("work", j): node_mint[kind] for j, kind in enumerate(graph.kinds)}
    mint |= {("bonus", *key): amount for key, amount in bonus.items()}
    total = sum(mint.values())
    for name, amount in mint.items():
        chain.add("seed", name, amount / total)
    chain.add_weeks(parameters, attributed)
    for name, targets in chain.outgoing(edge_weights, bonus).items():
        whole = sum(weight for _, weight in targets)
        out = 1 - (sum(parameters) if name[0] == "week" else parameters[0])
        for target, weight in targets:
            if weight > 0:
                chain.add(name, target, weight / whole * out)
    scores = chain.stationary()
    cred = np.zeros((chain.people, len(chain.starts)))
    for person, week in np.ndindex(cred.shape):
        here, paid = chain.number[("week", person, week)], chain.number[("paid", week)]
        cred[person, week] = scores[here] * chain.moves[here, paid]
    scale = total / cred.sum()
    return cred * scale, scores[1 : chain.works + 1] * scale
