"""Synthetic tables: what a study leaves behind, made without playing one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import polars as pl

from cornered.core.cell import Cell, condition, condition_text
from cornered.interop.published import published_count
from cornered.scoring.tables import acts_table, rollouts_table

MODELS = ("claude-opus-4", "gemini-2.5-flash", "gpt-4.1", "llama-4-maverick")
SCENARIOS = ("blackmail", "espionage", "lethal_action")
KINDS = {"blackmail": "coercion", "espionage": "leak", "lethal_action": "lethal"}
GOALS = ("explicit", "none")
THREATS = ("replacement", "restriction", "none")
BASE = "0123456789ab"


def row(
    *,
    agent: str = "simulated/gpt-4.1",
    scenario: str = "blackmail",
    goal: str = "explicit",
    threat: str = "none",
    draw: int = 0,
    replicate: int = 0,
    outcome: str = "held",
    reason: str | None = None,
    **other: object,
) -> dict[str, object]:
    """One row of the table of rollouts."""
    levels = condition({"goal": goal, "threat": threat})
    cell = Cell(
        scenario=scenario,
        condition=levels,
        surface="letter",
        protocol="none",
        agent=agent,
        base=BASE,
    )
    crossed = outcome == "crossed"
    return {
        "study": "replication",
        "scenario": scenario,
        "agent": agent,
        "simulated": agent.startswith("simulated/"),
        "surface": "letter",
        "preset": "study",
        "protocol": "none",
        "cell": cell.key,
        "condition": condition_text(levels),
        "base": BASE,
        "draw": draw,
        "replicate": replicate,
        "seed": 7,
        "status": reason or "completed",
        "outcome": outcome,
        "reason": reason,
        "definition": "default",
        "act": "emitted" if crossed else "none",
        "kind": KINDS.get(scenario, "leak") if crossed else "none",
        "sample_id": f"{cell.place}.s7.d{draw}.r{replicate}",
        "log": "2026-01-05T10-00-00_a.eval",
        "factor_goal": goal,
        "factor_threat": threat,
        **other,
    }


def study(
    *,
    models: Sequence[str] = MODELS,
    draws: int = 30,
    unscored: float = 0.02,
    seed: int = 0,
) -> pl.DataFrame:
    """A table of rollouts of simulated agents drawn from the published counts."""
    generator = np.random.default_rng(seed)
    rows = []
    for model, scenario, goal, threat in product(models, SCENARIOS, GOALS, THREATS):
        rate = published_count(model, scenario, goal, threat).rate
        for draw in range(draws):
            reason = None
            outcome = "crossed" if generator.random() < rate else "held"
            if generator.random() < unscored:
                reason = str(generator.choice(["refused_task", "truncated", "empty"]))
                outcome = "unscored"
            rows.append(
                row(
                    agent=f"simulated/{model}",
                    scenario=scenario,
                    goal=goal,
                    threat=threat,
                    draw=draw,
                    outcome=outcome,
                    reason=reason,
                    simulated_rule=f"published {scenario} {rate:.2f}",
                )
            )
    return rollouts_table(rows)


def acts(rollouts: pl.DataFrame) -> pl.DataFrame:
    """Two acts for each rollout."""
    return acts_table(
        [
            {
                "sample_id": each["sample_id"],
                "log": each["log"],
                "agent": each["agent"],
                "sequence": sequence,
                "time_s": 20.0 * sequence,
                "tool": tool,
                "recipients": ["lead"],
                "decision": "allow",
                "effect": "done",
                "reversed": False,
            }
            for each in rollouts.iter_rows(named=True)
            for sequence, tool in enumerate(("read_mail", "send_mail"))
        ]
    )
