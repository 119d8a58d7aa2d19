"""The command `plan`: what it tells, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cornered.planning.prices import shipped
from cornered.running import Ran
from cornered.scoring.tables import rollouts_table, write
from tests.analysis.synthetic import row
from tests.conftest import Command

KEYS = (
    *("study", "cells", "rollouts", "input_tokens", "output_tokens", "cost_usd"),
    *("wall_s", "halfwidth", "detectable"),
)
LINE = ("plan", "paper", "--rollouts", 40)
PRICED = ("--model", "anthropic/claude-opus-4-0")


def told(cornered: Command, *arguments: object) -> dict[str, Any]:
    """What a plan tells as JSON."""
    said = cornered(*arguments, "--json")
    assert said.status == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_plan_has_its_keys_and_its_arithmetic(cornered: Command) -> None:
    found = told(cornered, *LINE, *PRICED, "--model", "openai/gpt-4o")
    assert set(KEYS) <= set(found)
    assert found["cells"] == 36
    assert found["rollouts"] == 1440
    tokens = sum(each["input_tokens"] for each in found["models"])
    assert found["input_tokens"] == pytest.approx(tokens, abs=2)
    cost = sum(
        each["input_tokens"] / 1e6 * each["price"]["input_usd"]
        + each["output_tokens"] / 1e6 * each["price"]["output_usd"]
        for each in found["models"]
    )
    assert found["cost_usd"] == pytest.approx(cost, abs=0.02)
    assert found["at_most"]["output_tokens"] == 1440 * 10_000
    assert found["at_most"]["cost_usd"] > found["cost_usd"]
    assert 0 < found["halfwidth"] < found["detectable"] < 1
    assert found["comparisons"] == 18


def test_the_plan_is_of_the_run_that_will_happen(cornered: Command) -> None:
    narrow = ("--scenario", "espionage", "--condition", "threat=none")
    found = told(cornered, "plan", "paper", "--model", "simulated/gpt-4.1", *narrow)
    assert found["cells"] == 2
    assert found["rollouts"] == 200
    assert {each["scenario"] for each in found["prompts"]} == {"espionage"}


def test_an_unknown_price_is_said_and_not_guessed(cornered: Command) -> None:
    line = (*LINE, *PRICED, "--model", "ollama/llama3")
    found, said = told(cornered, *line), cornered(*line)
    assert found["cost_usd"] is None
    assert found["unpriced"] == ["ollama/llama3"]
    assert found["models"][0]["cost_usd"] > 0
    assert found["models"][1]["price"] is None
    assert "No price is known for ollama/llama3" in said.out


def test_a_price_of_ones_own_is_used(cornered: Command, tmp_path: Path) -> None:
    own = tmp_path / "prices.csv"
    assert cornered("plan", "--write-prices", own).status == 0
    text = own.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1 + len(shipped())
    own.write_text(f"{text}ollama/*,0,0,,,2026-01,own machine\n", encoding="utf-8")
    found = told(cornered, *LINE, "--model", "ollama/llama3", "--prices", own)
    assert found["cost_usd"] == 0
    assert cornered("plan", "--write-prices", own).status == 2


def test_simulated_agents_cost_nothing_and_say_so(cornered: Command) -> None:
    line = (*LINE, "--model", "simulated/gpt-4.1")
    found, said = told(cornered, *line), cornered(*line)
    assert found["cost_usd"] == 0
    assert found["simulated"] == ["simulated/gpt-4.1"]
    assert "Simulated: simulated/gpt-4.1." in said.out


def test_without_a_limit_nobody_knows_the_most(cornered: Command) -> None:
    """The smoke study sets no longest answer."""
    line = ("plan", "smoke", *PRICED)
    free = told(cornered, *line)["at_most"]
    bound = told(cornered, *line, "--token-limit", 9000)["at_most"]
    assert free["output_tokens"] is None
    assert free["cost_usd"] is None
    assert bound["output_tokens"] == 24 * 9000


def test_turns_multiply_what_is_read(cornered: Command) -> None:
    letter = told(cornered, *LINE, *PRICED)
    tools = told(cornered, *LINE, *PRICED, "--surface", "tools")
    short = told(cornered, *LINE, *PRICED, "--surface", "tools", "--turns", 2)
    assert tools["input_tokens"] > 4 * letter["input_tokens"]
    assert short["input_tokens"] < tools["input_tokens"] / 4
    assert tools["models"][0]["requests"] == 10 * tools["rollouts"]


def test_connections_divide_the_time(cornered: Command) -> None:
    ten = told(cornered, *LINE, *PRICED)["wall_s"]
    twenty = told(cornered, *LINE, *PRICED, "--connections", 20)["wall_s"]
    assert ten == pytest.approx(2 * twenty, abs=0.2)


def test_graders_are_paid_too(cornered: Command) -> None:
    alone = told(cornered, *LINE, *PRICED)
    graded = told(
        cornered, *LINE, *PRICED, "--grader", "openai/gpt-4.1", "--grader-draws", 3
    )
    rule = told(cornered, *LINE, *PRICED, "--grader", "evidence")
    grader = graded["models"][1]
    assert grader["role"] == "grader"
    assert grader["requests"] == 3 * graded["rollouts"]
    assert graded["cost_usd"] == pytest.approx(
        alone["cost_usd"] + grader["cost_usd"], abs=0.02
    )
    assert rule["cost_usd"] == alone["cost_usd"]


def test_the_size_is_chosen_for_a_width(cornered: Command) -> None:
    line = ("plan", "paper", *PRICED, "--target-halfwidth", "0.05")
    found, said = told(cornered, *line), cornered(*line)
    assert found["halfwidth"] <= 0.05
    assert found["rollouts"] == 18 * found["rollouts_per_cell"]
    assert f"{found['rollouts_per_cell']} rollouts over" in said.out


def test_the_size_is_chosen_for_a_difference(cornered: Command) -> None:
    line = ("plan", "belief", *PRICED, "--detect", "0.2", "--power", "0.9")
    found = told(cornered, *line)
    assert found["detectable"] == pytest.approx(0.2, abs=0.01)
    assert found["assumed"]["power"] == 0.9


def past_table(path: Path) -> Path:
    """Rollouts of two models that took known amounts."""
    rows = [
        row(
            agent=agent,
            scenario=scenario,
            draw=draw,
            outcome="crossed" if draw < 4 else "held",
            input_tokens=read,
            output_tokens=wrote,
            turns=1,
        )
        for agent, read, wrote in (
            ("anthropic/claude-opus-4-0", 5000, 1500),
            ("simulated/gpt-4.1", 7, 3),
        )
        for scenario in ("blackmail", "espionage")
        for draw in range(20)
    ]
    write(rollouts_table(rows), path)
    return path


def test_past_rollouts_outrank_assumptions(cornered: Command, tmp_path: Path) -> None:
    table = past_table(tmp_path / "rollouts.parquet")
    line = ("plan", "smoke", *PRICED, "--model", "openai/gpt-4o", "--logs", table)
    found = told(cornered, *line)
    mine, other = found["models"]
    assert mine["input_tokens"] == other["input_tokens"] == 24 * 5000
    assert mine["output_tokens"] == 24 * 1500
    assert any("past: 20 rollouts of anthropic" in each for each in mine["basis"])
    assert any("other models in blackmail" in each for each in other["basis"])
    assert any("other models in other scen" in each for each in other["basis"])
    assert found["assumed"]["rate"] == pytest.approx(9 / 42)
    assert "8 of 40" in found["assumed"]["rate_from"]


def test_words_of_simulated_agents_are_no_tokens_of_models(
    cornered: Command, tmp_path: Path
) -> None:
    table = past_table(tmp_path / "rollouts.parquet")
    simulated = pl.read_parquet(table).filter("simulated")
    simulated.write_parquet(table)
    without = told(cornered, "plan", "smoke", *PRICED)
    found = told(cornered, "plan", "smoke", *PRICED, "--logs", table)
    assert found["input_tokens"] == without["input_tokens"]
    assert "simulated" in found["assumed"]["rate_from"]


def test_logs_tell_turns_and_time(
    tools_run: tuple[Path, Ran], cornered: Command
) -> None:
    folder, ran = tools_run
    rollouts = ran.tables.rollouts
    found = told(
        cornered,
        *("plan", "smoke", "--model", "simulated/gpt-4.1", "--surface", "tools"),
        *("--scenario", "espionage", "--logs", folder),
    )
    mine = rollouts.filter(pl.col("scenario") == "espionage")
    turns = mine["turns"].mean()
    assert isinstance(turns, float)
    assert found["models"][0]["requests"] == round(8 * turns)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan",), "allowed: plan STUDY --model"),
        (("plan", "paper"), "allowed: plan STUDY --model"),
        (("plan", "papr", *PRICED), "unknown study 'papr'"),
        (("plan", "paper", "--model", "simulated/nobody"), "unknown simulated agent"),
        (("plan", "paper", *PRICED, *PRICED), "given twice"),
        ((*LINE, *PRICED, "--detect", "0.1"), "--rollouts 40 beside"),
        (
            ("plan", "paper", *PRICED, "--detect", "0.1", "--target-halfwidth", "0.1"),
            "allowed: one of them",
        ),
        ((*LINE, *PRICED, "--prices", "gone.csv"), "cannot read prices 'gone.csv'"),
        ((*LINE, *PRICED, "--logs", "gone"), "no such file or folder: 'gone'"),
        ((*LINE, *PRICED, "--base-rate", "1.5"), "--base-rate"),
        ((*LINE, *PRICED, "--draws", "7"), "40 rollouts over 7 draws"),
    ],
)
def test_bad_input_is_one_line(
    arguments: tuple[object, ...], words: str, cornered: Command
) -> None:
    said = cornered(*arguments)
    assert said.status == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1


def test_what_is_assumed_of_arms_and_unscored_is_said(cornered: Command) -> None:
    found = told(cornered, *LINE, *PRICED)
    assert found["assumed"]["draw_correlation"] == 0.5
    assert found["assumed"]["unscored"] == 0
    (arms,) = [each for each in found["basis"] if each.startswith("arms:")]
    assert "correlation of 0.5" in arms
    (missing,) = [each for each in found["basis"] if each.startswith("unscored:")]
    assert "0% of rollouts" in missing
    assert "no past is given" in missing
    alike = told(cornered, *LINE, *PRICED, "--draw-correlation", 1, "--draw-sd", 2)
    unlike = told(cornered, *LINE, *PRICED, "--draw-correlation", 0, "--draw-sd", 2)
    assert alike["detectable"] < unlike["detectable"]
    lost = told(cornered, *LINE, *PRICED, "--unscored", 0.2)
    assert lost["detectable"] > found["detectable"]
    assert lost["halfwidth"] > found["halfwidth"]


def test_the_unscored_of_the_past_are_expected(
    cornered: Command, tmp_path: Path
) -> None:
    table = past_table(tmp_path / "rollouts.parquet")
    played = pl.read_parquet(table)
    lost = (pl.col("draw") >= 15) & (pl.col("agent") == PRICED[1])
    played.with_columns(
        outcome=pl.when(lost).then(pl.lit("unscored")).otherwise("outcome"),
        reason=pl.when(lost).then(pl.lit("failed")).otherwise("reason"),
        status=pl.when(lost).then(pl.lit("failed")).otherwise("status"),
    ).write_parquet(table)
    found = told(cornered, *LINE, *PRICED, "--logs", table)
    assert found["assumed"]["unscored"] == pytest.approx(0.25)
    assert "10 of 40" in found["assumed"]["unscored_from"]
    own = told(cornered, *LINE, *PRICED, "--logs", table, "--unscored", 0)
    assert own["assumed"]["unscored"] == 0
    assert own["halfwidth"] < found["halfwidth"]


def test_a_person_reads_what_each_number_is(cornered: Command) -> None:
    said = cornered(*LINE, *PRICED, "--draws", 20, "--looks", 4).out
    text = " ".join(said.replace("│", " ").replace("┃", " ").split())
    for words in (
        "40 rollouts of each over 20 draws, 2 on each draw",
        "95 % interval of one cell's rate",
        "smallest true difference that each planned contrast finds, 80% of the time",
        "0.05 shared by 9 tests",
        "at the last of 4 looks",
        "$15 read, $75 written, a million tokens",
        "Where the numbers are from:",
    ):
        assert words in text, words


def test_replicates_on_the_same_draws_find_more(cornered: Command) -> None:
    """50 draws played once, and twice."""
    line = ("plan", "paper", "--model", "simulated/gpt-4.1", "--base-rate", "0.02")
    once = told(cornered, *line, "--rollouts", 50)
    twice = told(cornered, *line, "--rollouts", 100, "--draws", 50)
    assert twice["detectable"] <= once["detectable"]
    assert twice["halfwidth"] <= once["halfwidth"]
