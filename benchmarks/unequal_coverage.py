"""Do intervals hold the truth where draws, or the cells pooled, have unlike counts?

Measured: how often 95 % intervals hold the known truth, by the functions that tables go
through: of rates of draws with 10 to 50 rollouts beside draws with one; of means over
cells of 5 to 100 rollouts, and of differences of these; the cells on draws of their own
or on the same. The lowest points are played again with more studies. `--markdown` also
writes the table into docs/statistics.md.
Budget: 95 % or more on the mean over each grid; at the worst point no less than its mark,
a point below what was measured when it was set; on the mean no wider than was measured
by more than 3 %; none of zero width; 3 minutes of one core.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from cornered.analysis import weighed
from cornered.analysis.differences import differences
from cornered.analysis.matched import ARM, HIGH, LOW
from cornered.analysis.rates import cell_rates
from cornered.planning.power import intercept

Floats = NDArray[np.float64]
Held = NDArray[np.bool_]
Point = dict[str, Any]
"""Where a method is tried: name -> value."""

UNEQUAL = ((20, 20, 10), (40, 10, 20), (100, 2, 10), (50, 20, 10), (20, 50, 4))
"""(draws, rollouts of the heavy ones, how many are heavy); the others have one."""
CELLS = ((100, 10), (100, 100, 10), (50, 40, 30, 10), (30, 5))
"""Rollouts of the cells that are pooled, each of a draw of its own."""
OF_CELLS = (
    *((0, 0), (0, 0.05), (0, 0.2), (0.02, 0.1), (0.1, 0.1), (0.3, 0.3), (0.5, 0)),
    *((0.5, 0.1), (0.9, 0.5), (0.02, 0.9), (1, 0.9)),
)
"""Rates of the many and of the last cell."""
RATES = (0, 0.02, 0.1, 0.3, 0.5, 0.9)
SPREADS = (0, 0.5, 1, 2)
STUDIES, AGAIN, LOWEST = 400, 2_000, 4
MEAN, WIDER, BUDGET_S = 0.95, 1.03, 180
TINY = 1e-9
PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
MARKERS = (
    "<!-- unequal: made by benchmarks/unequal_coverage.py -->",
    "<!-- /unequal -->",
)


@dataclass(frozen=True, kw_only=True)
class Method:
    """An estimator, how it is tried, and what is asked of it."""

    estimator: str
    try_: Callable[[np.random.Generator, Point, int], tuple[Held, Floats]]
    grid: tuple[Point, ...]
    least: float
    """How often the truth is held at the worst point, at least."""
    width: float
    """Of the intervals, on the mean over the grid, when it was last measured."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """How a method fared."""

    method: Method
    mean: float
    worst: float
    at: Point
    narrowest: float
    width: float
    """Of the intervals, on the mean over the points."""

    @property
    def within(self) -> bool:
        """Whether the marks are met."""
        covers = self.mean >= MEAN and self.worst >= self.method.least
        return covers and 0 < self.narrowest <= self.width <= WIDER * self.method.width


def held(bounds: tuple[Floats, Floats], truth: float) -> tuple[Held, Floats]:
    """Which intervals hold the truth, and how wide each is."""
    lower, upper = bounds
    # Rates are sums of floats; a bound may miss 0 or 1 by a rounding.
    return (lower <= truth + TINY) & (truth - TINY <= upper), upper - lower


def unequal_points() -> tuple[Point, ...]:
    """The grid of unequal replicates."""
    return tuple(
        {"draws": draws, "each": each, "heavy": heavy, "rate": rate, "sd": sd}
        for (draws, each, heavy), rate, sd in product(UNEQUAL, RATES, SPREADS)
    )


def cell_points() -> tuple[Point, ...]:
    """The grid of unequal cells."""
    return tuple(
        {"cells": cells, "many": many, "last": last, "sd": sd, "shared": shared}
        for cells, (many, last), sd, shared in product(CELLS, OF_CELLS, (0, 1), (0, 1))
    )


def contrast_points() -> tuple[Point, ...]:
    """The same for contrasts, of draws that differ."""
    return tuple(point for point in cell_points() if point["sd"])


def unequal_replicates(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Held, Floats]:
    """One rate, of draws with many rollouts and draws with one; by tables."""
    draws = int(point["draws"])
    scored = np.where(np.arange(draws) < point["heavy"], int(point["each"]), 1)
    odds = intercept(point["rate"], point["sd"]) + point["sd"] * (
        generator.standard_normal((studies, draws))
    )
    crossed = generator.binomial(scored, expit(odds))
    study, draw, replicate = (
        each.ravel()
        for each in np.broadcast_arrays(
            np.arange(studies)[:, None, None],
            np.arange(draws)[:, None],
            np.arange(scored.max()),
        )
    )
    played = replicate < scored[draw]
    study, draw, replicate = study[played], draw[played], replicate[played]
    constant = {
        **dict.fromkeys(("scenario", "cell", "definition", "preset", "base"), "a"),
        **dict.fromkeys(("source", "status"), "a"),
    }
    table = pl.DataFrame(
        {"study": study, "draw": draw, "replicate": replicate}
    ).with_columns(
        pl.Series(crossed[study, draw] > replicate).alias("_crossed"),
        *(pl.lit(value).alias(name) for name, value in constant.items()),
        # Each study has a seed of its own: no rollout comes twice.
        seed=pl.col("study"),
        simulated=pl.lit(value=True),
    )
    outcome = pl.when("_crossed").then(pl.lit("crossed")).otherwise(pl.lit("held"))
    found = cell_rates(table.with_columns(outcome=outcome), by=("study",))
    return held(ends(found, "lower", "upper"), point["rate"])


def ends(table: pl.DataFrame, lower: str, upper: str) -> tuple[Floats, Floats]:
    """Two columns of a table."""
    return table[lower].to_numpy(), table[upper].to_numpy()


def cells_of(
    generator: np.random.Generator, point: Point, rates: Sequence[float], studies: int
) -> pl.DataFrame:
    """Counts of each draw in each of an arm's cells, as `differences` takes them.

    Where cells do not share their draws, each is of a scenario of its own.
    """
    shared = generator.standard_normal((studies, max(point["cells"])))
    tables = []
    for cell, (count, rate) in enumerate(zip(point["cells"], rates, strict=True)):
        own = generator.standard_normal((studies, count))
        likeness = shared[:, :count] if point["shared"] else own
        chance = expit(intercept(rate, point["sd"]) + point["sd"] * likeness)
        study, draw = np.indices(chance.shape).reshape(2, -1)
        crossed = (generator.random(chance.shape) < chance).ravel().astype(float)
        tables.append(
            pl.DataFrame({"study": study, "draw": draw, "crossed": crossed})
            .with_columns(pl.lit(cell).alias("stratum"))
            .with_columns(scenario=pl.lit(0) if point["shared"] else pl.lit(cell))
        )
    return pl.concat(tables).with_columns(
        seed=pl.lit(0), scored=1.0, rollouts=1.0, simulated=pl.lit(value=True)
    )


def of_cells(point: Point, rates: tuple[float, float]) -> list[float]:
    """Rates of all cells from those of the many and of the last."""
    return [rates[0]] * (len(point["cells"]) - 1) + [rates[1]]


def unequal_cells(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Held, Floats]:
    """The mean over cells of unequal counts, as `pooled` has it."""
    rates = of_cells(point, (point["many"], point["last"]))
    counts = cells_of(generator, point, rates, studies)
    draws = weighed.per_draw(counts, ["study"], ["stratum"])
    sums = weighed.totals(draws, ["study"])
    return held(weighed.sampled(sums).interval(), float(np.mean(rates)))


def contrast_of_cells(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Held, Floats]:
    """The difference of two arms that pool cells of unequal counts; by tables."""
    rates = {LOW: (point["many"],) * 2, HIGH: (point["many"], point["last"])}
    arms = [
        cells_of(generator, point, of_cells(point, each), studies).with_columns(
            pl.lit(arm).alias(ARM)
        )
        for arm, each in rates.items()
    ]
    truth = (point["last"] - point["many"]) / len(point["cells"])
    found = differences(pl.concat(arms), ["study"], ["stratum"])
    return held(ends(found, "lower", "upper"), truth)


def methods() -> tuple[Method, ...]:
    """All that are tried."""
    return (
        Method(
            estimator="one rate, unequal replicates",
            try_=unequal_replicates,
            grid=unequal_points(),
            least=0.86,
            width=0.1966,
        ),
        Method(
            estimator="pooled rate, unequal cells",
            try_=unequal_cells,
            grid=cell_points(),
            least=0.95,
            width=0.2804,
        ),
        Method(
            estimator="contrast, unequal cells",
            try_=contrast_of_cells,
            grid=contrast_points(),
            least=0.96,
            width=0.4327,
        ),
    )


def tried(method: Method, seed: int, studies: int, again: int) -> Found:
    """How a method fares; the lowest points are played again, with more studies."""
    shares, widths, narrowest = [], [], 1.0
    for number, point in enumerate(method.grid):
        generator = np.random.default_rng([seed, number])
        inside, width = method.try_(generator, point, studies)
        shares.append(float(inside.mean()))
        widths.append(float(width.mean()))
        narrowest = min(narrowest, float(width.min()))
    lowest = {}
    for number in map(int, np.argsort(shares, kind="stable")[:LOWEST]):
        generator = np.random.default_rng([seed, number, 1])
        inside, _ = method.try_(generator, method.grid[number], again)
        lowest[number] = float(inside.mean())
    worst = min(lowest, key=lambda number: lowest[number])
    return Found(
        method=method,
        mean=float(np.mean(shares)),
        worst=lowest[worst],
        at=method.grid[worst],
        narrowest=narrowest,
        width=float(np.mean(widths)),
    )


def table(found: Sequence[Found]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| estimator | points | mean | worst | worst at | width | narrowest |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in found:
        at = ", ".join(f"{name} {value}" for name, value in each.at.items())
        lines.append(
            f"| {each.method.estimator} | {len(each.method.grid)} "
            f"| {100 * each.mean:.1f} % | {100 * each.worst:.1f} % | {at} "
            f"| {each.width:.3f} | {each.narrowest:.4f} |"
        )
    return "\n".join(lines)


def write(page: Path, text: str) -> None:
    """Put `text` between the markers of a page."""
    old = page.read_text(encoding="utf-8")
    start, end = (old.index(each) for each in MARKERS)
    new = old[: start + len(MARKERS[0])] + "\n" + text + "\n" + old[end:]
    page.write_text(new, encoding="utf-8")


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    start = time.process_time()
    found = [tried(each, seed, STUDIES, AGAIN) for seed, each in enumerate(methods())]
    took = time.process_time() - start
    if "--markdown" in sys.argv[1:]:
        write(PAGE, table(found))
    figures = {
        "benchmark": "unequal_coverage",
        "studies": STUDIES,
        "found": [
            {
                "estimator": each.method.estimator,
                "points": len(each.method.grid),
                "mean": round(each.mean, 4),
                "worst": round(each.worst, 4),
                "at": each.at,
                "narrowest": round(each.narrowest, 5),
                "width": round(each.width, 4),
                "within": each.within,
            }
            for each in found
        ],
        "cpu_seconds": round(took, 1),
        "budget": f"on the mean >= {MEAN:.0%}, {BUDGET_S} s",
        "within_budget": all(each.within for each in found) and took <= BUDGET_S,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
