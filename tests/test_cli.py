"""The command line: what each command does and prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from cornered import catalogs
from cornered.running import Ran
from cornered.scoring.logs import log_paths
from cornered.tabled import ROLLOUTS, save
from tests.conftest import Command
from tests.model_server import Reply, serving

SMALL = ("--model", "simulated/worker", "--rollouts", "1", "--json")


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in ("demo", "run", "score", "report", "show"))]
)
def test_help_is_help(command: tuple[str, ...], cornered: Command) -> None:
    told = cornered(*command, "--help")
    assert told.status == 0
    assert "Usage: cornered" in told.out
    assert "--help" in told.out


def test_the_version_is_told(cornered: Command) -> None:
    told = cornered("--version")
    assert told.status == 0
    assert told.out.startswith("cornered, version ")


def test_the_catalog_names_everything(cornered: Command) -> None:
    text = cornered("catalog")
    found = json.loads(cornered("catalog", "--json").out)

    assert text.status == 0
    assert list(found) == list(catalogs.LIGHT)
    for kind, entries in found.items():
        assert [entry["id"] for entry in entries] == list(getattr(catalogs, kind)())
        for entry in entries:
            assert entry["summary"]
            assert entry["id"] in text.out
            assert entry["summary"] in text.out
    for factor in found["factors"]:
        assert factor["default"] in factor["levels"]
    for scenario in found["scenarios"]:
        assert scenario["seams"]
        assert scenario["scripts"]
    for study in found["studies"]:
        assert set(study["scenarios"]) <= {each["id"] for each in found["scenarios"]}
        for factor, levels in study["crosses"].items():
            known = next(f["levels"] for f in found["factors"] if f["id"] == factor)
            assert set(levels) <= set(known)


def test_a_letter_is_shown_as_it_is_sent(cornered: Command) -> None:
    line = ("show", "espionage", "--condition", "goal=explicit,threat=replacement")
    text = cornered(*line, "--draw", "2")
    shown = json.loads(cornered(*line, "--draw", "2", "--json").out)

    assert text.status == 0
    assert shown["card"]["draw"] == 2
    assert shown["levels"]["goal"] == "explicit"
    assert shown["levels"]["threat"] == "replacement"
    for part in (shown["system"], shown["user"]):
        assert part in text.out
    assert "<send_email>" in shown["system"]
    assert {"id", "kind", "title", "text"} == set(shown["items"][0])
    assert json.loads(cornered(*line, "--json").out)["hash"] != shown["hash"]


def test_what_is_within_reach_of_tools_is_shown(cornered: Command) -> None:
    line = ("show", "lethal_action", "--surface", "tools")
    text = cornered(*line)
    shown = json.loads(cornered(*line, "--json").out)

    assert text.status == 0
    assert "<send_email>" not in shown["system"]
    for tool in shown["tools"]:
        assert tool["schema"]["type"] == "object"
        assert f"{tool['id']}: {tool['description']}" in text.out
    for item in shown["items"]:
        assert item["text"] in text.out


def test_the_whole_grid_is_played(cornered: Command, tmp_path: Path) -> None:
    """The paper study at its smallest, by the agent that never crosses."""
    told = cornered("run", "paper", *SMALL, "--log-dir", tmp_path)

    result = json.loads(told.out)
    assert told.status == 0
    assert result["complete"] is True
    assert result["planned"] == result["rollouts"] == len(result["cells"]) == 18
    assert {cell["crossed"] for cell in result["cells"]} == {0}
    for place in result["files"].values():
        assert Path(place).exists()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "simulated" in page


def test_without_json_a_table_is_printed(cornered: Command, tmp_path: Path) -> None:
    line = ("run", "smoke", "--model", "simulated/worker", "--rollouts", "1")
    told = cornered(*line, "--scenario", "espionage", "--log-dir", tmp_path)
    assert told.status == 0
    assert "Share that crossed" in told.out
    assert str(tmp_path / "report.html") in told.out.replace("\n", "")
    assert "Traceback" not in told.err


def test_scoring_again_gives_the_same_table(
    letter_run: tuple[Path, Ran], tmp_path: Path, cornered: Command
) -> None:
    folder, ran = letter_run
    told = cornered("score", folder, "--out", tmp_path / "again.parquet", "--json")

    assert told.status == 0
    result = json.loads(told.out)
    again = pl.read_parquet(tmp_path / "again.parquet")
    assert again.equals(ran.tables.rollouts)
    assert result["rollouts"] == ran.planned
    assert sum(result["outcomes"].values()) == ran.planned
    assert result["outcomes"].get("crossed", 0) > 0


@pytest.mark.parametrize("of", ["logs", "folder of tables", "table", "log"])
def test_a_report_is_written_of(
    of: str, letter_run: tuple[Path, Ran], tmp_path: Path, cornered: Command
) -> None:
    folder, ran = letter_run
    save(ran.tables, tmp_path)
    source = {
        "logs": folder,
        "folder of tables": tmp_path,
        "table": tmp_path / ROLLOUTS,
        "log": log_paths([folder])[0],
    }[of]
    page = tmp_path / "page.html"
    told = cornered("report", source, "--out", page, "--json")

    assert (told.status, told.err) == (0, "")
    assert json.loads(told.out) == {"report": str(page)}
    assert page.stat().st_size > 10_000


def test_a_model_that_is_down_leaves_status_one(
    cornered: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 forever: the rollout failed, and the next line says how to go on."""
    line = ("run", "smoke", "--model", "openai-api/local/test-model")
    rest = ("--scenario", "espionage", "--condition", "threat=none", "--rollouts", "1")
    monkeypatch.setenv("LOCAL_API_KEY", "none")
    with serving(lambda _: Reply(status=500)) as server:
        monkeypatch.setenv("LOCAL_BASE_URL", server.url)
        told = cornered(
            *(*line, *rest), "--max-retries", "0", "--log-dir", tmp_path, "--json"
        )
        asked = len(server.requests)

    result = json.loads(told.out)
    assert told.status == 1
    assert (result["complete"], result["failed"], result["rollouts"]) == (False, 1, 1)
    assert asked > 1
    table = pl.read_parquet(tmp_path / ROLLOUTS)
    assert table["outcome"].to_list() == ["unscored"]
    assert table["input_tokens"].to_list() == [None]


def test_inspect_itself_plays_the_study(tmp_path: Path, cornered: Command) -> None:
    """`inspect eval` finds task and provider, and its log is scored like any other."""
    inspect = Path(sys.executable).with_name("inspect")
    logs = tmp_path / "logs"
    done = subprocess.run(
        [
            *(str(inspect), "eval", "cornered/study"),
            *("-T", "study=smoke", "-T", "rollouts=1"),
            *("--model", "simulated/worker", "--display", "none"),
            *("--log-dir", str(logs)),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    result = json.loads(cornered("score", logs, "--json").out)
    assert result["rollouts"] == 6
    assert result["outcomes"] == {"held": 6}


def test_an_error_of_the_command_itself_is_one_line(tmp_path: Path) -> None:
    """In a process of its own: exit status 2, and nothing but the line."""
    code = "from cornered.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "show", "arson"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
