"""What is taken away holds the numbers, and runs nothing where it is opened."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import polars as pl
from inspect_ai._cli.view import view_command

from cornered.report.cited import cited
from cornered.report.downloads import EMBEDDED, ROOM, Files, csv_bytes, table_downloads
from cornered.report.manifest import manifest_of
from cornered.report.methods import methods
from cornered.report.used import FIGURES, Used
from cornered.running import Ran
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import acts, row, study


def test_a_formula_is_text_in_csv_and_itself_in_parquet() -> None:
    table = rollouts_table([row(agent="=cmd|' /C calc'!A0", reasons=["+1", "b"])])
    found = pl.read_csv(csv_bytes(table))
    assert found["agent"][0] == "'=cmd|' /C calc'!A0"
    assert found["reasons"][0] == "'+1; b"
    whole, *_ = table_downloads(Files(None), table, acts(table))
    content = base64.b64decode(whole.href.partition("base64,")[2])
    assert pl.read_parquet(BytesIO(content)).equals(table)


def test_numbers_survive_csv() -> None:
    table = pl.DataFrame({"difference": [-0.25, 1 / 3, None], "n": [-1, 2, 3]})
    assert pl.read_csv(csv_bytes(table))["n"].to_list() == [-1, 2, 3]
    assert abs(pl.read_csv(csv_bytes(table))["difference"][1] - 1 / 3) < 1e-11


def test_long_files_lie_beside_the_page_and_are_named_there(tmp_path: Path) -> None:
    files = Files(tmp_path / "my.html")
    short = files.offered("a.csv", b"x")
    long = files.offered("b.csv", b"x" * (EMBEDDED + 1))
    assert short.href.startswith("data:text/csv")
    assert long.href == "my_files/b.csv"
    assert (tmp_path / long.href).stat().st_size == EMBEDDED + 1
    assert files.used


def test_many_short_files_do_not_fill_the_page(tmp_path: Path) -> None:
    files = Files(tmp_path / "my.html")
    size = EMBEDDED // 2
    made = [files.offered(f"{n}.csv", b"x" * size) for n in range(9)]
    inside = [each for each in made if each.href.startswith("data:")]
    assert len(inside) == ROOM // size


def test_methods_say_what_logs_and_tables_say(letter_run: tuple[Path, Ran]) -> None:
    _, ran = letter_run
    rollouts = ran.tables.rollouts
    manifest = manifest_of(rollouts["log"].unique())
    told = methods(rollouts, manifest, Used(contrasts=True))
    text = " ".join(told.paragraphs)
    (log,) = manifest.logs
    assert f"12 rollouts of the study smoke, played with cornered {VERSION}" in text
    assert f"on Inspect {log.inspect}" in text
    assert "espionage version" in text
    assert "Preset: clean; surface: letter; protocol: none." in text
    assert "from seed 1; the same draws in every arm and for every agent" in text
    assert "All of them are simulated" in text
    assert f"Played from {log.started[:10]}" in text
    assert "first twelve digits: espionage" in text
    assert "A rollout crossed under definition default/1" in text
    assert "Holm 1979, Scandinavian Journal of Statistics 6, 65-70." in told.references
    assert told.unknown == ()
    assert "2510.05179" in told.citations
    assert f"version = {{{VERSION}}}" in told.citations


def test_methods_without_logs_say_what_they_do_not_know() -> None:
    told = methods(study(draws=2), manifest_of([]), Used())
    assert "no log can be read" in told.unknown[0]
    assert "Played from" not in " ".join(told.paragraphs)
    assert not [each for each in told.references if "McNemar" in each]


def test_draws_that_are_not_shared_are_not_called_so() -> None:
    table = study(draws=3).slice(1)
    text = " ".join(methods(table, manifest_of([]), Used()).paragraphs)
    assert "not every cell has every draw" in text


def test_every_estimator_that_methods_name_can_be_cited() -> None:
    for _, estimators in FIGURES.values():
        for each in estimators:
            assert cited([each])


def test_the_viewer_has_the_options_that_pages_name() -> None:
    options = {name for each in view_command.params for name in each.opts}
    assert {"--log-dir", "--no-trust-content"} <= options | {
        name for each in view_command.params for name in each.secondary_opts
    }


VERSION = "0.1.0"
