"""Matched: two runs laid side by side, and what differs between them beside the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from cornered._inspect import LogFile, log_file
from cornered.analysis.comparison import MAYBE, comparison, unmatched
from cornered.analysis.rates import CELL
from cornered.calibration.applied import fitting, marked
from cornered.calibration.differences import corrected_comparison
from cornered.calibration.measured import Calibration
from cornered.core.cell import condition, condition_text, parse_condition
from cornered.core.errors import InputError
from cornered.scoring.recorded import CARD
from cornered.scoring.tables import FACTOR, factor_columns
from cornered.tabled import Tables

ABSENT = "not crossed"
"""Level told of a factor that a run does not cross."""

PLACE = tuple(name for name in CELL if name not in ("base", "definition", "cell"))
"""What a cell is, whatever its base: within a run, each has one base."""


OWN = ("only", "rollouts")
"""Columns of `comparison.unmatched` that name no cell."""

CELLS_TOLD = 12
"""Most cells of one run alone that a note lists."""


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Two runs, laid side by side."""

    a: pl.DataFrame
    """Rollouts of A, all of them."""
    b: pl.DataFrame
    rows: pl.DataFrame
    """What `analysis.comparison` gives."""
    unmatched: pl.DataFrame
    """Cells that only one run has."""
    level: float
    differs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What differs between the runs by design -> how A has it, how B has it."""
    notes: tuple[str, ...] = ()

    @property
    def simulated(self) -> tuple[str, ...]:
        """Which of the runs rest on simulated agents."""
        return tuple(
            name
            for name, run in (("A", self.a), ("B", self.b))
            if run["simulated"].any()
        )

    def whole(self) -> Mapping[str, Any]:
        """The row over all cells that both runs have."""
        return self.rows.row(by_predicate=pl.col("row") == "all", named=True)


def matched(
    a: Tables,
    b: Tables,
    *,
    level: float = 0.95,
    calibration: Calibration | None = None,
) -> Matched:
    """Both runs side by side.

    A factor with one level in each run, and not the same, is what the runs differ in:
    cells are matched without it. So are agents and protocols (`comparison.matched_on`).

    Args:
        a: The run compared with.
        b: The other run.
        level: Of the intervals, in (0, 1).
        calibration: What differences are corrected by; None to leave them.

    Raises:
        CorneredError: If a run is empty or mixes what never merges, the runs have no
            cell in common, or the calibration does not fit a run.
    """
    for name, tables in (("A", a), ("B", b)):
        _check(name, tables.rollouts)
    rows, lonely, differs = _compared(a, b, level=level, calibration=calibration)
    for name in ("study", *MAYBE):
        ours, theirs = (_values(each.rollouts, name) for each in (a, b))
        if not set(ours) & set(theirs):
            differs = {name: (", ".join(ours), ", ".join(theirs)), **differs}
    found = Matched(
        a=a.rollouts,
        b=b.rollouts,
        rows=rows,
        unmatched=lonely,
        level=level,
        differs=differs,
    )
    return replace(found, notes=tuple(_notes(found, a, b)))


def _compared(
    a: Tables, b: Tables, *, level: float, calibration: Calibration | None
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, tuple[str, str]]]:
    """Rows of both runs, cells of one alone, and the factors that they differ in."""
    differs = _factors(a.rollouts, b.rollouts)
    out = tuple(differs)
    one, other = (_without(each.rollouts, out) for each in (a, b))
    rows = comparison(one, other, level=level)
    if calibration is not None:
        accuracies = fitting(pl.concat([one, other], how="diagonal"), calibration)
        told, also = (_without(marked(each), out) for each in (a, b))
        rows = corrected_comparison(told, also, rows, accuracies)
    return rows, unmatched(one, other), differs


def _check(name: str, rollouts: pl.DataFrame) -> None:
    """Raise `InputError` if a run cannot be one side of a comparison."""
    if not rollouts.height:
        message = f"run {name} has no rollouts; allowed: at least one"
        raise InputError(message)
    for column, within in (("definition", ()), ("source", ()), ("base", PLACE)):
        groups = rollouts.group_by(within) if within else [((), rollouts)]
        for place, group in groups:
            values = sorted(map(str, group[column].unique()))
            if len(values) > 1:
                where = f" in {', '.join(map(str, place))}" if place else ""
                message = (
                    f"run {name} mixes {column} {', '.join(values)}{where}, which never "
                    f"merge; allowed: one, so give the logs or the table of one run"
                )
                raise InputError(message)


def _values(rollouts: pl.DataFrame, column: str) -> list[str]:
    """The values of a column, sorted."""
    return sorted(map(str, rollouts[column].unique()))


def _factors(a: pl.DataFrame, b: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """Factors that have one level in each run, and not the same."""
    names = sorted({*factor_columns(a), *factor_columns(b)})
    found = {}
    for name in names:
        sides = [
            each[name].unique().to_list() if name in each.columns else [None]
            for each in (a, b)
        ]
        if sides[0] != sides[1] and all(len(side) == 1 for side in sides):
            told = [side[0] or ABSENT for side in sides]
            found[name.removeprefix(FACTOR)] = (told[0], told[1])
    return found


def _without(rollouts: pl.DataFrame, factors: tuple[str, ...]) -> pl.DataFrame:
    """The rollouts, their conditions without these factors."""
    if not factors:
        return rollouts
    texts = rollouts["condition"].unique().to_list()
    shorter = {text: _text_without(text, factors) for text in texts}
    return rollouts.with_columns(pl.col("condition").replace_strict(shorter))


def _text_without(text: str, factors: tuple[str, ...]) -> str:
    """A condition without these factors."""
    levels = {} if text == condition_text(()) else parse_condition(text)
    kept = {name: level for name, level in levels.items() if name not in factors}
    return condition_text(condition(kept))


def _notes(found: Matched, a: Tables, b: Tables) -> list[str]:
    """One line for each thing that a reader of the comparison must know."""
    notes = [_differs(name, x, y) for name, (x, y) in found.differs.items()]
    if found.rows["base_differs"].any():
        told = _base(found.a, found.b)
        notes.append(f"base differs: {told or 'in what, the tables do not say'}.")
    for name, tables in (("A", a), ("B", b)):
        studies = _values(tables.rollouts, "study")
        if len(studies) > 1:
            notes.append(f"{name} holds several studies: {', '.join(studies)}.")
        notes += [f"{name}: {note}" for note in tables.notes]
        notes += _looked(name, tables)
    lonely = found.unmatched
    for side, other in (("a", "B"), ("b", "A")):
        rows = lonely.filter(pl.col("only") == side)
        if rows.height:
            notes.append(
                f"{rows.height} cells of {side.upper()} are not in {other} and are not "
                f"compared: {_cells(rows)}."
            )
    lost = sum(found.rows.filter(pl.col("row") == "all")["not_compared"])
    if lost:
        notes.append(
            f"{lost} scored rollouts of cells that both have are not compared: the "
            "other run has not scored their draw, or their cell."
        )
    return notes


def _looked(name: str, tables: Tables) -> list[str]:
    """What a run's looks mean for its comparison with another."""
    if tables.looked is None or not tables.looked.height:
        return []
    early = tables.looked.filter(pl.col("look") < pl.col("looks")).height
    note = (
        f"{name} was looked at while it was played, and {early} of "
        f"{tables.looked.height} contrasts were decided early. Intervals and p here allow "
        "for no looks: those of cells that were stopped are too narrow, and differences "
        "that stopped them are on average too large."
    )
    return [note]


def _differs(name: str, x: str, y: str) -> str:
    """What differs between the runs by design."""
    if name == "agent":
        return f"Compared as before and after: A is played by {x}, B by {y}."
    return f"{name} differs: {x} / {y}."


def _cells(rows: pl.DataFrame) -> str:
    """Cells that only one run has, in words; many are not all told."""
    told = [
        f"{', '.join(str(row[name]) for name in row if name not in OWN)} "
        f"({row['rollouts']} rollouts)"
        for row in rows.head(CELLS_TOLD).to_dicts()
    ]
    more = rows.height - len(told)
    return "; ".join([*told, *([f"{more} more, listed by --json"] if more else [])])


def _base(a: pl.DataFrame, b: pl.DataFrame) -> str:
    """What differs between the bases of both runs, as far as their logs tell."""
    ours, theirs = _settings(a), _settings(b)
    if not ours or not theirs:
        return ""
    parts = []
    for name in sorted({*ours, *theirs}):
        x, y = ours.get(name, "-"), theirs.get(name, "-")
        if x != y:
            parts.append(f"{name} {x} / {y}")
    return "; ".join(parts)


def _settings(rollouts: pl.DataFrame) -> dict[str, str]:
    """Settings of a run by name, as its logs have them; empty if none is there."""
    found: dict[str, set[str]] = {}
    for path in sorted(set(rollouts["log"])):
        try:
            log = log_file(Path(path))
            for name, value in _said(log).items():
                found.setdefault(name, set()).add(str(value))
        except InputError:
            continue
    return {name: ", ".join(sorted(values)) for name, values in found.items()}


def _said(log: LogFile) -> dict[str, Any]:
    """What a log says of its base: settings, versions, and a card."""
    packages = log.eval.get("packages") or {}
    versions = (log.eval.get("metadata") or {}).get("versions") or {}
    sample = next(log.samples(), {})
    card = (sample.get("metadata") or {}).get(CARD) or {}
    return {
        **log.settings,
        **(card.get("generation") or {}),
        **(card.get("fixed") or {}),
        **{name: card[name] for name in ("preset",) if name in card},
        **{f"{name} version": version for name, version in packages.items()},
        **{f"{name} version": version for name, version in versions.items()},
        "task version": log.eval.get("task_version"),
    }
