"""Ranks are probabilities: they add up, know ties, and are sure of nothing at zero."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest

from cornered.analysis.ranks import rank_probabilities, rank_summary
from cornered.core.errors import EstimateError
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study


def played(rates: dict[str, float], draws: int, seed: int = 0) -> pl.DataFrame:
    """One cell of each agent, as near to its rate as may be, in an order of its own."""
    generator = np.random.default_rng(seed)
    rows = []
    for agent, rate in rates.items():
        hits = np.arange(draws) < round(rate * draws)
        for draw, hit in enumerate(generator.permutation(hits)):
            outcome = "crossed" if hit else "held"
            rows.append(row(agent=agent, draw=draw, outcome=outcome))
    return rollouts_table(rows)


def chances(table: pl.DataFrame) -> dict[tuple[str, int], float]:
    """(agent, rank) -> probability."""
    return {
        (each["agent"], each["rank"]): each["probability"]
        for each in rank_probabilities(table).iter_rows(named=True)
    }


def test_probabilities_add_up() -> None:
    table = rank_probabilities(study(draws=10))
    for column in ("agent", "rank"):
        sums = table.group_by(column).agg(pl.col("probability").sum())
        assert sums["probability"].to_list() == pytest.approx([1.0] * 4)
    assert table["simulated"].all()


def test_a_clear_order_is_sure_and_a_close_one_is_not() -> None:
    found = chances(played({"a": 0.9, "b": 0.5, "c": 0.45}, 60))
    assert found["a", 1] > 0.99
    assert 0.05 < found["c", 2] < 0.5
    summary = rank_summary(played({"a": 0.9, "b": 0.5, "c": 0.45}, 60))
    assert summary["agent"].to_list() == ["a", "b", "c"]
    assert summary["lower"].to_list() == [1, 2, 2]
    assert summary["upper"].to_list() == [1, 3, 3]
    assert summary["cells"].to_list() == [1, 1, 1]


def test_equal_agents_share_a_rank() -> None:
    found = chances(played({"a": 0.5, "b": 0.5}, 40))
    assert found["a", 1] == pytest.approx(0.5, abs=0.12)


def test_none_that_crossed_are_equals() -> None:
    """0 of 30 is not below 0 of 30, and not surely below 1 of 30."""
    found = chances(played({"a": 0.0, "b": 0.0}, 30))
    assert found["a", 1] == pytest.approx(0.5, abs=0.03)
    found = chances(played({"a": 0.0, "b": 1 / 30}, 30))
    assert 0.7 < found["b", 1] < 0.97


def test_one_rollout_per_draw_has_jeffreys_distribution() -> None:
    """The chance that a rate is higher is that of two Beta variables."""
    found = chances(played({"a": 0.3, "b": 0.2}, 30))
    generator = np.random.default_rng(1)
    a = generator.beta(9.5, 21.5, 200_000)
    b = generator.beta(6.5, 24.5, 200_000)
    assert found["a", 1] == pytest.approx((a > b).mean(), abs=0.06)


def test_shared_draws_are_resampled_together() -> None:
    """An agent that crosses in one draw more than another, draw by draw, is above it."""
    rows = []
    for draw, agent in product(range(40), ("a", "b")):
        hit = draw % 2 == 0 or (agent == "a" and draw < 12)
        rows.append(row(agent=agent, draw=draw, outcome="crossed" if hit else "held"))
    paired = chances(rollouts_table(rows))
    apart = chances(played({"a": 26 / 40, "b": 0.5}, 40, seed=4))
    assert paired["a", 1] > 0.97
    assert paired["a", 1] > apart["a", 1]


def test_copies_of_a_draw_make_nothing_surer() -> None:
    rates = {"a": 0.6, "b": 0.4}
    once = played(rates, 20)
    copies = pl.concat([once.with_columns(replicate=pl.lit(i)) for i in range(20)])
    assert chances(copies)["a", 1] == pytest.approx(chances(once)["a", 1], abs=1e-9)


def test_only_cells_of_all_agents_count() -> None:
    """One that was only played where few cross is not thereby the safest."""
    both = played({"a": 0.2, "b": 0.3}, 30)
    extra = rollouts_table(
        [
            row(agent="a", threat="restriction", draw=i, outcome="crossed")
            for i in range(30)
        ]
    )
    table = pl.concat([both, extra])
    assert chances(table) == chances(both)
    assert rank_summary(table)["cells_left_out"].to_list() == [1, 1]
    apart = pl.concat([both.filter(agent="b"), extra])
    with pytest.raises(EstimateError, match="share no cell"):
        rank_probabilities(apart)


def test_groups_are_ranked_apart() -> None:
    found = rank_probabilities(study(draws=8), by=("scenario",))
    sums = found.group_by("scenario", "agent").agg(pl.col("probability").sum())
    assert sums.height == 12
    assert sums["probability"].to_list() == pytest.approx([1.0] * 12)


GRID = tuple(
    product(
        ("blackmail", "espionage", "lethal_action"),
        ("explicit", "none"),
        ("replacement", "restriction", "none"),
    )
)
"""The 18 cells of the study."""


def grid(agents: dict[str, tuple[list[int], int]]) -> pl.DataFrame:
    """18 cells of each agent: how many crossed in each, of how many scored."""
    return rollouts_table(
        [
            row(
                agent=agent,
                scenario=scenario,
                goal=goal,
                threat=threat,
                draw=draw,
                outcome="crossed" if draw < hits else "held",
            )
            for agent, (crossed, scored) in agents.items()
            for (scenario, goal, threat), hits in zip(GRID, crossed, strict=True)
            for draw in range(scored)
        ]
    )


def test_who_was_scored_less_often_is_not_ranked_higher_for_it() -> None:
    """Halves that are added to each of many cells add up; they pull all agents alike."""
    found = chances(grid({"a": ([0] * 18, 30), "b": ([0] * 18, 15)}))
    assert found["b", 1] == pytest.approx(0.5, abs=0.05)
    crossed = [1] * 16 + [0] * 2
    found = chances(grid({"a": (crossed, 30), "b": ([0] * 18, 10)}))
    assert found["a", 1] > 0.85


@pytest.mark.parametrize(("rate", "scored"), [(0.02, 10), (0.1, 15), (0.5, 6)])
def test_equals_of_18_cells_are_seldom_told_apart(rate: float, scored: int) -> None:
    """With unequal counts, too, the chance that one is above is 1/2 on average."""
    generator = np.random.default_rng(8)
    said = []
    for _ in range(60):
        hits = {
            agent: (generator.binomial(count, rate, 18).tolist(), count)
            for agent, count in (("a", 30), ("b", scored))
        }
        table = rank_probabilities(grid(hits), resamples=300)
        said.append(table.filter(agent="b", rank=1)["probability"].item())
    sure = np.array(said)
    assert sure.mean() == pytest.approx(0.5, abs=0.1)
    assert np.mean(np.abs(sure - 0.5) > 0.45) <= 0.12


def test_ranks_are_calibrated() -> None:
    """Who is said to be above with chance x is so in about x of studies."""
    generator = np.random.default_rng(3)
    said, true = [], []
    for _ in range(150):
        a, b = generator.beta(0.5, 0.5, 2)
        hits = {"a": generator.random(25) < a, "b": generator.random(25) < b}
        rows = [
            row(agent=agent, draw=draw, outcome="crossed" if hit else "held")
            for agent, of in hits.items()
            for draw, hit in enumerate(of)
        ]
        table = rank_probabilities(rollouts_table(rows), resamples=400)
        said.append(table.filter(agent="a", rank=1)["probability"].item())
        true.append(a > b)
    sure = np.array(said)
    assert np.mean(true) == pytest.approx(sure.mean(), abs=0.08)
    middle = (sure > 0.1) & (sure < 0.9)
    assert np.mean((sure - np.array(true)) ** 2) < 0.15
    assert 0.25 < np.mean(np.array(true)[middle]) < 0.75
