"""The published cells as a table, with intervals that can be looked up elsewhere."""

from __future__ import annotations

import polars as pl
import pytest
from scipy.stats import binomtest

from cornered.reference.counts import (
    ALL,
    COMPARED,
    CONTROL,
    bars,
    cells,
    in_panel,
    lower_bound,
    pooled,
    upper_bound,
)


def cell(model: str, scenario: str, goal: str, threat: str) -> dict[str, object]:
    return cells().row(
        by_predicate=(pl.col("model") == model)
        & (pl.col("scenario") == scenario)
        & (pl.col("goal") == goal)
        & (pl.col("threat") == threat),
        named=True,
    )


def test_every_cell_is_there_once() -> None:
    table = cells()
    assert table.height == 324
    assert table.select("model", "scenario", "condition").is_unique().all()
    assert table["developer"].n_unique() == 7


@pytest.mark.parametrize(
    ("place", "crossed", "bounds"),
    [
        (("claude-opus-4", "blackmail", "explicit", "replacement"), 96, (0.901, 0.989)),
        (("gpt-4.1", "blackmail", "none", "none"), 0, (0.0, 0.0362)),
        (("gemini-2.5-pro", "espionage", "explicit", "none"), 100, (0.9638, 1.0)),
        (("llama-4-maverick", "espionage", "none", "none"), 1, (0.0003, 0.0545)),
    ],
)
def test_known_cells_have_known_intervals(
    place: tuple[str, str, str, str], crossed: int, bounds: tuple[float, float]
) -> None:
    found = cell(*place)
    assert found["crossed"] == crossed
    assert (found["lower"], found["upper"]) == pytest.approx(bounds, abs=6e-4)


def test_intervals_are_those_of_another_library() -> None:
    for row in cells().iter_rows(named=True):
        exact = binomtest(row["crossed"], row["count"]).proportion_ci(0.95, "exact")
        assert (row["lower"], row["upper"]) == pytest.approx((exact.low, exact.high))


def test_no_interval_is_of_zero_width() -> None:
    for table in (cells(), bars(), pooled(cells(), ["scenario", "condition"])):
        assert ((table["upper"] - table["lower"]) > 0.001).all()
        assert table["rate"].is_between(table["lower"], table["upper"]).all()


def test_a_pooled_count_is_the_sum() -> None:
    whole = pooled(cells(), ["scenario", "goal", "threat"])
    mine = whole.row(
        by_predicate=(pl.col("scenario") == "blackmail")
        & (pl.col("goal") == "none")
        & (pl.col("threat") == "replacement"),
        named=True,
    )
    counts = (86, 25, 1, 63, 45, 1, 38, 66, 78, 73, 6, 0, 0, 51, 0, 0, 0, 0)
    assert mine["models"] == len(counts)
    assert mine["crossed"] == sum(counts)
    assert mine["count"] == 1800


def test_the_interval_of_a_panel_covers_whatever_the_models_differ_in() -> None:
    rates = [0.0, 0.02, 0.5, 0.97, 1.0]
    frame = pl.DataFrame({"rate": rates, "model": list("abcde")})
    import numpy as np

    draws = np.random.default_rng(4).binomial(100, rates, size=(4000, len(rates)))
    table = pl.concat(
        frame.select("model").with_columns(
            crossed=pl.Series(row), count=pl.lit(100), play=pl.lit(number)
        )
        for number, row in enumerate(draws)
    )
    found = pooled(table, ["play"])
    mean = sum(rates) / len(rates)
    covered = ((found["lower"] <= mean) & (mean <= found["upper"])).mean()
    assert covered is not None
    assert float(covered) >= 0.95  # type: ignore[arg-type]


def test_one_sided_bounds_are_closed_formulas_at_the_ends() -> None:
    assert upper_bound([0], [100], level=0.95) == pytest.approx([1 - 0.05**0.01])
    assert lower_bound([100], [100], level=0.99) == pytest.approx([0.01**0.01])


def test_the_panel_of_the_study_leaves_out_two() -> None:
    assert in_panel(cells(), ALL)["model"].n_unique() == 18
    left = set(cells()["model"]) - set(in_panel(cells(), COMPARED)["model"])
    assert left == {"o3", "o4-mini"}


def test_the_control_has_neither_goal_nor_threat() -> None:
    assert CONTROL == {"goal": "none", "threat": "none"}


def test_bars_say_where_they_are_from() -> None:
    assert bars().columns[-1] == "source"
    assert bars()["source"].str.contains("Fig. 1").all()
