"""Example trajectories: what the page shows of single rollouts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cornered.core.cell import digest

LONG = 1200
"""Characters from which a message is folded."""

SHOWN = frozenset({"system", "user"})
"""Roles of messages that come before the agent's first one: what it was shown."""

PLAIN = ("sequence", "time_s", "tool", "recipients", "carried", "decision", "effect")
"""Fields of an act that have a place of their own; others are listed."""

OMITTED = frozenset({"sample_id", "log", "agent"})
"""Fields of an act that the example already tells."""


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


@dataclass(frozen=True, kw_only=True)
class ActLine:
    """An act as the page prints it."""

    sequence: str
    at: str
    """Minutes and seconds from the start."""
    tool: str
    to: str
    carried: str
    decision: str
    effect: str
    more: tuple[tuple[str, str], ...]
    """Other fields that say something: (name, value)."""


def act_lines(example: Example) -> tuple[ActLine, ...]:
    """The acts of an example, ready to print."""
    return tuple(_line(act) for act in example.acts)


def _line(act: Mapping[str, object]) -> ActLine:
    """One act, ready to print."""
    more = tuple(
        (name.replace("_", " "), _text(value))
        for name, value in act.items()
        if name not in PLAIN and name not in OMITTED and _text(value)
    )
    return ActLine(
        sequence=_text(act.get("sequence")),
        at=_clock(act.get("time_s")),
        tool=_text(act.get("tool")),
        to=_text(act.get("recipients")),
        carried=_text(act.get("carried")),
        decision=_text(act.get("decision")),
        effect=_text(act.get("effect")),
        more=more,
    )


def _clock(seconds: object) -> str:
    """Seconds as minutes and seconds; empty if not a number."""
    if not isinstance(seconds, int | float):
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _text(value: object) -> str:
    """A field as text; empty if it says nothing."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value)
    return str(value)
