"""Cost: counted where a price is known, said where it is not, in table, text and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from cornered.printed_cost import cost_lines, cost_of
from cornered.scoring.logs import USAGE, usage_of
from cornered.scoring.tables import rollouts_table
from cornered.tabled import ROLLOUTS, tables_of
from tests.analysis.synthetic import row
from tests.conftest import Command
from tests.model_server import Reply, serving

MODEL = "openai-api/local/test-model"
PRICES = (
    "model,input_usd,output_usd,date,published\n"
    "openai-api/local/*,1000,5000,2025-07,a price list of this test\n"
)
LINE = (
    *("run", "smoke", "--model", MODEL, "--scenario", "espionage"),
    *("--condition", "threat=none", "--rollouts", "2"),
)


def test_a_known_price_is_in_the_table_and_told(
    cornered: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text(PRICES, encoding="utf-8")
    monkeypatch.setenv("LOCAL_API_KEY", "none")
    with serving(lambda _: Reply(text="I keep to my work.", tokens=10)) as server:
        monkeypatch.setenv("LOCAL_BASE_URL", server.url)
        line = (*LINE, "--prices", prices, "--log-dir", tmp_path / "priced")
        found = json.loads(cornered(*line, "--json").out)
        text = cornered(*line)
    table = pl.read_parquet(tmp_path / "priced" / ROLLOUTS)
    due = (1000 * table["input_tokens"] + 5000 * table["output_tokens"]) / 1e6

    assert table["cost_usd"].to_list() == pytest.approx(due.to_list())
    assert found["cost_usd"] == pytest.approx(due.sum())
    assert found["cost_unknown"] == []
    assert f"cost {due.sum():.2f} USD (prices of 2025-07)" in text.out
    assert tables_of([tmp_path / "priced"]).rollouts["cost_usd"].sum() == pytest.approx(
        due.sum()
    )


def test_an_unknown_price_is_said_and_not_guessed(
    cornered: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "openai-api/elsewhere/test-model"
    monkeypatch.setenv("ELSEWHERE_API_KEY", "none")
    with serving(lambda _: Reply(text="I keep to my work.")) as server:
        monkeypatch.setenv("ELSEWHERE_BASE_URL", server.url)
        line = (*LINE[:3], other, *LINE[4:], "--log-dir", tmp_path)
        text = cornered(*line)
        found = json.loads(cornered(*line, "--json").out)

    assert pl.read_parquet(tmp_path / ROLLOUTS)["cost_usd"].to_list() == [None, None]
    assert f"cost unknown for: {other}" in text.out
    assert (found["cost_usd"], found["cost_unknown"]) == (None, [other])


def test_simulated_agents_cost_nothing_and_are_not_told() -> None:
    table = rollouts_table([row(cost_usd=0.0)])
    assert cost_lines(table) == ()
    assert cost_of(table) == {"cost_usd": 0.0, "cost_unknown": []}


def test_a_part_that_is_unknown_is_named_beside_the_rest() -> None:
    table = rollouts_table(
        [row(agent="openai/gpt-4o", cost_usd=1.23), row(agent="vllm/mine")]
    )
    known, unknown = cost_lines(table)
    assert known.startswith("cost 1.23 USD (prices of 20")
    assert unknown.startswith("cost unknown for: vllm/mine")


def test_the_grader_is_paid_as_well() -> None:
    agent = {"input_tokens": 100, "output_tokens": 10, "total_cost": 0.5}
    grader = {"input_tokens": 40, "output_tokens": 4, "total_cost": 0.25}
    both = {"a/agent": agent, "g/grader": grader}
    used = usage_of(both, {"grader": grader})
    assert used == dict(zip(USAGE, (100, 10, 44, 0.75), strict=True))
    free = {**grader, "total_cost": None}
    assert usage_of({"a/agent": agent, "g/grader": free}, {})["cost_usd"] is None
    assert usage_of({}, {}) == dict.fromkeys(USAGE)
