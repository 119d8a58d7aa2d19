"""Corrections: how often graders err, and what the rates are without that, as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.analysis.accuracy import Estimate
from cornered.calibration.measured import Calibration
from cornered.figures._look import percent, span

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
