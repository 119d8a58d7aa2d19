"""Watching: what a run shows while it goes on, on a terminal, in a file, beside JSON."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from cornered.analysis.rates import cell_rates
from cornered.feed import Hear, Row
from cornered.running import run
from cornered.tally import Tally
from cornered.watching import LINE_S, line, lines_to, picture
from tests.analysis.synthetic import row, study

PATIENCE_S = 240.0
CODE = "from cornered.cli import main; main()"
SMALL = ("run", "smoke", "--model", "simulated/gpt-4.1", "--scenario", "espionage")

HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"
"""What hides a terminal's cursor, and shows it again."""


def rows(table: pl.DataFrame) -> list[Row]:
    """The rollouts of a table as a feed gives them."""
    return [dict(each) for each in table.to_dicts()]


def drawn(tally: Tally, *, width: int = 160, height: int = 50) -> str:
    """The picture as text."""
    console = Console(file=io.StringIO(), width=width, height=height)
    console.print(picture(tally, width=width, height=height))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_rates_so_far_are_those_of_the_tables() -> None:
    table = study(draws=8, models=["gpt-4.1", "claude-opus-4"])
    tally = Tally(2 * table.height, [])
    for each in rows(table):
        tally.add(each)
    text = drawn(tally)

    assert "simulated agents" in text
    for rate in cell_rates(table).to_dicts():
        lower, upper = rate["lower"], rate["upper"]
        assert rate["scenario"] in text
        assert rate["condition"] in text
        told = f"{rate['rate']:.0%} [{lower:.0%}, {upper:.0%}]"
        assert f"{told} {rate['crossed']}/{rate['scored']}" in text
    lost = table.filter(pl.col("outcome") == "unscored")
    refused = lost.filter(pl.col("status") == "refused_task").height
    assert f"unscored {lost.height}, refused {refused}" in text


@pytest.mark.parametrize("size", [(200, 50), (120, 20), (60, 24), (40, 10), (80, 6)])
def test_the_picture_fits_the_terminal(size: tuple[int, int]) -> None:
    width, height = size
    models = ("gpt-4.1", "claude-opus-4", "llama-4-maverick", "deepseek-r1")
    tally = Tally(1000, rows(study(draws=3, models=models)))
    lines = drawn(tally, width=width, height=height).splitlines()
    assert all(len(each) <= width for each in lines)
    assert "Share that crossed" in lines[0]
    if height >= 20:
        assert len(lines) <= height


def test_tokens_cost_and_time_are_told() -> None:
    now = [0.0]
    base: dict[str, Any] = {"input_tokens": 1500, "output_tokens": 100}
    paid: dict[str, Any] = {**base, "cost_usd": 0.25, "grader_tokens": 40}
    tally = Tally(8, rows(pl.DataFrame([row(draw=0)])), lambda: now[0])
    assert "cost unknown" in line(tally)
    for draw in (1, 2):
        tally.add(row(draw=draw, outcome="crossed", **paid))
    tally.add(row(draw=3, **base))
    now[0] = 90.0
    told = line(tally)

    assert told.startswith("4 of 8 rollouts, 1 of them from before, 1:30 so far, ")
    assert "about 2 min left" in told
    assert "simulated/gpt-4.1 crossed 50%" in told
    assert "4k tokens in, 300 tokens out, 80 tokens graded" in told
    assert "cost 0.50 USD of 2 rollouts, that of 2 is unknown" in told


def test_lines_come_seldom() -> None:
    """A tenth of the rollouts and half a minute must both have passed."""
    now, out = [0.0], io.StringIO()
    with lines_to(out, lambda: now[0])(100, []) as hear:
        for place in range(50):
            hear(row(draw=place))
        assert out.getvalue() == ""
        now[0] = LINE_S + 1
        hear(row(draw=50))
        assert out.getvalue().count("\n") == 1
        now[0] = 2 * LINE_S + 2
        for place in range(51, 60):
            hear(row(draw=place))
        assert out.getvalue().count("\n") == 1
        hear(row(draw=60))
        assert out.getvalue().count("\n") == 2
    assert "61 of 100 rollouts" in out.getvalue().splitlines()[1]


def test_a_run_feeds_what_its_tables_hold(tmp_path: Path) -> None:
    """Every rollout once, as scored; after an interruption the earlier ones as well."""
    seen: list[tuple[int, list[Row], list[Row]]] = []

    @contextmanager
    def watch(planned: int, earlier: Sequence[Row]) -> Iterator[Hear]:
        heard: list[Row] = []
        seen.append((planned, list(earlier), heard))
        yield heard.append

    def play(*agents: str) -> pl.DataFrame:
        options = {"rollouts": 5, "scenario": "espionage"}
        return run(
            "smoke",
            agents,
            log_dir=tmp_path,
            options=options,
            display=watch,
        ).tables.rollouts

    table = play("simulated/gpt-4.1")
    more = play("simulated/gpt-4.1", "simulated/worker")

    def told(heard: list[Row], of: pl.DataFrame) -> bool:
        names = [each for each in of.columns if each in heard[0]]
        names = [each for each in names if each not in ("cell", "base")]
        one = pl.DataFrame(heard).select(names).sort("agent", "condition", "draw")
        other = of.select(names).sort("agent", "condition", "draw")
        return one.to_dicts() == other.to_dicts()

    assert [(planned, len(before)) for planned, before, _ in seen] == [
        (10, 0),
        (20, 10),
    ]
    assert told(seen[0][2], table)
    assert told([*seen[1][1], *seen[1][2]], more)
    assert {each["agent"] for each in seen[1][2]} == {"simulated/worker"}


def test_beside_json_nothing_is_printed(tmp_path: Path) -> None:
    line = [sys.executable, "-c", CODE, *SMALL, "--rollouts", "2", "--json"]
    done = subprocess.run(
        [*line, "--log-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert json.loads(done.stdout)["rollouts"] == 4
    assert "\x1b" not in done.stdout + done.stderr


def on_terminal(
    arguments: Sequence[str], act: Callable[[str, int], bool] = lambda _, __: False
) -> tuple[int, str]:
    """Status and output of the command on a terminal of 160 x 40.

    Args:
        arguments: Of the command.
        act: Told of the output so far and of the process until it says it has acted.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(theirs)
    said, acted, until = "", False, time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        ready, _, _ = select.select([ours], [], [], 0.2)
        try:
            part = os.read(ours, 65536) if ready else b""
        except OSError:  # the other end is closed
            break
        said += part.decode(errors="replace")
        acted = acted or act(said, process.pid)
    process.wait(timeout=10)
    os.close(ours)
    return process.returncode, said


def plain(said: str) -> str:
    """What a terminal was sent, without its commands."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)


def test_a_terminal_shows_rates_then_the_table(tmp_path: Path) -> None:
    status, said = on_terminal([*SMALL, "--rollouts", "60", "--log-dir", str(tmp_path)])
    text = plain(said)

    assert status == 0, text
    assert "Traceback" not in text
    assert "of 120 rollouts" in text
    assert "Share that crossed so far" in text
    assert text.count("Share that crossed, with exact") == 1
    assert text.index("so far") < text.index("Share that crossed, with exact")
    assert said.count(HIDDEN) == said.count(SHOWN) == 1
    assert said.index(SHOWN) < said.index("with exact")


def test_an_interrupted_terminal_is_left_as_it_was(tmp_path: Path) -> None:
    def interrupt(said: str, process: int) -> bool:
        due = "Share that crossed so far" in plain(said)
        if due:
            os.kill(process, signal.SIGINT)
        return due

    line = [*SMALL, "--rollouts", "600", "--log-dir", str(tmp_path)]
    status, said = on_terminal(line, interrupt)

    assert status in {1, 130}
    assert said.count(HIDDEN) == said.count(SHOWN) == 1
    assert "Traceback" not in plain(said)
