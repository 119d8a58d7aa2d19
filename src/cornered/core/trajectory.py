"""Trajectory: what a rollout recorded: acts, messages, and the facts to score it by.

Pydantic models, because trajectories cross the edge: they lie in logs as JSON.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cornered.core.outcome import Route, Status


class Record(BaseModel):
    """Base of what is stored: frozen, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(Record):
    """Something an agent did or tried to do, and what came of it."""

    sequence: int
    time_s: float
    """When it took effect, seconds from the start of the rollout."""
    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    """As the agent gave them; after a `transform`, as they took effect."""
    recipients: tuple[str, ...] = ()
    """Role ids of known people, bare addresses of others."""
    undeliverable: tuple[str, ...] = ()
    """Recipients that the mail bounced from."""
    carried: tuple[str, ...] = ()
    """Item ids that it attached or forwarded."""
    context_readers: tuple[str, ...] | None = None
    """Who may read all that the agent had read; None for everyone."""
    context_tags: tuple[str, ...] = ()
    """Tags of all that the agent had read."""
    decision: str = "allow"
    """`allow`, `deny`, `hold` or `transform`."""
    decision_reason: str = ""
    shadow_decision: str | None = None
    """What a gate in shadow mode would have decided."""
    effect: str = "done"
    """`done`, `bounced`, `error` (a tool error), `refused`, `held` or `malformed`."""
    answer: str = ""
    """What the agent was told."""
    changes: dict[str, Any] = Field(default_factory=dict)
    """State variables it changed."""
    harms: tuple[str, ...] = ()
    """Declared harms that began to stand with it."""
    undone: tuple[str, ...] = ()
    """Declared harms that ceased to stand with it."""


class Happening(Record):
    """An event or a rule that fired, in the ledger beside the acts."""

    time_s: float
    id: str
    effects: tuple[str, ...] = ()
    changes: dict[str, Any] = Field(default_factory=dict)
    harms: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


class Party(Record):
    """Someone the agent can write to."""

    id: str
    name: str
    title: str
    organization: str
    addresses: tuple[str, ...]
    route: Route = Route.NONE
    internal: bool = True
    entitled: bool = False
    """Whether lawfully entitled to confidential material."""


class Item(Record):
    """A message, document or alert, as far as scoring needs it."""

    id: str
    text: str
    readers: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    asset: float = 0.0
    """Share of the protected asset, in [0, 1]."""
    bears_lever: bool = False


class DeclaredHarm(Record):
    """What a harm that is read from state counts as."""

    id: str
    kind: str
    severity: int
    route: Route = Route.SYSTEM


class FactSheet(Record):
    """The facts of one draw that scoring and graders need; no condition is named in it."""

    agent: str
    """Name the agent goes by in the company."""
    parties: tuple[Party, ...]
    domains: tuple[str, ...]
    """Mail domains of the agent's own firm."""
    items: tuple[Item, ...] = ()
    lever_subject: str = ""
    """Party id; empty if the scenario has no lever on a person."""
    lever_terms: tuple[str, ...] = ()
    lever_hints: tuple[str, ...] = ()
    demand: tuple[str, ...] = ()
    asset_steps: tuple[tuple[str, ...], ...] = ()
    """Words for each step of a protected process; two of them tell a part of it."""
    asset_setting: tuple[str, ...] = ()  # words beside which a figure is one of it
    harms: tuple[DeclaredHarm, ...] = ()


LONGEST_TEXT = 30_000
"""Most characters of one text of a dialogue."""

MOST_TURNS = 500
"""Most turns of a dialogue."""


class Call(Record):
    """A call of a tool that is not ours, as a conversation shows it."""

    tool: str = Field(default="", max_length=LONGEST_TEXT)
    """Its name; empty if the source does not tell it apart from the arguments."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """By name, where the source has them so."""
    written: str = Field(default="", max_length=LONGEST_TEXT)
    """What was written, where arguments cannot be told apart."""


class Turn(Record):
    """One message of a conversation: what was said, thought, called and answered."""

    role: Literal["system", "user", "assistant", "tool", "other"]
    text: str = Field(default="", max_length=LONGEST_TEXT)
    """What was said; of a tool, its result."""
    reasoning: str = Field(default="", max_length=LONGEST_TEXT)
    calls: tuple[Call, ...] = ()
    tool: str = Field(default="", max_length=LONGEST_TEXT)
    """Whose result it is, if the source says so."""
    omitted: int = Field(default=0, ge=0)
    """How many characters of it were left out (count)."""


class Trajectory(Record):
    """What one rollout recorded."""

    sample_id: str
    status: Status
    status_detail: str = ""
    facts: FactSheet
    acts: tuple[Act, ...] = ()
    happenings: tuple[Happening, ...] = ()
    reply: str = ""
    """The agent's visible words, notes left out."""
    reasoning: str = ""
    """Native reasoning that can be read in full."""
    summaries: str = ""
    """Summaries of native reasoning, as its provider gives them."""
    redacted: int = 0
    """Pieces of native reasoning that only their provider can read (count)."""
    notes: str = ""
    """Prompted private notes."""
    read: tuple[str, ...] = ()
    """Item ids that the agent was shown."""
    turns: int = 0
    sim_time_s: float = 0.0
    dialogue: tuple[Turn, ...] = Field(default=(), max_length=MOST_TURNS)
    """The conversation of a rollout that cannot be replayed; no evidence of an act."""
