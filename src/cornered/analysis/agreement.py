"""Whether our rates agree with the counts that the 2025 study published.

Two answers: whether the published rate lies within our interval, as if it were exact;
and the difference of both rates, where the published one is a count of 100 and so a
sample too, with its interval (`unpaired`) and whether it lies within a margin
(`equivalence`). That a difference is not shown is no agreement; equivalence is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from cornered.analysis.clustered import Sampled
from cornered.analysis.equivalence import (
    DIFFERENT,
    EQUIVALENT,
    MARGIN,
    tost,
    verdicts,
)
from cornered.analysis.unpaired import difference_interval
from cornered.core.cell import parse_condition
from cornered.interop.published import published

BAND = (0.05, 0.95)
"""Published rates between which agreement says most: near 0 or 1 it comes easily."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How many cells have the published rate inside their interval."""

    cells: int
    """Cells that the study published and that have a rate here."""
    inside: int
    band_cells: int
    """Those of them that were published between 5 and 95 %, both included."""
    band_inside: int
    equivalent: int = 0
    """Cells shown to be within the margin of the published rate."""
    different: int = 0
    """Cells shown to be beyond it; what is neither is undecided."""

    @property
    def share(self) -> float | None:
        """Share of all cells, in [0, 1]; None if there is none."""
        return self.inside / self.cells if self.cells else None

    @property
    def band_share(self) -> float | None:
        """Share of the cells published between 5 and 95 %; None if there is none."""
        return self.band_inside / self.band_cells if self.band_cells else None


def model_of(agent: str) -> str:
    """The model an agent is, as the study would name it.

    Examples:
        >>> model_of("simulated/claude-opus-4"), model_of("openai/gpt-4o-20240806")
        ('claude-opus-4', 'gpt-4o')
    """
    return re.sub(r"-\d{8}$", "", agent.rsplit("/", maxsplit=1)[-1])


def against_published(rates: pl.DataFrame, *, margin: float = MARGIN) -> pl.DataFrame:
    """`rates` with the published rate where the study has one.

    The study has one for letters under preset `study` without mitigations whose
    condition crosses goal and threat and nothing else.

    Args:
        rates: Cells, as `rates.cell_rates` gives them, at level 0.95.
        margin: Of equivalence, in (0, 1).

    Returns:
        The columns of `rates`, then `published_crossed`, `published_count`,
        `published_rate`, `inside` (whether the published rate, taken as exact, lies
        within [lower, upper]), `difference` (ours - published), `difference_lower`,
        `difference_upper` (both counts taken as samples), `equivalence_p` and
        `equivalence` (`equivalent`, `different` or `undecided`, at the margin); all
        null where there is nothing to compare.

    Raises:
        EstimateError: If the margin is not in (0, 1).
    """
    columns: dict[str, list[str | float | int]] = {
        "_model": [row.model for row in published()],
        "scenario": [row.scenario for row in published()],
        "_goal": [row.goal for row in published()],
        "_threat": [row.threat for row in published()],
        "published_crossed": [row.crossed_count for row in published()],
        "published_count": [row.rollout_count for row in published()],
        "published_rate": [row.rate for row in published()],
    }
    arms = [_goal_threat(condition) for condition in rates["condition"]]
    comparable = (
        (pl.col("preset") == "study")
        & (pl.col("protocol") == "none")
        & (pl.col("surface") == "letter")
    )
    keyed = rates.with_columns(
        _model=pl.Series(
            [model_of(agent) for agent in rates["agent"]], dtype=pl.String
        ),
        _goal=pl.Series([goal for goal, _ in arms], dtype=pl.String),
        _threat=pl.Series([threat for _, threat in arms], dtype=pl.String),
    ).with_columns(_goal=pl.when(comparable).then(pl.col("_goal")))
    joined = keyed.join(
        pl.DataFrame(columns),
        on=["_model", "scenario", "_goal", "_threat"],
        how="left",
        maintain_order="left",
    )
    inside = pl.col("published_rate").is_between(pl.col("lower"), pl.col("upper"))
    kept = joined.with_columns(inside=inside).drop("_model", "_goal", "_threat")
    return _with_differences(kept, margin=margin)


def agreement(compared: pl.DataFrame) -> Agreement:
    """The summary of a table that `against_published` made."""
    cells = compared.filter(pl.col("inside").is_not_null())
    band = cells.filter(pl.col("published_rate").is_between(*BAND))
    return Agreement(
        cells=cells.height,
        inside=int(cells["inside"].sum()),
        band_cells=band.height,
        band_inside=int(band["inside"].sum()),
        equivalent=int((cells["equivalence"] == EQUIVALENT).sum()),
        different=int((cells["equivalence"] == DIFFERENT).sum()),
    )


def _with_differences(compared: pl.DataFrame, *, margin: float) -> pl.DataFrame:
    """`compared` with the difference of both rates, and whether it matters."""
    names = ("rate", "effective_count", "published_rate", "published_count")
    ours, worth, theirs, count = (
        compared[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for name in names
    )
    known = ~np.isnan(ours) & ~np.isnan(theirs)
    lower, upper = difference_interval(
        Sampled.simple(theirs, np.where(known, count, 0.0)),
        Sampled.simple(ours, np.where(known, worth, 0.0)),
    )
    difference = ours - theirs
    p = tost(difference, lower, upper, margin=margin)
    words = verdicts(p, lower, upper, margin=margin)
    found = {
        "difference": difference,
        "difference_lower": lower,
        "difference_upper": upper,
        "equivalence_p": p,
    }
    return compared.with_columns(
        **{
            name: pl.Series(each, dtype=pl.Float64).fill_nan(None)
            for name, each in found.items()
        },
        equivalence=pl.when(pl.Series(known, dtype=pl.Boolean)).then(
            pl.Series(words, dtype=pl.String)
        ),
    )


def _goal_threat(condition: str) -> tuple[str | None, str | None]:
    """Goal and threat of a condition that crosses just these two; else None twice."""
    levels = {} if condition == "base" else parse_condition(condition)
    if levels.keys() != {"goal", "threat"}:
        return None, None
    return levels["goal"], levels["threat"]
