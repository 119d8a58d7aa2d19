"""Effects: known ones are found, cells of 0 and 100 % stay finite, intervals hold."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import polars as pl
import pytest
from benchmarks.effects_coverage import Point
from scipy.special import expit, logit

from cornered.analysis.effects import NUMBERS, counts_of, effects, effects_of
from cornered.core.errors import EstimateError
from cornered.interop.published import published
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study

FACTORS = ("goal", "threat")
GOALS, THREATS = ("none", "explicit"), ("none", "replacement")


def counts(
    crossed: dict[tuple[str, str], int], count: int, clusters: int = 20
) -> pl.DataFrame:
    """Counts of a 2 x 2 design, each condition's crossings spread over its clusters."""
    rows = []
    for (goal, threat), of in crossed.items():
        for cluster in range(clusters):
            mine = of // clusters + (cluster < of % clusters)
            rows.append(
                {
                    "goal": goal,
                    "threat": threat,
                    "cluster": cluster,
                    "crossed": mine,
                    "count": count // clusters,
                }
            )
    return pl.DataFrame(rows)


def by_term(table: pl.DataFrame) -> dict[str, dict[str, float]]:
    """The rows of a table of effects by their term."""
    return {each["term"]: each for each in table.iter_rows(named=True)}


def test_effects_are_those_of_the_rates() -> None:
    """Averages of log odds and of differences, as done by hand."""
    of = dict(zip(product(GOALS, THREATS), (40, 120, 100, 340), strict=True))
    found = by_term(effects(counts(of, 400), factors=FACTORS, cluster="cluster"))

    rate = {key: each / 400 for key, each in of.items()}
    odds = {key: math.log((each + 0.5) / (400.5 - each)) for key, each in of.items()}
    for scale, values in (("risk_difference", rate), ("log_odds", odds)):
        none = values["none", "replacement"] - values["none", "none"]
        explicit = values["explicit", "replacement"] - values["explicit", "none"]
        assert found["threat=replacement"][scale] == pytest.approx(
            (none + explicit) / 2
        )
        pair = found["goal=explicit:threat=replacement"]
        assert pair[scale] == pytest.approx(explicit - none)


def test_the_published_effects_have_their_sign_and_size() -> None:
    rows = [
        {
            "model": each.model,
            "goal": each.goal,
            "threat": each.threat,
            "crossed": each.crossed_count,
            "count": each.rollout_count,
        }
        for each in published()
        if each.scenario == "espionage"
    ]
    table = pl.DataFrame(rows)
    found = by_term(effects(table, factors=FACTORS, cluster="model"))
    rates = table.group_by(FACTORS).agg(
        rate=(pl.col("crossed") / pl.col("count")).mean()
    )
    means = rates.group_by("goal").agg(pl.col("rate").mean())
    goal = dict(means.iter_rows())
    effect = found["goal=explicit"]
    assert effect["risk_difference"] == pytest.approx(goal["explicit"] - goal["none"])
    assert effect["rd_lower"] > 0.4
    assert effect["lower"] > 0
    assert effect["clusters"] == 18
    assert effect["conditions"] == 6


@pytest.mark.parametrize("extreme", [(0, 0, 0, 0), (400,) * 4, (0, 0, 400, 400)])
def test_nothing_but_zeros_or_ones_is_finite_and_not_certain(
    extreme: tuple[int, ...],
) -> None:
    of = dict(zip(product(GOALS, THREATS), extreme, strict=True))
    table = effects(counts(of, 400), factors=FACTORS, cluster="cluster")
    values = table.select(NUMBERS).to_numpy()
    assert np.isfinite(values).all()
    assert (table["upper"] > table["lower"]).all()
    assert (table["rd_upper"] > table["rd_lower"]).all()
    assert table["separated"].all()
    assert (table["rd_lower"] <= table["risk_difference"]).all()
    assert (table["rd_upper"] >= table["risk_difference"]).all()


def test_separation_does_not_hide_an_effect() -> None:
    """0 of 20 against 20 of 20 is an effect on both scales."""
    of = dict(zip(product(GOALS, THREATS), (0, 20, 0, 20), strict=True))
    found = by_term(effects(counts(of, 20), factors=FACTORS, cluster="cluster"))
    effect = found["threat=replacement"]
    assert effect["risk_difference"] == 1
    assert effect["rd_lower"] > 0.6
    assert effect["lower"] > 0
    assert effect["p"] < 1e-3
    assert effect["rd_p"] < 1e-3


def test_the_penalty_is_felt_as_jeffreys_would() -> None:
    """Without pairs the fit is no closed form; it solves the penalized equations."""
    of = dict(zip(product(GOALS, THREATS), (1, 30, 60, 97), strict=True))
    table = effects(counts(of, 100), factors=FACTORS, cluster="cluster", pairs=False)
    assert table.height == 2
    goal, threat = table["log_odds"]
    x = np.array([[1, g, t] for g, t in product((0, 1), (0, 1))], dtype=float)
    k, n = np.array([1.0, 30, 60, 97]), np.full(4, 100.0)

    def score(start: float) -> float:
        chance = expit(x @ np.array([start, goal, threat]))
        weight = (n * chance * (1 - chance))[:, None] * x
        inverse = np.linalg.inv(x.T @ weight)
        leverage = np.einsum("ij,jk,ik->i", weight, inverse, x)
        return float(np.abs(x.T @ (k - n * chance + leverage * (0.5 - chance))).max())

    grid = np.linspace(-8, 2, 20_001)
    assert min(map(score, grid)) < 0.02


def test_draws_that_go_together_widen_the_interval() -> None:
    """Copies of a draw tell nothing new."""
    generator = np.random.default_rng(5)
    rows = [
        {"goal": goal, "threat": "none", "cluster": draw, "crossed": hit, "count": 1}
        for goal in GOALS
        for draw, hit in enumerate(generator.integers(0, 2, 30).tolist())
    ]
    once = effects(pl.DataFrame(rows), factors=("goal",), cluster="cluster")
    copied = pl.DataFrame(rows).with_columns(pl.col("crossed", "count") * 10)
    many = effects(copied, factors=("goal",), cluster="cluster")
    widths = [(each["rd_upper"] - each["rd_lower"]).item() for each in (once, many)]
    assert widths[1] > 0.85 * widths[0]
    assert many["se"].item() > 0.85 * once["se"].item()


def test_shared_draws_narrow_the_interval() -> None:
    """Arms on the same draws are compared draw by draw."""
    generator = np.random.default_rng(6)
    chance = expit(generator.normal(0, 3, 60))
    rows = [
        {
            "threat": threat,
            "paired": draw,
            "apart": draw + (100 if threat == "none" else 0),
            "crossed": int(generator.binomial(20, chance[draw])),
            "count": 20,
        }
        for threat in THREATS
        for draw in range(60)
    ]
    paired, apart = (
        effects(pl.DataFrame(rows), factors=("threat",), cluster=each)
        for each in ("paired", "apart")
    )
    for lower, upper in (("lower", "upper"), ("rd_lower", "rd_upper")):
        widths = [(each[upper] - each[lower]).item() for each in (paired, apart)]
        assert widths[0] < 0.6 * widths[1]


def test_a_condition_that_was_not_played_leaves_its_pair_untold() -> None:
    of = dict(zip(product(GOALS, THREATS), (10, 60, 50, 90), strict=True))
    table = counts(of, 100).filter(
        ~((pl.col("goal") == "explicit") & (pl.col("threat") == "replacement"))
    )
    found = by_term(effects(table, factors=FACTORS, cluster="cluster"))
    assert found["goal=explicit:threat=replacement"]["log_odds"] is None
    assert found["goal=explicit:threat=replacement"]["risk_difference"] is None
    assert found["threat=replacement"]["risk_difference"] == pytest.approx(0.5)
    assert found["threat=replacement"]["conditions"] == 2
    expected = float(logit(60.5 / 101) - logit(10.5 / 101))
    assert found["threat=replacement"]["log_odds"] == pytest.approx(expected)


def test_the_reference_can_be_chosen() -> None:
    of = dict(zip(product(GOALS, THREATS), (10, 60, 50, 90), strict=True))
    table = counts(of, 100)
    given = {"factors": FACTORS, "cluster": "cluster"}
    found = by_term(effects(table, **given, reference={"goal": "explicit"}))  # type: ignore[arg-type]
    usual = by_term(effects(table, **given))  # type: ignore[arg-type]
    turned, plain = found["goal=none"], usual["goal=explicit"]
    assert turned["risk_difference"] == pytest.approx(-plain["risk_difference"])
    assert turned["rd_lower"] == pytest.approx(-plain["rd_upper"])
    with pytest.raises(EstimateError, match="'latent'"):
        effects(table, **given, reference={"goal": "latent"})  # type: ignore[arg-type]


def test_effects_of_a_table_of_rollouts() -> None:
    table = study(draws=30, models=("claude-opus-4", "gpt-4.1"))
    found = effects_of(table, FACTORS)
    assert found.height == 2 * 3 * 5
    assert found["simulated"].all()
    first = found.row(0, named=True)
    assert (first["term"], first["reference"]) == ("goal=explicit", "goal=none")
    espionage = found.filter(scenario="espionage", term="goal=explicit")
    assert (espionage["risk_difference"] > 0.3).all()
    assert (found["clusters"] <= 30).all()
    counted = counts_of(table, FACTORS)
    scored = table.filter(pl.col("outcome") != "unscored")
    assert counted["count"].sum() == scored.height
    assert counted["crossed"].sum() == (table["outcome"] == "crossed").sum()


def test_agents_without_by_are_a_panel_on_the_same_draws() -> None:
    table = study(draws=12, unscored=0.0)
    by = [
        *("scenario", "surface", "preset", "protocol", "base", "definition"),
    ]
    found = effects_of(table, FACTORS, by=by)
    assert found.height == 3 * 5
    assert found["clusters"].to_list() == [12] * 15


def test_misuse_is_said() -> None:
    table = study(draws=4)
    with pytest.raises(EstimateError, match="'belief'"):
        effects_of(table, ("belief",))
    one = rollouts_table([row(goal=goal) for goal in GOALS])
    with pytest.raises(EstimateError, match="1 clusters"):
        effects_of(one, ("goal",))
    wrong = pl.DataFrame({"goal": ["a", "b"], "c": [1, 1], "crossed": [2, 0]})
    with pytest.raises(EstimateError, match="'count'"):
        effects(wrong, factors=("goal",), cluster="c")
    with pytest.raises(EstimateError, match="more that crossed"):
        effects(wrong.with_columns(count=1), factors=("goal",), cluster="c")
    same = wrong.with_columns(goal=pl.lit("a"), count=3)
    with pytest.raises(EstimateError, match="1 levels"):
        effects(same, factors=("goal",), cluster="c")


@pytest.mark.parametrize(
    ("point", "least"),
    [
        (Point((0.1, 0.3, 0.3, 0.6), 20, 5, 1.0), 0.92),
        (Point((0.02, 0.5, 0.5, 0.98), 50, 1, 0.0), 0.92),
        (Point((0.005,) * 4, 100, 10, 1.0), 0.92),
        (Point((0.02,) * 4, 20, 50, 2.0), 0.84),
    ],
)
def test_intervals_hold_the_truth(point: Point, least: float) -> None:
    """Four points of the grid that `benchmarks/effects_coverage.py` walks."""
    held, flat = point.coverage(250, seed=3)
    assert flat == 0
    assert np.nanmin(held) >= least - 0.03
    assert np.nanmean(held) >= least
