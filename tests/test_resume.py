"""Resuming: a run that was killed goes on with the same line, whenever it was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from cornered.running import run
from cornered.scoring.logs import log_paths
from cornered.tabled import ACTS, ROLLOUTS, tables_of
from tests.conftest import Command

ROLLOUTS_PER_CELL = 35
PLANNED = 2 * ROLLOUTS_PER_CELL
"""One scenario, two conditions."""

LINE = (
    *("run", "smoke", "--model", "simulated/gpt-4.1", "--scenario", "lethal_action"),
    *("--rollouts", str(ROLLOUTS_PER_CELL), "--json"),
)

PATIENCE_S = 200.0


def recorded_count(path: Path) -> int:
    """How many rollouts a log holds; none while nothing can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(name.startswith("samples/") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return 0


def killed_when(due: Callable[[], bool], folder: Path) -> None:
    """Start the line, and kill it without a word once it is due."""
    code = "from cornered.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *LINE, "--log-dir", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + PATIENCE_S
    while not due() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, f"it ended before it was due: {said}"


def newest_holds(folder: Path, least: int, logs: int) -> Callable[[], bool]:
    """Whether there are `logs` logs, and the newest holds so many rollouts."""

    def due() -> bool:
        found = log_paths([folder]) if folder.exists() else []
        return len(found) >= logs and recorded_count(found[-1]) >= least

    return due


def test_a_killed_run_goes_on(tmp_path: Path, cornered: Command) -> None:
    """Killed at its first byte, then in the middle; then each rollout is there once."""
    killed_when(newest_holds(tmp_path, 0, logs=1), tmp_path)
    killed_when(newest_holds(tmp_path, 20, logs=2), tmp_path)
    before = tables_of([tmp_path], strict=False).rollouts
    assert 20 <= before.height < PLANNED

    told = cornered(*LINE, "--log-dir", tmp_path)

    result = json.loads(told.out)
    assert told.status == 0
    assert (result["complete"], result["failed"]) == (True, 0)
    assert result["planned"] == result["rollouts"] == PLANNED
    table = pl.read_parquet(tmp_path / ROLLOUTS)
    assert table.select("cell", "draw", "replicate").n_unique() == PLANNED
    assert table.height == PLANNED
    counts = table.group_by("condition").len()["len"].to_list()
    assert counts == [ROLLOUTS_PER_CELL] * 2
    acts = pl.read_parquet(tmp_path / ACTS)
    assert acts.select("sample_id", "sequence").n_unique() == acts.height
    assert any("more than once" in note for note in result["notes"])

    _kept_what_was_there(tmp_path, before, table)
    _plays_nothing_more(tmp_path, table, cornered)


def _kept_what_was_there(
    folder: Path, before: pl.DataFrame, after: pl.DataFrame
) -> None:
    """The last log begins with the rollouts of the killed ones, as they were."""
    where = ["log"]
    same = before.drop(where).join(
        after.drop(where), on=before.drop(where).columns, how="semi", nulls_equal=True
    )
    assert same.height == before.height
    last = log_paths([folder])[-1]
    assert set(after["log"]) == {str(last)}
    assert recorded_count(last) == PLANNED


def _plays_nothing_more(folder: Path, table: pl.DataFrame, cornered: Command) -> None:
    """The same line again makes no new log and the same table."""
    logs = log_paths([folder])
    told = cornered(*LINE, "--log-dir", folder)

    assert told.status == 0
    assert json.loads(told.out)["complete"] is True
    assert log_paths([folder]) == logs
    assert pl.read_parquet(folder / ROLLOUTS).equals(table)


def test_a_killed_run_has_the_rollouts_of_one_that_was_not(
    tmp_path: Path, cornered: Command
) -> None:
    """Killed near its end, when all but the last few are in the log."""
    killed_when(newest_holds(tmp_path / "killed", 50, logs=1), tmp_path / "killed")
    for name in ("killed", "whole"):
        assert cornered(*LINE, "--log-dir", tmp_path / name).status == 0

    tables = [
        pl.read_parquet(tmp_path / name / ROLLOUTS).drop("log").sort("sample_id")
        for name in ("killed", "whole")
    ]
    assert tables[0].equals(tables[1])


def test_studies_in_one_folder_do_not_mix(tmp_path: Path) -> None:
    """Neither their cells nor their counts, nor those of other draws and models."""
    one = {"rollouts": 2, "scenario": "espionage"}
    runs = {
        "smoke": run(
            "smoke", ["simulated/worker"], log_dir=tmp_path, options=one, display="none"
        ),
        "paper": run(
            "paper",
            ["simulated/worker"],
            log_dir=tmp_path,
            options={**one, "rollouts": 1},
            display="none",
        ),
        "seeded": run(
            "smoke",
            ["simulated/worker"],
            log_dir=tmp_path,
            options={**one, "seed": 2},
            display="none",
        ),
        "other": run(
            "smoke", ["simulated/o3"], log_dir=tmp_path, options=one, display="none"
        ),
        "again": run(
            "smoke", ["simulated/worker"], log_dir=tmp_path, options=one, display="none"
        ),
    }

    assert all(ran.complete for ran in runs.values())
    sizes = {name: ran.tables.rollouts.height for name, ran in runs.items()}
    assert sizes == {"smoke": 4, "paper": 6, "seeded": 4, "other": 4, "again": 4}
    assert set(runs["paper"].tables.rollouts["study"]) == {"paper"}
    assert set(runs["other"].tables.rollouts["agent"]) == {"simulated/o3"}
    assert set(runs["seeded"].tables.rollouts["seed"]) == {2}
    assert runs["again"].tables.rollouts.equals(runs["smoke"].tables.rollouts)
    others = {
        name: "rollouts of other runs" in str(ran.tables.notes)
        for name, ran in runs.items()
    }
    assert others == {each: each != "smoke" for each in runs}
    assert "holds 14 rollouts of other runs" in str(runs["again"].tables.notes)
    assert len(log_paths([tmp_path])) == 4
    assert tables_of([tmp_path]).rollouts.height == 4 + 6 + 4 + 4


def test_a_damaged_log_does_not_stand_in_the_way(tmp_path: Path) -> None:
    """It is renamed, named, and its rollouts are played again."""

    def played() -> tuple[str, ...]:
        ran = run(
            "smoke",
            ["simulated/worker"],
            log_dir=tmp_path,
            options={"rollouts": 1, "scenario": "espionage"},
            display="none",
        )
        assert ran.complete
        return ran.tables.notes

    assert played() == ()
    (path,) = log_paths([tmp_path])
    path.write_bytes(path.read_bytes()[:5000])

    (note,) = played()
    assert path.name in note
    assert path.with_name(f"{path.name}.damaged").stat().st_size == 5000
    assert played() == ()


def test_a_smaller_run_counts_only_its_own(tmp_path: Path) -> None:
    """After ten rollouts, two in the same folder are two, and on the same draws."""
    sizes = []
    for rollouts in (4, 2):
        ran = run(
            "smoke",
            ["simulated/worker"],
            log_dir=tmp_path,
            options={"rollouts": rollouts, "scenario": "espionage"},
            display="none",
        )
        assert ran.complete
        sizes.append(ran.tables.rollouts.height)
    assert sizes == [8, 4]
