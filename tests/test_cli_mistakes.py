"""The command line: each mistake is one line that names what, value and allowed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from cornered.running import Ran
from cornered.scoring.logs import log_paths
from cornered.tabled import ROLLOUTS
from tests.conftest import Command, Told

SMALL = ("--model", "simulated/worker", "--rollouts", "1", "--json")


def said(told: Told) -> str:
    """The only line of an error, checked to be one."""
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith("cornered: ")
    assert told.err.endswith("\n")
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    return told.err


RUN = ("run", "smoke", *SMALL)

WRONG = {
    "command": (("ploy",), ("ploy",)),
    "study": (("run", "smoky", *SMALL), ("study 'smoky'", "smoke")),
    "no model": (("run", "smoke"), ("--model",)),
    "model without provider": (
        ("run", "smoke", "--model", "gpt-4o"),
        ("'gpt-4o'", "<api_name>/<model_name>"),
    ),
    "unknown provider": (
        ("run", "smoke", "--model", "nowhere/gpt-4o"),
        ("'nowhere/gpt-4o'", "nowhere"),
    ),
    "provider without key": (
        ("run", "smoke", "--model", "openai/gpt-4o"),
        ("'openai/gpt-4o'", "OPENAI_API_KEY"),
    ),
    "endpoint without key": (
        ("run", "smoke", "--model", "openai-api/local/gpt-4o"),
        ("'openai-api/local/gpt-4o'", "LOCAL_API_KEY"),
    ),
    "simulated model": (
        ("run", "smoke", "--model", "simulated/gpt-9"),
        ("'gpt-9'", "claude-opus-4"),
    ),
    "model twice": ((*RUN, "--model", "simulated/worker"), ("twice", "once")),
    "level": (
        (*RUN, "--condition", "threat=mild"),
        ("factor 'threat'", "'mild'", "replacement"),
    ),
    "factor": ((*RUN, "--condition", "thread=none"), ("'thread'", "threat")),
    "condition": ((*RUN, "--condition", "threat"), ("'threat'", "factor=level")),
    "inadmissible": (
        (*RUN, "--condition", "threat=none,successor=same_goal"),
        ("successor",),
    ),
    "scenario": ((*RUN, "--scenario", "arson"), ("'arson'", "blackmail")),
    "surface": ((*RUN, "--surface", "phone"), ("'phone'", "letter, tools")),
    "preset": ((*RUN, "--preset", "clear"), ("'clear'", "clean, study")),
    "draws": ((*RUN, "--draws", "3"), ("1 rollouts over 3 draws", "divide")),
    "rollouts": (("run", "smoke", "--rollouts", "0"), ("--rollouts", "0", ">=1")),
    "turns": ((*RUN, "--turns", "0"), ("--turns", "0", ">=1")),
    "time": ((*RUN, "--time-limit", "-1"), ("--time-limit", "-1", ">=1")),
    "seed": ((*RUN, "--seed", "one"), ("--seed", "'one'", "integer")),
    "show scenario": (("show", "arson"), ("'arson'", "blackmail")),
    "show level": (
        ("show", "blackmail", "--condition", "goal=vague"),
        ("'vague'", "ambiguous"),
    ),
    "show draw": (("show", "blackmail", "--draw", "-1"), ("draw -1", "0 or more")),
    "show surface": (("show", "blackmail", "--surface", "phone"), ("'phone'", "tools")),
    "show preset": (("show", "blackmail", "--preset", "clear"), ("'clear'", "clean")),
    "score nothing": (("score",), ("PATHS",)),
}
"""Mistake -> (the line, what the message must name)."""


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_word_is_one_line(
    mistake: str, cornered: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names what, the value and what is allowed; nothing is left behind."""
    monkeypatch.chdir(tmp_path)
    line, names = WRONG[mistake]
    message = said(cornered(*line))
    for name in names:
        assert name in message
    assert not list(tmp_path.iterdir())


def _cut(path: Path, log: Path) -> None:
    content = log.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _foreign(path: Path, log: Path) -> None:
    del log
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear reader")


def _headless(path: Path, log: Path) -> None:
    del log
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("header.json", "[]")


def _other_task(path: Path, log: Path) -> None:
    with zipfile.ZipFile(log) as whole, zipfile.ZipFile(path, "w") as archive:
        archive.writestr("header.json", whole.read("header.json"))
        sample = {"id": 1, "epoch": 1, "metadata": {}, "store": {}}
        archive.writestr("samples/1_epoch_1.json", json.dumps(sample))


def _empty(path: Path, log: Path) -> None:
    del log
    path.write_bytes(b"")


BAD_LOGS = {
    "cut": (_cut, "complete .eval"),
    "foreign": (_foreign, "no Inspect log"),
    "headless": (_headless, "header.json"),
    "other task": (_other_task, "not recorded by cornered"),
    "empty": (_empty, "complete .eval"),
}


@pytest.mark.parametrize("kind", BAD_LOGS)
@pytest.mark.parametrize("command", ["score", "report"])
def test_a_bad_log_is_one_line(
    kind: str,
    command: str,
    letter_run: tuple[Path, Ran],
    tmp_path: Path,
    cornered: Command,
) -> None:
    made, named = BAD_LOGS[kind]
    path = tmp_path / "bad.eval"
    made(path, log_paths([letter_run[0]])[0])

    message = said(cornered(command, path))
    assert "bad.eval" in message
    assert named in message


@pytest.mark.parametrize("command", ["score", "report"])
def test_a_file_that_is_not_there_is_one_line(
    command: str, tmp_path: Path, cornered: Command
) -> None:
    assert "none.eval" in said(cornered(command, tmp_path / "none.eval"))


@pytest.mark.parametrize("command", ["score", "report"])
def test_a_folder_without_logs_is_one_line(
    command: str, tmp_path: Path, cornered: Command
) -> None:
    message = said(cornered(command, tmp_path))
    assert tmp_path.name in message
    assert ".eval logs" in message


@pytest.mark.parametrize(
    "content",
    ['{"a": 1}\n{"b":\n', "[1, 2]\n", "\x00\x01", '{"a": 1}\n'],
    ids=["cut line", "list", "bytes", "no known field"],
)
def test_a_bad_line_of_json_is_one_line(
    content: str, tmp_path: Path, cornered: Command
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    assert "rows.jsonl, line 1" in said(cornered("score", path)).replace("2:", "1:")


def test_a_table_of_another_shape_is_one_line(
    tmp_path: Path, cornered: Command
) -> None:
    path = tmp_path / ROLLOUTS
    pl.DataFrame({"study": ["smoke"], "draw": ["one"]}).write_parquet(path)
    message = said(cornered("report", path))
    assert ROLLOUTS in message
    assert "allowed" in message
    path.write_text("no table", encoding="utf-8")
    assert "a Parquet file" in said(cornered("report", path))


@pytest.mark.parametrize("option", ["log-dir", "score", "report"])
def test_a_place_that_cannot_be_written_is_one_line(
    option: str, letter_run: tuple[Path, Ran], tmp_path: Path, cornered: Command
) -> None:
    """A file stands where a folder should."""
    blocked = tmp_path / "file"
    blocked.write_text("here", encoding="utf-8")
    inside = blocked / "below"
    line = {
        "log-dir": (*RUN, "--log-dir", inside),
        "score": ("score", letter_run[0], "--out", inside / "table.parquet"),
        "report": ("report", letter_run[0], "--out", inside / "page.html"),
    }[option]
    assert str(blocked) in said(cornered(*line))
