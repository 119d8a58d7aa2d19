"""The command `reference`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from cornered.scoring.tables import acts_table, rollouts_table
from cornered.tabled import Tables, save
from tests.analysis.synthetic import row, study
from tests.conftest import Command, Told

SECTIONS = (
    *("systemic", "replacement_suffices", "restriction_suffices"),
    *("conflict_suffices", "stated_belief", "controls", "effects", "interaction"),
    *("developers", "ranks", "prohibition", "cells"),
)


def saved(rollouts: pl.DataFrame, folder: Path) -> Path:
    save(Tables(rollouts=rollouts, acts=acts_table([])), folder)
    return folder


def said(told: Told) -> str:
    """The only line of an error, checked to be one."""
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith("cornered: ")
    assert told.err.count("\n") == 1
    return told.err


def test_json_has_every_section_and_says_what_it_is(cornered: Command) -> None:
    told = cornered("reference", "--json")
    found = json.loads(told.out)
    assert told.status == 0
    assert list(found) == [
        *("study", "measured_here", "note", "level", "sections", "limits", "beside"),
        "files",
    ]
    assert found["measured_here"] is False
    assert found["level"] == 0.95
    assert "2510.05179" in found["study"]
    assert tuple(each["id"] for each in found["sections"]) == SECTIONS
    for section in found["sections"]:
        assert list(section) == [
            *("id", "question", "answer", "detail", "source", "reading", "tables")
        ]
        assert section["question"].endswith("?")
        assert section["tables"]
    (cells,) = (each for each in found["sections"] if each["id"] == "cells")
    assert len(cells["tables"]["cells"]) == 324
    assert found["beside"] is None
    assert found["files"] is None


def test_no_interval_in_json_is_of_zero_width(cornered: Command) -> None:
    pairs = 0
    bounds = (
        *(("lower", "upper"), ("rd_lower", "rd_upper"), ("or_lower", "or_upper")),
        *(("low_lower", "low_upper"), ("high_lower", "high_upper")),
        *(("predicted_lower", "predicted_upper"), ("log_odds_lower", "log_odds_upper")),
    )
    for section in json.loads(cornered("reference", "--json").out)["sections"]:
        for table in section["tables"].values():
            for each in table:
                for lower, upper in bounds:
                    if lower in each:
                        assert each[lower] < each[upper], (section["id"], each)
                        pairs += 1
    assert pairs > 900


def test_text_has_the_answers_before_the_tables(cornered: Command) -> None:
    told = cornered("reference")
    assert told.status == 0
    assert "Nothing here was measured by us." in told.out
    whole = " ".join(told.out.split())
    answers, table = (
        whole.index("Do models of all"),
        whole.index("published rates with"),
    )
    assert answers < table
    for text in (
        "96 % [90 to 99]",
        "0 % [0 to 3.6]",
        "What the study does not show",
        "An association",
    ):
        assert text in whole


def test_out_writes_page_tables_and_figures(cornered: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = saved(study(models=("gpt-4.1",), draws=4), tmp_path / "run")
    told = cornered("reference", "--out", str(out), "--beside", str(run), "--json")
    files = json.loads(told.out)["files"]
    assert Path(files["page"]) == out / "reference.html"
    for place in (files["page"], *files["tables"], *files["figures"]):
        assert Path(place).stat().st_size > 100
    assert {each.suffix for each in (out / "tables").iterdir()} == {".csv", ".parquet"}
    assert (out / "figures" / "beside.svg").exists()
    assert json.loads(told.out)["sections"][0]["id"] == "beside"


@pytest.mark.parametrize(
    ("agent", "other", "wanted"),
    [
        ("local/unheard-of", {}, "none of the 1 cells"),
        ("simulated/gpt-4.1", {"preset": "clean"}, "preset 'study'"),
        ("simulated/gpt-4.1", {"protocol": "reminder"}, "without mitigations"),
    ],
)
def test_a_run_without_a_comparable_cell_is_refused(
    agent: str, other: dict[str, str], wanted: str, cornered: Command, tmp_path: Path
) -> None:
    run = saved(rollouts_table([row(agent=agent) | other]), tmp_path)
    assert wanted in said(cornered("reference", "--beside", str(run)))


def test_what_cannot_be_read_or_written_is_one_line(
    cornered: Command, tmp_path: Path
) -> None:
    assert "'nowhere'" in said(cornered("reference", "--beside", "nowhere"))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no rollouts" in said(cornered("reference", "--beside", str(empty)))
    table = tmp_path / "rollouts.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(table)
    assert "rollouts.parquet" in said(cornered("reference", "--beside", str(table)))
    file = tmp_path / "file"
    file.write_text("")
    assert "file" in said(cornered("reference", "--out", str(file)))
    assert "file" in said(cornered("reference", "--out", str(file / "below")))
