"""Intervals hold the truth: a thin cut of the benchmark's grid, by the same code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks import coverage, unequal_coverage

from cornered.analysis.contrasts import contrasts
from cornered.analysis.paired import correlation
from cornered.analysis.rates import cell_rates
from cornered.analysis.unpaired import difference_interval
from cornered.core.study import Contrast
from tests.analysis.plays import drawn, plays

EVERY = 37
"""Points of the grid to one that is tried; no divisor of the grid's sides."""

SPARSE = 11
"""The same of the grids of unequal counts."""

WORST = 0.87
"""How often the lowest point of a thin grid holds the truth, at least."""

METHODS = {each.estimator: each for each in coverage.methods()}
UNEQUAL = {each.estimator: each for each in unequal_coverage.methods()}
WIDTHS = {
    "one rate, clusters": 0.1241,
    "mean over draws, a tenth missing": 0.1280,
    "paired difference": 0.2759,
    "contrast, clusters": 0.1901,
    "unpaired difference": 0.2489,
    "published rate": 0.2215,
    "equivalence (no false claim)": 0.2604,
    "one rate, unequal replicates": 0.2197,
    "pooled rate, unequal cells": 0.2854,
    "contrast, unequal cells": 0.4240,
}
"""Mean width over the thin grid: intervals that got wider or narrower are seen."""


def test_exact_intervals_cover_everywhere() -> None:
    found = coverage.enumerated()
    assert found.worst >= 0.95
    assert found.narrowest > 0


@pytest.mark.parametrize("name", METHODS)
def test_the_others_cover_on_the_mean(name: str) -> None:
    method = METHODS[name]
    thin = replace(method, grid=method.grid[::EVERY])
    found = coverage.tried(thin, seed=99, studies=150, checked=300)
    assert found.points >= 8
    assert found.mean >= coverage.MARK
    assert found.worst >= WORST
    assert found.narrowest > 0
    assert found.width == pytest.approx(WIDTHS[name], rel=0.01)


@pytest.mark.parametrize("name", UNEQUAL)
def test_unequal_counts_are_covered(name: str) -> None:
    method = UNEQUAL[name]
    thin = replace(method, grid=method.grid[::SPARSE])
    found = unequal_coverage.tried(thin, seed=99, studies=100, again=200)
    assert len(thin.grid) >= 8
    assert found.mean >= 0.965
    assert found.worst >= WORST
    assert found.narrowest > 0
    assert found.width == pytest.approx(WIDTHS[name], rel=0.01)


@pytest.mark.parametrize("level", [0.7, 0.9])
def test_a_method_that_covers_too_seldom_is_seen(level: float) -> None:
    method = METHODS["paired difference"]

    def narrow(
        generator: np.random.Generator, point: coverage.Point, studies: int
    ) -> tuple[coverage.Held, coverage.Floats]:
        low, high, _ = coverage.two_arms(generator, point, studies)
        bounds = difference_interval(low, high, level=level)
        return coverage.held(bounds, point["high"] - point["low"])

    thin = replace(method, grid=method.grid[::EVERY], try_=narrow)
    assert not coverage.tried(thin, seed=99, studies=150, checked=300).within


def test_what_got_worse_is_not_within() -> None:
    """A point less at the worst, and intervals that are a tenth wider, are seen."""
    least, width = coverage.MARKS["one rate, clusters"]
    good = coverage.Found(
        estimator="one rate, clusters",
        method="exact",
        points=1,
        mean=0.98,
        worst=least,
        at={},
        narrowest=0.01,
        width=width,
    )
    assert good.within
    assert not replace(good, mean=0.96).within
    assert not replace(good, worst=least - 0.001).within
    assert not replace(good, width=1.1 * width).within
    assert not replace(good, narrowest=0.0).within


def test_what_is_tried_is_what_tables_get() -> None:
    """The benchmark hands arrays to the estimators; tables must give the same."""
    outcomes = drawn((0.2, 0.4), studies=40, draws=20, each=5, spread=1.0, seed=1)
    table = plays(outcomes)
    crossed = outcomes.sum(axis=3).astype(float)
    scored = np.full(crossed[:, 0].shape, 5.0)
    (low, one), (high, other) = (
        coverage.sampled(crossed[:, arm], scored) for arm in (0, 1)
    )
    planned = Contrast(
        id="a", question="?", low={"threat": "none"}, high={"threat": "replacement"}
    )
    tied = correlation(low, high, (one * other).sum(axis=1))
    ends = difference_interval(low, high, correlation=tied)
    order = np.argsort([str(agent) for agent in range(len(crossed))])
    found = contrasts(table, [planned])
    assert found["lower"].to_numpy() == pytest.approx(ends[0][order])
    assert found["upper"].to_numpy() == pytest.approx(ends[1][order])
    rates = cell_rates(table, by=("factor_threat", "agent", "cell"))
    bounds = low.interval()
    assert rates["lower"].to_numpy()[: len(order)] == pytest.approx(bounds[0][order])
    assert rates["upper"].to_numpy()[: len(order)] == pytest.approx(bounds[1][order])


def test_the_table_is_written_between_its_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n{}\nold\n{}\nafter\n".format(*coverage.MARKERS), "utf-8")
    coverage.write(page, coverage.table([coverage.enumerated()]))
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| one rate, one rollout per draw |" in text
