"""Planned: the rollouts of both arms of a planned contrast, whatever is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cornered.analysis.matched import ARM, HIGH, LOW
from cornered.core.study import Contrast
from cornered.scoring.tables import FACTOR


@dataclass(frozen=True, kw_only=True)
class InArms:
    """The rollouts of both arms."""

    rollouts: pl.DataFrame
    """With the column `matched.ARM`."""
    shared: tuple[str, ...]
    """Factor columns that neither arm names: their levels are strata."""
    own: tuple[str, ...]
    """Factor columns that one arm alone names: the other arm has several cells."""


def in_arms(rollouts: pl.DataFrame, contrast: Contrast) -> InArms | None:
    """The rollouts of both arms; None if the table has not crossed a factor of them."""
    low = {f"{FACTOR}{name}" for name in contrast.low}
    high = {f"{FACTOR}{name}" for name in contrast.high}
    if not low | high <= set(rollouts.columns):
        return None
    crossed = [name for name in rollouts.columns if name.startswith(FACTOR)]
    of_low, of_high = _of(contrast.low), _of(contrast.high)
    return InArms(
        rollouts=rollouts.filter(of_low | of_high).with_columns(
            pl.when(of_low).then(pl.lit(LOW)).otherwise(pl.lit(HIGH)).alias(ARM)
        ),
        shared=tuple(name for name in crossed if name not in low | high),
        own=tuple(name for name in crossed if name in low ^ high),
    )


def _of(levels: Mapping[str, str]) -> pl.Expr:
    """Whether a rollout is of an arm."""
    return pl.all_horizontal(
        (pl.col(f"{FACTOR}{name}") == level).fill_null(value=False)
        for name, level in levels.items()
    )
