"""Curves: the same rollouts under every definition and grader, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.analysis.curve import specification_curve
from cornered.analysis.redefined import ALL, ANY
from cornered.report.views import RateView, rate_view
from cornered.scoring.panel import RECORDED

PLACE = ("scenario", "surface", "preset", "protocol", "source", "base")
"""What is pooled over agents and conditions: only what is alike may be."""

MODEL = "model/"
"""How the name of a model that grades begins."""

DRAWN = 12
"""Most panels of the figure; places without a scored rollout have none, but the table
behind it has them all."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """The rate of one place under one definition, by one grader."""

    place: str
    definition: str
    grader: str
    short: str
    """The grader, as short as it is told from others."""
    counted: bool
    """Whether the rest of the page rests on this one."""
    rollouts: int
    at: float | None
    """The rate, percent of the bar's width; None without a scored rollout."""
    view: RateView


@dataclass(frozen=True, kw_only=True)
class Group:
    """The rows of a panel under one definition."""

    definition: str
    rows: tuple[Spec, ...]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One place."""

    place: str
    rollouts: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The curve of a table of rollouts."""

    panels: tuple[Panel, ...]
    more: int
    """Places that only the table has."""
    specs: tuple[Spec, ...]
    """Every row, by place."""
    graders: int
    """How many there are, bounds over them included."""


def curve(rollouts: pl.DataFrame) -> Curve:
    """The specification curve, the definition that the page rests on first."""
    table = specification_curve(rollouts, by=PLACE)
    used = set(rollouts["definition"])
    deciding = set(rollouts["grader"])
    places = place_words(table)
    short = short_names(table["grader"].drop_nulls().unique())
    specs = [
        _spec(row, place, used, deciding, short)
        for row, place in zip(table.iter_rows(named=True), places, strict=True)
    ]
    # Stable: definitions in their order, the one that counts first; graders in theirs.
    specs.sort(key=lambda each: (each.place, each.definition not in used))
    panels = [
        _panel([each for each in specs if each.place == place])
        for place in dict.fromkeys(each.place for each in specs)
    ]
    drawn = [
        panel
        for panel in panels
        if any(row.at is not None for group in panel.groups for row in group.rows)
    ][:DRAWN]
    return Curve(
        panels=tuple(drawn),
        more=len(panels) - len(drawn),
        specs=tuple(specs),
        graders=table["grader"].n_unique(),
    )


def place_words(table: pl.DataFrame) -> list[str]:
    """The place of each row: the scenario, and what else tells its places apart."""
    several = table.group_by("scenario").agg(pl.col(PLACE[1:]).n_unique())
    told = {
        row["scenario"]: [name for name in PLACE[1:] if row[name] > 1]
        for row in several.iter_rows(named=True)
    }
    return [
        ", ".join(
            [
                row["scenario"].replace("_", " "),
                *(
                    str(row[name])
                    for name in told[row["scenario"]]
                    if row[name] is not None
                ),
            ]
        )
        for row in table.select(PLACE).iter_rows(named=True)
    ]


def short_names(graders: Iterable[str]) -> dict[str, str]:
    """Model graders by the last part of their names, where that is unambiguous.

    Examples:
        >>> short_names(["evidence/1", "model/1:a/m", "model/1:b/n", "model/2:b/n"])
        {'model/1:a/m': 'm'}
    """
    models = [each for each in graders if each.startswith(MODEL)]
    last = [each.rpartition("/")[2] for each in models]
    return {
        model: name
        for model, name in zip(models, last, strict=True)
        if last.count(name) == 1
    }


def grader_words(grader: str | None) -> str:
    """A grader as a row of the figure calls it.

    Examples:
        >>> grader_words("any"), grader_words("recorded:x"), grader_words("evidence/1")
        ('any', 'x, recorded', 'evidence/1')
        >>> grader_words("panel(evidence/1, model/1:vendor/m)")
        'panel of 2'
    """
    if grader is None:
        return "not named"
    if grader in (ANY, ALL):
        return grader
    if grader.startswith(RECORDED):
        return f"{grader.removeprefix(RECORDED)}, recorded"
    if grader.startswith("panel("):
        return f"panel of {grader.count(',') + 1}"
    return grader


def _spec(
    row: Mapping[str, Any],
    place: str,
    used: set[str],
    deciding: set[str],
    short: Mapping[str, str],
) -> Spec:
    """One row of the curve."""
    grader = grader_words(row["grader"])
    return Spec(
        place=place,
        definition=row["definition"],
        grader=grader,
        short=short.get(row["grader"], grader),
        counted=row["definition"] in used and row["grader"] in deciding,
        rollouts=row["rollouts"],
        at=None if row["rate"] is None else round(100 * row["rate"], 1),
        view=rate_view(row, grader),
    )


def _panel(specs: Sequence[Spec]) -> Panel:
    """The panel of one place."""
    return Panel(
        place=specs[0].place,
        rollouts=max(each.rollouts for each in specs),
        groups=tuple(_groups(specs)),
    )


def _groups(specs: Iterable[Spec]) -> list[Group]:
    """The rows by definition, in order."""
    by: dict[str, list[Spec]] = {}
    for each in specs:
        by.setdefault(each.definition, []).append(each)
    return [Group(definition=name, rows=tuple(rows)) for name, rows in by.items()]
