"""Compare: real runs side by side, what is printed, and the exit status of a build."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from inspect_ai import eval  # noqa: A004 - Inspect's name

from cornered.running import Ran, run
from cornered.scoring.logs import log_paths
from cornered.tabled import ROLLOUTS, save
from cornered.task import study
from tests.conftest import Command, Told

Played = tuple[Path, Ran]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Played]:
    """Play a study in a folder of its own, by one simulated model."""

    def play(study: str, model: str, **options: Any) -> Played:  # noqa: ANN401 - of the study
        folder = tmp_path_factory.mktemp("compared")
        ran = run(study, [model], log_dir=folder, options=options, display="none")
        return folder, ran

    return play


@pytest.fixture(scope="module")
def without(play: Callable[..., Played]) -> Played:
    """A model whom nobody has forbidden anything."""
    options = {"condition": "prohibition=none", "rollouts": 15}
    return play("prohibitions", "simulated/claude-opus-4", **options)


@pytest.fixture(scope="module")
def forbidden(play: Callable[..., Played]) -> Played:
    """The same model under a direct prohibition."""
    options = {"condition": "prohibition=direct", "rollouts": 15}
    return play("prohibitions", "simulated/claude-opus-4", **options)


@pytest.fixture(scope="module")
def later(play: Callable[..., Played]) -> Played:
    """The model without prohibitions again, on other draws."""
    options = {"condition": "prohibition=none", "rollouts": 15, "seed": 2}
    return play("prohibitions", "simulated/claude-opus-4", **options)


def compared(told: Told) -> Any:  # noqa: ANN401 - JSON
    """What the command printed as JSON: that and nothing else."""
    assert told.err == ""
    return json.loads(told.out)


def refused(told: Told) -> str:
    """The only line of an error."""
    assert (told.status, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert told.err.startswith("cornered: ")
    return told.err


def test_with_and_without_a_prohibition(
    without: Played, forbidden: Played, cornered: Command
) -> None:
    told = cornered("compare", without[0], forbidden[0], "--json")
    found = compared(told)
    (whole,) = [row for row in found["rows"] if row["row"] == "all"]

    assert told.status == 0
    assert found["finding"] == "less often"
    assert found["verdict"].startswith("B crosses less often than A: ")
    assert "simulated agents" in found["verdict"]
    assert found["simulated"] == ["A", "B"]
    assert found["differs"] == {"prohibition": ["none", "direct"]}
    assert found["failed"] is False
    assert whole["paired"] is True
    assert whole["draws"] == 30
    assert whole["difference"] == pytest.approx(found["b"]["rate"] - found["a"]["rate"])
    for name, (_, ran) in (("a", without), ("b", forbidden)):
        crossed = ran.tables.rollouts.filter(pl.col("outcome") == "crossed").height
        assert found[name]["crossed"] == crossed


def test_words_come_before_the_table(
    without: Played, forbidden: Played, cornered: Command
) -> None:
    line = ("compare", without[0], forbidden[0])
    told = cornered(*line, "--fail-if", "rate > 0.02", "--fail-if", "missing > 0")

    assert told.status == 1
    assert told.out.startswith("B crosses less often than A: ")
    assert "Paired: both runs played the same 30 draws" in told.out
    assert "prohibition differs: none / direct." in told.out
    assert "FAILS: rate > 0.02 (rate = 0." in told.out
    assert "passes: missing > 0 (missing = 0)" in told.out
    assert "simulated agents" in told.out.splitlines()[1]


def test_two_seeds_are_not_paired(
    without: Played, later: Played, cornered: Command
) -> None:
    found = compared(cornered("compare", without[0], later[0], "--json"))
    (whole,) = [row for row in found["rows"] if row["row"] == "all"]
    assert whole["paired"] is False
    assert found["finding"] in {"not shown", "too little data"}
    assert "Not paired" in cornered("compare", without[0], later[0]).out


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        (["rate < 0.01"], 0),
        (["rate > 0.01"], 1),
        (["rate < 0.01", "difference < 0"], 1),
        (["difference > 0", "p > 0.9"], 0),
    ],
)
def test_the_exit_status_is_for_a_build(
    conditions: list[str],
    status: int,
    without: Played,
    forbidden: Played,
    cornered: Command,
) -> None:
    options = [part for each in conditions for part in ("--fail-if", each)]
    told = cornered("compare", without[0], forbidden[0], *options, "--json")
    found = compared(told)
    assert told.status == status
    assert found["failed"] is bool(status)
    assert [each["condition"] for each in found["conditions"]] == conditions


def test_what_cannot_be_computed_fails_a_build(
    without: Played, forbidden: Played, tmp_path: Path, cornered: Command
) -> None:
    """A run that broke is never taken for a harmless one."""
    failed = pl.lit("failed")
    broken = forbidden[1].tables.rollouts.with_columns(
        status=failed, reason=failed, outcome=pl.lit("unscored")
    )
    broken.write_parquet(tmp_path / ROLLOUTS)
    told = cornered(
        *("compare", without[0], tmp_path, "--json"),
        *("--fail-if", "rate > 0.5", "--fail-if", "difference > 0.9"),
        *("--fail-if", "worst > 0.99"),
    )
    found = compared(told)
    assert told.status == 1
    assert found["finding"] == "nothing scored"
    assert [each["fails"] for each in found["conditions"]] == [True, True, True]
    assert "cannot be computed" in found["conditions"][0]["why"]
    text = cornered("compare", without[0], tmp_path)
    assert text.status == 0
    assert "nothing scored" in text.out
    assert "B: 30 of 30 rollouts were not scored" in text.out


def test_tables_and_logs_are_read_as_report_reads_them(
    without: Played, forbidden: Played, tmp_path: Path, cornered: Command
) -> None:
    save(without[1].tables, tmp_path)
    (log,) = log_paths([forbidden[0]])
    found = compared(cornered("compare", tmp_path / ROLLOUTS, log, "--json"))
    same = compared(cornered("compare", without[0], forbidden[0], "--json"))
    assert found["verdict"] == same["verdict"]
    assert [row["b_crossed"] for row in found["rows"]] == [
        row["b_crossed"] for row in same["rows"]
    ]


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_the_table_is_written(
    suffix: str, without: Played, forbidden: Played, tmp_path: Path, cornered: Command
) -> None:
    out = tmp_path / "new" / f"table{suffix}"
    line = ("compare", without[0], forbidden[0], "--out", out, "--json")
    found = compared(cornered(*line))
    table = pl.read_csv(out) if suffix == ".csv" else pl.read_parquet(out)
    assert found["out"] == str(out)
    assert table["row"].to_list() == ["cell", "cell", "scenario", "scenario", "all"]
    assert table["difference"].to_list() == pytest.approx(
        [row["difference"] for row in found["rows"]]
    )


def test_another_definition_counts_otherwise(
    without: Played, forbidden: Played, cornered: Command
) -> None:
    line = ("compare", without[0], forbidden[0], "--json")
    found = compared(cornered(*line, "--definition", "strict"))
    assert {row["definition"].split("/")[0] for row in found["rows"]} == {"strict"}
    assert "'stricter'" in refused(cornered(*line, "--definition", "stricter"))


def test_unlike_settings_are_told(
    play: Callable[..., Played], tmp_path: Path, cornered: Command
) -> None:
    """Played by Inspect itself at another temperature: compared, and said."""
    where = {"scenario": "espionage", "condition": "threat=none", "rollouts": 4}
    folder, _ = play("smoke", "simulated/worker", **where)
    eval(
        study("smoke", **where),  # type: ignore[arg-type]
        model="simulated/worker",
        temperature=0.7,
        log_dir=str(tmp_path),
        display="none",
    )
    found = compared(cornered("compare", folder, tmp_path, "--json"))
    assert "base differs: temperature - / 0.7." in found["notes"]
    assert found["rows"][0]["base_differs"] is True


def test_cells_of_one_run_are_named(
    without: Played, play: Callable[..., Played], cornered: Command
) -> None:
    """Half of the cells are missing: said, and a build can fail by it."""
    options = {"condition": "prohibition=none", "rollouts": 3}
    half = play(
        "prohibitions", "simulated/claude-opus-4", scenario="espionage", **options
    )
    told = cornered(
        "compare", without[0], half[0], "--fail-if", "missing > 0", "--json"
    )
    found = compared(told)
    assert told.status == 1
    assert [each["scenario"] for each in found["unmatched"]] == ["blackmail"]
    assert any("1 cells of A are not in B" in note for note in found["notes"])


def test_a_half_written_log_is_an_error_or_named(
    without: Played, forbidden: Played, tmp_path: Path, cornered: Command
) -> None:
    (log,) = log_paths([forbidden[0]])
    half = tmp_path / "half.eval"
    half.write_bytes(log.read_bytes()[: log.stat().st_size // 2])
    assert "half.eval" in refused(cornered("compare", without[0], half))
    assert "half.eval" in refused(cornered("compare", without[0], tmp_path))

    (tmp_path / log.name).write_bytes(log.read_bytes())
    found = compared(cornered("compare", without[0], tmp_path, "--json"))
    (note,) = [each for each in found["notes"] if "half.eval" in each]
    assert note.startswith("B: Left out: ")


def changed(of: Path, how: str, rollouts: pl.DataFrame) -> Path:
    """A table that is wrong in one way."""
    tables = {
        "doubled": pl.concat([rollouts, rollouts.head(2)]),
        "schema": rollouts.rename({"outcome": "result"}),
        "dtype": rollouts.with_columns(pl.col("draw").cast(pl.String)),
        "values": rollouts.with_columns(outcome=pl.lit("safe")),
        "empty": rollouts.head(0),
        "bases": pl.concat(
            [
                rollouts,
                rollouts.with_columns(base=pl.lit("0" * 12), cell=pl.col("cell") + "x"),
            ]
        ),
        "definitions": pl.concat(
            [
                rollouts.head(5),
                rollouts.slice(5).with_columns(definition=pl.lit("other/1")),
            ]
        ),
    }
    path = of / f"{how}.parquet"
    tables[how].write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("doubled", ("more than once",)),
        ("schema", ("column 'outcome'", "missing")),
        ("dtype", ("column 'draw'", "Int64")),
        ("values", ("'safe'", "crossed")),
        ("empty", ("run B has no rollouts",)),
        ("bases", ("run B mixes base", "0" * 12, "allowed")),
        ("definitions", ("run B mixes definition", "other/1", "allowed")),
    ],
)
def test_a_wrong_table_is_one_clear_line(
    how: str,
    words: tuple[str, ...],
    without: Played,
    tmp_path: Path,
    cornered: Command,
) -> None:
    path = changed(tmp_path, how, without[1].tables.rollouts)
    line = refused(cornered("compare", without[0], path, "--fail-if", "rate > 0.5"))
    for word in words:
        assert word in line


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (("--fail-if", "rat > 1"), ("quantity 'rat'", "rate.upper", "unscored")),
        (("--fail-if", "rate > 2"), ("'rate > 2'", "0 to 1")),
        (("--fail-if", "import os"), ("'import'", "available")),
        (("--fail-if", "rate"), ("cannot be read at its end", "rate > 0.02")),
        (("--out", "table.xlsx"), ("table.xlsx", ".parquet or .csv")),
        (("--margin", "0"), ("margin 0", "allowed")),
        (("--definition", "lax"), ("definition 'lax'", "strict")),
    ],
)
def test_a_mistake_is_one_clear_line(
    rest: tuple[str, ...], words: tuple[str, ...], without: Played, cornered: Command
) -> None:
    line = refused(cornered("compare", without[0], without[0], *rest))
    for word in words:
        assert word in line


def test_runs_that_have_nothing_in_common_are_an_error(
    without: Played, letter_run: Played, tmp_path: Path, cornered: Command
) -> None:
    line = refused(cornered("compare", without[0], letter_run[0]))
    assert "no cell in common" in line
    assert "no such file" in refused(cornered("compare", without[0], tmp_path / "no"))
    assert "no rollouts" in refused(cornered("compare", without[0], tmp_path))
    assert "Missing argument" in refused(cornered("compare", without[0]))


def test_a_build_sees_the_status(without: Played, forbidden: Played) -> None:
    """In a process of its own, as a job runs it."""
    code = "from cornered.cli import main; main()"
    line = [sys.executable, "-c", code, "compare", str(without[0]), str(forbidden[0])]
    done = subprocess.run(
        [*line, "--json", "--fail-if", "rate.upper > 0.02"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["failed"] is True
