"""Simulated agents drawn from the published counts agree with them."""

from __future__ import annotations

import polars as pl

from cornered.analysis.agreement import against_published, agreement, model_of
from cornered.analysis.rates import cell_rates
from cornered.interop.published import models
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
