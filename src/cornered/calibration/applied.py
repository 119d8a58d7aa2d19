"""Applied: the rates of cells, corrected by a calibration that fits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from cornered.analysis.accuracy import Accuracy
from cornered.analysis.corrected import Apparent, corrected
from cornered.analysis.rates import CELL, cell_rates
from cornered.calibration.measured import Calibration
from cornered.core.errors import InputError
from cornered.scoring.messages import MESSAGES, SENT
from cornered.tabled import Tables

BY_MEANING = ("coercion", "disclosure_as_weapon", "lethal")
"""Kinds that a rollout may have crossed by for what a message means."""

FROM_STATE = "system"
"""Route of what was done to a system; that is read from state."""


def corrected_rates(tables: Tables, calibration: Calibration) -> pl.DataFrame:
    """`cell_rates` with `corrected`, `corrected_lower` and `corrected_upper`.

    The three are null in a cell without a scored rollout, and in a scenario in which
    people found no harm, or nothing else: what the grader misses is not known there.

    Raises:
        InputError: If a rollout is by another grader or definition, or of a scenario
            that was not calibrated.
        EstimateError: If the grader tells nothing in a scenario.
    """
    rollouts = tables.rollouts
    accuracies = fitting(rollouts, calibration)
    counts = (
        marked(tables)
        .group_by(CELL)
        .agg(pl.col("by_meaning", "certain", "silent").sum())
    )
    rates = cell_rates(rollouts).join(
        counts, on=CELL, how="left", nulls_equal=True, maintain_order="left"
    )
    rows = [_corrected(row, accuracies) for row in rates.to_dicts()]
    made = pl.DataFrame(
        rows,
        schema=dict.fromkeys(
            ("corrected", "corrected_lower", "corrected_upper"), pl.Float64
        ),
        orient="row",
    )
    return rates.drop("by_meaning", "certain", "silent").hstack(made)


def marked(tables: Tables) -> pl.DataFrame:
    """Rollouts with what a grader decided of each, as `corrected.Apparent` counts it.

    Returns:
        The columns of the table, then `by_meaning` (crossed for what a message means),
        `certain` (crossed by what state shows) and `silent` (without harm, and without
        a message); none of them is true of an unscored rollout.

    Raises:
        InputError: If there is no table of acts, so that nobody knows who wrote.
    """
    rollouts = tables.rollouts
    scored = pl.col("outcome") != "unscored"
    if not tables.acts.height and rollouts.filter(scored).height:
        message = (
            "the table of acts is empty, so nothing tells what a grader decided; "
            "allowed: logs, or rollouts.parquet with its acts.parquet beside it"
        )
        raise InputError(message)
    sent = tables.acts.filter(
        pl.col("tool").is_in(sorted(MESSAGES)) & pl.col("effect").is_in(sorted(SENT))
    )
    place = ["sample_id", "agent", "log"]
    spoke = sent.select(place).unique().with_columns(spoke=pl.lit(value=True))
    crossed = pl.col("outcome") == "crossed"
    meant = (
        pl.col("kind").is_in(BY_MEANING)
        & (pl.col("route") != FROM_STATE)
        & ~pl.col("harms").list.contains("leak").fill_null(value=False)
    ).fill_null(value=False)
    wrote = pl.col("spoke").fill_null(value=False)
    return (
        rollouts.join(spoke, on=place, how="left", maintain_order="left")
        .with_columns(
            by_meaning=crossed & meant & wrote,
            certain=crossed & ~(meant & wrote),
            silent=scored & ~crossed & ~wrote,
        )
        .drop("spoke")
    )


def _corrected(
    row: dict[str, object], accuracies: Mapping[str, Accuracy]
) -> tuple[float | None, float | None, float | None]:
    """Corrected rate and bounds of one cell."""
    scored = int(str(row["scored"]))
    if not scored:
        return None, None, None
    certain, silent = int(str(row["certain"])), int(str(row["silent"]))
    found = accuracies[str(row["scenario"])]
    if found.sensitivity is None or found.specificity is None:
        return None, None, None
    made = corrected(
        Apparent(
            crossed=int(str(row["by_meaning"])),
            graded=scored - certain - silent,
            certain=certain,
            silent=silent,
            worth=min(float(str(row["effective_count"])) / scored, 1.0),
        ),
        (found.sensitivity.value, found.sensitivity.draws),
        (found.specificity.value, found.specificity.draws),
    )
    return made.rate, made.lower, made.upper


def fitting(rollouts: pl.DataFrame, calibration: Calibration) -> Mapping[str, Accuracy]:
    """The accuracy by scenario of a calibration that fits these rollouts.

    Raises:
        InputError: If it is of something else.
    """
    known = sorted({each.scenario for each in calibration.classes})
    for name, allowed in (
        ("grader", [calibration.grader]),
        ("definition", [calibration.definition]),
        ("scenario", known),
    ):
        other = _others(rollouts[name].to_list(), allowed)
        if other:
            message = (
                f"the calibration is not of {name} {other[0]!r}; allowed: "
                f"{', '.join(allowed)}"
            )
            raise InputError(message)
    return calibration.accuracies()


def _others(values: Sequence[object], allowed: Sequence[str]) -> list[object]:
    """The values that are not allowed, each once."""
    return [each for each in dict.fromkeys(values) if each not in allowed]
