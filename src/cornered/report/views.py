"""What the page's tables show: rates as text, color and position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.analysis.arms import Arm, agents, arms, level_rank, shared_factors
from cornered.analysis.rates import cell_rates
from cornered.core.cell import digest
from cornered.figures._look import percent, span
from cornered.report.shade import ink, shade
from cornered.scoring.tables import FACTOR, factor_columns


@dataclass(frozen=True, kw_only=True)
class RateView:
    """A rate as the page prints it."""

    label: str
    """What it is the rate of."""
    simulated: bool
    rate: str
    interval: str
    crossed: int
    scored: int
    unscored: int
    refused: int
    draws: int
    effective: str
    worst: str
    """Range of the rate whatever the unscored did."""
    of_all: str
    color: str
    ink: str
    left: float
    """Lower bound, percent of the bar's width."""
    width: float
    """Length of the interval, percent of the bar's width."""
    published: str
    published_at: float | None
    """Published rate, percent of the bar's width."""
    inside: bool | None
    anchor: str
    """Where the examples of the cell are."""
    raw: Mapping[str, Any]
    """The numbers behind it, by the columns of `analysis.rates`."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One agent in one scenario."""

    agent: str
    cells: tuple[RateView | None, ...]
    """One per arm; None for a cell that was not played."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One scenario: agents by arms."""

    scenario: str
    factors: tuple[str, ...]
    """Factors that every arm names; empty if they differ."""
    arms: tuple[Arm, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Rates by the values of one column, over everything else that was played."""

    of: str
    rates: tuple[RateView, ...]


def anchor(cell: str) -> str:
    """The fragment of a cell's examples."""
    return f"cell-{digest(cell)}"


def rate_view(row: Mapping[str, Any], label: str) -> RateView:
    """A row of a table of rates, ready to print."""
    lower, upper = row["lower"] or 0.0, row["upper"] or 0.0
    published = row.get("published_rate")
    effective = row["effective_count"]
    return RateView(
        label=label,
        simulated=row["simulated"],
        rate=percent(row["rate"]),
        interval=span(row["lower"], row["upper"]),
        crossed=row["crossed"],
        scored=row["scored"],
        unscored=row["unscored"],
        refused=row["refused"],
        draws=row["draws"],
        effective=f"{effective:.0f}",
        worst=span(row["worst_lower"], row["worst_upper"]) if row["unscored"] else "–",
        of_all=percent(row["rate_of_all"]),
        color=shade(row["rate"]),
        ink=ink(row["rate"]),
        left=round(100 * lower, 1),
        width=round(100 * (upper - lower), 1),
        published="" if published is None else percent(published),
        published_at=None if published is None else round(100 * published, 1),
        inside=row.get("inside"),
        anchor=anchor(row["cell"]) if "cell" in row else "",
        raw=row,
    )


def panels(rates: pl.DataFrame) -> tuple[Panel, ...]:
    """The tables of the page, one per scenario.

    Args:
        rates: Cells with arms and published rates.
    """
    rows = {
        (row["scenario"], row["agent"], row["arm"]): rate_view(row, row["agent"])
        for row in rates.iter_rows(named=True)
    }
    order = agents(rates)
    return tuple(
        Panel(
            scenario=scenario,
            factors=shared_factors(of),
            arms=of,
            rows=tuple(
                Row(agent=agent, cells=cells)
                for agent in order
                if any(
                    cells := tuple(rows.get((scenario, agent, arm.text)) for arm in of)
                )
            ),
        )
        for scenario, of in arms(rates).items()
    )


def pools(rollouts: pl.DataFrame) -> tuple[Pool, ...]:
    """Rates by agent, scenario, protocol and each crossed factor, where they vary.

    Empty where rollouts are too unlike to be pooled: several presets, or several bases
    in a scenario.
    """
    bases = rollouts.group_by("scenario").agg(pl.col("base").n_unique())
    unlike = [rollouts[name].n_unique() for name in ("preset", "source", "definition")]
    if max([*bases["base"], *unlike], default=0) > 1:
        return ()
    columns = ("agent", "scenario", "protocol", *factor_columns(rollouts))
    found = []
    for column in columns:
        known = rollouts.filter(pl.col(column).is_not_null())
        if known[column].n_unique() < 2:  # noqa: PLR2004 - one value shows no difference
            continue
        name = column.removeprefix(FACTOR)
        found.append(Pool(of=name, rates=_pooled(known, column, name)))
    return tuple(found)


def _pooled(rollouts: pl.DataFrame, column: str, name: str) -> tuple[RateView, ...]:
    """The rates by one column: agents by rate, levels in their factor's order."""
    rows = list(cell_rates(rollouts, by=(column,)).iter_rows(named=True))
    if column == "agent":
        rows.sort(key=lambda row: (-(row["rate"] or 0.0), row[column]))
    else:
        rows.sort(key=lambda row: (level_rank(name, row[column]), row[column]))
    return tuple(rate_view(row, row[column]) for row in rows)


def words(names: Sequence[str]) -> str:
    """Names as a list in prose.

    Examples:
        >>> words(["a"]), words(["a", "b", "c"])
        ('a', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
