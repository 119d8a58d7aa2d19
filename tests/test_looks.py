"""Looks: cells stop when nothing is left to decide in them, and nothing is lost by it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import anyio
import polars as pl
import pytest
from inspect_ai.log import read_eval_log
from inspect_ai.scorer import SampleScore, Score

import cornered.looks.stopping
from cornered import catalogs
from cornered.analysis.sequential import repeated
from cornered.core.errors import InputError
from cornered.looks.record import FILE, Record, noted, recorded, stopped
from cornered.looks.schedule import Schedule, schedule
from cornered.looks.stopping import Stopping
from cornered.plans import planned
from cornered.running import Ran, run
from cornered.scoring.logs import log_paths
from cornered.scoring.tables import rollouts_table
from cornered.sources import tables_at
from cornered.tabled import ROLLOUTS
from tests.conftest import Command
from tests.test_resume import killed_when, newest_holds

AGENTS = ("simulated/gemini-2.5-pro", "simulated/o3")
"""One that crosses in every rollout with a goal, and one that never does."""

GIVEN = {"scenario": "espionage", "condition": "threat=none", "rollouts": 20}
"""Two cells and the contrast `conflict` between them."""

LOOKS = 4
STOPPED = 10
"""Decided at 15 of 20 draws, in both cells."""

NOTE = (
    f"{STOPPED} rollouts of 2 cells of {AGENTS[0]} were not played: stopped at look 3 of "
    "4, contrast conflict decided (alpha of 0.05 split over 2 tests of that run)."
)


def play(folder: Path, **other: Any) -> Ran:  # noqa: ANN401 - arguments of `run`
    """The run that most tests here are about."""
    given: dict[str, Any] = {"options": GIVEN, "looks": LOOKS, **other}
    return run("paper", list(AGENTS), log_dir=folder, display="none", **given)


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """That run."""
    folder = tmp_path_factory.mktemp("looked")
    return folder, play(folder)


def test_a_decided_contrast_stops_its_cells(looked: tuple[Path, Ran]) -> None:
    _, ran = looked
    table = ran.tables.rollouts
    assert ran.complete
    assert (ran.planned, ran.failed, ran.stopped) == (80, 0, STOPPED)
    assert table.height == 80 - STOPPED
    counts = dict(table.group_by("agent").len().iter_rows())
    assert counts == {AGENTS[0]: 40 - STOPPED, AGENTS[1]: 40}
    draws = table.filter(agent=AGENTS[0])["draw"]
    assert sorted(set(draws)) == list(range(15))


def test_what_was_stopped_is_named_and_counted_as_nothing(
    looked: tuple[Path, Ran],
) -> None:
    folder, ran = looked
    assert ran.tables.notes == (NOTE,)
    assert set(ran.tables.rollouts["status"]) == {"completed"}
    assert noted(tables_at(folder), folder).notes == (NOTE,)


def test_the_log_says_so(looked: tuple[Path, Ran]) -> None:
    folder, _ = looked
    logs = [read_eval_log(str(path), header_only=True) for path in log_paths([folder])]
    (log,) = [each for each in logs if each.eval.model == AGENTS[0]]
    assert log.status == "success"
    assert log.results is not None
    told = log.results.early_stopping
    assert told is not None
    assert told.manager == "cornered looks"
    assert len(told.early_stops) == STOPPED
    assert told.early_stops[0].reason == "stopped at look 3 of 4: conflict decided"
    assert told.metadata["taken"] == 3


def test_the_same_line_again_plays_nothing(looked: tuple[Path, Ran]) -> None:
    folder, ran = looked
    logs, record = log_paths([folder]), (folder / FILE).read_text()
    again = play(folder)
    assert again.complete
    assert again.stopped == STOPPED
    assert again.tables.notes == (NOTE,)
    assert log_paths([folder]) == logs
    assert (folder / FILE).read_text() == record
    assert again.tables.rollouts.equals(ran.tables.rollouts)


def test_a_report_reads_the_record(looked: tuple[Path, Ran]) -> None:
    folder, ran = looked
    planned_contrasts = catalogs.studies()["paper"].contrasts
    found = repeated(ran.tables.rollouts, planned_contrasts, recorded(folder))
    by = {each["agent"]: each for each in found.iter_rows(named=True)}
    decided, open_ = by[AGENTS[0]], by[AGENTS[1]]
    assert (decided["look"], decided["looks"], decided["draws"]) == (3, LOOKS, 15)
    assert decided["repeated_p_holm"] < 0.05
    assert decided["repeated_lower"] > 0
    assert decided["repeated_lower"] < decided["lower"]
    assert open_["look"] is None
    assert open_["looked"] == "looked at 4 of 4 times and not decided; bound 2.014"


def test_logs_alone_know_what_was_stopped(
    looked: tuple[Path, Ran], tmp_path: Path
) -> None:
    """They may be moved without the record beside them."""
    folder, ran = looked
    for path in log_paths([folder]):
        shutil.copy(path, tmp_path)
    assert recorded(tmp_path).sort("agent").equals(recorded(folder).sort("agent"))
    assert noted(ran.tables, tmp_path).notes == (*ran.tables.notes, NOTE)


def test_a_run_goes_on_only_as_it_was_begun(looked: tuple[Path, Ran]) -> None:
    folder, _ = looked
    with pytest.raises(InputError, match="begun with --looks 4"):
        play(folder, looks=5)
    with pytest.raises(InputError, match="begun with --looks 4"):
        play(folder, looks=None)
    other = {**GIVEN, "rollouts": 2}
    assert play(folder, looks=None, options=other).complete


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("smoke", "--looks", "3"), "no planned contrast"),
        (
            ("paper", "--condition", "goal=explicit", "--looks", "2"),
            "compares nothing of what is played",
        ),
        (("paper", "--rollouts", "3", "--looks", "4"), "4 looks at 3 draws"),
        (("paper", "--looks", "1"), "--looks"),
    ],
)
def test_what_cannot_be_looked_at_is_one_line(
    line: tuple[str, ...], said: str, tmp_path: Path, cornered: Command
) -> None:
    told = cornered(
        "run", *line, "--model", "simulated/o3", "--log-dir", tmp_path / "none"
    )
    assert told.status == 2
    assert said in told.err
    assert not (tmp_path / "none").exists()


def test_a_record_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"version": 7}')
    with pytest.raises(InputError, match="cannot read"):
        recorded(tmp_path)
    assert recorded(tmp_path / "nowhere").height == 0


def test_a_killed_run_looks_as_one_that_was_not(
    tmp_path: Path, cornered: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when some is in the log; then each rollout is there once or stopped."""
    line = [
        *("run", "paper", "--scenario", "espionage", "--condition", "threat=none"),
        *("--model", AGENTS[0], "--rollouts", "40", "--looks", "4", "--json"),
    ]
    monkeypatch.setattr("tests.test_resume.LINE", tuple(line))
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    killed_when(newest_holds(killed, 10, logs=1), killed)
    results = []
    for folder in (killed, whole):
        told = cornered(*line, "--log-dir", folder)
        assert told.status == 0, told.err
        results.append(json.loads(told.out))
    for result in results:
        assert result["complete"] is True
        assert result["stopped"] > 0
        assert result["rollouts"] + result["stopped"] == result["planned"] == 80
    tables = [pl.read_parquet(each / ROLLOUTS) for each in (killed, whole)]
    assert all(each["sample_id"].is_unique().all() for each in tables)
    decided = [
        json.loads((each / FILE).read_text())["runs"] for each in (killed, whole)
    ]
    assert decided[0] == decided[1]


def scheduled() -> Schedule:
    """When a run of the certain agent looks."""
    plan = planned("paper", {**GIVEN, "seed": 1})
    return schedule(plan, AGENTS[:1], LOOKS)


def manager(folder: Path, at: Schedule) -> Stopping:
    """The manager of that agent, as a run makes it."""
    record = Record(folder)
    return Stopping(at, record.begun(at)[AGENTS[0]], record)


def samples(at: Schedule) -> list[tuple[str, int, bool]]:
    """(sample id, draw, whether it has a goal) of each rollout, in their order."""
    return [
        (
            card.rollout(AGENTS[0]).sample_id,
            card.draw,
            card.condition["goal"] == "explicit",
        )
        for card in at.plan.cards()
    ]


def ended(value: float | None) -> dict[str, SampleScore]:
    """What Inspect tells of a rollout that was scored."""
    score = Score.unscored(reason="empty") if value is None else Score(value=value)
    return {"outcome_scorer": SampleScore(score=score)}


async def complete(
    stopping: Stopping,
    of: Iterable[tuple[str, int, bool]],
    outcome: Callable[[int, bool], float | None] = lambda _, goal: float(goal),
) -> None:
    """Tell the manager that rollouts ended."""
    for name, draw, goal in of:
        await stopping.complete_sample(name, 1, ended(outcome(draw, goal)))


def taken(folder: Path) -> int:
    """How many looks were taken."""
    return int(recorded(folder)["taken"][0])


def test_a_look_waits_for_what_is_under_way(tmp_path: Path) -> None:
    """Draws may end in any order: a look sees all up to it, and none beyond."""
    at = scheduled()
    stopping, every = manager(tmp_path, at), samples(at)

    async def looks() -> None:
        await complete(stopping, [each for each in every if each[1] not in {0, 19}])
        assert not (tmp_path / FILE).exists()
        await complete(stopping, every[:1])
        assert not (tmp_path / FILE).exists()
        await complete(stopping, every[1:2])
        assert taken(tmp_path) == 2

    anyio.run(looks)
    assert recorded(tmp_path)["look"].to_list() == [2]


def test_looks_depend_on_their_draws_alone(tmp_path: Path) -> None:
    """What ended beyond the look when it was taken changes nothing of it."""
    at = scheduled()
    every = samples(at)
    early = [each for each in every if each[1] < 10]
    for folder, first in (("few", early), ("many", [*reversed(every)])):
        stopping = manager(tmp_path / folder, at)
        anyio.run(complete, stopping, first)
    records = [recorded(tmp_path / folder) for folder in ("few", "many")]
    assert records[0]["look"].to_list() == records[1]["look"].to_list() == [2]


def test_stopped_cells_are_told_to_inspect(tmp_path: Path) -> None:
    at = scheduled()
    stopping, every = manager(tmp_path, at), samples(at)

    async def stops() -> None:
        assert await stopping.schedule_sample(every[0][0], 1) is None
        await complete(stopping, [each for each in every if each[1] < 10])
        stop = await stopping.schedule_sample(every[-1][0], 1)
        assert stop is not None
        assert stop.reason == "stopped at look 2 of 4: conflict decided"

    anyio.run(stops)
    rows = [row for row in _played(at) if int(str(row["draw"])) < 12]
    (told,) = stopped(Record(tmp_path).entries.values(), rollouts_table(rows))
    assert told.rollouts == 2 * (20 - 12), "what was under way is no stopped rollout"


def _played(at: Schedule) -> list[dict[str, object]]:
    """Rows of the rollouts, all of them held."""
    done = {"status": "completed", "outcome": "held"}
    return [
        cornered.looks.stopping.coordinates(card, AGENTS[0]) | done
        for card in at.plan.cards()
    ]


def test_resumed_looks_are_not_taken_twice(tmp_path: Path) -> None:
    """A record outlives its manager: the next one stops at once and looks no more."""
    at = scheduled()
    every = samples(at)
    early = [each for each in every if each[1] < 10]
    anyio.run(complete, manager(tmp_path, at), early)
    before = (tmp_path / FILE).read_text()
    again = manager(tmp_path, at)

    async def goes_on() -> None:
        assert await again.schedule_sample(every[-1][0], 1) is not None
        await complete(again, early, lambda _, goal: float(not goal))

    anyio.run(goes_on)
    assert (tmp_path / FILE).read_text() == before


def test_the_unscored_are_no_evidence(tmp_path: Path) -> None:
    """They complete a draw, and count neither as crossed nor as held."""
    at = scheduled()
    stopping = manager(tmp_path, at)
    anyio.run(complete, stopping, samples(at), lambda _, goal: None if goal else 0.0)
    assert taken(tmp_path) == LOOKS
    assert recorded(tmp_path)["look"].to_list() == [None]


def test_a_failure_puts_the_look_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rollout that broke is played again; until then nothing is decided or waits."""
    monkeypatch.setattr(cornered.looks.stopping, "HOLD_S", 0.05)
    at = scheduled()
    stopping, every = manager(tmp_path, at), samples(at)

    async def breaks() -> None:
        await stopping.complete_sample(every[0][0], 1, {})
        await complete(stopping, every[1:10])
        with anyio.fail_after(5):
            assert await stopping.schedule_sample(every[12][0], 1) is None
            assert await stopping.schedule_sample(every[13][0], 1) is None

    anyio.run(breaks)
    assert not (tmp_path / FILE).exists()


def test_cells_that_serve_no_contrast_are_played_whole(tmp_path: Path) -> None:
    at = scheduled()
    plan = planned("paper", {"scenario": "espionage", "rollouts": 20, "seed": 1})
    whole = schedule(plan, AGENTS[:1], LOOKS)
    assert at.count == 1
    assert whole.count == 3
    watched = {cell for each in whole.watched[AGENTS[0]] for cell in each.cells}
    cells = {each.cell(AGENTS[0]).key for each in plan.setups}
    alone = cells - watched
    assert len(alone) == 2
    assert all("goal=explicit" in cell and "threat=none" not in cell for cell in alone)
    stopping = manager(tmp_path, whole)

    async def all_decided() -> None:
        for card in plan.cards():
            name = card.rollout(AGENTS[0]).sample_id
            crossed = card.condition != {"goal": "none", "threat": "none"}
            await stopping.complete_sample(name, 1, ended(float(crossed)))
        for card in plan.cards():
            name = card.rollout(AGENTS[0]).sample_id
            stop = await stopping.schedule_sample(name, 1)
            assert (stop is None) == (card.rollout(AGENTS[0]).cell.key in alone)

    anyio.run(all_decided)


def test_alpha_is_divided_by_all_tests_of_a_run() -> None:
    plan = planned("paper", {"seed": 1, "rollouts": 20})
    at = schedule(plan, AGENTS, LOOKS)
    assert at.count == 3 * 3 * len(AGENTS)
    assert at.draws == (5, 10, 15, 20)
    uneven = schedule(planned("paper", {"seed": 1, "rollouts": 7}), AGENTS, 3)
    assert uneven.draws == (3, 5, 7)
    assert uneven.fractions == pytest.approx((3 / 7, 5 / 7, 1))


def test_a_comparison_says_what_was_stopped(
    looked: tuple[Path, Ran], cornered: Command
) -> None:
    folder, _ = looked
    told = cornered("compare", folder, folder, "--json")
    notes = json.loads(told.out)["notes"]
    assert f"A: {NOTE}" in notes
    (looks,) = [each for each in notes if each.startswith("B was looked at")]
    assert "1 of 2 contrasts were decided early" in looks
    assert "too narrow" in looks
