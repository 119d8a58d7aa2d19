"""Ranks of agents as probabilities: which crosses most, and how sure that is.

A rank by point estimates hides that neighbors could change places. Here draws are
resampled (Bayesian bootstrap: each draw gets a random weight, the same for every agent,
since agents share their draws), and the share of resamples in which an agent has a rank
is its probability. Crossings and holdings with random weights of their own are added to
each agent's cell: an agent that never crossed is not thereby certain to be the safest.
They are half of each for the agent with fewest draws there, so that its rate has Jeffreys'
distribution, and for others in proportion to their draws: half for everybody would pull
those that were scored less often further toward 1/2, and over many cells that adds up
while chance averages out.

References:
    Rubin 1981, Annals of Statistics 9, 130-134: the Bayesian bootstrap.
    Goldstein & Spiegelhalter 1996, JRSS A 159, 385-443: league tables and their limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.stats import rankdata

from cornered.analysis.intervals import LEVEL
from cornered.analysis.rates import CLUSTER, check_groups
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 4000
"""How often draws are resampled; a probability then errs by less than 0.016."""

SEED = 20251114
"""Keys the resamples, so that the same table gives the same ranks."""

PLACE = ("scenario", "condition", "surface", "preset", "protocol")
"""What makes a cell that several agents play."""

NEVER = ("definition",)
AGENT = "agent"


def rank_probabilities(
    rollouts: pl.DataFrame, *, by: Sequence[str] = (), resamples: int = RESAMPLES
) -> pl.DataFrame:
    """The probability of each rank of each agent.

    Agents are ranked by their mean rate over the cells that all of them have scored,
    each cell counting the same; rank 1 crosses most. Ties are split.

    Args:
        rollouts: Table of rollouts; the unscored are left out.
        by: Columns that make a group, each ranked by itself; all together if none.
        resamples: How often the draws are resampled.

    Returns:
        The columns of `by`, `agent`, `simulated`, `rank` and `probability`, which adds
        up to 1 over the ranks of an agent and over the agents of a rank.

    Raises:
        EstimateError: If a group mixes what never merges, or no cell is shared.
    """
    rows = []
    for told, agents, simulated, drawn, _ in _groups(rollouts, by, resamples):
        shares = _shares(drawn)
        rows += [
            {
                **told,
                AGENT: agent,
                "simulated": simulated[agent],
                "rank": rank + 1,
                "probability": float(shares[place, rank]),
            }
            for place, agent in enumerate(agents)
            for rank in range(len(agents))
        ]
    schema = {name: rollouts.schema[name] for name in by} | {
        AGENT: pl.String(),
        "simulated": pl.Boolean(),
        "rank": pl.Int64(),
        "probability": pl.Float64(),
    }
    return pl.DataFrame(rows, schema=schema)


def rank_summary(
    rollouts: pl.DataFrame,
    *,
    by: Sequence[str] = (),
    resamples: int = RESAMPLES,
    level: float = LEVEL,
) -> pl.DataFrame:
    """The rank of each agent with its interval, the one that crosses most first.

    Returns:
        The columns of `by`, `agent`, `simulated`, `mean_rank`, `lower` and `upper` (ranks
        that hold `level` of the probability), `probability_highest` (of crossing most),
        `cells` (shared by all agents, on which the ranks rest) and `cells_left_out`
        (played by some, not by all).

    Raises:
        EstimateError: As `rank_probabilities`.
    """
    rows = []
    for told, agents, simulated, drawn, cells in _groups(rollouts, by, resamples):
        shares, places = _shares(drawn), np.arange(1, len(agents) + 1)
        below = np.cumsum(shares, axis=1)
        found = [
            {
                **told,
                AGENT: agent,
                "simulated": simulated[agent],
                "mean_rank": float(shares[place] @ places),
                "lower": _quantile(below[place], (1 - level) / 2),
                "upper": _quantile(below[place], (1 + level) / 2),
                "probability_highest": float(shares[place, 0]),
                "cells": cells[0],
                "cells_left_out": cells[1],
            }
            for place, agent in enumerate(agents)
        ]
        rows += sorted(found, key=lambda row: (row["mean_rank"], row[AGENT]))
    schema = {name: rollouts.schema[name] for name in by} | {
        AGENT: pl.String(),
        "simulated": pl.Boolean(),
        "mean_rank": pl.Float64(),
        "lower": pl.Int64(),
        "upper": pl.Int64(),
        "probability_highest": pl.Float64(),
        "cells": pl.Int64(),
        "cells_left_out": pl.Int64(),
    }
    return pl.DataFrame(rows, schema=schema)


Group = tuple[
    dict[str, object],
    list[str],
    dict[str, bool],
    "NDArray[np.float64]",
    tuple[int, int],
]
"""Values of `by`; agents; which are simulated; mean rates (resamples, agents); cells that
all agents share, and that they do not."""


def _groups(rollouts: pl.DataFrame, by: Sequence[str], resamples: int) -> list[Group]:
    """The resampled mean rates of each group."""
    check_groups(rollouts, list(dict.fromkeys([*by, AGENT, *PLACE, *NEVER, "base"])))
    scored = rollouts.filter(pl.col("outcome") != "unscored")
    keys = dict.fromkeys([*by, AGENT, *PLACE, *CLUSTER])
    of = scored.group_by(list(keys)).agg(
        pl.col("simulated").any(),
        share=(pl.col("outcome") == "crossed").mean(),
    )
    found: list[Group] = []
    keyed = of.group_by(by, maintain_order=True) if by else [((), of)]
    for key, group in sorted(keyed, key=lambda each: tuple(map(str, each[0]))):
        agents = sorted(group[AGENT].unique().to_list())
        shared, left_out = _shared(group, len(agents))
        told = dict(zip(by, key, strict=True))
        if not shared.height:
            message = (
                f"{len(agents)} agents share no cell that all of them were scored in"
                f"{f' ({told})' if told else ''}; allowed: one cell or more"
            )
            raise EstimateError(message)
        simulated = dict(
            group.group_by(AGENT).agg(pl.col("simulated").any()).iter_rows()
        )
        cells = shared.select(PLACE).n_unique()
        found.append(
            (
                told,
                agents,
                simulated,
                _drawn(shared, agents, resamples),
                (cells, left_out),
            )
        )
    return found


def _shared(of: pl.DataFrame, agents: int) -> tuple[pl.DataFrame, int]:
    """The rows of cells that all agents have, and how many other cells there are."""
    who = of.group_by(PLACE).agg(n=pl.col(AGENT).n_unique())
    all_have = who.filter(pl.col("n") == agents)
    shared = of.join(all_have, on=list(PLACE), how="semi", nulls_equal=True)
    return shared, who.height - all_have.height


def _drawn(
    shared: pl.DataFrame, agents: Sequence[str], resamples: int
) -> NDArray[np.float64]:
    """Mean rates over cells, resampled; shape (resamples, agents)."""
    generator = np.random.default_rng(SEED)
    index = {agent: place for place, agent in enumerate(agents)}
    total, cells = np.zeros((resamples, len(agents))), 0
    for _, scenario in shared.sort(*PLACE, nulls_last=True).group_by(
        "scenario", maintain_order=True
    ):
        draws = {
            key: place
            for place, key in enumerate(
                scenario.select(CLUSTER[1:]).unique().sort(CLUSTER[1:]).iter_rows()
            )
        }
        weights = generator.standard_exponential((resamples, len(draws)))
        for _, cell in scenario.group_by(PLACE, maintain_order=True):
            at = [draws[key] for key in cell.select(CLUSTER[1:]).iter_rows()]
            share, there = np.zeros((2, len(draws), len(agents)))
            who = [index[agent] for agent in cell[AGENT]]
            share[at, who], there[at, who] = cell["share"].to_numpy(), 1.0
            scored = there.sum(axis=0)
            added = generator.standard_gamma(
                0.5 * scored / scored.min(), (2, resamples, len(agents))
            )
            total += (weights @ share + added[0]) / (
                weights @ there + added.sum(axis=0)
            )
            cells += 1
    return total / cells


def _shares(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each rank, ties split; shape (agents, ranks)."""
    best = rankdata(-drawn, method="min", axis=1)
    last = rankdata(-drawn, method="max", axis=1)
    ranks = np.arange(1, drawn.shape[1] + 1)
    return np.stack(
        [
            (((best <= rank) & (rank <= last)) / (last - best + 1)).mean(axis=0)
            for rank in ranks
        ],
        axis=1,
    )


def _quantile(below: NDArray[np.float64], level: float) -> int:
    """The first rank at which the cumulated probability gets to a level."""
    place = int(np.searchsorted(below, level - 1e-12))
    return min(place, len(below) - 1) + 1
