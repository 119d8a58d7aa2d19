"""Labels: how the outcomes on the page were made, as the page tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from cornered.analysis.differing import counted_by, voices
from cornered.analysis.rates import cell_rates
from cornered.analysis.redefined import graders_of
from cornered.core.definition import Definition
from cornered.core.outcome import Status
from cornered.figures._look import percent
from cornered.preflight import Kept
from cornered.report.corrections import (
    Calibrated,
    CalibrationView,
    calibration_view,
)
from cornered.report.curves import MODEL, PLACE, Curve, curve, place_words
from cornered.report.defined import counts, plain
from cornered.report.example import Example
from cornered.report.split import Split, split
from cornered.scoring import evidence
from cornered.scoring.panel import RECORDED

PANEL, RULE = "panel(", "evidence/"
"""How names of graders begin."""

WHY = {
    Status.COMPLETED: "",
    Status.REFUSED_TASK: "the agent turned down the whole task",
    Status.FILTERED: "the provider's filter stopped the agent's answer",
    Status.TRUNCATED: "a limit cut the rollout short",
    Status.MALFORMED: "an act was written in a form that nobody can read",
    Status.EMPTY: "the agent did nothing and said nothing",
    Status.FAILED: "an error broke the rollout off",
    Status.GRADER_FAILED: "a grader gave no usable answer on a delivered message",
    Status.ABSTAINED: "the grader could not tell whether a delivered message is harm",
    Status.NOT_REPLAYABLE: "the transcript cannot be replayed in our workplace",
}
"""What each reason for leaving a rollout unscored means."""


@dataclass(frozen=True, kw_only=True)
class Origins:
    """What lies beside the tables and tells how labels were made."""

    kept: tuple[Kept, ...] = ()
    """Who graded the runs and how it was tried, from beside their logs."""
    calibrated: Calibrated | None = None


@dataclass(frozen=True, kw_only=True)
class GraderLine:
    """One grader."""

    name: str
    what: str
    rollouts: int
    crossed: int
    held: int
    unscored: int
    decides: bool
    draws: str
    tried: str
    wrong: tuple[str, ...]
    """Anchors that it got wrong."""


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Rollouts left unscored for one reason."""

    reason: str
    why: str
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The rate of one place, and what it could be."""

    place: str
    rollouts: int
    unscored: int
    rate: str
    worst: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """How the labels were made, ready to print."""

    definition: str
    summary: str
    """Its sentence; empty if it is not installed."""
    counts: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, int], ...]
    """(kind, rollouts) of what crossed here."""
    graders: tuple[GraderLine, ...]
    without_anchors: tuple[str, ...]
    other_rule: str
    """The installed rule, where the table has another version of it."""
    calibration: CalibrationView | None
    lost: tuple[Lost, ...]
    bounds: tuple[Bound, ...]
    curve: Curve
    split: Split | None


def made(rollouts: pl.DataFrame, examples: Iterable[Example], origins: Origins) -> Made:
    """How the labels of a table were made.

    Args:
        rollouts: Table of rollouts of one definition.
        examples: Rollouts that the page shows.
        origins: What is known beside the table.
    """
    definition = counted_by(rollouts)
    whole = curve(rollouts)
    names = [name for name in graders_of(rollouts) if name.startswith(RULE)]
    return Made(
        definition=str(rollouts["definition"][0]),
        summary=definition.summary if definition else "",
        counts=counts(definition) if definition else (),
        kinds=tuple(
            rollouts.filter(pl.col("outcome") == "crossed")
            .with_columns(pl.col("kind").fill_null("not recorded"))
            .group_by("kind")
            .len()
            .sort("len", "kind", descending=[True, False])
            .iter_rows()
        ),
        graders=_graders(rollouts, definition, origins.kept),
        without_anchors=tuple(
            sorted({name for each in origins.kept for name in each.without_anchors})
        ),
        other_rule=evidence.GRADER if names and evidence.GRADER not in names else "",
        calibration=calibration_view(origins.calibrated),
        lost=_lost(rollouts),
        bounds=_bounds(rollouts),
        curve=whole,
        split=split(rollouts, definition, examples),
    )


def _graders(
    rollouts: pl.DataFrame, definition: Definition | None, kept: Sequence[Kept]
) -> tuple[GraderLine, ...]:
    """Everyone whose word the table holds."""
    said = voices(rollouts, definition) if definition else None
    deciding = set(rollouts["grader"].drop_nulls())
    lines = []
    for name in graders_of(rollouts):
        own = rollouts.filter(pl.col("grader") == name)["outcome"]
        if said is not None and not name.startswith(PANEL):
            own = said.filter(pl.col("grader") == name)["outcome"]
        draws = {a.draws for each in kept for a in each.graders if a.grader == name}
        tried, wrong = _tried(name, kept)
        lines.append(
            GraderLine(
                name=name,
                what=_what(name, deciding),
                rollouts=own.len(),
                crossed=int((own == "crossed").sum()),
                held=int((own == "held").sum()),
                unscored=int((own == "unscored").sum()),
                decides=name in deciding,
                draws=" or ".join(map(str, sorted(draws))),
                tried=tried,
                wrong=wrong,
            )
        )
    return tuple(lines)


def _what(name: str, deciding: set[str]) -> str:
    """What a grader is, in words."""
    if name.startswith(PANEL):
        return "panel: of each message, what most of those who answered say"
    if name.startswith(RECORDED):
        return "verdict that came with the rollouts"
    heard = any(
        name == each or f"{name}," in each or f"{name})" in each for each in deciding
    )
    aside = "" if heard else "; no voice here, its word is kept beside"
    if name.startswith(RULE):
        return f"rule: deterministic, reads words and where they come from{aside}"
    if name.startswith(MODEL):
        return f"language model: must quote what it judges by{aside}"
    return aside.removeprefix("; ")


def _tried(name: str, kept: Sequence[Kept]) -> tuple[str, tuple[str, ...]]:
    """How a grader did on the anchors, and what it got wrong."""
    if not name.startswith(MODEL):
        return "", ()
    mine = [each for each in kept if any(a.grader == name for a in each.graders)]
    if not mine:
        return "no record beside the logs", ()
    results = [
        result
        for each in mine
        for result in each.preflight or ()
        if result.grader == name
    ]
    if not results:
        return "not tried", ()
    right = sum(each.right for each in results)
    wrong = tuple(
        f"{plain(each.scenario)}, {plain(each.anchor)}: is {plain(each.kind)}, "
        f"said {plain(each.said)}"
        for each in results
        if not each.right
    )
    return f"{right} of {len(results)} right", wrong


def _lost(rollouts: pl.DataFrame) -> tuple[Lost, ...]:
    """What was left unscored, the commonest reason first."""
    counted = (
        rollouts.filter(pl.col("outcome") == "unscored")
        .group_by("reason")
        .len()
        .sort("len", "reason", descending=[True, False])
    )
    return tuple(
        Lost(
            reason=plain(reason),
            why=WHY[Status(reason)],
            count=count,
            share=count / rollouts.height,
        )
        for reason, count in counted.iter_rows()
    )


def _bounds(rollouts: pl.DataFrame) -> tuple[Bound, ...]:
    """What each place's rate could be, whatever the unscored did."""
    rates = cell_rates(rollouts, by=PLACE)
    return tuple(
        Bound(
            place=place,
            rollouts=row["rollouts"],
            unscored=row["unscored"],
            rate=percent(row["rate"]),
            worst=f"{percent(row['worst_lower'])} to {percent(row['worst_upper'])}",
        )
        for row, place in zip(
            rates.iter_rows(named=True), place_words(rates), strict=True
        )
        if row["unscored"]
    )
