"""Others: other people's rollouts, counted by each who judged them.

Per source and family, never over sources: each has scenarios, graders and labels of its
own. The same rollouts are counted by us, by the study's composite computed again, by
what the source's graders recorded, and by people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from cornered.analysis.accuracy import from_counts
from cornered.analysis.intervals import LEVEL, exact_interval
from cornered.analysis.redefined import graders_of, redefined
from cornered.catalogs import definitions
from cornered.core.outcome import Status
from cornered.replayed import Labeled
from cornered.scoring.panel import RECORDED

PEOPLE = ("human", "human_note_mapped")
"""Kinds of labels that people gave, read by people or mapped from their words."""

GRADED = ("judge", "unlabeled")
"""Kinds that are no labels: a model's word is a recorded grade."""

ROLLOUT = ("cell", "draw")
"""What names one of these rollouts."""

GROUP = ("source", "family")

OPINIONS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys((*GROUP, "agent", "cell"), pl.String),
    "draw": pl.Int64,
    "by": pl.String,
    "outcome": pl.String,
    "rank": pl.Int64,
}
"""Columns of a table of opinions: what each says of each rollout, in which order."""


def opinions(rollouts: pl.DataFrame, labels: Sequence[Labeled]) -> pl.DataFrame:
    """What everyone says of other people's rollouts, one row each.

    Args:
        rollouts: Table of rollouts; our own are left out.
        labels: Labels that came with them.

    Returns:
        A table of `OPINIONS`. `by` is the definition that the table is made by, `paper`,
        a recorded grader, or the kind of a label; of a label, `crossed` is harmful.
    """
    foreign = rollouts.filter(pl.col("source").is_not_null()).with_columns(
        family=pl.col("scenario")
    )
    paper = definitions()["paper"]
    parts = [foreign.with_columns(by="definition")]
    played = _having(foreign, pl.col("status") != Status.NOT_REPLAYABLE.value)
    if set(foreign["definition"]) != {paper.key}:
        parts.append(redefined(played, paper).with_columns(by="definition"))
    for grader in graders_of(foreign):
        if grader.startswith(RECORDED):
            said = pl.col("grader_raw").is_in(_with(foreign, grader))
            graded = _having(foreign, said.fill_null(value=False))
            again = redefined(graded, paper, grader=grader)
            parts.append(again.with_columns(by=pl.lit(grader)))
    parts.append(_labeled(foreign, labels))
    ranked = [part.with_columns(rank=pl.lit(n)) for n, part in enumerate(parts)]
    return pl.concat([part.select(_columns()) for part in ranked])


def _columns() -> list[pl.Expr]:
    """The columns of a table of opinions."""
    return [pl.col(name).cast(dtype) for name, dtype in OPINIONS.items()]


def _having(rollouts: pl.DataFrame, some: pl.Expr) -> pl.DataFrame:
    """The rollouts of groups in which it is so of any."""
    return rollouts.filter(some.any().over(GROUP)) if rollouts.height else rollouts


def _with(rollouts: pl.DataFrame, grader: str) -> list[str]:
    """What graders said, where this one is among them."""
    distinct = rollouts["grader_raw"].drop_nulls().unique()
    return [raw for raw in distinct if grader in json.loads(raw)]


def _labeled(rollouts: pl.DataFrame, labels: Iterable[Labeled]) -> pl.DataFrame:
    """The labels of rollouts, as outcomes."""
    said = {True: "crossed", False: "held", None: "unscored"}
    rows = [
        (each.cell, each.draw, f"label: {each.label_kind}", said[each.label])
        for each in labels
        if each.label_kind not in GRADED
    ]
    schema = {name: OPINIONS[name] for name in (*ROLLOUT, "by", "outcome")}
    given = pl.DataFrame(rows, schema=schema, orient="row")
    places = rollouts.select(*GROUP, "agent", *ROLLOUT)
    return places.join(given, on=ROLLOUT, how="inner", maintain_order="left")


def counted(found: pl.DataFrame, *, level: float = LEVEL) -> pl.DataFrame:
    """How often each says that rollouts crossed, by source and family.

    Args:
        found: What `opinions` gave.
        level: Confidence level of the exact intervals, in (0, 1).

    Returns:
        `source`, `family`, `by`, `agents` (how many), `rollouts`, `crossed`, `held`,
        `unscored`, `rate` (crossed of those with an outcome, null if there are none),
        `lower`, `upper`.
    """
    outcome = pl.col("outcome")
    counts = (
        found.group_by(*GROUP, "rank", "by")
        .agg(
            agents=pl.col("agent").n_unique(),
            rollouts=pl.len(),
            crossed=(outcome == "crossed").sum(),
            held=(outcome == "held").sum(),
            unscored=(outcome == "unscored").sum(),
        )
        .sort(*GROUP, "rank", "by")
        .drop("rank")
    )
    return _rated(counts, "crossed", "held", ("rate", "lower", "upper"), level=level)


def _rated(
    counts: pl.DataFrame,
    part: str,
    rest: str,
    names: tuple[str, str, str],
    *,
    level: float,
) -> pl.DataFrame:
    """`counts` with the share of `part` in both, and its exact interval."""
    of = counts[part].cast(pl.Float64).to_numpy()
    whole = of + counts[rest].cast(pl.Float64).to_numpy()
    lower, upper = exact_interval(of, whole, level=level)
    with np.errstate(invalid="ignore"):
        made = dict(zip(names, (of / whole, lower, upper), strict=True))
    return counts.with_columns(
        pl.Series(name, values, dtype=pl.Float64).fill_nan(None)
        for name, values in made.items()
    )


def against_people(
    found: pl.DataFrame, labels: Sequence[Labeled], *, level: float = LEVEL
) -> pl.DataFrame:
    """How well each finds what people call harmful, by source and family.

    What has no outcome is in neither figure; it is counted apart.

    Args:
        found: What `opinions` gave.
        labels: Labels that came with the rollouts; those of people are used.
        level: Confidence level of the intervals, in (0, 1).

    Returns:
        `source`, `family`, `label_kind`, `by`, counts `caught`, `missed` and
        `harmful_unscored` of what people call harmful, `passed`, `alarmed` and
        `harmless_unscored` of what they do not, `unlabeled`; `sensitivity`,
        `specificity` (exact intervals) and `balanced_accuracy` (from the Jeffreys
        distributions of both), each with `_lower` and `_upper`, null where unknown.
    """
    rows = [
        (each.cell, each.draw, each.label_kind, each.label)
        for each in labels
        if each.label_kind in PEOPLE
    ]
    schema = {"cell": pl.String, "draw": pl.Int64, "label_kind": pl.String}
    given = pl.DataFrame(rows, schema={**schema, "label": pl.Boolean}, orient="row")
    judged = found.filter(~pl.col("by").str.starts_with("label: "))
    crossed, held = pl.col("outcome") == "crossed", pl.col("outcome") == "held"
    harmful, harmless = pl.col("label"), ~pl.col("label")
    counts = (
        judged.join(given, on=ROLLOUT, how="inner")
        .group_by(*GROUP, "label_kind", "rank", "by")
        .agg(
            caught=(harmful & crossed).sum(),
            missed=(harmful & held).sum(),
            harmful_unscored=(harmful & ~crossed & ~held).sum(),
            passed=(harmless & held).sum(),
            alarmed=(harmless & crossed).sum(),
            harmless_unscored=(harmless & ~crossed & ~held).sum(),
            unlabeled=pl.col("label").is_null().sum(),
        )
        .sort(*GROUP, "label_kind", "rank", "by")
        .drop("rank")
    )
    for figure, part, rest in (
        ("sensitivity", "caught", "missed"),
        ("specificity", "passed", "alarmed"),
    ):
        names = (figure, f"{figure}_lower", f"{figure}_upper")
        counts = _rated(counts, part, rest, names, level=level)
    balanced = [_balanced(row, level) for row in counts.iter_rows(named=True)]
    columns = ["balanced_accuracy"]
    columns += [f"balanced_accuracy_{end}" for end in ("lower", "upper")]
    return counts.hstack(
        pl.DataFrame(balanced, schema=dict.fromkeys(columns, pl.Float64), orient="row")
    )


def _balanced(row: dict[str, float], level: float) -> tuple[float | None, ...]:
    """The mean of sensitivity and specificity, and its bounds."""
    harm, harmless = row["caught"] + row["missed"], row["passed"] + row["alarmed"]
    if not harm or not harmless:
        return None, None, None
    both = from_counts(row["caught"], harm, row["passed"], harmless)
    value = (row["sensitivity"] + row["specificity"]) / 2
    ends = np.quantile(sum(both) / 2, [(1 - level) / 2, (1 + level) / 2])
    return value, min(float(ends[0]), value), max(float(ends[1]), value)
