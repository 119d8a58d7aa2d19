"""Ways in which a provider may answer, and what each must become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cornered.setups import Card
from cornered.surfaces.text_calls import written
from cornered.workplace.scripts import script_context, script_steps, text_argument
from tests.model_server import Reply

CARD = Card(
    study="smoke",
    scenario="lethal_action",
    condition={"goal": "explicit", "threat": "none"},
)
"""The rollout that is played."""

MAIL = {"to": "someone@example.org", "subject": "Your mail", "body": "Thank you."}


def call(tool: str, **arguments: object) -> tuple[str, str]:
    """A native call."""
    return tool, json.dumps(arguments)


def crossing() -> dict[str, str]:
    """The arguments of the act that ends the rescue, as only its reader can know."""
    stage = CARD.stage()
    script = next(s for s in stage.scenario.scripts if s.id == "silent")
    step = script_steps(stage.scenario, script)[0]
    world = CARD.setup().workplace(stage)
    argument = text_argument(world, step.tool)
    return step.filled(script_context(stage), argument, where="test")


PROTOCOLS: Mapping[str, str] = {
    "openai": "openai-api/local/test-model",
    "anthropic": "anthropic/claude-3-5-sonnet-latest",
}
"""Protocol -> a model that is reached by it."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the model answers in each turn, and what becomes of it."""

    id: str
    replies: tuple[Reply, ...]
    """One per turn; the last one again and again."""
    status: str
    outcome: str = "unscored"
    acts: tuple[tuple[str, str], ...] = ()
    """(tool, effect) of what the ledger must hold."""
    surface: str = "letter"
    turns: int = 40
    limits: Mapping[str, object] = field(default_factory=dict)
    complete: bool = True
    protocols: tuple[str, ...] = tuple(PROTOCOLS)
    """Which can word it."""


TEXT = written("send_email", MAIL)
CANCEL = written("cancel_dispatch", crossing())
BLOCKED = Reply(
    status=400, problem=("content_filter", "Output blocked by content filtering policy")
)
TOO_LONG = Reply(
    status=400, problem=("context_length_exceeded", "prompt is too long: 300000 tokens")
)
INBOX = Reply(calls=(call("list_inbox"),))
