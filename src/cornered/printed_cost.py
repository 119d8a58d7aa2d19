"""Printed cost: what a run cost, as far as prices are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cornered.core.agent import PREFIX
from cornered.planning.prices import Price, price_of


def cost_of(rollouts: pl.DataFrame) -> dict[str, Any]:
    """Cost of a table of rollouts as JSON.

    Returns:
        `cost_usd`: of the rollouts whose cost is known, None if none is;
        `cost_unknown`: agents with rollouts whose cost is not, sorted.
    """
    known = rollouts["cost_usd"].drop_nulls()
    unknown = rollouts.filter(pl.col("cost_usd").is_null())["agent"].unique()
    return {
        "cost_usd": float(known.sum()) if known.len() else None,
        "cost_unknown": sorted(unknown),
    }


def cost_lines(
    rollouts: pl.DataFrame, prices: Sequence[Price] | None = None
) -> tuple[str, ...]:
    """What is said of the cost after a run; nothing of agents that cost nothing.

    Args:
        rollouts: Table of rollouts.
        prices: What models were priced by; the shipped table if None.
    """
    paid = rollouts.filter(~pl.col("agent").str.starts_with(PREFIX))
    if not paid.height:
        return ()
    found, lines = cost_of(paid), []
    if found["cost_usd"] is not None:
        priced = paid.filter(pl.col("cost_usd").is_not_null())["agent"].unique()
        found_at = (price_of(agent, prices) for agent in priced)
        dates = sorted({price.date for price in found_at if price and price.date})
        when = f" (prices of {', '.join(dates)})" if dates else ""
        lines.append(f"cost {found['cost_usd']:.2f} USD{when}")
    if found["cost_unknown"]:
        named = ", ".join(found["cost_unknown"])
        why = "no price of it or of its grader, or no tokens counted"
        lines.append(f"cost unknown for: {named} ({why})")
    return tuple(lines)
