"""Scoring stored rollouts again changes nothing: same logs, same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cornered.running import Ran
from cornered.scoring.logs import log_paths
from cornered.tabled import ACTS, ROLLOUTS, save, tables_of
from tests.conftest import Command

Played = tuple[Path, Ran]


@pytest.fixture
def logs(letter_run: Played, tools_run: Played) -> list[Path]:
    """Two logs, in the order of their paths."""
    return log_paths([letter_run[0], tools_run[0]])


def written(paths: list[Path], folder: Path) -> tuple[bytes, bytes]:
    """Both tables of these logs, as they lie on the disk."""
    save(tables_of(paths), folder)
    return (folder / ROLLOUTS).read_bytes(), (folder / ACTS).read_bytes()


def test_the_same_logs_give_the_same_bytes_in_either_order(
    logs: list[Path], tmp_path: Path
) -> None:
    first, second = logs
    once = written([first, second], tmp_path / "once")
    assert written([first, second], tmp_path / "again") == once
    assert written([second, first], tmp_path / "turned") == once
    assert written([first], tmp_path / "one") != once


def test_a_log_that_is_named_twice_counts_once(logs: list[Path]) -> None:
    first, second = logs
    tables = tables_of([second, first.parent, first])
    assert log_paths([second, first.parent, first]) == logs
    assert tables.superseded_count == 0


def test_the_command_may_be_given_again(
    logs: list[Path], tmp_path: Path, cornered: Command
) -> None:
    table = tmp_path / "x.parquet"
    folder = logs[0].parent
    told = cornered("score", folder, "--out", table, "--json")
    before = table.read_bytes()
    again = cornered("score", folder, "--out", table, "--json")
    assert told.status == again.status == 0
    assert json.loads(told.out)["rollouts"] > 0
    assert again.out == told.out
    assert table.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [table.name]


def test_the_command_does_not_heed_the_order_of_paths(
    logs: list[Path], tmp_path: Path, cornered: Command
) -> None:
    table = tmp_path / "x.parquet"
    told, turned = (
        (cornered("score", *paths, "--out", table, "--json").out, table.read_bytes())
        for paths in (logs, logs[::-1])
    )
    assert told == turned
