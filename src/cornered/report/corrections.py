"""Corrections: how often graders err, and what the rates are without that, as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from cornered import catalogs
from cornered.analysis.accuracy import Estimate
from cornered.analysis.contrasts import BY
from cornered.calibration.differences import corrected_contrasts
from cornered.calibration.measured import Calibration
from cornered.figures._look import percent, span
from cornered.report.numbers import interval, points
from cornered.tabled import Tables

UNKNOWN = "not known"
"""Where people found no harm, so what the grader misses is not known."""


@dataclass(frozen=True, kw_only=True)
class CorrectionView:
    """A corrected rate beside the counted one, as the page prints them."""

    scenario: str
    condition: str
    agent: str
    counted: str
    counted_interval: str
    corrected: str
    corrected_interval: str
    raw: Mapping[str, Any]
    """The numbers behind it."""


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """A corrected difference beside the counted one, in points, as the page prints it."""

    question: str
    scenario: str
    agent: str
    counted: str
    counted_interval: str
    corrected: str
    corrected_interval: str
    raw: Mapping[str, Any]
    """The numbers behind it."""


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """A calibration and the file that it came from."""

    calibration: Calibration
    sha256: str
    """Of the file's bytes, hex."""


@dataclass(frozen=True, kw_only=True)
class AccuracyLine:
    """How well the grader does in one scenario, against people."""

    scenario: str
    sensitivity: str
    caught: str
    specificity: str
    passed: str
    undecided: int


@dataclass(frozen=True, kw_only=True)
class CalibrationView:
    """A calibration, ready to print."""

    grader: str
    annotators: str
    simulated: bool
    items: str
    sha256: str
    lines: tuple[AccuracyLine, ...]


def correction_views(rates: pl.DataFrame | None) -> tuple[CorrectionView, ...]:
    """The rows of the table; none without corrected rates."""
    if rates is None:
        return ()
    return tuple(
        CorrectionView(
            scenario=row["scenario"],
            condition=row["condition"],
            agent=row["agent"],
            counted=percent(row["rate"]),
            counted_interval=span(row["lower"], row["upper"]),
            corrected=percent(row["corrected"])
            if row["corrected"] is not None
            else UNKNOWN,
            corrected_interval=span(row["corrected_lower"], row["corrected_upper"]),
            raw=row,
        )
        for row in rates.iter_rows(named=True)
    )


def corrected_questions(tables: Tables, calibration: Calibration) -> pl.DataFrame:
    """What the studies of a table planned to compare, corrected, by agent.

    Returns:
        `study` and the columns of `calibration.differences.corrected_contrasts`.

    Raises:
        InputError: If the calibration does not fit.
        EstimateError: If the grader tells nothing in a scenario.
    """
    known = catalogs.studies()
    made = []
    for name in sorted(tables.rollouts["study"].drop_nulls().unique()):
        if name not in known:
            continue
        of = replace(tables, rollouts=tables.rollouts.filter(pl.col("study") == name))
        found = corrected_contrasts(of, calibration, known[name].contrasts)
        made.append(found.select(pl.lit(name).alias("study"), pl.all()))
    return pl.concat(made) if made else pl.DataFrame()


def beside_counted(
    corrected: pl.DataFrame | None, counted: pl.DataFrame
) -> pl.DataFrame:
    """Corrected differences beside the counted ones; no row without either.

    Args:
        corrected: What `corrected_questions` gives.
        counted: The rows of the answered questions.
    """
    if corrected is None or not corrected.height or not counted.height:
        return pl.DataFrame()
    keys = ["study", "contrast", *BY]
    names = ("question", "low", "high", "simulated", "difference", "lower", "upper")
    return counted.select(*keys, *names).join(
        corrected, on=keys, nulls_equal=True, maintain_order="left"
    )


def difference_views(beside: pl.DataFrame) -> tuple[DifferenceView, ...]:
    """Corrected differences, ready to print."""
    return tuple(
        DifferenceView(
            question=row["question"],
            scenario=row["scenario"],
            agent=row["agent"],
            counted=points(row["difference"]),
            counted_interval=interval(row["lower"], row["upper"]),
            corrected=UNKNOWN if row["corrected"] is None else points(row["corrected"]),
            corrected_interval=interval(row["corrected_lower"], row["corrected_upper"]),
            raw=row,
        )
        for row in beside.iter_rows(named=True)
    )


def calibration_view(given: Calibrated | None) -> CalibrationView | None:
    """The calibration, ready to print."""
    if given is None:
        return None
    held = given.calibration
    return CalibrationView(
        grader=held.grader,
        annotators=", ".join(held.annotators),
        simulated=held.simulated,
        items=held.items,
        sha256=given.sha256,
        lines=tuple(
            AccuracyLine(
                scenario=scenario,
                sensitivity=_estimate(found.sensitivity, "no harm was labeled"),
                caught=f"{found.caught}/{found.caught + found.missed}",
                specificity=_estimate(found.specificity, "nothing else was labeled"),
                passed=f"{found.passed}/{found.passed + found.alarmed}",
                undecided=found.undecided,
            )
            for scenario, found in held.accuracies().items()
        ),
    )


def _estimate(found: Estimate | None, otherwise: str) -> str:
    """A probability with its interval, in percent."""
    if found is None:
        return otherwise
    return f"{percent(found.value)} [{span(found.lower, found.upper)}]"
