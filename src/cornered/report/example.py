"""Example trajectories: what the page shows of single rollouts."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import quote

from cornered.core.cell import digest

LONG = 1200
"""Characters from which a message is folded."""

SHOWN = frozenset({"system", "user"})
"""Roles of messages that come before the agent's first one: what it was shown."""

VIEWER = "http://127.0.0.1:7575/#/logs"
"""Where Inspect's viewer shows logs while `inspect view` runs, unless told otherwise."""


def rollout_anchor(agent: str, sample_id: str, log: str) -> str:
    """The fragment of a rollout on the page."""
    return f"rollout-{digest((agent, sample_id, log))}"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a grader found in one act, or why it gave no grade."""

    sequence: int
    """Of the act."""
    kind: str
    reason: str
    spans: tuple[str, ...] = ()
    """`name: passage` that it rests on."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What one grader says of a rollout."""

    grader: str
    outcome: str
    found: tuple[Found, ...] = ()
    """Empty where it found nothing, or where the log does not hold its words."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One rollout to show."""

    cell: str
    """Key of its cell."""
    agent: str
    sample_id: str
    log: str
    """Log file it lies in."""
    outcome: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """The label vector: name -> value."""
    messages: tuple[tuple[str, str], ...] = ()
    """(role, text), in order; roles as Inspect names them, or `reasoning`."""
    acts: tuple[Mapping[str, object], ...] = ()
    """Acts of the ledger, in order, by the columns of the table of acts."""
    words: tuple[Word, ...] = ()
    """What graders say of it, each by itself."""
    scenario: str = ""
    condition: str = ""
    draw: int | None = None
    simulated: bool = False
    epoch: int = 1
    """Which of Inspect's epochs it is in its log."""
    trouble: str = ""
    """Why its log does not give it; empty if it does."""

    @property
    def view_line(self) -> str:
        """The command that opens its log in Inspect's viewer; empty of no such log.

        What the log quotes is shown as plain text: a model wrote it.
        """
        path = PurePath(self.log)
        if path.suffix != ".eval":
            return ""
        folder = shlex.quote(str(path.parent))
        return f"inspect view --no-trust-content --log-dir {folder}"

    @property
    def view_address(self) -> str:
        """Where the viewer then shows the rollout."""
        parts = (PurePath(self.log).name, "samples", "sample", self.sample_id)
        where = "/".join(quote(part, safe="") for part in parts)
        return f"{VIEWER}/{where}/{self.epoch}"

    @property
    def sequences(self) -> frozenset[object]:
        """Which acts can be led to."""
        return frozenset(act.get("sequence") for act in self.acts)

    @property
    def prompt(self) -> tuple[tuple[str, str], ...]:
        """What the agent was shown before it first spoke."""
        return self.messages[: self._prompt_length]

    @property
    def play(self) -> tuple[tuple[str, str], ...]:
        """What was said from the agent's first word on."""
        return self.messages[self._prompt_length :]

    @property
    def anchor(self) -> str:
        """Names the rollout on the page; its acts are `<anchor>-<sequence>`."""
        return rollout_anchor(self.agent, self.sample_id, self.log)

    @property
    def prompt_id(self) -> str:
        """Names the prompt: examples that were shown the same share it."""
        return f"shown-{digest(self.prompt)}"

    @property
    def _prompt_length(self) -> int:
        """How many messages come before the first that is not shown to the agent."""
        for index, (role, _) in enumerate(self.messages):
            if role not in SHOWN:
                return index
        return len(self.messages)


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What agents were shown, printed once however many examples share it."""

    id: str
    place: str
    """Sample ids without their agents: which samples it belongs to."""
    messages: tuple[tuple[str, str], ...]

    @property
    def length(self) -> int:
        """How long it is, characters."""
        return sum(len(text) for _, text in self.messages)


def prompts(examples: Iterable[Example]) -> tuple[Prompt, ...]:
    """The distinct prompts of the examples, in their order."""
    found: dict[str, Prompt] = {}
    for example in examples:
        if example.prompt and example.prompt_id not in found:
            found[example.prompt_id] = Prompt(
                id=example.prompt_id, place=example.sample_id, messages=example.prompt
            )
    return tuple(found.values())
