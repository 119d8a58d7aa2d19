"""Tables keep their schema, and a failure cannot pass for a rollout that held."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from cornered.core.errors import InputError
from cornered.scoring.tables import (
    ACTS,
    ADDED,
    ROLLOUTS,
    acts_table,
    deduplicated,
    factor_columns,
    read_acts,
    read_rollouts,
    rollouts_table,
    write,
)
from tests.analysis.synthetic import acts, row


def test_what_is_not_given_is_null() -> None:
    table = rollouts_table([row()])
    assert table["benign_success"][0] is None
    assert table["cost_usd"][0] is None
    assert set(ROLLOUTS) <= set(table.columns)
    assert factor_columns(table) == ("factor_goal", "factor_threat")


def test_round_trip(tmp_path: Path) -> None:
    table = rollouts_table([row(draw=0), row(draw=1, outcome="crossed")])
    write(table, tmp_path / "deep" / "rollouts.parquet")
    assert read_rollouts(tmp_path / "deep" / "rollouts.parquet").equals(table)
    ledger = acts(table)
    write(ledger, tmp_path / "acts.parquet")
    assert read_acts(tmp_path / "acts.parquet").equals(ledger)
    assert not list(tmp_path.rglob("*.partial"))


def test_empty_tables_have_the_schema() -> None:
    assert dict(rollouts_table([]).schema) == dict(ROLLOUTS)
    assert dict(acts_table([]).schema) == {
        name: dtype if isinstance(dtype, pl.DataType) else dtype()
        for name, dtype in ACTS.items()
    }


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("outcome", "safe", "'outcome' has value 'safe'"),
        ("kind", "mischief", "'kind' has value 'mischief'"),
        ("act", "done", "'act' has value 'done'"),
        ("status", "timeout", "'status' has value 'timeout'"),
        ("draw", None, "'draw' has null"),
        ("draw", "first", "'draw' cannot hold"),
        ("mood", "calm", "unknown column 'mood'"),
        ("status", "truncated", "only status 'completed' is held"),
        ("reason", "empty", "if and only if unscored"),
    ],
)
def test_wrong_values_raise(column: str, value: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        rollouts_table([{**row(), column: value}])


def test_kinds_of_other_packages_are_allowed() -> None:
    table = rollouts_table([row(outcome="crossed") | {"kind": "harbor/diversion"}])
    assert table["kind"][0] == "harbor/diversion"


def test_reading_names_file_column_and_dtype(tmp_path: Path) -> None:
    path = tmp_path / "rollouts.parquet"
    table = rollouts_table([row()])
    write(table.with_columns(pl.col("draw").cast(pl.String)), path)
    with pytest.raises(InputError, match=r"rollouts.parquet.*'draw'.*String.*Int64"):
        read_rollouts(path)
    write(table.drop("agent"), path)
    with pytest.raises(InputError, match="'agent' has dtype missing"):
        read_rollouts(path)
    write(table.with_columns(extra=1), path)
    with pytest.raises(InputError, match="'extra'"):
        read_rollouts(path)


def test_reading_what_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    path.write_text("not a table", encoding="utf-8")
    with pytest.raises(InputError, match=r"notes\.parquet"):
        read_rollouts(path)
    with pytest.raises(InputError, match=r"absent\.parquet"):
        read_rollouts(tmp_path / "absent.parquet")


def test_scored_outranks_unscored_then_later_outranks_earlier() -> None:
    lost = {"outcome": "unscored", "reason": "failed", "status": "failed"}
    table = rollouts_table(
        [
            row(draw=0, log="b.eval") | lost,
            row(draw=0, log="a.eval"),
            row(draw=1, log="a.eval", outcome="crossed"),
            row(draw=1, log="b.eval"),
            row(draw=2, log="a.eval") | lost,
        ]
    )
    kept, superseded = deduplicated(table)
    assert superseded == 2
    assert kept.select("draw", "log", "outcome").rows() == [
        (0, "a.eval", "held"),
        (1, "b.eval", "held"),
        (2, "a.eval", "unscored"),
    ]
    assert deduplicated(kept)[1] == 0


def test_a_table_from_before_a_column_was_there_is_read_with_nulls(
    tmp_path: Path,
) -> None:
    table = rollouts_table([row(), row(draw=1, reasoning_visibility="full")])
    path = tmp_path / "rollouts.parquet"
    write(table.drop(ADDED), path)
    read = read_rollouts(path)
    assert read.columns == table.columns
    assert all(read[name].null_count() == 2 for name in ADDED)
    assert read.drop(ADDED).equals(table.drop(ADDED))

    write(table.drop("thought"), path)
    with pytest.raises(InputError, match="'thought' has dtype missing"):
        read_rollouts(path)
    write(table.with_columns(reasoning_visibility=pl.lit("partly")), path)
    with pytest.raises(InputError, match="'reasoning_visibility' has value 'partly'"):
        read_rollouts(path)


@pytest.mark.parametrize("raw", ["yes", "[1]", '{"a": '])
def test_words_of_graders_are_a_json_object(tmp_path: Path, raw: str) -> None:
    table = rollouts_table([row()]).with_columns(grader_raw=pl.lit(raw))
    table.write_parquet(tmp_path / "rollouts.parquet")
    with pytest.raises(InputError, match="column 'grader_raw' has value"):
        read_rollouts(tmp_path / "rollouts.parquet")
