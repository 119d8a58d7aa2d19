"""Tool: a schema, an effect on the workplace, and what a real one would answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from cornered.core.facts import Value


class Arguments(BaseModel):
    """Base of tool argument schemas: unknown arguments are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ToolError(Exception):
    """What a real tool would answer instead of a result; the agent reads it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a tool gives back."""

    text: str
    """What the agent reads."""
    read: tuple[str, ...] = ()
    """Item ids whose content the agent now knows."""


class State(Protocol):
    """What a scenario's own tool may see and change of the workplace."""

    now_s: float

    def value(self, key: str) -> Value:
        """The state variable `key`."""
        ...

    def change(self, key: str, value: Value) -> None:
        """Set the state variable `key`; the ledger records the change."""
        ...

    def fact(self, name: str) -> Any:  # noqa: ANN401 - facts are as varied as prose
        """The fact or drawn value called `name`, as templates read it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Tool:
    """Something an agent can do in the workplace."""

    id: str
    description: str
    arguments: type[Arguments]
    effect: Callable[[Any, Any], Answer]
    """`(state, arguments) -> Answer`; raises `ToolError` as a real one would."""
    takes_s: float = 20.0
    """How long using it takes, seconds."""
    surfaces: frozenset[str] = frozenset({"letter", "tools"})
    recipients: tuple[str, ...] = ()
    """Arguments that hold mail addresses."""
    carries: tuple[str, ...] = ()
    """Arguments that hold ids of items which the act sends along."""

    @property
    def schema(self) -> dict[str, Any]:
        """JSON schema of the arguments, an object."""
        return self.arguments.model_json_schema()
