"""Trajectories: which are shown is no reader's choice, and none is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from cornered.report import gather
from cornered.report.choice import Trajectories, in_folder, on_page
from cornered.report.downloads import Files
from cornered.report.example import Example
from cornered.report.gather import shown_of, write_report
from cornered.running import Ran
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row, study
from tests.conftest import Command


def test_every_arm_is_let_in_before_an_arm_has_a_second_agent() -> None:
    table = study(draws=8, unscored=0.0)
    chosen = on_page(table)
    arms = table.select("scenario", "condition", "outcome").unique().height
    first = chosen.head(arms).select("scenario", "condition", "outcome")
    assert first.unique().height == arms
    per_cell = chosen.group_by("cell", "outcome").len()
    assert set(per_cell["len"]) == {1}
    assert per_cell.height == table.select("cell", "outcome").unique().height


def test_within_a_cell_the_lowest_draw_is_shown() -> None:
    table = rollouts_table([row(draw=draw) for draw in (5, 2, 9)])
    assert on_page(table)["draw"].to_list() == [2]


def test_the_folder_has_what_was_asked_for() -> None:
    table = study(draws=4)
    assert in_folder(table, Trajectories.ALL).height == table.height
    crossed = in_folder(table, Trajectories.CROSSED)
    assert crossed.height == table.filter(pl.col("outcome") == "crossed").height
    assert in_folder(table, Trajectories.EXAMPLES).height == 0


def test_by_default_one_file_is_enough(
    letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    _, ran = letter_run
    target = tmp_path / "report.html"
    write_report(ran.tables, target)
    assert list(tmp_path.iterdir()) == [target]
    html = target.read_text(encoding="utf-8")
    assert html.count("<article id=") == on_page(ran.tables.rollouts).height


def test_what_the_page_has_no_room_for_lies_in_the_folder(
    letter_run: tuple[Path, Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ran = letter_run
    wanted = on_page(ran.tables.rollouts).height
    monkeypatch.setattr(gather, "ROOM", 30_000)
    shown = shown_of(
        ran.tables, tmp_path / "r.html", title="t", wanted=Trajectories.EXAMPLES
    )
    assert shown.paged is not None
    assert 0 < len(shown.examples) < wanted
    assert len(shown.examples) + shown.paged.rollouts == wanted
    assert shown.missing == 0
    write_report(ran.tables, tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    for address in shown.paged.cells.values():
        assert (tmp_path / address).exists()
        assert f'href="{address}"' in html


def test_what_an_earlier_report_left_in_the_folder_is_replaced(
    letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    _, ran = letter_run
    target = tmp_path / "report.html"
    folder = Files(target).folder / "trajectories"
    folder.mkdir(parents=True)
    (folder / "cell-0-001.html").write_text("old")
    (folder / "notes.txt").write_text("a reader's own")
    write_report(ran.tables, target, trajectories=Trajectories.ALL)
    assert not (folder / "cell-0-001.html").exists()
    assert (folder / "notes.txt").exists()


def test_the_command_lays_out_what_crossed(
    cornered: Command, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    folder, ran = letter_run
    target = tmp_path / "report.html"
    told = cornered("report", folder, "--out", target, "--trajectories", "crossed")
    assert told.status == 0
    pages = sorted(tmp_path.rglob("cell-*.html"))
    text = "".join(each.read_text(encoding="utf-8") for each in pages)
    crossed = ran.tables.rollouts.filter(pl.col("outcome") == "crossed")
    assert text.count("<article id=") == crossed.height
    assert '<article id="' in text
    assert "Simulated agent." in text
    assert "<mark title=" in text
    told = cornered("report", folder, "--out", target, "--trajectories", "most")
    assert told.status == 2


def test_the_line_for_the_viewer_names_folder_sample_and_epoch() -> None:
    example = Example(
        cell="c",
        agent="a",
        sample_id="blackmail.goal=none,x.s1",
        log="my logs/a b.eval",
        outcome="held",
        epoch=2,
    )
    line = "inspect view --no-trust-content --log-dir 'my logs'"
    assert example.view_line == line
    assert example.view_address == (
        "http://127.0.0.1:7575/#/logs/a%20b.eval/samples/sample/"
        "blackmail.goal%3Dnone%2Cx.s1/2"
    )
    elsewhere = Example(
        cell="c", agent="a", sample_id="s", log="x.jsonl", outcome="held"
    )
    assert elsewhere.view_line == ""
