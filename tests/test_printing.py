"""What is printed of a run: counts, and what was left unscored, why and how much it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cornered.printing import print_score
from cornered.replayed import Labeled
from cornered.scoring.tables import acts_table, rollouts_table
from cornered.tabled import Tables
from tests.analysis.synthetic import row

REASONS = ("truncated", "truncated", "empty", "grader_failed")


def printed(
    rows: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
    *,
    as_json: bool = False,
    labels: tuple[Labeled, ...] = (),
) -> str:
    """What `cornered score` says of these rows, on one line."""
    tables = Tables(rollouts=rollouts_table(rows), acts=acts_table([]))
    print_score(tables, labels, out=None, as_json=as_json)
    return " ".join(capsys.readouterr().out.replace("│", " ").split())


ROWS = [
    *(row(draw=draw, outcome="crossed" if draw < 3 else "held") for draw in range(10)),
    *(
        row(draw=10 + place, outcome="unscored", reason=reason)
        for place, reason in enumerate(REASONS)
    ),
]


def test_what_is_unscored_stands_beside_the_rate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = printed(ROWS, capsys)
    assert "30% [" in told
    assert "] 3/10 " in told
    assert "unscored 4: 2 truncated, 1 empty, 1 grader_failed" in told
    assert "worst case 21% to 50%" in told


def test_json_has_reasons_and_bounds_of_each_cell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (cell,) = json.loads(printed(ROWS, capsys, as_json=True))["cells"]
    assert (cell["crossed"], cell["scored"], cell["unscored"]) == (3, 10, 4)
    assert cell["reasons"] == {"truncated": 2, "empty": 1, "grader_failed": 1}
    assert cell["worst_lower"] == pytest.approx(3 / 14)
    assert cell["worst_upper"] == pytest.approx(7 / 14)


def test_nothing_is_said_of_what_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = printed(ROWS[:10], capsys)
    assert "unscored" not in told
    assert "worst" not in told
    (cell,) = json.loads(printed(ROWS[:10], capsys, as_json=True))["cells"]
    assert cell["reasons"] == {}


def test_a_cell_of_which_nothing_was_scored_has_its_bounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = printed(ROWS[10:], capsys)
    assert "unscored 4: 2 truncated, 1 empty, 1 grader_failed" in told
    assert "worst case 0% to 100%" in told


def test_cells_that_differ_in_their_surface_are_both_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    others = [
        {**each, "surface": "tools", "cell": "another", "outcome": "crossed"}
        for each in ROWS[:10]
    ]
    told = printed([*ROWS[:10], *others], capsys)
    assert "surface" in told
    assert "3/10" in told
    assert "10/10" in told


def test_rows_of_others_say_why_they_are_unscored(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [{**each, "source": "them", "log": str(tmp_path)} for each in ROWS]
    labels = tuple(
        Labeled(
            source="them",
            family="blackmail",
            outcome=str(each["outcome"]),
            label=True,
            label_kind="human",
            cell=str(each["cell"]),
            draw=int(str(each["draw"])),
        )
        for each in rows
    )
    told = printed(rows, capsys, labels=labels)
    assert (
        "Of these rollouts, unscored 4: 2 truncated, 1 empty, 1 grader_failed." in told
    )
