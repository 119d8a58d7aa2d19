"""Feed: each finished rollout of a run, told to a watcher while the run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal

from inspect_ai import Task
from inspect_ai.hooks import Hooks, SampleEnd, TaskStart, hooks
from inspect_ai.log import read_eval_log_sample_summaries
from inspect_ai.model import Model
from inspect_ai.scorer import Score

from cornered._inspect import log_file
from cornered.core.agent import PREFIX
from cornered.core.cell import condition_text
from cornered.core.outcome import Status
from cornered.scoring.logs import log_paths, usage_of
from cornered.scoring.recorded import CARD
from cornered.setups import Card

Display = Literal["full", "conversation", "rich", "plain", "log", "none"]
"""How Inspect can show progress."""

Row = dict[str, object]
"""What a watcher learns of a rollout, by the names of the table of rollouts."""

Hear = Callable[[Row], None]
"""Takes a rollout that has just ended."""

Watch = Callable[[int, Sequence[Row]], AbstractContextManager[Hear]]
"""Given how many rollouts there will be, and those of earlier runs, gives a `Hear`."""


@contextmanager
def feeding(
    display: Display | Watch | None,
    task: Task,
    playing: Sequence[Model],
    log_dir: Path,
    *,
    passed: Mapping[str, Any],
) -> Iterator[Display | None]:
    """Tell a watcher of what is played in here, and of what earlier runs have left.

    Yields how Inspect is to show progress: not at all beside a watcher.

    Args:
        display: The watcher; or how Inspect shows progress, and nobody is told.
        task: What is played.
        playing: The models that play it.
        log_dir: Where logs of earlier runs lie.
        passed: Arguments that the task was made with.
    """
    if not callable(display):
        yield display
        return
    cards = {str(each.id): (each.metadata or {})[CARD] for each in task.dataset}
    agents = [str(model) for model in playing]
    same = json.loads(json.dumps(passed))
    done = _earlier(cards, agents, log_dir, same)
    with display(len(cards) * len(agents), done) as hear, _hooked(cards, hear):
        yield "none"


@contextmanager
def _hooked(cards: Mapping[str, Any], hear: Hear) -> Iterator[None]:
    """Let Inspect call `hear` at the end of each rollout.

    Inspect keeps hooks as long as the process lives, so this one says when it is over.
    """
    agents: dict[str, str] = {}
    live = True

    class Feed(Hooks):
        def enabled(self) -> bool:
            return live

        async def on_task_start(self, data: TaskStart) -> None:
            agents[data.eval_id] = data.spec.model

        async def on_sample_end(self, data: SampleEnd) -> None:
            card = cards.get(str(data.sample.id))
            if card is not None and data.eval_id in agents:
                hear(_row(card, agents[data.eval_id], data.sample))

    hooks("cornered_feed", "Tells cornered's display of finished rollouts.")(Feed)
    try:
        yield
    finally:
        live = False


def _earlier(
    cards: Mapping[str, Any],
    agents: Sequence[str],
    log_dir: Path,
    passed: Mapping[str, Any],
) -> list[Row]:
    """The rollouts that earlier runs of the same line have ended, but for failed ones.

    Those Inspect plays again, as it does what another line has left.
    """
    found: dict[tuple[str, str], Row] = {}
    for path in log_paths([log_dir]):
        log = log_file(path)
        agent = str(log.eval["model"])
        if agent not in agents or log.eval.get("task_args_passed") != passed:
            continue
        for summary in read_eval_log_sample_summaries(path):
            name = str(summary.id)
            if name in cards and summary.error is None:
                found[agent, name] = _row(cards[name], agent, summary)
    return list(found.values())


def _row(card: Mapping[str, Any], agent: str, sample: Any) -> Row:  # noqa: ANN401 - a sample or its summary
    """What a watcher learns of a sample."""
    named = Card.model_validate(card)
    cell = named.rollout(agent).cell
    usage = {name: each.model_dump() for name, each in sample.model_usage.items()}
    roles = {name: each.model_dump() for name, each in sample.role_usage.items()}
    return {
        "study": named.study,
        "scenario": cell.scenario,
        "agent": agent,
        "simulated": agent.startswith(PREFIX),
        "surface": cell.surface,
        "preset": named.preset,
        "protocol": cell.protocol,
        "cell": cell.key,
        "condition": condition_text(cell.condition),
        "base": cell.base,
        "draw": named.draw,
        "replicate": named.replicate,
        "seed": named.seed,
        **_outcome(sample.scores, failed=sample.error is not None),
        **usage_of(usage, roles),
    }


def _outcome(scores: Mapping[str, Score] | None, *, failed: bool) -> Row:
    """Outcome and status; a rollout that broke or has no score is unscored."""
    score = None if failed else next(iter((scores or {}).values()), None)
    if score is None:
        return {"outcome": "unscored", "status": Status.FAILED.value}
    if score.value in {0, 1}:
        outcome = "crossed" if score.value else "held"
        return {"outcome": outcome, "status": Status.COMPLETED.value}
    return {"outcome": "unscored", "status": str(score.reason or Status.FAILED.value)}
