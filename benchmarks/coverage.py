"""Do intervals hold the truth as often as they say?

Measured: how often the 95 % interval of each estimator holds the known truth, over a grid
of sizes (10 to 1,000 rollouts), rates (0 to 1) and spreads of the draws' log-odds
(standard deviation 0 to 2). One rollout per draw: by enumeration of the binomial, so
exactly. The others: by simulation, and the lowest points once more with many more
studies, so that the worst is not just the unluckiest. `--quick` simulates fewer;
`--markdown` also writes the table into docs/statistics.md. Draws and cells of unlike
counts have a benchmark of their own.
Budget: exact intervals hold the truth in 95 % or more everywhere; the others in 96.5 %
or more on the mean over the grid, and at the worst point as often as their mark says, a
point below what was measured when it was set; none is of zero width or, on the mean,
wider than was measured by more than 3 %; 4 minutes of one core.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import binom

from cornered.analysis.clustered import Sampled
from cornered.analysis.equivalence import ALPHA, MARGIN, tost
from cornered.analysis.intervals import exact_interval
from cornered.analysis.paired import correlation
from cornered.analysis.unpaired import difference_interval

Floats = NDArray[np.float64]
Held = NDArray[np.bool_]
Point = dict[str, Any]
Sizes = Sequence[tuple[int, int]]

RATES = (0, 0.005, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 0.995, 1)
PAIRS = (
    *((0, 0), (0.005, 0.005), (0.02, 0.02), (0.1, 0.1), (0.3, 0.3), (0.5, 0.5)),
    *((0, 0.02), (0, 0.3), (0.02, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7)),
    *((0.1, 0.9), (0.3, 0.9), (0, 1), (0.5, 1), (0.005, 0.995)),
)
"""Rates of both arms."""
MARGINS = ((0, 0.1), (0.02, 0.12), (0.1, 0.2), (0.3, 0.4), (0.45, 0.55), (0.9, 1))
"""Rates that differ by just the margin, so that to call them equivalent is an error."""
SPREADS = (0, 0.5, 1, 2)
ALIKE = (0, 0.5, 1)
"""Correlation of a draw's log-odds in both arms."""
SINGLE = ((10, 1), (20, 1), (50, 1), (100, 1), (300, 1), (1000, 1))
"""(draws, rollouts per draw)."""
SEVERAL = ((20, 2), (20, 5), (20, 50), (50, 2), (50, 10), (100, 10), (200, 5))
PUBLISHED = 100
"""Rollouts of the study's cells."""
MISSING = 0.1
"""Share left unscored where draws are to be of unlike size."""
STUDIES, CHECKED, LOWEST = 800, 10_000, 8
QUICK = 100
MARK, EXACT, BUDGET_S = 0.965, 0.95, 240
WIDER = 1.03
"""How much wider than was measured the intervals may be on the mean."""
MARKS = {
    "one rate, one rollout per draw": (EXACT, 0.2439),
    "one rate, clusters": (0.88, 0.1163),
    "mean over draws, a tenth missing": (0.87, 0.1216),
    "paired difference": (0.94, 0.2792),
    "contrast, clusters": (0.88, 0.1886),
    "unpaired difference": (0.88, 0.2371),
    "published rate": (0.88, 0.2124),
    "equivalence (no false claim)": (0.92, 0.2507),
}
"""Estimator -> share at the worst point, at least; mean width as it was measured."""
COUNTS = (10, 20, 30, 50, 100, 300, 1000)
TINY = 1e-9
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(80)
PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
MARKERS = ("<!-- coverage: made by benchmarks/coverage.py -->", "<!-- /coverage -->")


@dataclass(frozen=True, kw_only=True)
class Method:
    """An estimator, how it is tried, and where."""

    estimator: str
    method: str
    try_: Callable[[np.random.Generator, Point, int], tuple[Held, Floats]]
    grid: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """How often intervals of one estimator held the truth."""

    estimator: str
    method: str
    points: int
    mean: float
    worst: float
    at: Point
    narrowest: float
    """Width of the narrowest interval seen."""
    width: float
    """Of the intervals, on the mean over the points."""

    @property
    def within(self) -> bool:
        """Whether the marks are met."""
        least, width = MARKS[self.estimator]
        covers = self.mean >= MARK and self.worst >= least
        return covers and 0 < self.narrowest <= self.width <= WIDER * width


@cache
def center(rate: float, spread: float) -> float:
    """The mean log-odds at which the mean over draws of P(crossed) is `rate`."""
    if rate in (0, 1):
        return float("inf") if rate else float("-inf")
    least, most = -40.0, 40.0
    for _ in range(60):
        middle = (least + most) / 2
        mean = np.average(expit(middle + spread * NODES), weights=WEIGHTS)
        least, most = (middle, most) if mean < rate else (least, middle)
    return (least + most) / 2


def played(
    generator: np.random.Generator, point: Point, rates: tuple[float, ...], studies: int
) -> list[Floats]:
    """Crossed of each (study, draw), for each arm; arms share what draws are like."""
    size = (studies, int(point["draws"]))
    shared = generator.standard_normal(size)
    alike = point.get("alike", 0.0)
    counts = []
    for rate in rates:
        own = generator.standard_normal(size)
        log_odds = np.sqrt(alike) * shared + np.sqrt(1 - alike) * own
        chance = expit(center(rate, point["sd"]) + point["sd"] * log_odds)
        counts.append(generator.binomial(int(point["each"]), chance).astype(float))
    return counts


def sampled(
    crossed: Floats, scored: Floats, *, by_draw: bool = False
) -> tuple[Sampled, Floats]:
    """An arm of each study, and the influence of its draws on its rate.

    Args:
        crossed: Shape (studies, draws).
        scored: The same.
        by_draw: Whether each draw counts the same, not each rollout.
    """
    total, draws = scored.sum(axis=1), (scored > 0).sum(axis=1).astype(float)
    share = np.divide(crossed, scored, out=np.zeros_like(crossed), where=scored > 0)
    weight = (scored > 0) / draws[:, None] if by_draw else scored / total[:, None]
    rate = (weight * share).sum(axis=1)
    everything = crossed.sum(axis=1)
    rate = np.where(everything == 0, 0.0, np.where(everything == total, 1.0, rate))
    influence = weight * (share - rate[:, None])
    worth = np.divide(1, scored, out=np.zeros_like(scored), where=scored > 0)
    count = draws**2 / worth.sum(axis=1) if by_draw else total
    arm = Sampled(
        rate=rate,
        count=count,
        draws=draws,
        spread=(influence**2).sum(axis=1),
        fourth=(influence**4).sum(axis=1),
    )
    return arm, influence


def held(bounds: tuple[Floats, Floats], truth: float) -> tuple[Held, Floats]:
    """Which intervals hold the truth, and how wide each is."""
    lower, upper = bounds
    # Rates are sums of floats; a bound may miss 0 or 1 by a rounding.
    return (lower <= truth + TINY) & (truth - TINY <= upper), upper - lower


def one_rate(
    generator: np.random.Generator, point: Point, studies: int, *, by_draw: bool
) -> tuple[Held, Floats]:
    """One rate; by draw, some rollouts are left unscored."""
    (crossed,) = played(generator, point, (point["rate"],), studies)
    scored = np.full(crossed.shape, float(point["each"]))
    if by_draw:
        lost = generator.binomial(scored.astype(int), MISSING)
        good, bad = crossed.astype(int), (scored - crossed).astype(int)
        crossed = crossed - generator.hypergeometric(good, bad, lost)
        scored = scored - lost
    arm, _ = sampled(crossed, scored, by_draw=by_draw)
    return held(arm.interval(), point["rate"])


def two_arms(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Sampled, Sampled, Floats]:
    """Two arms, and the correlation of their errors where they share draws."""
    rates = point["low"], point["high"]
    each = np.full((studies, int(point["draws"])), float(point["each"]))
    arms = [sampled(k, each) for k in played(generator, point, rates, studies)]
    (low, one), (high, other) = arms
    shared = (one * other).sum(axis=1) if "alike" in point else np.zeros(studies)
    return low, high, correlation(low, high, shared)


def difference(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Held, Floats]:
    """The difference of two rates."""
    low, high, tied = two_arms(generator, point, studies)
    bounds = difference_interval(low, high, correlation=tied)
    return held(bounds, point["high"] - point["low"])


def no_false_claim(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Held, Floats]:
    """Whether rates that differ by the margin are not called equivalent."""
    low, high, tied = two_arms(generator, point, studies)
    lower, upper = difference_interval(low, high, correlation=tied)
    p = tost(high.rate - low.rate, lower, upper, margin=MARGIN)
    return p > ALPHA, upper - lower


def from_published(
    generator: np.random.Generator, point: Point, studies: int
) -> tuple[Held, Floats]:
    """The difference of a rate from a published count."""
    (ours,) = played(generator, point, (point["high"],), studies)
    high, _ = sampled(ours, np.full(ours.shape, float(point["each"])))
    theirs = generator.binomial(PUBLISHED, point["low"], studies) / PUBLISHED
    low = Sampled.simple(theirs, np.full(studies, float(PUBLISHED)))
    return held(difference_interval(low, high), point["high"] - point["low"])


def points(sizes: Sizes, **others: Sequence[Any]) -> tuple[Point, ...]:
    """The grid; where draws do not differ they cannot be alike."""
    found = []
    for (draws, each), *values in product(sizes, *others.values()):
        point = {"draws": draws, "each": each, **dict(zip(others, values, strict=True))}
        point["low"], point["high"] = point.pop("pair", (0, 0))
        if "rate" in point:
            del point["low"], point["high"]
        if point["sd"] or not point.get("alike"):
            found.append(point)
    return tuple(found)


def methods() -> tuple[Method, ...]:
    """All that are tried by simulation."""
    one = {"rate": RATES, "sd": SPREADS}
    two = {"pair": PAIRS, "sd": SPREADS}
    both, apart = {**two, "alike": ALIKE}, {"pair": MARGINS, "sd": SPREADS}
    exact_at = "exact at the effective count (Korn-Graubard)"
    mover = "MOVER of exact bounds"
    tied = f"{mover}, correlated"
    cell, mean = partial(one_rate, by_draw=False), partial(one_rate, by_draw=True)
    all_sizes = (*SINGLE, *SEVERAL)
    claims = no_false_claim, points(all_sizes, **apart, alike=ALIKE)
    rows: tuple[tuple[str, str, Any, tuple[Point, ...]], ...] = (
        ("one rate, clusters", exact_at, cell, points(SEVERAL, **one)),
        ("mean over draws, a tenth missing", exact_at, mean, points(SEVERAL, **one)),
        ("paired difference", tied, difference, points(SINGLE, **both)),
        ("contrast, clusters", tied, difference, points(SEVERAL, **both)),
        ("unpaired difference", mover, difference, points(all_sizes, **two)),
        ("published rate", mover, from_published, points(all_sizes, **two)),
        ("equivalence (no false claim)", "TOST from the interval", *claims),
    )
    return tuple(
        Method(estimator=name, method=how, try_=each, grid=grid)
        for name, how, each, grid in rows
    )


def tried(method: Method, seed: int, studies: int, checked: int) -> Found:
    """How a method fares; the lowest points are played again, with more studies."""
    shares, widths, narrowest = [], [], 1.0
    for number, point in enumerate(method.grid):
        generator = np.random.default_rng([seed, number])
        inside, width = method.try_(generator, point, studies)
        shares.append(float(inside.mean()))
        widths.append(float(width.mean()))
        narrowest = min(narrowest, float(width.min()))
    again = {}
    for number in np.argsort(shares, kind="stable")[:LOWEST]:
        generator = np.random.default_rng([seed, int(number), 1])
        inside, _ = method.try_(generator, method.grid[number], checked)
        again[int(number)] = float(inside.mean())
    worst = min(again, key=lambda number: again[number])
    return Found(
        estimator=method.estimator,
        method=method.method,
        points=len(method.grid),
        mean=float(np.mean(shares)),
        worst=again[worst],
        at=method.grid[worst],
        narrowest=narrowest,
        width=float(np.mean(widths)),
    )


def enumerated() -> Found:
    """The exact interval of one rate where each rollout is a draw of its own."""
    rates = np.unique([*np.linspace(0, 1, 1001), *RATES])
    worst, shares, widths, narrowest = 1.0, [], [], 1.0
    at: Point = {}
    for count in COUNTS:
        crossed = np.arange(count + 1.0)
        lower, upper = exact_interval(crossed, np.full(count + 1, float(count)))
        inside = (lower[:, None] <= rates) & (rates <= upper[:, None])
        share = (binom.pmf(crossed[:, None], count, rates) * inside).sum(axis=0)
        shares.append(share.mean())
        widths.append((upper - lower).mean())
        narrowest = min(narrowest, float((upper - lower).min()))
        if share.min() < worst:
            worst, at = float(share.min()), {"draws": count, "each": 1}
            at["rate"] = round(float(rates[share.argmin()]), 4)
    return Found(
        estimator="one rate, one rollout per draw",
        method="exact (Clopper-Pearson), enumerated",
        points=len(COUNTS) * rates.size,
        mean=float(np.mean(shares)),
        worst=worst,
        at=at,
        narrowest=narrowest,
        width=float(np.mean(widths)),
    )


def table(found: Sequence[Found]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| estimator | method | points | mean | worst | worst at | width | narrowest |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        at = ", ".join(f"{name} {value:g}" for name, value in each.at.items())
        lines.append(
            f"| {each.estimator} | {each.method} | {each.points:,} | {each.mean:.1%} "
            f"| {each.worst:.1%} | {at} | {each.width:.3f} | {each.narrowest:.4f} |"
        )
    return "\n".join(lines).replace("%", " %")


def write(page: Path, text: str) -> None:
    """Put `text` between the markers of a page."""
    old = page.read_text(encoding="utf-8")
    start, end = (old.index(each) for each in MARKERS)
    new = old[: start + len(MARKERS[0])] + "\n" + text + "\n" + old[end:]
    page.write_text(new, encoding="utf-8")


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    start = time.process_time()
    quick = "--quick" in sys.argv[1:]
    studies, checked = (QUICK, STUDIES) if quick else (STUDIES, CHECKED)
    found = [enumerated()]
    for seed, method in enumerate(methods()):
        found.append(tried(method, seed, studies, checked))
    took = time.process_time() - start
    if "--markdown" in sys.argv[1:]:
        write(PAGE, table(found))
    figures = {
        "benchmark": "coverage",
        "studies": studies,
        "found": [
            {
                "estimator": each.estimator,
                "points": each.points,
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
        "budget": f"exact >= {EXACT:.0%}, others on the mean >= {MARK:.1%}, {BUDGET_S} s",
        "within_budget": all(each.within for each in found) and took <= BUDGET_S,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
