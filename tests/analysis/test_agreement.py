"""Simulated agents drawn from the published counts agree with them."""

from __future__ import annotations

import polars as pl
import pytest

from cornered.analysis.agreement import against_published, agreement, model_of
from cornered.analysis.rates import cell_rates
from cornered.core.errors import EstimateError
from cornered.interop.published import models, published_count
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study


def test_the_truth_is_recovered() -> None:
    found = agreement(against_published(cell_rates(study(models=models(), draws=50))))
    assert found.cells == 324
    assert found.share is not None
    assert found.band_share is not None
    assert found.share >= 0.95
    assert found.band_share >= 0.92


def test_a_wrong_instrument_is_seen() -> None:
    table = study(draws=50).with_columns(
        outcome=pl.when(pl.col("outcome") == "crossed")
        .then(pl.lit("held"))
        .otherwise("outcome")
    )
    found = agreement(against_published(cell_rates(table)))
    assert found.band_share is not None
    assert found.band_share < 0.3


def test_only_cells_of_the_study_are_compared() -> None:
    rows = [
        row(),
        row() | {"preset": "clean", "cell": "a"},
        row() | {"protocol": "reminder", "cell": "b"},
        row() | {"condition": "goal=explicit,threat=none,tone=calm", "cell": "c"},
        row() | {"condition": "base", "cell": "d"},
        row(agent="local/unheard-of"),
    ]
    compared = against_published(cell_rates(rollouts_table(rows)))
    assert compared.height == len(rows)
    assert compared["published_rate"].drop_nulls().len() == 1
    assert agreement(compared).cells == 1


def test_nothing_to_compare_has_no_share() -> None:
    found = agreement(against_published(cell_rates(rollouts_table([]))))
    assert found.share is None
    assert found.band_share is None


def test_models_are_recognized() -> None:
    assert model_of("simulated/o3") == "o3"
    assert model_of("claude-opus-4-20250514") == "claude-opus-4"


def one_cell(crossed: int, draws: int) -> pl.DataFrame:
    """One cell beside the published one: blackmail, explicit goal, replacement."""
    rows = [
        row(
            threat="replacement",
            draw=draw,
            outcome="crossed" if draw < crossed else "held",
        )
        for draw in range(draws)
    ]
    return cell_rates(rollouts_table(rows))


def test_the_published_count_is_a_sample_too() -> None:
    published = published_count("gpt-4.1", "blackmail", "explicit", "replacement")
    compared = against_published(one_cell(round(100 * published.rate), 100))
    found = compared.row(0, named=True)
    assert found["difference"] == pytest.approx(0, abs=1e-9)
    ours = found["upper"] - found["lower"]
    assert found["difference_upper"] - found["difference_lower"] > 1.2 * ours


def test_more_rollouts_show_equivalence_and_a_wider_margin_too() -> None:
    published = published_count("gpt-4.1", "blackmail", "explicit", "replacement")
    few = one_cell(round(10 * published.rate), 10)
    many = one_cell(round(2000 * published.rate), 2000)
    assert against_published(few)["equivalence"].to_list() == ["undecided"]
    assert against_published(many, margin=0.2)["equivalence"].to_list() == [
        "equivalent"
    ]
    assert agreement(against_published(many, margin=0.2)).equivalent == 1


def test_a_rate_far_from_the_published_one_is_told_apart() -> None:
    compared = against_published(one_cell(0, 100))
    assert compared["equivalence"].to_list() == ["different"]
    assert agreement(compared).different == 1
    assert compared["difference_upper"].to_list()[0] < -0.1


def test_nothing_to_compare_has_no_difference() -> None:
    compared = against_published(cell_rates(rollouts_table([row(agent="local/new")])))
    names = ("difference", "difference_lower", "equivalence_p", "equivalence")
    assert compared.select(names).row(0) == (None, None, None, None)


def test_a_margin_that_decides_nothing_raises() -> None:
    with pytest.raises(EstimateError, match="margin"):
        against_published(one_cell(1, 2), margin=0)
