"""The one configuration: the same for every community and every data set.

Nothing here was fitted to a data set, and nothing is read from labels. Windows are the human ones
(an hour's task, half a day's shift, a long weekend, a month's contract); the levels are the usual
ones of testing; the rest bounds work.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HOUR_SECONDS", "Configuration"]

HOUR_SECONDS = 3600.0


@dataclass(frozen=True)
class Configuration:
    """What counts as together, as too much, and as enough.

    Attributes
    ----------
    windows_seconds : tuple[float, ...]
        Two acts on one target this close are a coincidence.
    targets_min : int
        Of how many distinct targets a pair or a group needs coincidences.
    blocks : int
        In how many spans of about equally many events each account's activity is known, for what
        chance would do; in a small log fewer.
    block_events_min : int
        So many events a span holds at least: where a group's sitting fills a span by itself, there
        is nobody left in it to tell what was to be expected.
    pair_level : float
        The largest tail probability of a pair that is looked at.
    partners_max : float
        How many accounts may on average stand beside one by chance.
    pair_steps_max : int
        Coincidences looked at in one window; crowded targets are sampled by account, the same
        accounts everywhere.
    group_min : int
        Accounts in a group.
    false_discovery_rate : float
        Among the groups that are reported; in a log where nobody acts together, how likely any is.
    examined_rate : float
        The same among the groups whose innocent reasons and further witnesses are looked at: more
        than are reported, so that a good reason is heard before anybody ranks high.
    witness_level : float
        The p-value from which a further witness counts.
    witnesses_min : int
        Independent witnesses before a hold is recommended.
    fan_weeks : float
        Over how many weeks a fan club spreads at least.
    fan_own : float
        The least part of its acts that go elsewhere where nobody has left it yet.
    """

    windows_seconds: tuple[float, ...] = (
        HOUR_SECONDS,
        12 * HOUR_SECONDS,
        72 * HOUR_SECONDS,
        720 * HOUR_SECONDS,
    )
    targets_min: int = 2
    blocks: int = 32
    block_events_min: int = 50
    pair_level: float = 0.01
    partners_max: float = 50.0
    pair_steps_max: int = 15_000_000
    group_min: int = 3
    false_discovery_rate: float = 0.01
    examined_rate: float = 0.05
    witness_level: float = 0.01
    witnesses_min: int = 2
    fan_weeks: float = 6.0
    fan_own: float = 0.6

    def blocks_for(self, events: int) -> int:
        """Say into how many spans a log is cut.

        Parameters
        ----------
        events : int
            Acts in it.

        Returns
        -------
        int
            1 to `blocks`.
        """
        return max(min(self.blocks, events // self.block_events_min), 1)
