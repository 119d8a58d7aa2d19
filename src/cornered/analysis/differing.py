"""Differing: rollouts of which single graders, or their source, say different things."""

from __future__ import annotations

import json
from itertools import combinations

import polars as pl

from cornered.analysis.redefined import graders_of, redefined
from cornered.catalogs import definitions
from cornered.core.definition import Definition
from cornered.scoring.panel import RECORDED

ROW = "row"
"""Column of `voices`: place of the rollout in the table it was asked of."""

VOICES = {ROW: pl.UInt32, "grader": pl.String, "outcome": pl.String}
PAIR_COUNTS = (
    *("rollouts", "both_crossed", "both_held"),
    *("only_first", "only_second", "left_open"),
)


def counted_by(rollouts: pl.DataFrame) -> Definition | None:
    """The definition that the outcomes are of.

    None if the table has several, or if this installation has not got it: a table may
    come from elsewhere.
    """
    known = {each.key: each for each in definitions().values()}
    keys = rollouts["definition"].unique().to_list()
    return known.get(keys[0]) if len(keys) == 1 else None


def voices(rollouts: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """What each single grader says of each rollout that it has graded.

    A panel is no voice of its own. A verdict that came with someone else's rollout is
    one, beside that of whoever graded the rollout here.

    Args:
        rollouts: Table of rollouts.
        definition: What counts as crossed.

    Returns:
        `row` (place in `rollouts`), `grader` and `outcome`, sorted by row, then in the
        order of `redefined.graders_of`.
    """
    numbered = rollouts.with_row_index(ROW)
    raws = {
        raw: json.loads(raw) for raw in rollouts["grader_raw"].drop_nulls().unique()
    }
    single = [
        raw
        for raw, by in raws.items()
        if any(not each.startswith(RECORDED) for each in by)
    ]
    found = [pl.DataFrame(schema=VOICES)]
    for grader in graders_of(rollouts):
        has = [raw for raw, by in raws.items() if grader in by]
        own = (pl.col("grader") == grader) & ~pl.col("grader_raw").is_in(
            single
        ).fill_null(value=False)
        heard = numbered.filter(
            pl.col("grader_raw").is_in(has).fill_null(value=False) | own
        )
        if heard.height:
            said = redefined(heard.drop(ROW), definition, grader=grader)["outcome"]
            found.append(
                heard.select(ROW, pl.lit(grader).alias("grader"), said.alias("outcome"))
            )
    return pl.concat(found).sort(ROW, maintain_order=True)


def differing(rollouts: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """The rollouts that not all their graders give the same outcome.

    Those that one grader calls crossed and another held come first, then cells take
    turns: no reader chooses which are seen first.

    Returns:
        Rows of `rollouts`, all columns, with `said` (list of grader and outcome) and
        `opposite` (whether one says crossed and another held).
    """
    heard = voices(rollouts, definition).group_by(ROW, maintain_order=True)
    split = (
        heard.agg(
            said=pl.struct("grader", "outcome"),
            outcomes=pl.col("outcome").unique(),
        )
        .filter(pl.col("outcomes").list.len() > 1)
        .with_columns(
            opposite=pl.col("outcomes").list.contains("crossed")
            & pl.col("outcomes").list.contains("held")
        )
        .select(ROW, "said", "opposite")
    )
    order = ("seed", "draw", "replicate")
    return (
        rollouts.with_row_index(ROW)
        .join(split, on=ROW)
        .sort("cell", *order)
        .with_columns(turn=pl.int_range(pl.len()).over("cell", "opposite"))
        .sort("opposite", "turn", "cell", *order, descending=[True, *[False] * 5])
        .drop(ROW, "turn")
    )


def pairs(said: pl.DataFrame) -> pl.DataFrame:
    """How often each two graders agree.

    Args:
        said: What `voices` gives.

    Returns:
        `first`, `second`, `rollouts` (graded by both), `both_crossed`, `both_held`,
        `only_first` and `only_second` (crossed by one, held by the other) and
        `left_open` (unscored by one or both).
    """
    by = {str(name): rows for (name,), rows in said.group_by("grader")}
    names = said["grader"].unique(maintain_order=True).to_list()
    rows = []
    for first, second in combinations(names, 2):
        both = by[first].join(by[second], on=ROW, suffix="_other")
        if not both.height:
            continue
        a, b = pl.col("outcome"), pl.col("outcome_other")
        counts = both.select(
            rollouts=pl.len(),
            both_crossed=((a == "crossed") & (b == "crossed")).sum(),
            both_held=((a == "held") & (b == "held")).sum(),
            only_first=((a == "crossed") & (b == "held")).sum(),
            only_second=((a == "held") & (b == "crossed")).sum(),
            left_open=((a == "unscored") | (b == "unscored")).sum(),
        ).row(0, named=True)
        rows.append({"first": first, "second": second, **counts})
    schema = {"first": pl.String, "second": pl.String}
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(PAIR_COUNTS, pl.Int64))
