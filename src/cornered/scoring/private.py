"""Private: what an agent said to itself alone, and how much of it can be read."""

from __future__ import annotations

from enum import StrEnum

from cornered.core.trajectory import Trajectory


class Visibility(StrEnum):
    """How much of its native reasoning a model let us read, at best."""

    FULL = "full"
    SUMMARY = "summary"
    REDACTED = "redacted"
    NONE = "none"


def visibility(trajectory: Trajectory) -> Visibility:
    """The most readable form in which native reasoning came.

    Parts may have come in a lesser form: some providers put a redacted piece beside each
    call. `Trajectory.redacted` counts those that nobody can read.
    """
    if trajectory.reasoning:
        return Visibility.FULL
    if trajectory.summaries:
        return Visibility.SUMMARY
    return Visibility.REDACTED if trajectory.redacted else Visibility.NONE


def private_words(trajectory: Trajectory) -> str:
    """All that the agent said to itself alone, as far as it can be read."""
    parts = (trajectory.notes, trajectory.reasoning, trajectory.summaries)
    return "\n\n".join(filter(None, parts))
