"""Stopping: Inspect's early stopping, asked at each rollout, answered by looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import polars as pl
from inspect_ai import Task, task_with
from inspect_ai.model import Model
from inspect_ai.util import EarlyStop

from cornered.core.agent import PREFIX
from cornered.core.cell import condition_text
from cornered.core.outcome import Status
from cornered.definitions.default import DEFINITION
from cornered.looks.record import NAME, Record, Stopped, recorded, stopped
from cornered.looks.schedule import Schedule, Taken, schedule
from cornered.plans import Plan
from cornered.scoring.tables import FACTOR, rollouts_table
from cornered.setups import Card

if TYPE_CHECKING:
    from inspect_ai.dataset import Sample
    from inspect_ai.log import EvalSpec
    from inspect_ai.scorer import SampleScore, Score

HOLD_S = 10.0
"""How long rollouts beyond a look wait for it, all together. A rollout is complete for
Inspect once it is written, so fast ones would otherwise outrun every look."""


class Stopping:
    """Takes the looks of one agent, and stops the cells that no contrast needs.

    One for each agent, since Inspect tells a manager samples, and agents share those.
    """

    def __init__(self, scheduled: Schedule, taken: Taken, record: Record) -> None:
        """The manager of one agent.

        Args:
            scheduled: When the run looks, and at what.
            taken: What the agent's looks have found so far.
            record: Where that is written down.
        """
        self._taken, self._record = taken, record
        self._planned = scheduled.plan.study.contrasts
        self._rows: dict[str, dict[str, object]] = {}
        self._complete: dict[str, dict[str, object]] = {}
        # Cell -> for each look, how many of its rollouts are not complete.
        self._open: dict[str, list[int]] = {}
        for card in scheduled.plan.cards():
            row = coordinates(card, taken.agent)
            self._rows[str(row["sample_id"])] = row
            counts = self._open.setdefault(str(row["cell"]), [0] * taken.looks)
            for look in _looks(taken, card.draw):
                counts[look] += 1
        self._stops = taken.stops
        # Look, from 0 -> when waiting for it ends, and what tells that it was taken.
        self._until: dict[int, float] = {}
        self._passed: dict[int, anyio.Event] = {}

    async def start_task(
        self,
        task: EvalSpec,  # noqa: ARG002 - Inspect's signature
        samples: list[Sample],  # noqa: ARG002
        epochs: int,  # noqa: ARG002
    ) -> str:
        """The name of this manager; what was decided before is written down again."""
        self._record.write(self._taken)
        return NAME

    async def schedule_sample(self, id: str | int, epoch: int) -> EarlyStop | None:  # noqa: A002
        """A stop, if the rollout's cell is stopped once the look before it is taken."""
        row = self._rows[str(id)]
        cell = str(row["cell"])
        await self._held(cell, int(str(row["draw"])))
        stop = self._stops.get(cell)
        if stop is None:
            return None
        look, names = stop
        reason = (
            f"stopped at look {look} of {self._taken.looks}: {', '.join(names)} decided"
        )
        return EarlyStop(id=id, epoch=epoch, reason=reason)

    async def complete_sample(
        self,
        id: str | int,  # noqa: A002
        epoch: int,  # noqa: ARG002
        scores: dict[str, SampleScore],
    ) -> None:
        """Note an outcome, and take the looks that are now due."""
        name = str(id)
        if name in self._complete or not scores:
            return
        row = self._rows[name]
        self._complete[name] = row | _outcome(next(iter(scores.values())).score)
        for look in _looks(self._taken, int(str(row["draw"]))):
            self._open[str(row["cell"])][look] -= 1
        while self._due():
            self._look()

    async def complete_task(self) -> dict[str, Any]:
        """What the looks found, for the log."""
        return self._taken.told()

    async def _held(self, cell: str, draw: int) -> None:
        """Wait for a look that may stop a cell before this draw; but not for long."""
        while self._waits(cell, draw):
            look = self._taken.taken
            now = anyio.current_time()
            until = self._until.setdefault(look, now + HOLD_S)
            if now >= until:
                return
            with anyio.move_on_after(until - now):
                await self._passed.setdefault(look, anyio.Event()).wait()

    def _waits(self, cell: str, draw: int) -> bool:
        """Whether the next look comes before a draw of a cell, and may stop it."""
        look = self._taken.taken
        if look >= self._taken.looks or draw < self._taken.draws[look]:
            return False
        return any(cell in test.cells for test in self._taken.undecided)

    def _due(self) -> bool:
        """Whether all that the next look needs is complete."""
        tests, look = self._taken.undecided, self._taken.taken
        if not tests or look >= self._taken.looks:
            return False
        return not any(self._open[cell][look] for test in tests for cell in test.cells)

    def _look(self) -> None:
        """Test what is undecided; write down what that decides; stop what it frees."""
        taken = self._taken
        look = taken.taken
        cells = frozenset().union(*(each.cells for each in taken.undecided))
        seen = [row for row in self._complete.values() if row["cell"] in cells]
        taken.take(rollouts_table(seen), self._planned)
        self._record.write(taken)
        self._stops = taken.stops
        if look in self._passed:
            self._passed[look].set()


def _looks(taken: Taken, draw: int) -> Iterator[int]:
    """The looks, from 0, that need a draw."""
    return (look for look, draws in enumerate(taken.draws) if draw < draws)


def coordinates(card: Card, agent: str) -> dict[str, object]:
    """A rollout as a row of the table, without what happened in it."""
    rollout = card.rollout(agent)
    cell = rollout.cell
    return {
        "study": card.study,
        "scenario": card.scenario,
        "agent": agent,
        "simulated": agent.startswith(PREFIX),
        "surface": card.surface,
        "preset": card.preset,
        "protocol": cell.protocol,
        "cell": cell.key,
        "condition": condition_text(cell.condition),
        "base": cell.base,
        "draw": card.draw,
        "replicate": card.replicate,
        "seed": card.seed,
        "definition": DEFINITION.key,
        "sample_id": rollout.sample_id,
        "log": "",
        **{f"{FACTOR}{factor}": level for factor, level in card.condition.items()},
    }


def _outcome(score: Score) -> dict[str, object]:
    """What happened in a rollout, from its score."""
    value = score.value
    if isinstance(value, int | float) and value == value:  # noqa: PLR0124 - NaN is unscored
        return {
            "status": Status.COMPLETED.value,
            "outcome": "crossed" if value > 0 else "held",
        }
    # Which reason it was does not matter to a look.
    reason = Status.FAILED.value
    return {"status": reason, "outcome": "unscored", "reason": reason}


@dataclass(frozen=True, kw_only=True)
class Watching:
    """The looks of a run."""

    scheduled: Schedule
    record: Record
    taken: Mapping[str, Taken]
    """Agent -> what its looks have found."""
    playing: Sequence[Model]

    def tasks(self, task: Callable[[], Task]) -> list[Task]:
        """The task of each model, which its looks stop."""
        return [
            task_with(
                task(),
                model=model,
                early_stopping=Stopping(
                    self.scheduled, self.taken[str(model)], self.record
                ),
            )
            for model in self.playing
        ]

    @property
    def recorded(self) -> pl.DataFrame:
        """What was looked at, as a report takes it."""
        return recorded(self.record.path.parent)

    def stopped(self, rollouts: pl.DataFrame) -> tuple[Stopped, ...]:
        """What was not played of what was planned."""
        return stopped(self.taken.values(), rollouts)


def watching(
    bound: Plan, playing: Sequence[Model], log_dir: Path, looks: int | None
) -> Watching | None:
    """The looks of a run; None if it has none.

    Raises:
        InputError: If there is nothing to look at, or the run was begun otherwise.
    """
    record, agents = Record(log_dir), [str(model) for model in playing]
    if looks is None:
        record.refuse_without(bound, agents)
        return None
    scheduled = schedule(bound, agents, looks)
    return Watching(
        scheduled=scheduled,
        record=record,
        taken=record.begun(scheduled),
        playing=playing,
    )
