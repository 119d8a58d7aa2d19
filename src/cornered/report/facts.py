"""Facts: what was played and how much of it, and which of the agents are simulated."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cornered.report.curves import grader_words

RULES_SHOWN = 6
"""Rules of simulated agents that are printed; more are counted."""

NEUTRAL = "neutral"
"""How the name of a rule begins that stands in for a count that was not published."""


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Which of the agents are simulated, and by what."""

    agents: tuple[str, ...]
    everyone: bool
    rules: tuple[tuple[str, int], ...]
    """(rule, rollouts drawn from it), the commonest first."""
    more_rules: int
    """Rules that are not among `rules`."""
    neutral: int
    """Rollouts whose rate has no published count of its own."""


def facts(rollouts: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """(term, value): what was played, and how much of it."""
    scored = rollouts.filter(pl.col("outcome") != "unscored").height
    sizes = (
        ("study", _values(rollouts, "study")),
        ("rollouts", f"{rollouts.height:,}"),
        ("scored", f"{scored:,} ({scored / rollouts.height:.0%})"),
        ("agents", str(rollouts["agent"].n_unique())),
        ("scenarios", str(rollouts["scenario"].n_unique())),
        ("conditions", str(rollouts["condition"].n_unique())),
        ("cells", str(rollouts["cell"].n_unique())),
        ("draws per cell", _draws(rollouts)),
        ("surface", _values(rollouts, "surface")),
        ("preset", _values(rollouts, "preset")),
        ("protocol", _values(rollouts, "protocol")),
        ("harm defined by", _values(rollouts, "definition")),
        ("graded by", _graders(rollouts)),
    )
    return tuple((term, value) for term, value in sizes if value)


def simulation(rollouts: pl.DataFrame) -> Simulation | None:
    """Who is simulated; None if nobody is."""
    simulated = rollouts.filter(pl.col("simulated"))
    if not simulated.height:
        return None
    rules = (
        simulated.drop_nulls("simulated_rule")
        .group_by("simulated_rule")
        .agg(count=pl.len())
        .sort("count", "simulated_rule", descending=[True, False])
    )
    return Simulation(
        agents=tuple(sorted(simulated["agent"].unique())),
        everyone=simulated.height == rollouts.height,
        rules=tuple(rules.head(RULES_SHOWN).iter_rows()),
        more_rules=max(rules.height - RULES_SHOWN, 0),
        neutral=sum(n for rule, n in rules.iter_rows() if rule.startswith(NEUTRAL)),
    )


def _draws(rollouts: pl.DataFrame) -> str:
    """How many draws the cells have: one number, or from-to."""
    per_cell = rollouts.group_by("cell").agg(pl.struct("seed", "draw").n_unique())
    counts = per_cell["seed"].to_list()
    fewest, most = min(counts), max(counts)
    return str(most) if fewest == most else f"{fewest}–{most}"


def _values(rollouts: pl.DataFrame, column: str) -> str:
    """The distinct values of a column in words; empty if it has none."""
    return ", ".join(sorted(rollouts[column].drop_nulls().unique()))


def _graders(rollouts: pl.DataFrame) -> str:
    """Who decided, panels by their size: the members are named further down."""
    found = sorted(rollouts["grader"].drop_nulls().unique())
    return ", ".join(dict.fromkeys(map(grader_words, found)))
