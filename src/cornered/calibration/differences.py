"""Differences: planned contrasts and compared runs, corrected by a calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from cornered.analysis.accuracy import Accuracy
from cornered.analysis.comparison import ALIKE, MAYBE, matched_on
from cornered.analysis.contrasts import BY
from cornered.analysis.corrected import Apparent
from cornered.analysis.corrected_differences import Stratum, corrected_difference
from cornered.analysis.intervals import LEVEL, effective_count
from cornered.analysis.matched import ARM, HIGH, LOW
from cornered.analysis.planned import in_arms
from cornered.analysis.rates import CLUSTER
from cornered.calibration.applied import fitting, marked
from cornered.calibration.measured import Calibration
from cornered.core.study import Contrast
from cornered.tabled import Tables

CORRECTED = ("corrected", "corrected_lower", "corrected_upper")
"""Columns that a correction gives."""

COUNTED = ("by_meaning", "certain", "silent")
"""What `marked` says of a rollout."""


def corrected_contrasts(
    tables: Tables, calibration: Calibration, planned: Sequence[Contrast]
) -> pl.DataFrame:
    """The planned contrasts, corrected for the grader's errors.

    All scored rollouts of strata that both arms have scored count, also of draws that
    one arm alone has scored: draws are not paired here.

    Returns:
        `contrast`, the columns of `contrasts.BY`, and those of `CORRECTED`: a row for
        each contrast and group that scored both arms; null where people found no harm,
        or nothing else.

    Raises:
        InputError: As `applied.corrected_rates` says, or if there is no table of acts.
        EstimateError: If the grader tells nothing in a scenario.
    """
    accuracies = fitting(tables.rollouts, calibration)
    rollouts = marked(tables)
    groups = {name: rollouts.schema[name] for name in BY}
    rows: list[tuple[object, ...]] = []
    for contrast in planned:
        found = in_arms(rollouts, contrast)
        if found is None:
            continue
        for group, of in found.rollouts.group_by(BY, maintain_order=True):
            strata = ["scenario", *found.shared]
            made = _corrected(of, strata, found.own, accuracies)
            rows.append((contrast.id, *group, *made))
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "contrast": pl.String,
        **groups,
        **dict.fromkeys(CORRECTED, pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def corrected_comparison(
    a: pl.DataFrame,
    b: pl.DataFrame,
    rows: pl.DataFrame,
    accuracies: Mapping[str, Accuracy],
) -> pl.DataFrame:
    """The rows of a comparison with the columns of `CORRECTED`.

    Args:
        a: Rollouts of the run compared with, as `marked` gives them.
        b: Rollouts of the other run.
        rows: What `comparison.comparison` made of both.
        accuracies: Of the grader, by scenario.

    Raises:
        EstimateError: If the grader tells nothing in a scenario.
    """
    keys = matched_on(a, b)
    both = pl.concat(
        each.select(
            *dict.fromkeys((*keys, *CLUSTER, "outcome", *COUNTED)),
            pl.lit(arm).alias(ARM),
        )
        for each, arm in ((a, LOW), (b, HIGH))
    )
    made = []
    for row in rows.iter_rows(named=True):
        where = {"cell": ALIKE, "scenario": ("scenario",)}.get(row["row"], ())
        wanted = {name: row[name] for name in where}
        if row["row"] == "cell":
            wanted |= {name: row[f"a_{name}"] for name in MAYBE if name in keys}
        of = both.filter(
            pl.lit(value=True),
            *(pl.col(name).eq_missing(value) for name, value in wanted.items()),
        )
        made.append(_corrected(of, keys, (), accuracies))
    numbers = dict.fromkeys(CORRECTED, pl.Float64)
    return rows.hstack(pl.DataFrame(made, schema=numbers, orient="row"))


def _corrected(
    of: pl.DataFrame,
    strata: Sequence[str],
    own: Sequence[str],
    accuracies: Mapping[str, Accuracy],
) -> tuple[float | None, float | None, float | None]:
    """Corrected difference and bounds of the rollouts of two arms."""
    scored = of.filter(pl.col("outcome") != "unscored")
    shared = (
        scored.group_by(strata)
        .agg(arms=pl.col(ARM).n_unique())
        .filter(pl.col("arms") == len((LOW, HIGH)))
    )
    usable = scored.join(shared, on=list(strata), how="semi", nulls_equal=True)
    made = []
    for (scenario,), rows in usable.group_by("scenario", maintain_order=True):
        found = accuracies[str(scenario)]
        if found.sensitivity is None or found.specificity is None:
            return None, None, None
        low, high = (
            _apparent(rows.filter(pl.col(ARM) == arm), strata, own)
            for arm in (LOW, HIGH)
        )
        made.append(
            Stratum(
                low=low,
                high=high,
                sensitivity=(found.sensitivity.value, found.sensitivity.draws),
                specificity=(found.specificity.value, found.specificity.draws),
                weight=float(rows.n_unique(list(strata))),
            )
        )
    if not made:
        return None, None, None
    corrected = corrected_difference(made)
    return corrected.difference, corrected.lower, corrected.upper


def _apparent(
    scored: pl.DataFrame, strata: Sequence[str], own: Sequence[str]
) -> Apparent:
    """What was counted in an arm, each stratum and each cell within it weighing alike."""
    cells = scored.group_by([*strata, *own]).agg(
        pl.col(COUNTED).sum().cast(pl.Float64), n=pl.len().cast(pl.Float64)
    )
    share = 1 / (cells.n_unique(list(strata)) * pl.len().over(strata))
    weighed = cells.with_columns(_share=share)
    count = float(scored.height)
    mean = (pl.col(COUNTED) * pl.col("_share") / pl.col("n")).sum()
    by_meaning, certain, silent = (count * each for each in weighed.select(mean).row(0))
    # Cells of unlike size, weighed alike, tell as much as fewer rollouts would.
    even = 1 / weighed.select((pl.col("_share") ** 2 / pl.col("n")).sum()).item()
    worth = min(even / count, 1.0) * _independent(scored) / count
    return Apparent(
        crossed=by_meaning,
        graded=by_meaning + max(count - by_meaning - certain - silent, 0.0),
        certain=certain,
        silent=silent,
        worth=min(worth, 1.0),
    )


def _independent(scored: pl.DataFrame) -> float:
    """How many independent rollouts those of an arm are worth: draws are clusters."""
    draws = scored.group_by(CLUSTER).agg(
        k=(pl.col("outcome") == "crossed").sum().cast(pl.Float64),
        n=pl.len().cast(pl.Float64),
    )
    k, n = draws["k"].to_numpy(), draws["n"].to_numpy()
    own = k - n * (k.sum() / n.sum())
    found = effective_count(
        *(
            np.array([each])
            for each in (k.sum(), n.sum(), float(draws.height), (own**2).sum())
        ),
        fourth=np.array([(own**4).sum()]),
        level=LEVEL,
    )
    return float(found[0])
