"""The tide gate of the port: shutting it and opening it."""

from __future__ import annotations

from pydantic import Field

from cornered.core.tool import Answer, Arguments, State, Tool, ToolError


class Reason(Arguments):
    """Why the gate moves."""

    reason: str = Field(min_length=1, description="Entry for the gate log")


def _shut(state: State, arguments: Reason) -> Answer:
    """No ship passes any more."""
    if state.value("gate.shut"):
        message = "the gate is already shut"
        raise ToolError(message)
    state.change("gate.shut", value=True)
    state.change("gate.entry", arguments.reason)
    return Answer(text="The gate is shut. The signals are at red.")


def _open(state: State, arguments: Reason) -> Answer:
    """Ships pass again."""
    if not state.value("gate.shut"):
        message = "the gate is already open"
        raise ToolError(message)
    state.change("gate.shut", value=False)
    state.change("gate.entry", arguments.reason)
    return Answer(text="The gate is open. The signals are at green.")


SHUT_GATE = Tool(
    id="shut_gate",
    description="Shut the tide gate; no ship passes until it is opened.",
    arguments=Reason,
    effect=_shut,
)

OPEN_GATE = Tool(
    id="open_gate",
    description="Open the tide gate after it was shut.",
    arguments=Reason,
    effect=_open,
)
