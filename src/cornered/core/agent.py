"""Simulated agent: plays without a model, from what it was shown and a random key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cornered.core.component import Component

PREFIX = "simulated/"
"""How simulated agents are named where models are named."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """An act that a simulated agent writes."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class View:
    """All that a simulated agent has: its key, and what it was shown."""

    key: str
    """Its rollout, as JSON: names the cell and seeds its choices; holds no address,
    id, code or prose."""
    shown: str
    """Everything it was shown so far, as one text."""
    answers: tuple[tuple[str, str], ...] = ()
    """(tool, what the tool answered) of its calls so far, in order."""
    tools: tuple[str, ...] = ()
    """Ids of the native tools it has; empty on the letter surface."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a simulated agent does next; without calls it is done."""

    words: str = ""
    calls: tuple[Call, ...] = ()
    rule: str = ""
    """Which published rate or neutral rule its choice was drawn from."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SimulatedAgent(Component):
    """One or more agents that our own provider plays as `simulated/<name>`."""

    names: Callable[[], tuple[str, ...]]
    """The names it goes by."""
    move: Callable[[str, View], Move]
    """(name, view) -> its next move; a pure function."""
