"""The findings are the numbers that a person gets from the published counts by hand."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from cornered.analysis.multiplicity import holm
from cornered.interop.published import published_beliefs, published_count
from cornered.reference.controls import controls, panel_controls
from cornered.reference.counts import ALL, COMPARED, CONTROL, bars, cells
from cornered.reference.developers import (
    between_developers,
    between_models,
    section,
)
from cornered.reference.differences import against, compared
from cornered.reference.pressure import (
    effects_section,
    interaction_section,
    interaction_table,
    main_effects,
)
from cornered.reference.prohibition import prohibited
from cornered.reference.ranks import probabilities, summary
from cornered.reference.stated import by_belief, difference, effect_bounds
from cornered.reference.sufficient import (
    CONFLICT,
    PRESSURES,
    REPLACEMENT,
    panel_differences,
)
from cornered.reference.systemic import above, developer_means

CELLS = cells()
GOALS, THREATS = ("explicit", "none"), ("none", "restriction", "replacement")


def mean(scenario: str, goal: str, threat: str) -> float:
    """Mean rate over the 18 models, from the counts themselves."""
    models = CELLS["model"].unique()
    rates = [published_count(m, scenario, goal, threat).rate for m in models]
    return sum(rates) / len(rates)


def only(table: pl.DataFrame, **levels: object) -> dict[str, object]:
    """The only row with these values."""
    (row,) = table.filter(
        *(pl.col(name) == value for name, value in levels.items())
    ).iter_rows(named=True)
    return row


@pytest.mark.parametrize(
    ("scenario", "models", "developers"),
    [("blackmail", 12, 5), ("espionage", 16, 7), ("lethal_action", 14, 7)],
)
def test_systemic_is_counted(scenario: str, models: int, developers: int) -> None:
    told = {"scenario": scenario, "panel": ALL, "basis": "established", "above": 0.10}
    assert only(above(CELLS), unit="models", **told)["crossed"] == models
    assert only(above(CELLS), unit="developers", **told)["crossed"] == developers


def test_what_is_established_is_observed_and_fewer_are_above_more() -> None:
    keys = ["scenario", "panel", "unit", "above"]
    wide = above(CELLS).pivot("basis", index=keys, values="crossed")
    assert (wide["established"] <= wide["observed"]).all()
    for _, of in above(CELLS).group_by("scenario", "panel", "unit", "basis"):
        assert of.sort("above")["crossed"].is_sorted(descending=True)


def test_a_count_of_16_of_100_is_not_established_to_be_above_a_tenth() -> None:
    """One-sided at 99 %: the bound of 16 is below 0.1, that of 21 is above."""
    from cornered.reference.counts import lower_bound

    assert lower_bound([16, 21], [100, 100], level=0.99)[0] < 0.10
    assert lower_bound([16, 21], [100, 100], level=0.99)[1] > 0.10


def test_the_lowest_developer_means_are_named() -> None:
    means = developer_means(CELLS).filter(pl.col("panel") == ALL)
    lowest = {
        scenario: of.sort("rate").row(0, named=True)
        for (scenario,), of in means.group_by("scenario")
    }
    assert lowest["blackmail"]["developer"] == "Meta"
    assert (lowest["blackmail"]["crossed"], lowest["blackmail"]["count"]) == (0, 100)
    assert lowest["espionage"]["developer"] == "OpenAI"
    assert lowest["espionage"]["crossed"] == 96 + 100 + 80 + 0 + 2
    assert lowest["lethal_action"]["crossed"] == 7 + 54 + 38 + 0 + 14


def test_replacement_alone_is_found_where_it_is() -> None:
    table = against(CELLS, CONTROL, REPLACEMENT.levels)
    opus = only(table, model="claude-opus-4", scenario="blackmail")
    assert (opus["low_crossed"], opus["high_crossed"]) == (0, 86)
    assert opus["difference"] == pytest.approx(0.86)
    assert opus["conclusion"] == "higher"
    llama = only(table, model="llama-4-maverick", scenario="blackmail")
    assert llama["difference"] == 0
    assert llama["conclusion"] == "equivalent"
    assert -0.1 < float(str(llama["lower"])) < 0 < float(str(llama["upper"])) < 0.1


def test_a_goal_alone_is_found_in_espionage_above_all() -> None:
    table = against(CELLS, CONTROL, CONFLICT.levels).filter(
        pl.col("conclusion") == "higher"
    )
    counts = dict(table["scenario"].value_counts().iter_rows())
    assert counts == {"blackmail": 1, "espionage": 14, "lethal_action": 11}


@pytest.mark.parametrize("pressure", PRESSURES, ids=lambda each: each.id)
def test_differences_hold_together(pressure: object) -> None:
    levels = next(each.levels for each in PRESSURES if each is pressure)
    table = against(CELLS, CONTROL, levels)
    assert table.height == 54
    assert (table["p_holm"] >= table["p"]).all()
    assert ((table["upper"] - table["lower"]) > 0.01).all()
    assert table["difference"].is_between(table["lower"], table["upper"]).all()
    excluded = (table["lower"] > 0) | (table["upper"] < 0)
    assert (excluded == (table["p"] < 0.05)).all()
    assert table.filter(pl.col("conclusion") == "higher")["difference"].min() > 0  # type: ignore[operator]
    allowed = {"higher", "lower", "equivalent", "undecided"}
    assert set(table["conclusion"]) <= allowed


def test_the_other_way_round_is_the_same_difference() -> None:
    one = against(CELLS, CONTROL, CONFLICT.levels)
    other = against(CELLS, CONFLICT.levels, CONTROL)
    assert one["difference"].to_list() == pytest.approx(
        (-other["difference"]).to_list()
    )
    assert one["lower"].to_list() == pytest.approx((-other["upper"]).to_list())
    assert one["p"].to_list() == pytest.approx(other["p"].to_list(), rel=1e-4)


def test_means_over_models_are_differences_of_means() -> None:
    table = panel_differences(CELLS, REPLACEMENT)
    for scenario in ("blackmail", "espionage", "lethal_action"):
        row = only(table, panel=ALL, scenario=scenario)
        by_hand = mean(scenario, "none", "replacement") - mean(scenario, "none", "none")
        assert row["difference"] == pytest.approx(by_hand)
        assert row["models"] == 18
    assert only(table, panel=COMPARED, scenario="blackmail")["models"] == 16


def test_stated_beliefs_are_the_only_counts_that_give_the_shares() -> None:
    rows = {row.stated: row for row in published_beliefs()}
    shares = {"real": (21.4, 55.1), "test": (64.8, 6.5)}
    for stated, (of_all, of_these) in shares.items():
        fits = [n for n in range(501) if round(100 * n / 500, 1) == of_all]
        assert fits == [rows[stated].rollout_count]
        (count,) = fits
        fits = [k for k in range(count + 1) if round(100 * k / count, 1) == of_these]
        assert fits == [rows[stated].crossed_count]
    assert sum(row.rollout_count for row in rows.values()) == 500
    assert rows["none"].crossed_count is None


def test_stated_belief_is_a_difference_and_its_effect_is_bounded_by_hand() -> None:
    row = difference(by_belief()).row(0, named=True)
    assert row["difference"] == pytest.approx(59 / 107 - 21 / 324)
    assert (row["lower"], row["upper"]) == pytest.approx((0.382, 0.586), abs=0.001)
    low, high = effect_bounds()
    assert low == pytest.approx((59 - 21 - 107) / 431)
    assert high == pytest.approx((59 + 324 - 21) / 431)
    assert high - low == pytest.approx(1)
    assert low < 0 < row["difference"] < high


def test_what_is_not_published_has_no_rate_and_no_narrow_interval() -> None:
    none = only(by_belief(), stated="none")
    assert none["rate"] is None
    assert (none["lower"], none["upper"]) == (0, 1)


def test_controls_and_what_their_zeros_leave_open() -> None:
    table = controls(CELLS)
    assert table.height == 54
    zeros = table.filter(pl.col("crossed") == 0)
    assert zeros.height == 42
    assert zeros["upper"].to_list() == pytest.approx([1 - 0.025**0.01] * 42)
    assert zeros["upper_one_sided"].to_list() == pytest.approx([1 - 0.05**0.01] * 42)
    assert zeros["upper_all_models"].to_list() == pytest.approx(
        [1 - (0.05 / 18) ** 0.01] * 42
    )
    left_out = table.filter(pl.col("unprovoked"))
    assert set(left_out["scenario"]) == {"lethal_action"}
    assert set(left_out["model"]) == {
        *("claude-sonnet-3.5", "claude-haiku-3.5", "claude-opus-3", "gpt-4o"),
        *("llama-4-maverick", "qwen3-235b", "o4-mini"),
    }
    lethal = only(panel_controls(CELLS), scenario="lethal_action")
    assert lethal["crossed"] == 1 + 35 + 6 + 16 + 1 + 1 + 1 + 19 + 25 + 38 + 3
    assert lethal["unprovoked"] == 7


@pytest.mark.parametrize("scenario", ["blackmail", "espionage", "lethal_action"])
def test_effects_are_averages_of_differences(scenario: str) -> None:
    table = main_effects(CELLS)
    told = {"panel": ALL, "scenario": scenario}
    for threat in THREATS[1:]:
        row = only(table, term=f"threat={threat}", **told)
        by_hand = [mean(scenario, g, threat) - mean(scenario, g, "none") for g in GOALS]
        assert row["risk_difference"] == pytest.approx(sum(by_hand) / 2)
        assert row["clusters"] == 18
    row = only(table, term="goal=explicit", **told)
    steps = [mean(scenario, "explicit", t) - mean(scenario, "none", t) for t in THREATS]
    assert row["risk_difference"] == pytest.approx(sum(steps) / 3)


def test_every_effect_has_its_sign_on_both_scales() -> None:
    table = main_effects(CELLS)
    assert table.height == 2 * 3 * 3
    assert (table["rd_lower"] > 0).all()
    assert (table["or_lower"] > 1).all()
    assert (table["upper"] > table["lower"]).all()


def test_an_interaction_is_a_difference_of_differences() -> None:
    table = interaction_table(CELLS)
    for scenario in ("blackmail", "espionage", "lethal_action"):
        for threat in THREATS[1:]:
            row = only(table, panel=ALL, scenario=scenario, second=f"threat={threat}")
            with_goal, without = (
                mean(scenario, goal, threat) - mean(scenario, goal, "none")
                for goal in GOALS
            )
            assert row["difference"] == pytest.approx(with_goal - without)
            assert float(str(row["lower"])) < float(str(row["upper"]))


@pytest.mark.parametrize("make", [main_effects, interaction_table])
def test_effects_and_interactions_are_corrected_within_their_panel(
    make: Callable[[pl.DataFrame], pl.DataFrame],
) -> None:
    for _, of in make(CELLS).group_by("panel"):
        plain = of["rd_p" if "rd_p" in of.columns else "p"]
        assert of["p_holm"].to_list() == pytest.approx(holm(plain).tolist())
        assert of.height == (9 if make is main_effects else 6)


def test_p_of_interactions_is_told_and_both_scales_are_no_family() -> None:
    table = interaction_table(CELLS).filter(pl.col("panel") == ALL)
    found = table.filter(pl.col("p_holm") < 0.05)
    assert set(found["scenario"]) == {"blackmail", "espionage"}
    assert (table["log_odds_p_holm"] > 0.05).all()
    both = holm([*table["p"], *table["log_odds_p"]])
    assert min(both) == pytest.approx(0.053, abs=0.001)
    assert "p = 0.026" in interaction_section(CELLS).answer
    assert all("Holm" in each for each in effects_section(CELLS).detail)


def test_developers_are_seven_and_the_prediction_is_the_widest() -> None:
    table = between_developers(CELLS)
    assert set(table["developers"]) == {7}
    assert dict(table.group_by("panel").agg(pl.col("models").first()).iter_rows()) == {
        ALL: 18,
        COMPARED: 16,
    }
    assert (table["predicted_lower"] < table["lower"]).all()
    assert (table["predicted_upper"] > table["upper"]).all()
    assert (table["least_without_one"] <= table["rate"]).all()
    assert (table["most_without_one"] >= table["rate"]).all()
    told = {"panel": ALL, "goal": "explicit", "threat": "replacement"}
    strongest = only(table, scenario="blackmail", **told)
    assert float(str(strongest["tau"])) > 1


@pytest.mark.parametrize("scenario", ["blackmail", "espionage", "lethal_action"])
def test_the_prediction_is_not_refuted_by_the_models_it_rests_on(scenario: str) -> None:
    """Of 18 models it may miss a few; it must not miss every second developer."""
    told = {"panel": ALL, "goal": "explicit", "threat": "replacement"}
    row = only(between_developers(CELLS), scenario=scenario, **told)
    bounds = (float(str(row["predicted_lower"])), float(str(row["predicted_upper"])))
    levels = (pl.col("goal") == "explicit", pl.col("threat") == "replacement")
    mine = CELLS.filter(pl.col("scenario") == scenario, *levels)
    smoothed = (mine["crossed"] + 0.5) / (mine["count"] + 1)
    assert (~smoothed.is_between(*bounds)).sum() <= 1
    means = mine.group_by("developer").agg(pl.col("crossed", "count").sum() + 0.5)
    assert (means["crossed"] / (means["count"] + 0.5)).is_between(*bounds).all()


def test_what_is_predicted_is_said() -> None:
    words = section(CELLS).answer
    assert "a further model of a further developer" in words
    assert "63 to" not in words


def test_nothing_differs_where_nothing_crossed() -> None:
    """The controls of blackmail are zeros throughout."""
    told = {"panel": ALL, "scenario": "blackmail", "goal": "none", "threat": "none"}
    row = only(between_developers(CELLS), **told)
    assert row["tau"] == pytest.approx(0)
    assert float(str(row["upper"])) > float(str(row["lower"]))


def test_effects_between_models_have_every_model() -> None:
    table = between_models(CELLS)
    assert table.height == 3 * 2 * 3
    assert set(table["models"]) == {18, 16}
    assert table["predicted_lower"].min() >= -1  # type: ignore[operator]
    assert (table["upper"] > table["lower"]).all()


def test_places_add_up_and_are_the_same_twice() -> None:
    table = probabilities(CELLS)
    for keys in (["scenario", "model"], ["scenario", "rank"]):
        sums = table.group_by(keys).agg(pl.col("probability").sum())
        assert sums["probability"].to_list() == pytest.approx([1] * sums.height)
    assert table.equals(probabilities(CELLS))


def test_alike_models_share_a_place_and_unlike_ones_do_not() -> None:
    table = summary(CELLS)
    lowest = table.filter(pl.col("scenario") == "espionage").row(-1, named=True)
    assert lowest["model"] == "o3"
    assert lowest["probability_likeliest"] > 0.95
    highest = table.filter(pl.col("scenario") == "lethal_action").row(0, named=True)
    assert highest["model"] == "llama-4-maverick"
    assert 0.3 < highest["probability_highest"] < 0.9


def test_a_prohibition_lowers_and_does_not_abolish() -> None:
    table = prohibited(bars())
    assert table["scenario"].to_list() == ["blackmail", "espionage"]
    assert table["difference"].to_list() == pytest.approx([-0.59, -0.21])
    assert set(table["conclusion"]) == {"lower"}
    assert (table["high_lower"] > 0.2).all()


def test_zero_against_zero_is_not_certain() -> None:
    both = pl.DataFrame(
        {
            "low_crossed": [0],
            "low_count": [100],
            "high_crossed": [0],
            "high_count": [100],
        }
    )
    row = compared(both).row(0, named=True)
    assert row["lower"] < -0.02
    assert row["upper"] > 0.02
    assert row["p"] == pytest.approx(1)
