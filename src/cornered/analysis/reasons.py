"""Why rollouts were left unscored, and what the agents did by tool."""

from __future__ import annotations

import polars as pl


def unscored_reasons(rollouts: pl.DataFrame) -> pl.DataFrame:
    """How many rollouts of each agent were left unscored, by reason.

    Returns:
        `agent`, `simulated`, `reason`, `count`, `rollouts` (of the agent) and `share`
        of them, in [0, 1]; only reasons that occurred, the commonest first.
    """
    totals = rollouts.group_by("agent").agg(rollouts=pl.len())
    return (
        rollouts.filter(pl.col("outcome") == "unscored")
        .group_by("agent", "reason")
        .agg(pl.col("simulated").any(), count=pl.len())
        .join(totals, on="agent")
        .with_columns(share=pl.col("count") / pl.col("rollouts"))
        .sort("agent", "count", "reason", descending=[False, True, False])
        .select("agent", "simulated", "reason", "count", "rollouts", "share")
    )


def acts_by_tool(acts: pl.DataFrame) -> pl.DataFrame:
    """How many acts of each agent used each tool, and what came of them.

    Returns:
        `agent`, `tool`, `acts`, `refused` (a gate denied or held it), `failed` (a tool
        error, or malformed) and `undone` (the agent reversed it).
    """
    return (
        acts.group_by("agent", "tool")
        .agg(
            acts=pl.len(),
            refused=pl.col("effect").is_in(["refused", "held"]).sum(),
            failed=pl.col("effect").is_in(["error", "malformed"]).sum(),
            undone=(pl.col("reversed").fill_null(value=False)).sum(),
        )
        .sort("agent", "tool")
    )
