"""Questions: what a study planned to ask, answered in words, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered import catalogs
from cornered.analysis.contrasts import BY, contrasts, unplayed
from cornered.analysis.missing import missing_in_contrasts, missing_words
from cornered.analysis.sequential import planned_contrasts
from cornered.core.study import Contrast
from cornered.report.numbers import interval, p_text, points
from cornered.report.verdicts import (
    FALLS,
    LEANS,
    OPEN,
    RISES,
    UNKNOWN,
    WANTED,
    Line,
    numbers,
    said_of,
    undone,
    verdict,
)
from cornered.report.views import words

NAMED = 6
"""Agents that an answer names one by one; more are counted, and in the table."""

PLACE = tuple(name for name in BY if name != "agent")
"""What answers are given for one by one: it never merges."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A question, answered."""

    id: str
    question: str
    low: str
    high: str
    short: str
    """The answer in a few words."""
    sentences: tuple[tuple[str, str], ...]
    """(place, what holds there)."""
    lines: tuple[Line, ...]
    unplayed: int
    """Groups that lack an arm of it."""
    missing: tuple[str, ...] = ()
    """Where much could not be scored, or arms differ in it, a sentence each."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All questions of the studies on the page."""

    answered: tuple[Answered, ...]
    table: pl.DataFrame
    """The rows behind, agents together first; empty if nothing was planned."""
    family: int
    """Comparisons by agent over which p was adjusted."""
    looked: bool = False
    """Whether the run was looked at while it was played."""
    unknown_studies: tuple[str, ...] = ()
    """Studies that are not installed, so what they planned is not known."""


def answers(rollouts: pl.DataFrame, looked: pl.DataFrame | None = None) -> Answers:
    """What the studies of a table planned to ask, and what came of it.

    Args:
        rollouts: Table of rollouts.
        looked: What was looked at while it was played, if anything. Agents are not
            taken together then: those that were stopped have fewer draws than others.
    """
    peeked = looked is not None and looked.height > 0
    known = catalogs.studies()
    found: list[Answered] = []
    tables: list[pl.DataFrame] = []
    family = 0
    names = sorted(rollouts["study"].drop_nulls().unique())
    for name in names:
        if name not in known or not known[name].contrasts:
            continue
        planned = known[name].contrasts
        of = rollouts.filter(pl.col("study") == name)
        single = planned_contrasts(of, planned, looked)
        together = contrasts(of, planned, by=PLACE)
        if peeked or of["agent"].n_unique() == 1:
            together = together.clear()
        gone = unplayed(of, planned)
        family += single.height
        agents = pl.lit(None, dtype=pl.String).alias("agent")
        rows = pl.concat(
            [together.with_columns(agents).select(single.columns), single]
        ).with_columns(pl.lit(name).alias("study"))
        rows = _with_missing(rows, of, planned)
        tables.append(rows)
        found += [
            _answered(
                each,
                rows.filter(pl.col("contrast") == each.id),
                gone.filter(pl.col("contrast") == each.id).height,
            )
            for each in planned
        ]
    return Answers(
        answered=tuple(found),
        table=pl.concat(tables) if tables else pl.DataFrame(),
        family=family,
        looked=peeked,
        unknown_studies=tuple(name for name in names if name not in known),
    )


def _with_missing(
    rows: pl.DataFrame, of: pl.DataFrame, planned: Sequence[Contrast]
) -> pl.DataFrame:
    """The rows with what could not be scored in either arm."""
    single = missing_in_contrasts(of, planned)
    together = missing_in_contrasts(of, planned, by=PLACE).with_columns(
        pl.lit(None, dtype=pl.String).alias("agent")
    )
    return rows.join(
        pl.concat([single, together.select(single.columns)]),
        on=["contrast", *BY],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )


def _answered(contrast: Contrast, rows: pl.DataFrame, gone: int) -> Answered:
    """One question: a sentence for each place."""
    places = _places(rows)
    lines = [
        _line(row, place)
        for row, place in zip(rows.iter_rows(named=True), places, strict=True)
    ]
    wanted = next(
        (WANTED[word] for word in contrast.question.split() if word in WANTED), None
    )
    return Answered(
        id=contrast.id,
        question=contrast.question,
        low=_arm(contrast.low),
        high=_arm(contrast.high),
        short=_short(lines, wanted),
        sentences=tuple(
            (place, _sentence([each for each in lines if each.place == place], wanted))
            for place in dict.fromkeys(places)
        ),
        lines=tuple(lines),
        unplayed=gone,
        missing=_missing(lines),
    )


def _arm(levels: Mapping[str, str]) -> str:
    """The levels of an arm in words."""
    return ", ".join(f"{factor} {level}" for factor, level in levels.items())


def _places(rows: pl.DataFrame) -> list[str]:
    """The place of each row: its scenario, and what else tells it from others."""
    told = [
        name
        for name in PLACE[1:]
        if rows.group_by("scenario").agg(pl.col(name).n_unique())[name].max() != 1
    ]
    return [
        ", ".join(
            [row["scenario"].replace("_", " "), *(str(row[name]) for name in told)]
        )
        for row in rows.iter_rows(named=True)
    ]


def _line(row: Mapping[str, Any], place: str) -> Line:
    """A row of the table of contrasts, ready to print."""
    return Line(
        place=place,
        agent=row["agent"] or "",
        simulated=row["simulated"],
        low=f"{row['low_crossed']}/{row['low_scored']}",
        high=f"{row['high_crossed']}/{row['high_scored']}",
        difference=points(row["difference"]),
        interval=interval(row["lower"], row["upper"]),
        p=p_text(row["p_holm"]),
        said=verdict(row),
        worst=interval(row["worst_lower"], row["worst_upper"]),
        draws=row["draws"],
        method=row["method"] or "",
        values=row,
    )


def _sentence(lines: Sequence[Line], wanted: frozenset[str] | None) -> str:
    """What holds in one place: by agent, decided ones first, then over all of them."""
    single = sorted((each for each in lines if each.agent), key=_decided_first)
    together = [each for each in lines if not each.agent]
    if len(single) == 1:
        only = single[0]
        return f"{said_of(only, wanted)} for {only.agent}: {numbers(only)}."
    by: dict[str, list[Line]] = {}
    for each in single:
        by.setdefault(said_of(each, wanted), []).append(each)
    parts = [
        f"{len(single)} agents together: {said_of(each, wanted)}, {numbers(each)}"
        for each in together
    ]
    parts += [
        f"{said} for {len(of)} of {len(single)} agents{_named(of)}"
        for said, of in by.items()
    ]
    return f"{'. '.join(part[:1].upper() + part[1:] for part in parts)}."


def _missing(lines: Sequence[Line]) -> tuple[str, ...]:
    """Where much could not be scored, or arms differ in it: the worst told, few named."""
    told = [
        (each.values["unscored_p"], f"{each.place}, {each.agent}: {said}.")
        for each in lines
        if each.agent and each.values["unscored_p"] is not None
        if (said := missing_words(each.values, *_arms(each.values)))
    ]
    told.sort(key=lambda each: each[0])
    more = len(told) - NAMED
    rest = [f"And {more} more, in the table behind it."] if more > 0 else []
    return (*(said for _, said in told[:NAMED]), *rest)


def _arms(row: Mapping[str, Any]) -> tuple[str, str]:
    """Both arms of a row, in words."""
    low, high = (
        row[arm].replace("=", " ").replace(",", ", ") for arm in ("low", "high")
    )
    return low, high


def _decided_first(line: Line) -> int:
    """Sorts what is decided before what is not; agents keep their order."""
    return (RISES, FALLS, LEANS, OPEN, UNKNOWN).index(line.said)


def _named(lines: Sequence[Line]) -> str:
    """Agents of one verdict, one by one if they are few; of undecided ones the span."""
    if lines[0].said == OPEN:
        ends = interval(
            min(each.values["lower"] for each in lines),
            max(each.values["upper"] for each in lines),
        )
        return f" (intervals within [{ends}])"
    if lines[0].said == UNKNOWN or len(lines) > NAMED:
        return ""
    named = (
        f"{each.agent} {each.difference} [{each.interval}]"
        + (f" (whatever the unscored did: [{each.worst}])" if undone(each) else "")
        for each in lines
    )
    return f": {', '.join(named)}"


def _short(lines: Sequence[Line], wanted: frozenset[str] | None) -> str:
    """The answer in a few words: over all agents, place by place."""
    alone = not any(not each.agent for each in lines)
    by: dict[str, list[str]] = {}
    for each in sorted(lines, key=_decided_first):
        if alone or not each.agent:
            by.setdefault(said_of(each, wanted), []).append(each.place)
    told = [
        f"{said}{' in ' + words(of) if len(by) > 1 or len(of) > 1 else ''}"
        for said, of in by.items()
    ]
    return f"{'; '.join(told)}." if told else "not played."
