"""Told: the answer that a figure gives, in a sentence or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from cornered.analysis.ladder import ANY, DEEDS, REVERSED
from cornered.analysis.missing import could_undo
from cornered.figures._look import percent
from cornered.report.numbers import interval, points
from cornered.report.verdicts import ALPHA, FALLS, LEANS, OPEN, RISES, verdict

NAMED = 3
"""Places that a sentence names; the table behind the figure has all of them."""

CERTAIN = 0.95
"""Probability from which an agent is called the one that crosses most."""


def told(figure: str, table: pl.DataFrame) -> str:
    """What a figure shows, in words; empty of a figure that nobody has words for."""
    return WORDS[figure](table) if figure in WORDS else ""


def _heatmap(table: pl.DataFrame) -> str:
    """The span of the rates."""
    rates = table.drop_nulls("rate")
    if not rates.height:
        return "No cell has a scored rollout."
    low, high = rates.select(pl.min("rate"), pl.max("rate").alias("most")).row(0)
    clean = rates.filter(pl.col("crossed") == 0).height
    return (
        f"Rates reach from {percent(low)} to {percent(high)} over {rates.height:,} cells; "
        f"in {clean:,} of them nothing crossed."
    )


def _forest(table: pl.DataFrame) -> str:
    """How many comparisons are decided."""
    rows = table.to_dicts()
    said = [verdict(row) for row in rows]
    frail = sum(
        each in (RISES, FALLS) and could_undo(row)
        for row, each in zip(rows, said, strict=True)
    )
    undone = (
        f" What was not scored could undo {frail:,} of the decided." if frail else ""
    )
    return (
        f"Of {len(said):,} planned comparisons, adjusted for their number, the rate "
        f"rises in {said.count(RISES):,} and falls in {said.count(FALLS):,}; "
        f"{said.count(LEANS):,} are apart only before the adjustment and "
        f"{said.count(OPEN):,} are undecided.{undone}"
    )


def _effects(table: pl.DataFrame) -> str:
    """The effects of all agents together, or of the only agent."""
    single = table["agent"].drop_nulls().n_unique() == 1
    rows = (table if single else table.filter(pl.col("agent").is_null())).drop_nulls(
        ["difference", "p_adjusted"]
    )
    found = rows.filter(pl.col("p_adjusted") < ALPHA).sort(
        pl.col("difference").abs(), descending=True, maintain_order=True
    )
    named = [
        f"{_plain(row['scenario'])}, {_plain(row['factor'])} {_plain(row['level'])}: "
        f"{points(row['difference'])} points [{interval(row['lower'], row['upper'])}]"
        for row in found.head(NAMED).iter_rows(named=True)
    ]
    family = table.drop_nulls("p_adjusted").height
    verb = "is" if found.height == 1 else "are"
    said = (
        f"Of {rows.height:,} average effects{'' if single else ' over all agents'}, "
        f"{found.height:,} {verb} told apart from none (exploratory, adjusted by "
        f"Benjamini and Hochberg for all {family:,} effects in the table)"
    )
    said += f": {'; '.join(named)}{_more(found.height - len(named))}." if named else "."
    separated = int(rows["separated"].sum())
    if separated:
        said += (
            f" Behind {separated:,} of them a condition is at 0 or 100 %: there the "
            "points tell the effect, the odds ratio does not."
        )
    return said


def _interaction(table: pl.DataFrame) -> str:
    """The interactions of the mean over agents, or of the only agent."""
    single = table["agent"].drop_nulls().n_unique() == 1
    rows = table if single else table.filter(pl.col("agent").is_null())
    decided = []
    open_ = 0
    for row in rows.drop_nulls("interaction").iter_rows(named=True):
        if row["interaction_lower"] <= 0 <= row["interaction_upper"]:
            open_ += 1
            continue
        decided.append(
            f"{_plain(row['scenario'])}, {row['first_factor']} {row['first']} with "
            f"{row['second_factor']} {row['second']}: {points(row['interaction'])} points "
            f"[{interval(row['interaction_lower'], row['interaction_upper'])}]"
        )
    rest = (
        f" {open_} undecided: their intervals span zero, which is no evidence that there "
        "is no interaction."
        if open_
        else ""
    )
    if not decided:
        return f"No interaction is told apart from none.{rest}"
    who = "" if single else ", over all agents"
    return (
        f"What both add beyond the sum of what each does alone{who} (unadjusted): "
        f"{'; '.join(decided[:NAMED])}{_more(len(decided) - NAMED)}.{rest}"
    )


def _ladder(table: pl.DataFrame) -> str:
    """How much of what was attempted was completed."""
    over = table.filter(pl.col("route") == ANY)
    counts = dict(over.group_by("stage").agg(pl.col("count").sum()).iter_rows())
    attempted, emitted, completed, undone = (
        counts.get(stage, 0) for stage in (*DEEDS, REVERSED)
    )
    return (
        f"Harm was attempted in {attempted:,} rollouts, left the agent in {emitted:,} and "
        f"was completed in {completed:,}; in {undone:,} the agent undid it."
    )


def probability(value: float) -> str:
    """A probability from resamples: 0 and 1 are never certain.

    Examples:
        >>> probability(0.83), probability(1.0), probability(0.001)
        ('0.83', 'over 0.99', 'under 0.01')
    """
    if value > 0.99:  # noqa: PLR2004
        return "over 0.99"
    return "under 0.01" if value < 0.01 else f"{value:.2f}"  # noqa: PLR2004


def _ranks(table: pl.DataFrame) -> str:
    """Who crosses most, if anybody is sure to."""
    first = table.filter(pl.col("rank") == 1).sort("probability", descending=True)
    top = first.row(0, named=True)
    sure = f"with probability {probability(top['probability'])}"
    rest = f" The order rests on {top['cells']:,} cells that all agents share"
    if top["cells_left_out"]:
        rest += f"; {top['cells_left_out']:,} that only some have are left out"
    if top["probability"] >= CERTAIN:
        return f"{top['agent']} crosses most, {sure}.{rest}."
    likely = first.filter(pl.col("probability") > 1 - CERTAIN).height
    return (
        f"The first place is not decided: {likely} agents may have it, {top['agent']} "
        f"{sure}, its rank within {top['rank_lower']} to {top['rank_upper']}.{rest}."
    )


def _unscored(table: pl.DataFrame) -> str:
    """The commonest reason."""
    by = table.group_by("reason").agg(pl.col("count").sum())
    top = by.sort("count", "reason", descending=[True, False]).row(0, named=True)
    return (
        f"{table['count'].sum():,} rollouts could not be scored, most often because of "
        f"{_plain(top['reason'])} ({top['count']:,})."
    )


def _specification(table: pl.DataFrame) -> str:
    """How far the rate of each scenario moves."""
    spans = (
        table.drop_nulls("rate")
        .group_by("scenario")
        .agg(low=pl.min("rate"), high=pl.max("rate"))
        .sort("scenario")
    )
    named = [
        f"{_plain(row['scenario'])} {percent(row['low'])} to {percent(row['high'])}"
        for row in spans.iter_rows(named=True)
    ]
    return f"By definition and grader the rates move: {', '.join(named)}."


def _published(table: pl.DataFrame) -> str:
    """How many published rates lie inside, and how many cells are equivalent."""
    inside = int(table["inside"].sum())
    said = (
        f"In {inside:,} of {table.height:,} cells the published rate lies inside our "
        "interval."
    )
    if "equivalence" in table.columns:
        equal = int((table["equivalence"] == "equivalent").sum())
        said += f" Shown to be equivalent within 10 points are {equal:,}."
    return said


def _cost(table: pl.DataFrame) -> str:
    """Tokens, and money where it is known."""
    tokens = sum(
        table[name].sum() or 0
        for name in ("input_tokens", "output_tokens", "grader_tokens")
    )
    known = table.drop_nulls("cost_usd")
    if not known.height:
        return f"{tokens:,} tokens; what they cost is not known."
    return (
        f"{tokens:,} tokens, {known['cost_usd'].sum():,.2f} US dollars as far as known."
    )


def _belief(table: pl.DataFrame) -> str:
    """What is causal here and what is not."""
    kinds = set(table["kind"])
    said = []
    if "assigned" in kinds:
        of = table.filter(pl.col("kind") == "assigned").drop_nulls("rate")
        said.append(
            f"Under assigned cues rates reach from {percent(of['rate'].min())} to "  # type: ignore[arg-type]
            f"{percent(of['rate'].max())}."  # type: ignore[arg-type]
        )
    if "stated" in kinds:
        said.append(
            "What an agent states it believes is an association with its acts: it was "
            "not assigned, so nothing here says that it caused them."
        )
    return " ".join(said)


def _dose(table: pl.DataFrame) -> str:
    """The trends."""
    pooled = table.filter(pl.col("agent").is_null())
    rows = (pooled if pooled.height else table).unique(
        ["scenario", "factor"], keep="first", maintain_order=True
    )
    named = [
        f"{_plain(row['factor'])} in {_plain(row['scenario'])}: "
        f"log odds {row['trend']:+.2f} per unit"
        + ("" if row["trend_p"] is None else f" (p = {row['trend_p']:.3f}, unadjusted)")
        for row in rows.drop_nulls("trend").iter_rows(named=True)
    ]
    return f"{'; '.join(named[:NAMED])}{_more(len(named) - NAMED)}." if named else ""


def _plain(name: str) -> str:
    """An id in words."""
    return name.replace("_", " ")


def _more(count: int) -> str:
    """How many are not named."""
    return f", and {count} more" if count > 0 else ""


WORDS: Mapping[str, Callable[[pl.DataFrame], str]] = MappingProxyType(
    {
        "heatmap": _heatmap,
        "forest": _forest,
        "effects": _effects,
        "interaction": _interaction,
        "ladder": _ladder,
        "ranks": _ranks,
        "unscored": _unscored,
        "specification": _specification,
        "published": _published,
        "cost": _cost,
        "belief": _belief,
        "dose": _dose,
    }
)
"""Figure -> its answer."""
