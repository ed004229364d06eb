"""Fission: which groups a circle falls into, whether one would rather part, what a split did."""

from cohive.engine.fission.acts import Parting, parting_of
from cohive.engine.fission.afterwards import Merging, Retained, merging_of, migration, retained
from cohive.engine.fission.communities import (
    Communities,
    Community,
    communities_of,
    modularity_of,
)
from cohive.engine.fission.conditions import (
    RULE,
    Condition,
    SplitRule,
    jaccard_of,
    weeks_held,
)
from cohive.engine.fission.leiden import Partition, leiden, quality_of
from cohive.engine.fission.splitting import (
    Proposal,
    Splits,
    conductance_of,
    density_of,
    splits_of,
)
from cohive.engine.fission.topics import Topics, topics_of

__all__ = [
    "RULE",
    "Communities",
    "Community",
    "Condition",
    "Merging",
    "Parting",
    "Partition",
    "Proposal",
    "Retained",
    "SplitRule",
    "Splits",
    "Topics",
    "communities_of",
    "conductance_of",
    "density_of",
    "jaccard_of",
    "leiden",
    "merging_of",
    "migration",
    "modularity_of",
    "parting_of",
    "quality_of",
    "retained",
    "splits_of",
    "topics_of",
    "weeks_held",
]
