"""CSVs: each table of the page with its numbers as they are, not as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import polars as pl

from cornered.analysis.reasons import acts_by_tool, unscored_reasons
from cornered.report.absent import Absent
from cornered.report.downloads import Download, Files, csv_bytes
from cornered.report.labels import Made
from cornered.report.questions import Answers
from cornered.report.views import RateView, pools

COUNTED = (
    *("simulated", "rollouts", "scored", "unscored", "refused", "crossed", "draws"),
    *("rate", "lower", "upper", "effective_count", "worst_lower", "worst_upper"),
    "rate_of_all",
)
"""Columns that every table of rates has."""


def page_csvs(
    rates: pl.DataFrame,
    rollouts: pl.DataFrame,
    acts: pl.DataFrame,
    asked: Answers,
    labels: Made,
    further: Mapping[str, pl.DataFrame | None],
    gone: Absent,
    files: Files,
) -> Mapping[str, Download]:
    """Name of a table on the page -> its CSV; empty tables have none."""
    tables = {
        "cells": rates.drop("arm_order"),
        "contrasts": asked.table,
        "pools": _frame(_pools(rollouts)),
        **further,
        "published": rates.filter(pl.col("inside").is_not_null()).drop("arm_order"),
        "absent": _frame(map(asdict, gone.arms)),
        "short": _frame(map(asdict, gone.short)),
        "unscored": unscored_reasons(rollouts),
        "acts_by_tool": acts_by_tool(acts),
        "graders": _frame(
            {**asdict(each), "wrong": "; ".join(each.wrong)} for each in labels.graders
        ),
        "calibration": _frame(
            asdict(each)
            for each in (labels.calibration.lines if labels.calibration else ())
        ),
        "lost": _frame(map(asdict, labels.lost)),
        "bounds": _frame(map(asdict, labels.bounds)),
        "curve": _frame(
            {
                "place": each.place,
                "definition": each.definition,
                "grader": each.grader,
                **_counted(each.view),
            }
            for each in labels.curve.specs
        ),
        "pairs": _frame(
            map(asdict, labels.split.pairs if labels.split else ()),
        ),
    }
    return {
        name: files.offered(f"table-{name}.csv", csv_bytes(table))
        for name, table in tables.items()
        if table is not None and table.height
    }


def _pools(rollouts: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The pooled rates in one table."""
    for pool in pools(rollouts):
        for view in pool.rates:
            yield {"of": pool.of, "level": view.label, **_counted(view)}


def _counted(view: RateView) -> dict[str, Any]:
    """The numbers of a rate."""
    return {name: view.raw[name] for name in COUNTED}


def _frame(rows: Iterator[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a table."""
    return pl.DataFrame(list(rows), infer_schema_length=None)
