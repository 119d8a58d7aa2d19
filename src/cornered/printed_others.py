"""Printed others: other people's rollouts as terminal tables, each who judged a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from rich.markup import escape
from rich.table import Table

from cornered.replayed import Labeled


def counts_table(counts: pl.DataFrame) -> Table:
    """What `others.counted` gave: per source and family, a line for each who judged."""
    table = Table(
        title="The same rollouts, counted by each who judged them "
        "(exact 95 % intervals; nothing is pooled over sources)",
        title_justify="left",
    )
    for name in ("source", "family", "rollouts (agents)", "counted by"):
        table.add_column(name, overflow="fold")
    for name in ("crossed", "held", "unscored", "share that crossed"):
        table.add_column(name, justify="right")
    before: tuple[object, ...] = ()
    for row in counts.iter_rows(named=True):
        place = (row["source"], row["family"], f"{row['rollouts']} ({row['agents']})")
        new = place[:2] != before[:2]
        if new and before:
            table.add_section()
        table.add_row(
            *(escape(each) if new else "" for each in place),
            escape(row["by"]),
            *(str(row[name]) for name in ("crossed", "held", "unscored")),
            _share(row, "rate", "crossed", "held"),
        )
        before = place
    return table


def accuracy_table(accuracy: pl.DataFrame) -> Table:
    """What `others.against_people` gave, a line for each who judged."""
    table = Table(
        title="Held against people's labels; what has no outcome is counted apart",
        title_justify="left",
    )
    for name in ("source", "family", "labels by", "judged by"):
        table.add_column(name, overflow="fold")
    for name in ("sensitivity", "unscored", "specificity", "unscored", "balanced"):
        table.add_column(name, justify="right")
    table.add_column("no label", justify="right")
    before: tuple[str, ...] = ()
    for row in accuracy.iter_rows(named=True):
        place = (row["source"], row["family"], row["label_kind"])
        new = place != before
        if new and before:
            table.add_section()
        table.add_row(
            *(escape(each) if new else "" for each in place),
            escape(row["by"]),
            _share(row, "sensitivity", "caught", "missed"),
            str(row["harmful_unscored"]),
            _share(row, "specificity", "passed", "alarmed"),
            str(row["harmless_unscored"]),
            _figure(row, "balanced_accuracy"),
            str(row["unlabeled"]),
        )
        before = place
    return table


def label_counts(
    found: pl.DataFrame, labels: Sequence[Labeled]
) -> list[dict[str, object]]:
    """How often each of our outcomes meets each label, per source and family.

    Args:
        found: What `others.opinions` gave.
        labels: Labels that came with the rollouts, of any kind.
    """
    rows = [(e.cell, e.draw, e.label_kind, e.label) for e in labels]
    schema = {"cell": pl.String, "draw": pl.Int64, "label_kind": pl.String}
    given = pl.DataFrame(rows, schema={**schema, "label": pl.Boolean}, orient="row")
    by = ["source", "family", "label_kind", "outcome", "label"]
    ours = found.filter(pl.col("rank") == 0)
    counts = ours.join(given, on=["cell", "draw"]).group_by(by).agg(count=pl.len())
    return counts.sort(by).to_dicts()


def _share(row: Mapping[str, Any], name: str, part: str, rest: str) -> str:
    """A share with its interval and its counts; a dash without any."""
    whole = row[part] + row[rest]
    return f"{row[part]}/{whole} {_figure(row, name)}" if whole else "-"


def _figure(row: Mapping[str, Any], name: str) -> str:
    """A probability with its interval in percent; a dash if it is not known."""
    if row[name] is None:
        return "-"
    ends = "" if name == "rate" else f"{name}_"
    lower, upper = row[f"{ends}lower"], row[f"{ends}upper"]
    return escape(f"{row[name]:.0%} [{lower:.0%}, {upper:.0%}]")
