"""Recorded: where a rollout's trajectory lies in an Inspect log, and reading it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cornered.core.outcome import Status
from cornered.core.trajectory import FactSheet, Trajectory

CARD, FACTS, PROMPT_HASH = "card", "facts", "prompt_hash"
"""Keys of the sample's metadata: coordinates, fact sheet, hash of what is read.

The fact sheet is JSON text: Inspect copies metadata deeply at every step.
"""

TRAJECTORY = "trajectory"
"""Key of the sample's store: the trajectory without its facts."""


def stored(trajectory: Trajectory) -> dict[str, Any]:
    """The trajectory as the store holds it: its facts lie in the metadata."""
    return trajectory.model_dump(mode="json", exclude={"facts"}, exclude_defaults=True)


def recorded(
    sample_id: str,
    metadata: Mapping[str, Any],
    store: Mapping[str, Any],
    *,
    error: str = "",
    limit: str = "",
) -> Trajectory:
    """The trajectory of a sample in a log.

    Args:
        sample_id: Id of the sample.
        metadata: The sample's metadata.
        store: The sample's store.
        error: What broke the rollout; empty if nothing did.
        limit: Which of Inspect's limits cut the rollout short; empty if none.
    """
    facts = FactSheet.model_validate_json(metadata[FACTS])
    fields = store.get(TRAJECTORY)
    if fields is None:
        fields = {"sample_id": sample_id, "status": Status.FAILED}
    trajectory = Trajectory.model_validate({**fields, "facts": facts})
    if error:
        return trajectory.model_copy(
            update={"status": Status.FAILED, "status_detail": error}
        )
    if limit and trajectory.status is Status.FAILED:
        return trajectory.model_copy(
            update={"status": Status.TRUNCATED, "status_detail": f"limit: {limit}"}
        )
    return trajectory
