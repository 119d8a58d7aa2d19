"""Recorded: where a rollout's trajectory lies in an Inspect log, and reading it back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cornered.core.outcome import Status
from cornered.core.trajectory import FactSheet, Trajectory

CARD, FACTS, PROMPT_HASH = "card", "facts", "prompt_hash"
"""Keys of the sample's metadata: coordinates, fact sheet, hash of what is read.

The fact sheet is JSON text, which is cheap where Inspect copies metadata deeply, in a
list of one, which keeps Inspect from shortening it word by word for every summary.
"""

KEPT = 1024
"""Fact sheets remembered; the models of a run, and its tables, meet the same ones."""

TRAJECTORY = "trajectory"
"""Key of the sample's store: the trajectory without its facts."""


def noted(facts: FactSheet) -> list[str]:
    """A fact sheet as the metadata holds it."""
    return [facts.model_dump_json(exclude_defaults=True)]


def facts_in(metadata: Mapping[str, Any]) -> FactSheet:
    """The fact sheet in a sample's metadata."""
    (text,) = metadata[FACTS]
    return _facts(text)


@lru_cache(maxsize=KEPT)
def _facts(text: str) -> FactSheet:
    """The fact sheet that a text is; the same text is read once."""
    return FactSheet.model_validate_json(text)


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
    facts = facts_in(metadata)
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
