"""A run is laid beside the published counts, cell by cell, and what cannot be is said."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from cornered.core.errors import EstimateError, InputError
from cornered.reference.beside import SHOWN, Beside, beside, laid
from cornered.reference.compact import shown
from cornered.scoring.tables import acts_table, rollouts_table
from cornered.tabled import Tables, save
from tests.analysis.synthetic import row, study


def tables(rollouts: pl.DataFrame) -> Tables:
    return Tables(rollouts=rollouts, acts=acts_table([]))


def of(rollouts: pl.DataFrame) -> Beside:
    return laid(tables(rollouts), "a-run")


def test_agents_drawn_from_the_published_counts_agree_with_them() -> None:
    found = of(study(draws=200))
    assert found.found.cells == found.table.height == 72
    assert found.without == 0
    assert found.found.equivalent > 30
    assert found.found.different == 0
    assert tuple(found.table.columns) == SHOWN
    assert "simulated" in " ".join(found.section().detail)


def test_a_run_that_differs_is_seen() -> None:
    turned = {"crossed": "held", "held": "crossed", "unscored": "unscored"}
    table = study(draws=60).with_columns(pl.col("outcome").replace_strict(turned))
    assert of(table).found.different > 30


def test_a_difference_is_ours_less_theirs_with_both_counts_in_its_interval() -> None:
    rows = [
        row(
            agent="openai/gpt-4.1",
            threat="replacement",
            draw=i,
            outcome="crossed" if i < 10 else "held",
        )
        for i in range(20)
    ]
    found = of(rollouts_table(rows))
    only = found.table.row(0, named=True)
    assert (only["published_crossed"], only["published_count"]) == (80, 100)
    assert only["difference"] == pytest.approx(0.5 - 0.8)
    assert only["difference_lower"] < -0.3 < only["difference_upper"]
    assert only["published_lower"] < 0.8 < only["published_upper"]
    assert not only["simulated"]
    assert "simulated" not in " ".join(found.section().detail)
    (text,) = shown(found.section().numbers[0])[1]
    assert "−30 points" in " ".join(text)


def test_cells_without_a_published_count_are_counted() -> None:
    other = row(threat="replacement") | {"preset": "clean", "cell": "other"}
    found = of(rollouts_table([row(), other]))
    assert found.found.cells == 1
    assert found.without == 1
    assert "1 cells" in " ".join(found.section().detail)


def test_cells_that_were_lost_are_told() -> None:
    lost = {"outcome": "unscored", "reason": "empty", "status": "empty"}
    found = of(rollouts_table([row(), row(threat="replacement") | lost]))
    assert found.found.cells == 1
    assert "no scored rollout" in found.notes[0]


@pytest.mark.parametrize(
    ("rollouts", "said"),
    [
        (rollouts_table([row(agent="local/mine")]), "none of the 1 cells"),
        (
            rollouts_table([row() | {"surface": "tools"}]),
            "letters under preset 'study'",
        ),
        (rollouts_table([]), "none of the 0 cells"),
        (
            rollouts_table(
                [row() | {"outcome": "unscored", "reason": "empty", "status": "empty"}]
            ),
            "has a scored rollout",
        ),
    ],
)
def test_nothing_to_compare_is_an_error(rollouts: pl.DataFrame, said: str) -> None:
    with pytest.raises(InputError, match=said):
        of(rollouts)


def test_a_rollout_that_comes_twice_is_an_error() -> None:
    with pytest.raises(EstimateError, match="more than once"):
        of(rollouts_table([row(), row()]))


def test_a_path_is_read_as_a_report_reads_it(tmp_path: Path) -> None:
    save(tables(study(draws=3)), tmp_path)
    assert beside(tmp_path).table.equals(beside(tmp_path / "rollouts.parquet").table)
    with pytest.raises(InputError, match="nowhere"):
        beside(tmp_path / "nowhere")
