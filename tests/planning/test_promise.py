"""Promises: written before a run, taken by it, and held against what it became."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from cornered.core.errors import InputError
from cornered.looks.record import recorded
from cornered.planning.preregistered import checks
from cornered.planning.promise import FILE, Promise, keep, playable, read
from cornered.planning.registration import digest, grader_name
from cornered.planning.sized import Check
from cornered.tabled import ROLLOUTS
from tests.conftest import Command

MODEL = "simulated/gpt-4.1"
SIZES = ("--rollouts", 4, "--draws", 2)


@pytest.fixture
def plan(tmp_path: Path, cornered: Command) -> Path:
    """A small plan."""
    path = tmp_path / "registered" / "plan.json"
    said = cornered("plan", "belief", "--model", MODEL, *SIZES, "--out", path)
    assert said.status == 0, said.err
    return path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was promised is played once, for all tests that look at it."""
    return tmp_path_factory.mktemp("promised")


@pytest.fixture
def run(played: Path, plan: Path, cornered: Command) -> Path:
    """The logs of a run that was given its plan."""
    if not (played / FILE).exists():
        said = cornered("run", "--plan", plan, "--log-dir", played, "--json")
        assert said.status == 0, said.err
    return played


def rewritten(path: Path, *, seal: bool, **changes: object) -> Path:
    """The plan with changes, its hash made to fit or left."""
    content = json.loads(path.read_text(encoding="utf-8")) | changes
    said = content.pop("sha256")
    whole = {**content, "sha256": digest(content) if seal else said}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def by_name(found: tuple[Check, ...]) -> dict[str, Check]:
    """Checks by what they are of."""
    return {each.what: each for each in found}


def broken(rollouts: pl.DataFrame, promise: Promise) -> set[str]:
    """What was promised and not kept."""
    return {each.what for each in checks(rollouts, promise) if not each.kept}


def test_a_plan_names_everything_that_is_promised(plan: Path) -> None:
    of = read(plan).of
    assert of.study == "belief"
    assert of.models == (MODEL,)
    assert (of.rollouts, of.draws, of.seed) == (4, 2, 1)
    assert len(of.cells) == 4
    assert {each.id for each in of.contrasts} == {"real_test", "deliberate"}
    assert of.definition == "default/1"
    assert of.definition in of.definitions
    assert of.grader == grader_name(())
    assert set(of.versions) == {"cornered", "blackmail"}
    assert "4 rollouts" in of.stopping.words
    for each in of.cells:
        assert each.key.endswith(f"|{each.base}")
        assert MODEL not in each.key
    assert playable(read(plan)).rollouts == 4


def test_a_promise_is_kept_by_the_run_that_was_given_it(
    run: Path, cornered: Command
) -> None:
    rollouts, promise = pl.read_parquet(run / ROLLOUTS), read(run / FILE)
    assert {each.what for each in checks(rollouts, promise) if not each.kept} == set()
    assert cornered("report", run).status == 0
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "What was promised" in page
    assert promise.hash in page
    assert re.search(r"All \d+ promises were kept", page)


def test_the_copy_beside_the_logs_is_the_plan(run: Path, plan: Path) -> None:
    copy = read(run / FILE)
    assert keep(copy, run) == run / FILE
    assert read(plan).of.cells == copy.of.cells
    other = read(rewritten(plan, seal=True, seed=2))
    before = (run / FILE).read_bytes()
    with pytest.raises(InputError, match="is of another plan"):
        keep(other, run)
    assert (run / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("paper",), "STUDY 'paper' contradicts the plan"),
        (("--rollouts", 5), "--rollouts 5 contradicts"),
        (("--draws", 4), "--draws 4 contradicts"),
        (("--seed", 2), "--seed 2 contradicts"),
        (("--surface", "tools"), "--surface 'tools' contradicts"),
        (("--model", "simulated/worker"), "--model 'simulated/worker' contradicts"),
        (("--condition", "belief=none"), "--condition 'belief=none' contradicts"),
        (("--grader", "evidence"), "--grader 'evidence' contradicts"),
        (("--token-limit", 10), "--token-limit 10 contradicts"),
    ],
)
def test_what_contradicts_a_plan_is_an_error_that_names_both(
    arguments: tuple[object, ...], words: str, plan: Path, cornered: Command
) -> None:
    said = cornered("run", *arguments, "--plan", plan, "--log-dir", plan.parent / "l")
    assert said.status == 2
    assert words in said.err
    assert str(plan) in said.err
    assert len(said.err.splitlines()) == 1
    assert not (plan.parent / "l").exists()


def test_what_agrees_with_a_plan_may_stand_beside_it(
    run: Path, cornered: Command
) -> None:
    """The same line again, all of it said twice, resumes what is complete."""
    said = cornered(
        *("run", "belief", "--plan", run / FILE, "--model", MODEL, "--seed", 1),
        *(*SIZES, "--surface", "letter", "--scenario", "blackmail"),
        *("--log-dir", run, "--json"),
    )
    assert said.status == 0, said.err
    assert json.loads(said.out)["complete"] is True


@pytest.mark.parametrize("command", ["run", "report"])
def test_a_tampered_plan_is_refused(
    command: str, run: Path, plan: Path, cornered: Command
) -> None:
    rewritten(plan, seal=False, seed=2)
    line = ("run",) if command == "run" else ("report", run)
    said = cornered(*line, "--plan", plan)
    assert said.status == 2
    assert "was changed after it was written" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"versions": {"cornered": "99.0"}}, "cornered version '99.0', here is"),
        ({"versions": {"blackmail": "77"}}, "blackmail version '77', here is"),
        ({"format": 9}, "format 9"),
        ({"cells": []}, "promises other cells than this version plays"),
        ({"study": "gone"}, "unknown study 'gone'"),
        ({"surprise": 1}, "field 'surprise'"),
    ],
)
def test_a_plan_of_another_version_is_refused(
    changes: dict[str, object], words: str, plan: Path, cornered: Command
) -> None:
    rewritten(plan, seal=True, **changes)
    said = cornered("run", "--plan", plan, "--log-dir", plan.parent / "logs")
    assert said.status == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sha256": 3}', "\x00"])
def test_what_is_no_plan_is_refused(
    text: str, tmp_path: Path, cornered: Command
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    said = cornered("run", "--plan", path)
    assert said.status == 2
    assert len(said.err.splitlines()) == 1


def test_neither_plan_nor_study_is_an_error(cornered: Command) -> None:
    said = cornered("run", "--model", MODEL)
    assert said.status == 2
    assert "STUDY is missing" in said.err


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (pl.col("condition") != "belief=none", "cells missing"),
        (pl.col("draw") == 0, "draws per cell"),
        (pl.col("replicate") == 0, "rollouts per cell"),
        (
            (pl.col("condition") != "belief=none") | (pl.col("draw") == 0),
            "stopping rule",
        ),
        (pl.col("condition") != "belief=none", "contrasts played"),
    ],
)
def test_what_is_missing_is_named(change: pl.Expr, what: str, run: Path) -> None:
    rollouts, promise = pl.read_parquet(run / ROLLOUTS), read(run / FILE)
    found = by_name(checks(rollouts.filter(change), promise))
    assert not found[what].kept
    assert found["seed"].kept
    assert found["graded by"].kept


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("study", "paper", "study"),
        ("agent", "simulated/worker", "agents"),
        ("condition", "belief=other", "cells beside them"),
        ("base", "0" * 12, "versions and settings"),
        ("prompt_hash", "0" * 12, "prompts of the first draw"),
        ("seed", 9, "seed"),
        ("definition", "strict/1", "definition of harm"),
        ("grader", "model/1:somebody", "graded by"),
    ],
)
def test_what_is_otherwise_is_named(
    column: str, value: object, what: str, run: Path
) -> None:
    rollouts, promise = pl.read_parquet(run / ROLLOUTS), read(run / FILE)
    other = rollouts.with_columns(
        pl.lit(value, dtype=rollouts.schema[column]).alias(column)
    )
    assert what in broken(other, promise)


def test_more_than_was_promised_is_no_kept_promise(run: Path) -> None:
    """Rollouts that were added after a look at the first ones."""
    rollouts, promise = pl.read_parquet(run / ROLLOUTS), read(run / FILE)
    more = rollouts.with_columns(draw=pl.col("draw") + 2)
    grown = pl.concat([rollouts, more])
    found = by_name(checks(grown, promise))
    assert not found["stopping rule"].kept
    assert "went on after it" in found["stopping rule"].found
    assert not found["rollouts per cell"].kept


def test_contrasts_that_are_not_those_promised_are_named(run: Path, plan: Path) -> None:
    content = json.loads(plan.read_text(encoding="utf-8"))
    fewer = content["contrasts"][:1]
    promise = read(rewritten(plan, seal=True, contrasts=fewer))
    assert "contrasts" in broken(pl.read_parquet(run / ROLLOUTS), promise)


def test_a_deviation_is_on_the_page(
    run: Path, tmp_path: Path, cornered: Command
) -> None:
    said = cornered(
        "report", run, "--definition", "strict", "--out", tmp_path / "page.html"
    )
    assert said.status == 0, said.err
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "1 of 14 promises were not kept" in page
    assert "strict/1" in page


def test_a_copy_that_was_changed_is_on_the_page(
    run: Path, tmp_path: Path, cornered: Command
) -> None:
    folder = tmp_path / "moved"
    shutil.copytree(run, folder)
    rewritten(folder / FILE, seal=False, seed=5)
    assert cornered("report", folder).status == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "was changed after it was written" in page


def test_another_plan_than_the_one_beside_the_logs_is_told(
    run: Path, plan: Path, tmp_path: Path, cornered: Command
) -> None:
    rewritten(plan, seal=True, date="2020-01-01T00:00:00+00:00")
    out = tmp_path / "page.html"
    assert cornered("report", run, "--plan", plan, "--out", out).status == 0
    page = out.read_text(encoding="utf-8")
    assert "Beside the logs lies another plan" in page


def test_a_run_counts_what_its_models_cost(run: Path) -> None:
    """Simulated agents have a price too: nothing."""
    from inspect_ai.log import list_eval_logs, read_eval_log

    (log,) = list_eval_logs(str(run))
    (usage,) = read_eval_log(log, header_only=True).stats.model_usage.values()
    assert usage.total_cost == 0


LOOKED = ("--scenario", "blackmail", "--condition", "goal=none", "--rollouts", 40)


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a run that is looked at is played once."""
    return tmp_path_factory.mktemp("looked")


@pytest.fixture
def looked_run(looked: Path, cornered: Command) -> Path:
    """The logs of a run that may stop early, as its plan says."""
    if not (looked / FILE).exists():
        line = ("--model", "simulated/claude-opus-4", "--looks", 4)
        path = looked / "written.json"
        said = cornered("plan", "paper", *line, *LOOKED, "--out", path)
        assert said.status == 0, said.err
        said = cornered("run", "--plan", path, "--log-dir", looked, "--json")
        assert said.status == 0, said.err
    return looked


def test_stopping_at_a_look_keeps_the_promise(looked_run: Path) -> None:
    rollouts, promise = pl.read_parquet(looked_run / ROLLOUTS), read(looked_run / FILE)
    assert promise.of.stopping.draws == (10, 20, 30, 40)
    assert list(promise.of.stopping.levels) == sorted(promise.of.stopping.levels)
    record = recorded(looked_run)
    found = by_name(checks(rollouts, promise, record))
    sizes = rollouts.group_by("cell").len()["len"]
    assert sizes.min() < 40  # type: ignore[operator] # a column of counts
    assert {each.what for each in found.values() if not each.kept} == set()
    assert "stopped at looks" in found["rollouts per cell"].found


def test_stopping_without_a_record_is_no_kept_promise(looked_run: Path) -> None:
    rollouts, promise = pl.read_parquet(looked_run / ROLLOUTS), read(looked_run / FILE)
    found = by_name(checks(rollouts, promise))
    assert "ended early" in found["stopping rule"].found
    assert "a record of no looks" in found["stopping rule"].found


def test_looking_where_it_was_not_promised_is_named(
    run: Path, looked_run: Path
) -> None:
    found = by_name(
        checks(pl.read_parquet(run / ROLLOUTS), read(run / FILE), recorded(looked_run))
    )
    assert not found["stopping rule"].kept
    assert found["stopping rule"].found == "a record of 4 looks"


def test_looks_are_promised_too(looked_run: Path, cornered: Command) -> None:
    said = cornered("run", "--plan", looked_run / FILE, "--looks", 5)
    assert said.status == 2
    assert "--looks 5 contradicts the plan" in said.err
    said = cornered("plan", "smoke", "--model", MODEL, "--looks", 2)
    assert said.status == 2
    assert "has no planned contrast" in said.err


def test_a_folder_is_of_one_plan_and_of_one_study(
    cornered: Command, run: Path, plan: Path, tmp_path: Path
) -> None:
    told = cornered("run", "belief", "--model", MODEL, "--log-dir", run)
    assert told.status == 2
    assert "is of a plan" in told.err
    other = tmp_path / "smoke"
    line = ("run", "smoke", "--model", MODEL, "--rollouts", "1", "--log-dir", other)
    assert cornered(*line).status == 0
    before = (other / ROLLOUTS).read_bytes()
    told = cornered("run", "--plan", plan, "--log-dir", other)
    assert told.status == 2
    assert "holds logs of study 'smoke'" in told.err
    assert (other / ROLLOUTS).read_bytes() == before
    assert not (other / FILE).exists()
