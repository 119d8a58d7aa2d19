"""Gather: tables, logs and trajectories of a report, and the files that it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.calibration.applied import corrected_rates
from cornered.calibration.measured import read_calibration
from cornered.core.errors import InputError
from cornered.preflight import Kept, kept
from cornered.report.choice import ROOM, Trajectories, in_folder, on_page
from cornered.report.corrections import Calibrated, corrected_questions
from cornered.report.downloads import Files
from cornered.report.example import Example
from cornered.report.labels import Origins
from cornered.report.manifest import manifest_of
from cornered.report.page import Beside, page
from cornered.report.paged import Paged, write_paged
from cornered.report.promised import promised
from cornered.report.reader import PLACE, Reader
from cornered.tabled import Tables

AT_ONCE = 50
"""Trajectories that are read together while the page fills."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What of the trajectories a report shows."""

    examples: tuple[Example, ...]
    """On the page."""
    paged: Paged | None
    """In the folder beside it."""
    missing: int
    """Wanted, but their logs are not where the table says."""
    troubles: tuple[str, ...]
    """What is wrong with logs that are there."""


def write_report(
    tables: Tables,
    target: Path,
    *,
    calibration: Path | None = None,
    plan: Path | None = None,
    trajectories: Trajectories = Trajectories.EXAMPLES,
) -> None:
    """Write the page of `tables` to `target`, and what is too long for it beside it.

    Args:
        tables: Both tables.
        target: The file.
        calibration: What rates are corrected by; None to leave them as they are.
        plan: What was promised; None for the plan beside the logs, if there is one.
        trajectories: Which rollouts are laid out to be read.

    Raises:
        InputError: If the table cannot be reported, the calibration or the plan cannot be
            read or is of something else, or a file cannot be written.
        EstimateError: If a rollout comes twice, or the calibrated grader tells nothing
            in a scenario.
    """
    calibrated = None if calibration is None else _calibrated(calibration)
    records, unreadable = _records(tables)
    studies = sorted(filter(None, tables.rollouts["study"].unique().to_list()))
    title = f"Study {', '.join(studies)}" if studies else "Scored transcripts"
    corrected = differences = None
    if calibrated is not None:
        corrected = corrected_rates(tables, calibrated.calibration)
        differences = corrected_questions(tables, calibrated.calibration)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shown = shown_of(tables, target, title=title, wanted=trajectories)
        text = page(
            tables.rollouts,
            tables.acts,
            shown.examples,
            title=title,
            notes=[*tables.notes, *unreadable, *_notes(shown)],
            corrected=corrected,
            differences=differences,
            origins=Origins(kept=records, calibrated=calibrated),
            promised=promised(tables.rollouts, plan),
            beside=Beside(
                manifest=manifest_of(tables.rollouts["log"].unique()),
                paged=shown.paged,
                looked=tables.looked,
                report=target,
            ),
        )
        partial = target.with_name(f".{target.name}.partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        message = f"cannot write report {str(target)!r}: {error.strerror}"
        raise InputError(message) from error


def shown_of(
    tables: Tables, target: Path, *, title: str, wanted: Trajectories
) -> Shown:
    """The trajectories that the logs still hold: on the page, and beside it.

    Args:
        tables: Both tables.
        target: Where the page will lie; the folder is written beside it.
        title: Heading of the page.
        wanted: Which rollouts the folder has.
    """
    chosen = on_page(tables.rollouts)
    also = in_folder(tables.rollouts, wanted)
    with Reader(tables) as reader:
        held = reader.held(chosen)
        found = _filled(reader, held)
        left = held.slice(len(found))
        # Rollouts are unique by their place, and the frames have the same columns.
        beside = pl.concat([reader.held(also), left]).unique(
            PLACE, keep="first", maintain_order=True
        )
        paged = (
            write_paged(
                reader, beside, Files(target).folder, report=target.name, title=title
            )
            if beside.height
            else None
        )
        troubles = tuple(reader.troubles.values())
    whole = pl.concat([chosen, also]).unique(PLACE).height
    there = pl.concat([held, beside]).unique(PLACE).height
    return Shown(
        examples=tuple(found),
        paged=paged,
        missing=whole - there,
        troubles=tuple(sorted(set(troubles))),
    )


def _filled(reader: Reader, held: pl.DataFrame) -> list[Example]:
    """The first of `held`, until the room on the page is full."""
    found: list[Example] = []
    prompts: set[str] = set()
    used = 0
    for rows in held.iter_slices(AT_ONCE):
        for example in reader.examples(rows):
            used += sum(_lengths(example, prompts))
            if used > ROOM:
                return found
            found.append(example)
            prompts.add(example.prompt_id)
    return found


def _lengths(example: Example, prompts: set[str]) -> Iterator[int]:
    """Characters that an example takes on the page; a prompt counts once."""
    shown = example.play if example.prompt_id in prompts else example.messages
    for _, text in shown:
        yield len(text)
    for act in example.acts:
        yield len(str(act))


def _notes(shown: Shown) -> list[str]:
    """What a reader must know of trajectories that are not there."""
    notes = [f"Not read: {trouble}" for trouble in shown.troubles]
    if shown.missing:
        notes.append(
            f"{shown.missing:,} example trajectories are not shown: their logs are not "
            "where the table says, or do not hold them."
        )
    return notes


def _calibrated(path: Path) -> Calibrated:
    """The calibration at `path`."""
    held = read_calibration(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Calibrated(calibration=held, sha256=digest)


def _records(tables: Tables) -> tuple[tuple[Kept, ...], list[str]]:
    """Who graded, from beside the logs, and a note for each file that is damaged."""
    folders = {Path(log).parent for log in tables.rollouts["log"].unique()}
    found, notes = [], []
    for folder in sorted(folders):
        try:
            held = kept(folder)
        except InputError as problem:
            notes.append(f"Who graded is not told by all logs: {problem}")
            continue
        if held is not None:
            found.append(held)
    return tuple(found), notes
