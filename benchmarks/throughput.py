"""How much does a rollout cost above Inspect itself?

Measured: rollouts per second of the study `paper` (letter) with a simulated model, and of
a bare Inspect task on the same messages and model (`generate()` and a scorer that says 1),
in turns within one process, on the clock and in CPU time. The order is turned around from
pair to pair. Staging (making the samples) has its own figure and a total that includes it.
Budget: 0.85 of bare Inspect's rollouts per second, median over the pairs, by CPU time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

from inspect_ai import Task, eval  # noqa: A004 - Inspect's name
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import TaskState, generate

from cornered.task import study

AGENT = "simulated/claude-opus-4"
PAIRS = 9
ROLLOUTS = 10
"""Per cell, of 18 cells."""
BUDGET = 0.85

Seconds = tuple[float, float]
"""On the clock, and of the processor."""


@scorer(metrics=[mean()])
def one() -> Scorer:
    """The least that a scorer can do."""

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001 - Inspect's signature
        return Score(value=1)

    return score


def timed(act: Callable[[], object]) -> Seconds:
    """How long `act` takes."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - cpu


def played(task: Task, log_dir: str) -> None:
    """Play a task as `cornered run` does, without its tables."""
    quiet = {"log_realtime": False, "ctl_server": False, "score_display": False}
    logs = eval(task, model=AGENT, log_dir=log_dir, display="none", **quiet)  # type: ignore[arg-type]
    if logs[0].status != "success":
        message = f"status {logs[0].status!r}; allowed: success"
        raise RuntimeError(message)


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    ours: list[Seconds] = []
    bares: list[Seconds] = []
    made: list[Task] = []
    staging = timed(lambda: made.append(study(study="paper", rollouts=ROLLOUTS)))
    task = made[0]
    count = len(task.dataset)
    bare = Task(
        dataset=MemoryDataset([Sample(id=s.id, input=s.input) for s in task.dataset]),
        solver=generate(),
        scorer=one(),
        config=GenerateConfig(temperature=1.0, max_tokens=10_000),
    )
    with tempfile.TemporaryDirectory() as folder:
        for each in (bare, task):  # what is imported and looked up once
            played(each, folder)
        for pair in range(PAIRS):
            order = [(task, ours), (bare, bares)]
            for each, times in order if pair % 2 else reversed(order):
                times.append(timed(lambda each=each: played(each, folder)))  # type: ignore[misc]
    cpu = [(o[1], b[1]) for o, b in zip(ours, bares, strict=True)]
    ratios = [b / o for o, b in cpu]
    walls = [b[0] / o[0] for o, b in zip(ours, bares, strict=True)]
    figures = {
        "benchmark": "throughput",
        "samples": count,
        "ours_cpu_ms": round(1000 * median(o for o, _ in cpu) / count, 2),
        "bare_cpu_ms": round(1000 * median(b for _, b in cpu) / count, 2),
        "staging_cpu_ms": round(1000 * staging[1] / count, 2),
        "ratio": round(median(ratios), 3),
        "ratio_of_best": round(min(b for _, b in cpu) / min(o for o, _ in cpu), 3),
        "ratio_spread": [round(min(ratios), 3), round(max(ratios), 3)],
        "ratio_by_the_clock": round(median(walls), 3),
        "ratio_with_staging": round(median(b / (o + staging[1]) for o, b in cpu), 3),
        "budget": f"ratio >= {BUDGET}",
        "within_budget": median(ratios) >= BUDGET,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
