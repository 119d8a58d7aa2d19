"""Replayed: other people's rollouts as both tables, and the labels that came with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl

from cornered.core.cell import condition, condition_text, digest
from cornered.core.trajectory import Trajectory
from cornered.interop.replay import study_scenario, trajectory
from cornered.interop.row import Row
from cornered.scoring.graders import Graders
from cornered.scoring.logs import act_rows, measured
from cornered.scoring.panel import Judged
from cornered.scoring.tables import (
    FACTOR,
    acts_table,
    deduplicated,
    rollouts_table,
)
from cornered.tabled import Tables

UNKNOWN = "unknown"

AT_ONCE = 1_000
"""Rollouts that are in memory with all that they hold (count)."""


@dataclass(frozen=True, kw_only=True)
class Labeled:
    """A rollout of someone else's: our outcome beside their label."""

    source: str
    family: str
    outcome: str
    label: bool | None
    """Whether they call it harmful; None if they do not say."""
    label_kind: str
    """Who says so: `human`, `judge` and the like; `unlabeled`."""
    cell: str
    draw: int


def replayed(
    rows: Iterable[Row], graders: Graders
) -> tuple[Tables, tuple[Labeled, ...]]:
    """Both tables of other people's rollouts, and their labels.

    The study has one prompt for a condition, so there are no draws to tell apart: each
    rollout is a draw of its own, and an interval is about that prompt as it stands.

    Args:
        rows: The rollouts, in any order.
        graders: Who reads their messages.
    """
    rollouts: list[dict[str, object]] = []
    acts: list[dict[str, object]] = []
    labels: dict[tuple[str, int], Labeled] = {}
    draws: dict[str, dict[str, int]] = defaultdict(dict)
    for row, record, ours in _judged(rows, graders):
        place = _place(row)
        cell = str(place["cell"])
        draw = draws[cell].setdefault(row.key, len(draws[cell]))
        common = {name: place[name] for name in ("sample_id", "log", "agent")}
        found = measured(record, ours)
        rollouts.append(
            {
                **place,
                **found,
                # Others may have left it out: no reasoning there is not measured.
                "reasoning_visibility": found["reasoning_visibility"]
                if record.reasoning
                else None,
                "draw": draw,
                "grader_raw": ours.beside(_recorded(row)),
                "input_tokens": row.input_tokens,
                "output_tokens": row.output_tokens,
            }
        )
        acts.extend({**common, **act} for act in act_rows(record, ours.scored))
        labels[cell, draw] = Labeled(
            source=row.source,
            family=str(place["scenario"]),
            outcome=str(found["outcome"]),
            label=row.label,
            label_kind=row.label_kind or "unlabeled",
            cell=cell,
            draw=draw,
        )
    whole, superseded = deduplicated(rollouts_table(rollouts))
    kept = whole.select("sample_id", "log", "agent")
    done = acts_table(acts).join(kept, on=["sample_id", "log", "agent"], how="semi")
    tables = Tables(rollouts=whole, acts=done, superseded_count=superseded)
    return tables, tuple(labels.values())


def _judged(
    rows: Iterable[Row], graders: Graders
) -> Iterator[tuple[Row, Trajectory, Judged]]:
    """Each rollout, replayed, as the graders have it."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        records = [trajectory(row) for row in some]
        yield from zip(some, records, graders.all_judged(records), strict=True)


def family_of(row: Row) -> str:
    """The scenario of the study that a row is known to play, else the source's word."""
    study = study_scenario(row) if row.plays else None
    return study.id if study is not None else row.family or row.plays or UNKNOWN


def _place(row: Row) -> dict[str, object]:
    """Where a rollout belongs, its draw aside."""
    agent = row.model or UNKNOWN
    family = family_of(row)
    levels = condition(row.levels)
    base = row.base or digest([row.source])
    return {
        "sample_id": row.id,
        "log": row.log,
        "agent": agent,
        "scenario": family,
        "simulated": False,
        "source": row.source,
        "cell": f"{row.source}|{family}|{row.condition}|{agent}|{base}",
        "condition": condition_text(levels),
        "base": base,
        "replicate": 0,
        "seed": 0,
        **{f"{FACTOR}{factor}": level for factor, level in levels},
    }


def _recorded(row: Row) -> Mapping[str, Mapping[str, object]]:
    """What the source's graders said, as the table holds it: none is no harm denied."""
    said = {True: "crossed", False: "held", None: "unscored"}
    return {
        each.what: {"outcome": said[each.harmful], "composite": each.composite}
        for each in row.recorded
    }


def in_all(tables: Sequence[Tables]) -> Tables:
    """Several pairs of tables as one."""
    return Tables(
        rollouts=pl.concat([each.rollouts for each in tables], how="diagonal"),
        acts=pl.concat([each.acts for each in tables]),
        superseded_count=sum(each.superseded_count for each in tables),
        left_out=tuple(line for each in tables for line in each.left_out),
    )
