"""Eval set: how tasks are given to Inspect to be played."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from pathlib import Path
from typing import Any

from inspect_ai import Task, eval_set
from inspect_ai.model import Model

from cornered._inspect import prerequisite_error
from cornered.core.agent import PREFIX
from cornered.core.errors import InputError
from cornered.feed import Display

MARKUP = re.compile(r"\[/?(?:bold|italic|blue|red|green|yellow|link)[^\]]*\]")
"""How Inspect colors its messages."""

INSPECT_BUFFER = 10
"""Most rollouts that wait by Inspect's own rule (count)."""

COLLECTING = (20_000, 50, 100)
"""Thresholds of the garbage collector while a run is played."""


def plain(problem: Exception) -> str:
    """What Inspect says, on one line and without its colors."""
    said = " ".join(MARKUP.sub("", str(problem)).split())
    return said.removeprefix("ERROR: ") or type(problem).__name__


def play(
    tasks: Sequence[Task],
    playing: Sequence[Model],
    log_dir: Path,
    *,
    arguments: Mapping[str, Any],
    display: Display | None,
) -> None:
    """Play what of the tasks is not yet in the folder.

    Raises:
        InputError: If Inspect cannot start.
    """
    # Inspect speaks of a set that is already complete even when told to be quiet.
    quiet = redirect_stdout(sys.stderr) if display == "none" else nullcontext()
    try:
        with quiet:
            eval_set(
                tasks=list(tasks),
                # A task that has a model of its own is not played by all of them.
                model=None if tasks[0].model else list(playing),
                log_dir=str(log_dir),
                retry_attempts=0,
                retry_immediate=False,
                fail_on_error=True,
                continue_on_fail=True,
                log_dir_allow_dirty=True,
                log_realtime=False,
                log_buffer=_log_buffer(tasks[0], playing),
                ctl_server=False,
                score_display=False,
                display=display,
                **arguments,
            )
    except prerequisite_error() as problem:
        message = f"cannot run in {str(log_dir)!r}: {plain(problem)}"
        raise InputError(message) from problem


def _log_buffer(task: Task, playing: Sequence[Model]) -> int | None:
    """How many rollouts wait before a log is written again; None for Inspect's number.

    Each writing copies the whole log. Simulated rollouts are played again for nothing,
    so they may wait longer: 20 writings of a long log.
    """
    simulated = all(str(model).startswith(PREFIX) for model in playing)
    share = len(task.dataset) // 20
    return share if simulated and share > INSPECT_BUFFER else None


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom: a run keeps much, and each search walks all of it."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECTING)
    try:
        yield
    finally:
        gc.set_threshold(*before)
