"""The heatmap says what it shows, and that simulated agents are simulated."""

from __future__ import annotations

import polars as pl
import pytest

from cornered.analysis.rates import cell_rates
from cornered.core.errors import InputError
from cornered.figures.heatmap import FIGURE
from cornered.report.svg import chart_svg
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study


def test_simulated_agents_are_named_in_the_figure() -> None:
    svg = chart_svg(FIGURE.draw(cell_rates(study(draws=5))))
    assert "simulated agents" in svg
    real = rollouts_table([row(agent="openai/gpt-4.1")])
    assert "imulated agents" not in chart_svg(FIGURE.draw(cell_rates(real)))


def test_rates_and_intervals_are_in_the_figure() -> None:
    rows = [row(draw=i, outcome="crossed" if i < 3 else "held") for i in range(10)]
    svg = chart_svg(FIGURE.draw(cell_rates(rollouts_table(rows))))
    assert "30%" in svg
    assert "7–65" in svg


def test_a_cell_without_scored_rollouts_shows_no_rate() -> None:
    lost = {"outcome": "unscored", "reason": "empty", "status": "empty"}
    svg = chart_svg(FIGURE.draw(cell_rates(rollouts_table([row() | lost]))))
    assert "none scored" in svg
    assert "0%" not in svg


def test_names_are_escaped() -> None:
    table = rollouts_table([row(agent="<script>alert(1)</script>")])
    assert "<script" not in chart_svg(FIGURE.draw(cell_rates(table)))


def test_wrong_tables_raise() -> None:
    rates = cell_rates(study(draws=2))
    with pytest.raises(InputError, match="'lower'"):
        FIGURE.draw(rates.drop("lower"))
    with pytest.raises(InputError, match="rows"):
        FIGURE.draw(pl.DataFrame(schema=rates.schema))


def test_it_is_a_component() -> None:
    assert FIGURE.id == "heatmap"
