"""Whether our rates agree with the counts that the 2025 study published."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

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


def against_published(rates: pl.DataFrame) -> pl.DataFrame:
    """`rates` with the published rate where the study has one.

    The study has one for letters under preset `study` without mitigations whose
    condition crosses goal and threat and nothing else. The published rate is taken as
    exact, though it is itself a count of 100.

    Args:
        rates: Cells, as `rates.cell_rates` gives them.

    Returns:
        The columns of `rates`, then `published_crossed`, `published_count`,
        `published_rate`, and `inside` (whether the published rate lies within
        [lower, upper]); all null where there is nothing to compare.
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
    return joined.with_columns(inside=inside).drop("_model", "_goal", "_threat")


def agreement(compared: pl.DataFrame) -> Agreement:
    """The summary of a table that `against_published` made."""
    cells = compared.filter(pl.col("inside").is_not_null())
    band = cells.filter(pl.col("published_rate").is_between(*BAND))
    return Agreement(
        cells=cells.height,
        inside=int(cells["inside"].sum()),
        band_cells=band.height,
        band_inside=int(band["inside"].sum()),
    )


def _goal_threat(condition: str) -> tuple[str | None, str | None]:
    """Goal and threat of a condition that crosses just these two; else None twice."""
    levels = {} if condition == "base" else parse_condition(condition)
    if levels.keys() != {"goal", "threat"}:
        return None, None
    return levels["goal"], levels["threat"]
