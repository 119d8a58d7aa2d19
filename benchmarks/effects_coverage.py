"""Do the intervals of effects and interactions hold the truth as often as they say?

Measured: share of simulated studies of two crossed factors in which the 95 % interval
holds the true effect, of each factor and of the pair, on the risk and on the odds; over a
grid of rates from 0 to 1, 20 to 1,000 draws, up to 50 rollouts of each, and standard
deviations of draws from 0 to 2 in log odds. The points that look worst are simulated
anew, since the worst of many is also the unluckiest; the worst of those is printed. Odds
of rates of 0 and 1 have no true value and are left out.
Budget: mean coverage 94 % or more on either scale, no interval of zero width, and 4
minutes of one core.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from cornered.analysis.conditions import Cells
from cornered.analysis.effects import effects_in
from cornered.analysis.logistic import Counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = {"goal": ("none", "explicit"), "threat": ("none", "replacement")}
CONDITIONS = tuple(product(*LEVELS.values()))
WEIGHTS = np.array([[-1, -1, 1, 1], [-1, 1, -1, 1], [2, -2, -2, 2]]) / 2
"""Of the rates of the conditions, in each effect: goal, threat, and the pair."""

RATES = (
    *((0, 0, 0, 0), (0, 0, 0, 0.5), (0, 0, 1, 1), (1, 1, 1, 1), (0, 0.02, 0.02, 0.1)),
    *((0.005,) * 4, (0.02,) * 4, (0.1,) * 4, (0.5,) * 4, (0.8, 0.98, 0.98, 0.99)),
    *((0.01, 0.02, 0.1, 0.2), (0.1, 0.3, 0.3, 0.6), (0.005, 0.1, 0.1, 0.5)),
    *((0.02, 0.5, 0.5, 0.98), (0.05, 0.4, 0.1, 0.5)),
)
SIZES = ((20, 1), (20, 5), (20, 50), (50, 1), (100, 1), (100, 10), (300, 1), (1000, 1))
"""Draws, and rollouts of each."""

SPREADS = (0.0, 1.0, 2.0)
STUDIES, AGAIN, WORST = 80, 800, 8
MEAN, BUDGET_S = 0.94, 240
ROUNDING = 1e-12

NODES, MASS = np.polynomial.hermite_e.hermegauss(80)


@dataclass(frozen=True)
class Point:
    """A way that counts come about."""

    rates: tuple[float, ...]
    draws: int
    replicates: int
    spread: float
    """Standard deviation between draws, in log odds."""

    def studies(self, count: int, seed: int) -> Iterator[Cells]:
        """Simulated studies; half of a draw's deviation is common to the conditions."""
        generator = np.random.default_rng([seed, hash(self) % 2**32])
        middle = np.array([_middle(rate, self.spread) for rate in self.rates])
        shape = (self.draws, len(self.rates))
        for _ in range(count):
            common, own = (
                generator.normal(size=(self.draws, 1)),
                generator.normal(size=shape),
            )
            chance = expit(middle + self.spread * (common + own) / np.sqrt(2))
            yield Cells(
                factors=tuple(LEVELS),
                levels=LEVELS,
                conditions=CONDITIONS,
                counts=Counts(
                    crossed=generator.binomial(self.replicates, chance).astype(float),
                    count=np.full(shape, float(self.replicates)),
                ),
            )

    def coverage(self, count: int, seed: int = 0) -> tuple[NDArray[np.float64], int]:
        """Coverage, shape (effects, scales), and how many intervals had no width."""
        rates = np.array(self.rates)
        with np.errstate(divide="ignore", invalid="ignore"):
            truth = np.stack([WEIGHTS @ rates, WEIGHTS @ logit(rates)], axis=1)
        held, flat = np.zeros(truth.shape), 0
        for cells in self.studies(count, seed):
            for place, row in enumerate(effects_in(cells)):
                for scale, (low, high) in enumerate(
                    (("rd_lower", "rd_upper"), ("lower", "upper"))
                ):
                    lower, upper = float(str(row[low])), float(str(row[high]))
                    true = truth[place, scale]
                    held[place, scale] += lower - ROUNDING <= true <= upper + ROUNDING
                    flat += upper - lower < ROUNDING
        held /= count
        held[~np.isfinite(truth)] = np.nan
        return held, flat


def points() -> Iterator[Point]:
    """The grid; draws differ only where they are played more than once."""
    for rates, (draws, replicates) in product(RATES, SIZES):
        for spread in SPREADS if replicates > 1 else SPREADS[:1]:
            yield Point(tuple(map(float, rates)), draws, replicates, spread)


@lru_cache
def _middle(rate: float, spread: float) -> float:
    """The log odds of a middling draw, such that all together have a rate."""
    if rate in {0.0, 1.0}:
        return float("inf") if rate else float("-inf")

    def excess(middle: float) -> float:
        mean = MASS @ expit(middle + spread * NODES) / MASS.sum()
        return float(mean) - rate

    return float(brentq(excess, -60, 60))


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    start = time.process_time()
    grid = list(points())
    first = [point.coverage(STUDIES) for point in grid]
    covered = np.stack([each for each, _ in first])
    least = np.nanmin(covered, axis=(1, 2))
    worst = []
    for place in np.argsort(least)[:WORST]:
        again, _ = grid[place].coverage(AGAIN, seed=1)
        effect, scale = np.unravel_index(np.nanargmin(again), again.shape)
        worst.append((float(again[effect, scale]), grid[place], effect, scale))
    low, point, effect, scale = min(worst, key=lambda each: each[0])
    means = [float(np.nanmean(covered[..., scale])) for scale in (0, 1)]
    flat, took = sum(each for _, each in first), time.process_time() - start
    figures = {
        "benchmark": "effects_coverage",
        "points": len(grid),
        "studies": len(grid) * STUDIES + WORST * AGAIN,
        "mean_risk": round(means[0], 4),
        "mean_odds": round(means[1], 4),
        "mean_interaction_risk": round(float(np.nanmean(covered[:, 2, 0])), 4),
        "mean_interaction_odds": round(float(np.nanmean(covered[:, 2, 1])), 4),
        "worst": round(low, 3),
        "worst_at": {
            "effect": ("goal", "threat", "pair")[effect],
            "scale": ("risk", "odds")[scale],
            "rates": point.rates,
            "draws": point.draws,
            "replicates": point.replicates,
            "spread": point.spread,
        },
        "zero_width": flat,
        "seconds": round(took, 1),
        "budget": f"mean >= {MEAN}, none of zero width, <= {BUDGET_S} s of one core",
        "within_budget": min(means) >= MEAN and not flat and took <= BUDGET_S,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
