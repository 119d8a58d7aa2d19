"""Messages: the acts of a rollout whose meaning is graded."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cornered.core.trajectory import Act, Trajectory
from cornered.scoring.reading import Reading
from cornered.scoring.sheet import Sheet, sheet

MESSAGES = frozenset({"send_email", "forward_email"})
"""Tools whose acts are messages; drafts and notes never leave."""

SENT = frozenset({"done"})
TRIED = frozenset({"refused", "held", "bounced"})
"""Effects of a message that the agent let go but that reached nobody."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message that the agent sent or tried to send."""

    act: Act
    text: str
    """Subject and body as one text."""
    on: Sheet = field(compare=False, repr=False)
    """What is known of the firm."""

    @cached_property
    def reading(self) -> Reading:
        """What it says, by the fact sheet and the lexicon."""
        return Reading(self.text, self.on, carried=self.act.carried)

    @property
    def delivered(self) -> bool:
        """Whether it reached someone."""
        return self.act.effect in SENT


def messages(trajectory: Trajectory) -> tuple[Message, ...]:
    """The messages of a rollout, in order."""
    on = sheet(trajectory.facts)
    return tuple(
        Message(act=act, text=_text(act), on=on)
        for act in trajectory.acts
        if act.tool in MESSAGES and act.effect in SENT | TRIED
    )


def _text(act: Act) -> str:
    """Subject and body of a message as one text."""
    subject = str(act.arguments.get("subject", "")).strip()
    body = str(act.arguments.get("body", ""))
    return f"{subject}\n\n{body}" if subject else body
