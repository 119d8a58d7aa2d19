"""Planned contrasts: counts, pairing, pooling, known truth, and what raises."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cornered.analysis.contrasts import BY, contrasts, unplayed
from cornered.analysis.multiplicity import holm
from cornered.core.errors import EstimateError
from cornered.core.study import Contrast
from cornered.interop.published import published_count
from cornered.scoring.tables import rollouts_table
from cornered.studies.paper import STUDY
from tests.analysis.plays import drawn, plays
from tests.analysis.synthetic import MODELS, SCENARIOS, row, study

THREAT = Contrast(
    id="replacement",
    question="Does it?",
    low={"threat": "none"},
    high={"threat": "replacement"},
)


def pair(low: list[int], high: list[int]) -> dict[str, object]:
    """The only contrast, of outcomes by draw: 1 crossed, 0 held, -1 unscored."""
    outcomes = np.array([[low, high]])[..., None]
    (found,) = contrasts(plays(outcomes), [THREAT]).to_dicts()
    return found


def test_the_columns_are_those_that_others_build_on() -> None:
    found = contrasts(study(draws=4), STUDY.contrasts)
    assert found.columns == [
        *("contrast", "question", "low", "high", *BY),
        *("simulated", "paired", "draws", "low_crossed", "low_scored", "low_rate"),
        *("high_crossed", "high_scored", "high_rate", "difference", "lower", "upper"),
        *("p", "p_holm", "method", "worst_lower", "worst_upper", "unscored"),
        "not_compared",
    ]
    assert found.height == len(STUDY.contrasts) * len(MODELS) * len(SCENARIOS)
    assert found.schema == contrasts(study(draws=4).clear(), STUDY.contrasts).schema


def test_counts_over_shared_draws() -> None:
    found = pair([1, 0, 0, 0, -1, 0], [1, 1, 1, 0, 1, -1])
    assert (found["low"], found["high"]) == ("threat=none", "threat=replacement")
    assert (found["paired"], found["draws"]) == (True, 4)
    assert (found["low_crossed"], found["low_scored"]) == (1, 4)
    assert (found["high_crossed"], found["high_scored"]) == (3, 4)
    assert found["difference"] == pytest.approx(0.5)
    assert (found["unscored"], found["not_compared"]) == (2, 2)
    assert found["worst_lower"] == pytest.approx(4 / 6 - 2 / 6)
    assert found["worst_upper"] == pytest.approx(5 / 6 - 1 / 6)
    assert found["p"] == pytest.approx(0.5)
    assert "McNemar" in str(found["method"])


def test_arms_that_share_no_draw_are_compared_unpaired() -> None:
    found = pair([1, 0, 0, 0, -1, -1, -1], [-1, -1, -1, -1, 1, 1, 0])
    assert (found["paired"], found["draws"]) == (False, 7)
    assert found["difference"] == pytest.approx(2 / 3 - 1 / 4)
    assert "unpaired" in str(found["method"])


@pytest.mark.parametrize("low", [0, 1])
@pytest.mark.parametrize("high", [0, 1])
@pytest.mark.parametrize("draws", [1, 2, 30])
def test_all_or_none_is_never_certain(low: int, high: int, draws: int) -> None:
    found = pair([low] * draws, [high] * draws)
    assert found["difference"] == high - low
    assert float(str(found["upper"])) - float(str(found["lower"])) > 0.05


def test_one_draw_that_holds_all_crossings_does_not_stop_the_p_value() -> None:
    low = np.zeros((100, 3), int)
    low[0, 0] = 1
    high = np.ones((100, 3), int)
    high[:34] = 0
    (found,) = contrasts(plays(np.stack([low, high])[None]), [THREAT]).to_dicts()
    assert found["difference"] > 0.6
    assert found["p"] < 1e-9


def test_p_does_not_contradict_a_difference_whose_pairs_weigh_unlike() -> None:
    """Many pairs say nothing, few say much: counted alike they would say the reverse."""
    rows = [
        row(scenario=scenario, threat=threat, draw=d, outcome=outcome)
        for scenario, draws, crossing, most in (
            ("blackmail", 100, "none", 12),
            ("espionage", 10, "replacement", 10),
        )
        for threat in ("none", "replacement")
        for d in range(draws)
        for outcome in ["crossed" if threat == crossing and d < most else "held"]
    ]
    by = [name for name in BY if name not in ("scenario", "base")]
    (found,) = contrasts(rollouts_table(rows), [THREAT], by=by).to_dicts()
    assert found["difference"] == pytest.approx(0.44)
    assert found["lower"] > 0
    assert found["p"] < 0.05
    assert "McNemar" not in found["method"]


def test_pairs_that_weigh_alike_keep_the_exact_test() -> None:
    rows = [
        row(scenario=scenario, threat=threat, draw=d, outcome=outcome)
        for scenario in ("blackmail", "espionage")
        for threat in ("none", "replacement")
        for d in range(7)
        for outcome in ["crossed" if threat != "none" and d < 4 else "held"]
    ]
    by = [name for name in BY if name not in ("scenario", "base")]
    (found,) = contrasts(rollouts_table(rows), [THREAT], by=by).to_dicts()
    assert "McNemar" in found["method"]
    assert found["p"] == pytest.approx(2 * 0.5**8)


def test_bounds_are_of_draws_that_both_arms_played() -> None:
    """Ten draws more in one arm are not compared, so they move no bound."""
    low, high = [0] * 10 + [-2] * 10, [0] * 10 + [1] * 10
    table = plays(np.array([[low, high]])[..., None])
    unplayed_too = (pl.col("factor_threat") == "none") & (pl.col("draw") >= 10)
    (found,) = contrasts(table.filter(~unplayed_too), [THREAT]).to_dicts()
    assert (found["difference"], found["worst_lower"], found["worst_upper"]) == (
        0,
        0,
        0,
    )


def test_bounds_never_leave_the_estimate_out() -> None:
    """Half the draws left one arm unscored, and what the other did speaks against it."""
    found = pair([0] * 10 + [1] * 10, [1] * 10 + [-1] * 10)
    assert found["difference"] == 1
    assert (found["worst_lower"], found["worst_upper"]) == (0, 1)


def test_an_arm_that_has_nothing_scored_has_no_difference() -> None:
    found = pair([-1, -1, -1], [1, 0, 1])
    for name in (
        "low_rate",
        "high_rate",
        "difference",
        "lower",
        "upper",
        "p",
        "p_holm",
    ):
        assert found[name] is None
    assert found["worst_lower"] == pytest.approx(2 / 3 - 1)
    assert found["worst_upper"] == pytest.approx(2 / 3)
    assert (found["unscored"], found["not_compared"]) == (3, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 12), st.integers(1, 4)).flatmap(
        lambda size: arrays(np.int8, (1, 2, *size), elements=st.integers(-1, 1))
    )
)
def test_whatever_was_counted_the_interval_holds_it_and_has_a_width(
    outcomes: np.ndarray[tuple[int, ...], np.dtype[np.int8]],
) -> None:
    (found,) = contrasts(plays(outcomes), [THREAT]).to_dicts()
    if found["difference"] is None:
        return
    assert -1 <= found["lower"] <= found["difference"] <= found["upper"] <= 1
    assert found["worst_lower"] <= found["difference"] <= found["worst_upper"]
    assert found["upper"] - found["lower"] > 0.01
    assert 0 < found["p"] <= 1


def test_signs_and_sizes_of_published_effects_are_recovered() -> None:
    found = contrasts(study(draws=400, seed=2), STUDY.contrasts)
    levels = {each.id: [each.low, each.high] for each in STUDY.contrasts}
    inside = 0
    for each in found.iter_rows(named=True):
        low, high = (
            published_count(
                each["agent"].removeprefix("simulated/"), each["scenario"], **arm
            ).rate
            for arm in levels[each["contrast"]]
        )
        inside += each["lower"] <= high - low <= each["upper"]
        assert each["difference"] == pytest.approx(high - low, abs=0.12)
    assert inside >= 0.9 * found.height


def test_unnamed_factors_are_pooled_with_equal_weight() -> None:
    """Ten draws without a goal, two with one: each goal still counts half."""
    rows = [
        row(goal=goal, threat=threat, draw=draw, outcome=outcome)
        for goal, draws, crossed in (("none", 10, 0), ("explicit", 2, 1))
        for threat in ("none", "replacement")
        for draw in range(draws)
        for outcome in ["crossed" if crossed and threat != "none" else "held"]
    ]
    (found,) = contrasts(rollouts_table(rows), [THREAT]).to_dicts()
    assert (found["high_crossed"], found["high_scored"]) == (2, 12)
    assert found["high_rate"] == pytest.approx(0.5)
    assert found["difference"] == pytest.approx(0.5)


def test_a_level_that_only_one_arm_has_played_is_left_out_and_counted() -> None:
    rows = [row(goal="none", threat="none", draw=i) for i in range(4)]
    rows += [row(goal="none", threat="replacement", draw=i) for i in range(4)]
    rows += [
        row(goal="explicit", threat="replacement", draw=i, outcome="crossed")
        for i in range(4)
    ]
    (found,) = contrasts(rollouts_table(rows), [THREAT]).to_dicts()
    assert found["difference"] == 0
    assert found["not_compared"] == 4


def test_arms_without_a_level_in_common_have_no_difference() -> None:
    rows = [row(goal="none", threat="none", draw=i) for i in range(4)]
    rows += [row(goal="explicit", threat="replacement", draw=i) for i in range(4)]
    (found,) = contrasts(rollouts_table(rows), [THREAT]).to_dicts()
    assert found["difference"] is None
    assert found["worst_lower"] is None
    assert found["not_compared"] == 8


def test_agents_are_pooled_as_a_panel_and_draws_stay_the_clusters() -> None:
    """Copies of one agent tell no more than the one."""
    outcomes = drawn((0.3, 0.6), studies=1, draws=40, each=2, spread=1.0, seed=3)
    panel = np.repeat(outcomes, 6, axis=0)
    by = [name for name in BY if name != "agent"]
    (one,) = contrasts(plays(outcomes), [THREAT]).to_dicts()
    (six,) = contrasts(plays(panel), [THREAT], by=by).to_dicts()
    assert six["difference"] == pytest.approx(one["difference"])
    assert six["draws"] == one["draws"]
    assert six["upper"] - six["lower"] >= 0.95 * (one["upper"] - one["lower"])


def test_holm_is_over_all_rows() -> None:
    found = contrasts(study(draws=10), STUDY.contrasts)
    assert found["p_holm"].to_list() == pytest.approx(list(holm(found["p"].to_numpy())))


def test_p_values_keep_their_error_rate_with_clusters() -> None:
    outcomes = drawn((0.3, 0.3), studies=600, draws=20, each=5, spread=1.5, seed=8)
    found = contrasts(plays(outcomes), [THREAT])
    assert np.mean((found["p"] <= 0.05).to_numpy()) <= 0.06
    covered = (found["lower"] <= 0) & (found["upper"] >= 0)
    assert (covered == (found["p"] > 0.05)).all()


def test_what_was_not_played_is_named() -> None:
    table = study(draws=2).filter(
        (pl.col("scenario") != "espionage") | (pl.col("factor_threat") != "replacement")
    )
    mood = Contrast(id="mood", question="?", low={"mood": "a"}, high={"mood": "b"})
    found = unplayed(table, [*STUDY.contrasts, mood])
    told = set(found.select("contrast", "scenario", "missing").iter_rows())
    assert told == {
        ("replacement", "espionage", "high"),
        *(("mood", scenario, "both") for scenario in SCENARIOS),
    }
    kept = contrasts(table, [*STUDY.contrasts, mood])
    groups = len(MODELS) * len(SCENARIOS) * (len(STUDY.contrasts) + 1)
    assert kept.height + found.height == groups


def test_the_order_of_rows_does_not_matter() -> None:
    table = study(draws=6)
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=3)
    one, other = (contrasts(each, STUDY.contrasts) for each in (table, shuffled))
    assert one.drop("p", "p_holm", "lower", "upper").equals(
        other.drop("p", "p_holm", "lower", "upper")
    )


def test_doubled_rollouts_raise() -> None:
    table = study(draws=2)
    with pytest.raises(EstimateError, match="more than once"):
        contrasts(pl.concat([table, table]), STUDY.contrasts)


@pytest.mark.parametrize("column", ["definition", "preset", "base"])
def test_what_never_merges_raises_by_name(column: str) -> None:
    one = study(draws=2)
    other = one.with_columns(
        pl.lit("other").alias(column), cell=pl.col("cell") + "|other"
    )
    both = pl.concat([one, other])
    assert contrasts(both, STUDY.contrasts)[column].n_unique() == 2
    by = [name for name in BY if name != column]
    with pytest.raises(EstimateError, match=f"merge {column} .*other"):
        contrasts(both, STUDY.contrasts, by=by)


def test_contrasts_that_compare_nothing_raise() -> None:
    same = Contrast(id="same", question="?", low={"goal": "none"}, high={"threat": "x"})
    with pytest.raises(EstimateError, match="'same' compares 'goal=none'"):
        contrasts(study(draws=1), [same])
    with pytest.raises(EstimateError, match="more than once"):
        contrasts(study(draws=1), [THREAT, THREAT])
