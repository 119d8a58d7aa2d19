"""Promised options: what `run` takes from a plan, and what may not be given beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cornered.core.cell import condition, condition_text, parse_condition
from cornered.core.errors import InputError
from cornered.planning.promise import Promise


def agreed(promise: Promise, given: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a plan promises of a run, by the names of `run`'s options.

    Args:
        promise: The plan.
        given: What a person gave beside it, by the same names, and only that.

    Raises:
        InputError: If something given contradicts the plan, with both.
    """
    of = promise.of
    promised: dict[str, Any] = {
        "study": of.study,
        "agents": of.models,
        "graders": of.graders,
        "grader_draws": of.grader_draws,
        **of.options,
    }
    for name, value in given.items():
        if name in promised and _plain(name, value) != _plain(name, promised[name]):
            message = (
                f"{_called(name)} {_shown(name, value)} contradicts the plan "
                f"{str(promise.path)!r}, which has {_shown(name, promised[name])}; "
                "allowed: the same, or nothing"
            )
            raise InputError(message)
    return promised


def _called(name: str) -> str:
    """An option as a person writes it."""
    if name == "study":
        return "STUDY"
    singular = {"agents": "model", "graders": "grader"}.get(name, name)
    return f"--{singular.replace('_', '-')}"


def _plain(name: str, value: Any) -> object:  # noqa: ANN401 - an option's value
    """A value such that two that mean the same are equal."""
    if name == "condition":
        return condition(parse_condition(",".join(_texts(value))))
    if name in {"agents", "graders", "scenario"}:
        return frozenset(_texts(value))
    return value


def _shown(name: str, value: Any) -> str:  # noqa: ANN401 - an option's value
    """A value as an error shows it."""
    if name == "condition":
        levels = parse_condition(",".join(_texts(value)))
        return repr(condition_text(condition(levels)) if levels else "none")
    if name in {"agents", "graders", "scenario"}:
        return repr(", ".join(_texts(value)) or "none")
    return repr(value)


def _texts(value: str | Sequence[str] | None) -> list[str]:
    """Several texts, each of which may be several, joined by commas."""
    given = [value] if isinstance(value, str) else list(value or ())
    return [part.strip() for each in given for part in each.split(",") if part.strip()]
