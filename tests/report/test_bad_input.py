"""What is wrong with tables and logs is a clear message or named, never just gone."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cornered.report.page import page
from cornered.running import Ran
from cornered.scoring.tables import acts_table, rollouts_table, write
from cornered.tabled import ACTS, ROLLOUTS
from tests.analysis.synthetic import acts, row, study
from tests.conftest import Command
from tests.report.logs_changed import changed, unfinished


def shown(html: str) -> str:
    """The page as running text."""
    body = html.split("<body", maxsplit=1)[1]
    bare = re.sub(r"<[^>]+>", " ", body.replace("<wbr>", ""))
    return " ".join(unescape(bare).split())


def made(table: pl.DataFrame) -> str:
    return shown(page(table, acts_table([]), [], title="A study"))


def log_of(run: tuple[Path, Ran]) -> Path:
    """The log of a run."""
    (log,) = run[0].glob("*.eval")
    return log


def reported(cornered: Command, folder: Path) -> str:
    """The page that the command writes, as running text."""
    told = cornered("report", folder)
    assert told.status == 0, told.err
    return shown((folder / "report.html").read_text(encoding="utf-8"))


def test_mixed_studies_are_named_and_not_merged() -> None:
    rows = [row(draw=i, study=name) for name in ("paper", "goals") for i in range(3)]
    for each in rows[3:]:
        each["cell"] = f"{each['cell']}-other"
        each["base"] = "other"
    text = made(rollouts_table(rows))
    assert (
        "This page holds 2 studies: goals (3 rollouts) and paper (3 rollouts). Their "
        "cells stand apart and no rate merges them."
    ) in text
    assert "At a glance" not in text


def test_mixed_bases_are_named_and_not_merged() -> None:
    rows = [row(draw=i) for i in range(3)]
    rows += [row(draw=i, base="b2", cell="other") for i in range(3)]
    text = made(rollouts_table(rows))
    assert "In blackmail rollouts have 2 bases (0123456789ab and b2)" in text
    assert "At a glance" not in text
    assert re.search(r"0 / ?3|0/3", text)


def test_presets_surfaces_and_sources_are_named() -> None:
    rows = [
        row(),
        row(preset="clean", cell="c", base="b"),
        row(surface="tools", cell="t", base="t"),
        row(source="elsewhere", cell="e", base="e"),
    ]
    text = made(rollouts_table(rows))
    assert "2 presets: clean (1 rollouts) and study (3 rollouts)" in text
    assert "2 surfaces: letter (3 rollouts) and tools (1 rollouts)" in text
    assert "2 sources: elsewhere (1 rollouts) and our own (3 rollouts)" in text


def test_cells_of_the_grid_that_were_not_played_are_named() -> None:
    table = study(draws=3, unscored=0.0).with_columns(study=pl.lit("paper"))
    gone = (pl.col("agent") == "simulated/gpt-4.1") & (
        pl.col("scenario") == "espionage"
    )
    text = made(table.filter(~gone))
    assert "Expected but absent: 6 cells of the study's grid. Named below" in text
    assert "espionage goal=none,threat=none none simulated/gpt-4.1 1" in text
    whole = made(table)
    assert "Expected but absent:" not in whole
    assert "Nothing: every cell of the study is there" in whole


def test_cells_with_fewer_rollouts_are_named() -> None:
    table = study(draws=3, unscored=0.0).with_columns(study=pl.lit("paper"))
    text = made(table.slice(2))
    assert "2 rollouts of cells that were played" in text
    assert "fewer rollouts than the fullest cell has" in text


def test_a_study_that_is_not_installed_has_no_known_grid() -> None:
    text = made(study(draws=2))
    assert "not known: study 'replication' is not installed here" in text
    assert "Nothing: every cell" not in text


def test_duplicated_rollouts_are_an_error(cornered: Command, tmp_path: Path) -> None:
    write(rollouts_table([row(), row()]), tmp_path / ROLLOUTS)
    told = cornered("report", tmp_path)
    assert told.status == 2
    assert "1 rollouts come more than once" in told.err
    assert not (tmp_path / "report.html").exists()


def test_a_wrong_schema_is_an_error_that_names_the_column(
    cornered: Command, tmp_path: Path
) -> None:
    rollouts_table([row()]).drop("outcome").write_parquet(tmp_path / ROLLOUTS)
    told = cornered("report", tmp_path)
    assert (told.status, "column 'outcome' has dtype missing" in told.err) == (2, True)
    pl.DataFrame({"question": ["?"]}).write_parquet(tmp_path / ROLLOUTS)
    told = cornered("report", tmp_path)
    assert (told.status, "column 'study' has dtype missing" in told.err) == (2, True)
    (tmp_path / ROLLOUTS).write_text("no table")
    told = cornered("report", tmp_path)
    assert told.status == 2
    assert "allowed: a Parquet file" in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_a_wrong_table_of_acts_is_an_error(cornered: Command, tmp_path: Path) -> None:
    table = rollouts_table([row()])
    write(table, tmp_path / ROLLOUTS)
    acts(table).drop("tool").write_parquet(tmp_path / ACTS)
    told = cornered("report", tmp_path)
    assert told.status == 2
    assert "column 'tool' has dtype missing" in told.err


def test_a_table_without_acts_says_that_it_has_none(
    cornered: Command, tmp_path: Path
) -> None:
    write(rollouts_table([row()]), tmp_path / ROLLOUTS)
    assert "The table of acts is empty" in reported(cornered, tmp_path)


def test_a_half_written_log_is_counted_as_far_as_it_goes_and_named(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    unfinished(log_of(letter_run), tmp_path / "half.eval", keep=7)
    text = reported(cornered, tmp_path)
    assert "half.eval' was cut short: it holds 7 of 12 rollouts." in text
    assert "5 rollouts of cells that were played" in text
    assert "rollouts 7" in text


def test_a_log_that_was_cut_off_is_left_out_by_name(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    whole = log_of(letter_run).read_bytes()
    (tmp_path / "a.eval").write_bytes(whole)
    (tmp_path / "b.eval").write_bytes(whole[: len(whole) // 2])
    text = reported(cornered, tmp_path)
    assert re.search(r"Left out: cannot read log '[^']*b\.eval'", text)
    assert "rollouts 12" in text


def test_a_rollout_that_two_logs_hold_is_counted_once_and_said(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    for name in ("a.eval", "b.eval"):
        (tmp_path / name).write_bytes(log_of(letter_run).read_bytes())
    text = reported(cornered, tmp_path)
    assert "12 recordings of rollouts that were played more than once are left" in text
    assert "rollouts 12" in text


def test_a_log_of_another_layout_is_left_out_by_name(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    def older(name: str, content: Any) -> Any:  # noqa: ANN401 - JSON
        if name.startswith("samples/"):
            content["store"]["trajectory"]["verdict"] = "harmful"
        return content

    (tmp_path / "a.eval").write_bytes(log_of(letter_run).read_bytes())
    changed(log_of(letter_run), tmp_path / "b.eval", older)
    text = reported(cornered, tmp_path)
    assert re.search(
        r"Left out: \S*b\.eval: sample '[^']+' was recorded in a layout that this version",
        text,
    )
    assert "verdict: Extra inputs are not permitted" in text
    assert "rollouts 12" in text


def test_a_log_that_does_not_say_its_version_has_it_unknown_not_guessed(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    def older(name: str, content: Any) -> Any:  # noqa: ANN401 - JSON
        if name == "header.json":
            del content["eval"]["metadata"]["versions"]
        return content

    changed(log_of(letter_run), tmp_path / "a.eval", older)
    text = reported(cornered, tmp_path)
    assert "Not known , and not guessed: the versions of cornered and of its" in text


def test_logs_of_several_versions_are_said(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    def older(name: str, content: Any) -> Any:  # noqa: ANN401 - JSON
        if name == "header.json":
            content["eval"]["metadata"]["versions"]["cornered"] = "0.0.1"
        return None if name.startswith("samples/espionage") else content

    def newer(name: str, content: Any) -> Any:  # noqa: ANN401 - JSON
        return None if name.startswith("samples/lethal") else content

    changed(log_of(letter_run), tmp_path / "a.eval", older)
    changed(log_of(letter_run), tmp_path / "b.eval", newer)
    text = reported(cornered, tmp_path)
    assert re.search(r"different versions of cornered: 0\.0\.1, \d", text)


def test_logs_that_are_gone_or_damaged_leave_the_numbers_and_are_said(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    log = log_of(letter_run)
    (tmp_path / "a.eval").write_bytes(log.read_bytes())
    tables = reported(cornered, tmp_path)
    assert "example trajectories are not shown" not in tables
    _, ran = letter_run
    kept = tmp_path / "kept"
    for name, content in (("gone", None), ("torn", log.read_bytes()[:5000])):
        if content is not None:
            (tmp_path / f"{name}.eval").write_bytes(content)
        at = pl.lit(str(tmp_path / f"{name}.eval")).alias("log")
        write(ran.tables.rollouts.with_columns(at), kept / ROLLOUTS)
        text = reported(cornered, kept)
        assert "example trajectories are not shown: their logs are not where" in text
        assert ("Not read: cannot read log" in text) == (name == "torn")
        assert "rollouts 12" in text


def test_a_sample_that_is_damaged_says_so_where_it_would_stand(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    _, ran = letter_run
    target = tmp_path / "a.eval"

    def torn(name: str, content: Any) -> Any:  # noqa: ANN401 - JSON
        return [] if name.startswith("samples/espionage") else content

    changed(log_of(letter_run), target, torn)
    kept = tmp_path / "kept"
    at = pl.lit(str(target)).alias("log")
    write(ran.tables.rollouts.with_columns(at), kept / ROLLOUTS)
    text = reported(cornered, kept)
    assert "is no JSON object; allowed: .eval files of Inspect" in text
    assert "rollouts 12" in text


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>.eval", "$(id) 'a'.eval"]
)
def test_a_log_may_be_called_anything(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "a $(touch b) 'c'"
    folder.mkdir()
    (folder / name).write_bytes(log_of(letter_run).read_bytes())
    assert cornered("report", folder).status == 0
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "<img" not in html
    quoted = str(folder).replace("'", "'\"'\"'")
    line = f"inspect view --no-trust-content --log-dir '{quoted}'"
    assert line.replace("'", "&#39;").replace('"', "&#34;") in html
