"""`cornered figure` draws one figure of whatever a person points at."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from cornered.running import Ran
from cornered.scoring.tables import write
from tests.analysis.synthetic import study
from tests.conftest import Command
from tests.figures.tables import rollouts

BEGINS = {".svg": b"<svg", ".png": b"\x89PNG", ".pdf": b"%PDF", ".json": b"{"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A table of rollouts."""
    path = tmp_path / "rollouts.parquet"
    write(rollouts(), path)
    return path


@pytest.mark.parametrize("suffix", BEGINS)
def test_a_figure_is_written_in_every_form(
    cornered: Command, data: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / "new" / f"x{suffix}"
    told = cornered("figure", "ranks", "--data", data, "--out", out, "--json")
    assert told.status == 0, told.err
    assert json.loads(told.out) == {"figure": "ranks", "out": str(out), "notes": []}
    assert out.read_bytes().startswith(BEGINS[suffix])


def test_the_table_behind_it_can_be_drawn_again(
    cornered: Command, data: Path, tmp_path: Path
) -> None:
    table, first, again = (tmp_path / name for name in ("t.csv", "1.svg", "2.svg"))
    for out in (table, first):
        assert cornered("figure", "forest", "--data", data, "--out", out).status == 0
    assert cornered("figure", "forest", "--data", table, "--out", again).status == 0
    assert again.read_text() == first.read_text()
    parquet = tmp_path / "t.parquet"
    pl.read_csv(table, infer_schema_length=None).write_parquet(parquet)
    assert cornered("figure", "forest", "--data", parquet, "--out", again).status == 0
    assert again.read_text() == first.read_text()


def test_a_folder_of_logs_is_drawn(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    out = tmp_path / "heat.svg"
    told = cornered("figure", "heatmap", "--data", letter_run[0], "--out", out)
    assert told.status == 0, told.err
    assert "simulated agents" in out.read_text(encoding="utf-8")


def test_figures_are_listed_and_with_data_those_that_are_not_say_why(
    cornered: Command, data: Path
) -> None:
    told = cornered("figure", "--list", "--json")
    names = [row["figure"] for row in json.loads(told.out)]
    assert {"heatmap", "forest", "published"} <= set(names)
    told = cornered("figure", "--list", "--data", data)
    assert told.status == 0
    line = next(line for line in told.out.splitlines() if line.startswith("dose"))
    assert "not of these rollouts" in line


def test_mistakes_are_one_clear_line(
    cornered: Command, data: Path, tmp_path: Path
) -> None:
    odd, broken = tmp_path / "odd.csv", tmp_path / "broken.parquet"
    odd.write_text("a,b\n1,2\n")
    broken.write_text("no parquet")
    svg = tmp_path / "x.svg"
    mistakes = (
        (("heat", "--data", data, "--out", svg), "unknown figure 'heat'; available: "),
        (("heatmap", "--data", data, "--out", tmp_path / "x.gif"), ".svg, .png, .pdf"),
        (("heatmap", "--data", data), "lacks --out"),
        (("heatmap", "--out", svg), "lacks --data"),
        ((), "lacks NAME"),
        (("dose", "--data", data, "--out", svg), "'dose' does not apply"),
        (("heatmap", "--data", odd, "--out", svg), "table lacks 'agent'"),
        (("heatmap", "--data", broken, "--out", svg), "cannot read"),
        (("heatmap", "--data", tmp_path / "no", "--out", svg), "no such file"),
    )
    for arguments, words in mistakes:
        told = cornered("figure", *arguments)
        assert told.status == 2, arguments
        assert words in told.err
        assert told.err.count("\n") == 1
        assert not svg.exists()


def test_a_damaged_log_is_named_beside_the_figure(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    folder = tmp_path / "half"
    folder.mkdir()
    whole = Path(letter_run[1].tables.rollouts["log"][0])
    (folder / whole.name).write_bytes(whole.read_bytes())
    (folder / f"cut-{whole.name}").write_bytes(whole.read_bytes()[:2000])
    told = cornered("figure", "heatmap", "--data", folder, "--out", tmp_path / "x.svg")
    assert told.status == 0
    assert "Left out: cannot read" in told.out


def test_definitions_are_not_mixed_in_a_figure(
    cornered: Command, tmp_path: Path
) -> None:
    mixed = study(draws=4).with_columns(
        definition=pl.when(pl.col("draw") % 2 == 0)
        .then(pl.lit("default/1"))
        .otherwise(pl.lit("strict/1"))
    )
    mixed.write_parquet(tmp_path / "rollouts.parquet")
    path = tmp_path / "rollouts.parquet"
    for line in (
        ("figure", "heatmap", "--data", path, "--out", tmp_path / "x.svg"),
        ("reference", "--beside", path),
    ):
        told = cornered(*line)
        assert told.status == 2
        assert "rollouts under default/1 and strict/1" in told.err
