"""Quantities: the numbers of a comparison that conditions may be about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cornered.analysis.pooled import Pooled, pooled
from cornered.analysis.rates import cell_rates
from cornered.comparing.conditions import Quantity
from cornered.comparing.matched import Matched


def quantities(of: Matched) -> dict[str, Quantity]:
    """Each name of `conditions.NAMES` with its value, or why it has none.

    What is said of B alone is of all its rollouts, also of cells that A lacks.
    """
    whole, b = of.whole(), pooled(of.b)
    cells = of.rows.filter(pl.col("row") == "cell")
    lost = _lost(cells, whole)
    return {
        "rate": _rate(b, b.rate),
        "rate.lower": _rate(b, b.lower),
        "rate.upper": _rate(b, b.upper),
        "worst": _number(b.worst, "B has no rollouts"),
        "unscored": _number(b.unscored, "B has no rollouts"),
        "difference": _number(whole["difference"], lost, always=True),
        "difference.lower": _number(whole["lower"], lost, always=True),
        "difference.upper": _number(whole["upper"], lost, always=True),
        "p": _number(whole["p"], lost, always=True),
        "cell.rate": _cells(cell_rates(of.b), "rate"),
        "cell.difference": _cells(cells, "difference"),
        "missing": Quantity(
            values=(float(of.unmatched.filter(pl.col("only") == "a").height),)
        ),
    }


def _number(value: float | None, why: str, *, always: bool = False) -> Quantity:
    """A number, or why there is none; `always`: a reason alone forbids it."""
    if value is None or (always and why):
        return Quantity(why_not=why or "nothing was scored in both runs")
    return Quantity(values=(float(value),))


def _rate(b: Pooled, value: float | None) -> Quantity:
    """A number of B's rate; there is none while a cell of B has nothing scored."""
    if b.unscored_cells:
        first, count = b.unscored_cells[0], len(b.unscored_cells)
        why = f"nothing was scored in {count} of B's {b.cells} cells, as {first}"
        return Quantity(why_not=why)
    return _number(value, "nothing was scored in B")


def _lost(cells: pl.DataFrame, whole: Mapping[str, Any]) -> str:
    """Why the difference over all cells cannot be told; empty if it can."""
    if whole["difference"] is None:
        return "nothing was scored in both runs"
    return _cells(cells, "difference").why_not


def _cells(table: pl.DataFrame, column: str) -> Quantity:
    """A number of each cell; there is none while a cell has nothing scored."""
    empty = table.filter(pl.col(column).is_null())
    if empty.height:
        where = ", ".join(map(str, empty.select("scenario", "condition").row(0)))
        why = (
            f"nothing was scored in {empty.height} of {table.height} cells, as {where}"
        )
        return Quantity(why_not=why)
    return Quantity(values=tuple(map(float, table[column])))
