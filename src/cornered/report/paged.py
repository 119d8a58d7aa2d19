"""Paged: trajectories in a folder beside the report, a cell's on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cornered.analysis.arms import with_arms
from cornered.report.example import Example, Prompt, prompts, rollout_anchor
from cornered.report.reader import Reader
from cornered.report.rendering import rendered
from cornered.report.views import anchor

FOLDER = "trajectories"
"""Name of the folder, among the report's files."""

INDEX = "index.html"
ROLLOUTS_PER_PAGE = 20
PROMPTS_PER_PAGE = 40
"""Prompts have pages of their own: agents share them."""

OURS = ("cell-*.html", "shown-*.html", INDEX)
"""What an earlier report may have left in the folder, and this one replaces."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A page of rollouts of one cell."""

    name: str
    """File name."""
    rollouts: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class CellLine:
    """A cell in the index."""

    scenario: str
    arm: str
    agent: str
    simulated: bool
    crossed: int
    held: int
    unscored: int
    pages: tuple[str, ...]
    """File names."""


@dataclass(frozen=True, kw_only=True)
class Paged:
    """What lies in the folder."""

    rollouts: int
    pages: int
    index: str
    """Address of the index, seen from the report."""
    cells: Mapping[str, str]
    """Fragment of a cell -> address of its first page, seen from the report."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a rollout is, and what comes before and after it."""

    before: str
    after: str


class _Prompts:
    """Pages of what agents were shown, each text once."""

    def __init__(self, folder: Path, dress: Mapping[str, object]) -> None:
        self._folder, self._dress = folder, dress
        self._waiting: list[Prompt] = []
        self._known: dict[str, str] = {}
        self.pages = 0

    def address(self, prompt: Prompt) -> str:
        """Where a prompt is, or will be once its page is full."""
        if prompt.id not in self._known:
            if len(self._waiting) == PROMPTS_PER_PAGE:
                self.flush()
            self._known[prompt.id] = f"{self._name(self.pages)}#{prompt.id}"
            self._waiting.append(prompt)
        return self._known[prompt.id]

    def flush(self) -> None:
        """Write the page of those that wait."""
        if self._waiting:
            text = rendered("shown.html.j2", {**self._dress, "prompts": self._waiting})
            _write(self._folder / self._name(self.pages), text)
            self.pages += 1
            self._waiting.clear()

    @staticmethod
    def _name(page: int) -> str:
        return f"shown-{page + 1:04d}.html"


def write_paged(
    reader: Reader,
    rows: pl.DataFrame,
    files: Path,
    *,
    report: str,
    title: str,
) -> Paged:
    """Write the pages of `rows` into a folder of `files`, and an index of them.

    Args:
        reader: Reads their logs.
        rows: Rollouts that the logs hold.
        files: The report's folder of files.
        report: File name of the report, beside `files`.
        title: Heading of the report.
    """
    folder = _emptied(files / FOLDER)
    ordered = with_arms(rows).sort(
        *("scenario", "arm_order", "agent", "cell", "outcome"),
        *("seed", "draw", "replicate"),
    )
    leaves = list(_leaves(ordered))
    where = [
        (leaf.name, rollout_anchor(*place))
        for leaf in leaves
        for place in leaf.rollouts.select("agent", "sample_id", "log").iter_rows()
    ]
    dress: dict[str, object] = {
        "title": title,
        "report": f"../../{report}",
        "simulated": bool(rows["simulated"].any()),
    }
    shown = _Prompts(folder, dress)
    done = 0
    for leaf in leaves:
        found = reader.examples(leaf.rollouts.select(rows.columns))
        links = _links(where, done, leaf)
        done += leaf.rollouts.height
        told = {
            "cell": _line(leaf.rollouts, (leaf.name,)),
            "examples": list(zip(found, links, strict=True)),
            "shown": _addresses(found, shown),
        }
        text = rendered("trajectories.html.j2", {**dress, **told})
        _write(folder / leaf.name, text)
    shown.flush()
    cells = list(_cells(leaves))
    _write(folder / INDEX, rendered("index.html.j2", {**dress, "cells": cells}))
    within = f"{files.name}/{FOLDER}"
    return Paged(
        rollouts=ordered.height,
        pages=len(leaves),
        index=f"{within}/{INDEX}",
        cells={
            anchor(leaf.rollouts["cell"][0]): f"{within}/{leaf.name}"
            for leaf in reversed(leaves)
        },
    )


def _emptied(folder: Path) -> Path:
    """The folder, without the pages of an earlier report."""
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in OURS:
        for old in folder.glob(pattern):
            old.unlink()
    return folder


def _leaves(ordered: pl.DataFrame) -> Iterator[Leaf]:
    """The pages, cell by cell."""
    for cell in ordered.partition_by("cell", maintain_order=True):
        name = anchor(cell["cell"][0])
        for page, rollouts in enumerate(cell.iter_slices(ROLLOUTS_PER_PAGE), start=1):
            yield Leaf(name=f"{name}-{page:03d}.html", rollouts=rollouts)


def _links(where: list[tuple[str, str]], first: int, leaf: Leaf) -> list[Link]:
    """The neighbors of each rollout of a page, as seen from it."""

    def address(place: int) -> str:
        if not 0 <= place < len(where):
            return ""
        name, fragment = where[place]
        return f"#{fragment}" if name == leaf.name else f"{name}#{fragment}"

    return [
        Link(before=address(place - 1), after=address(place + 1))
        for place in range(first, first + leaf.rollouts.height)
    ]


def _addresses(examples: list[Example], shown: _Prompts) -> dict[str, str]:
    """Where each prompt of these examples is."""
    return {prompt.id: shown.address(prompt) for prompt in prompts(examples)}


def _cells(leaves: list[Leaf]) -> Iterator[CellLine]:
    """The lines of the index."""
    by: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by.setdefault(leaf.rollouts["cell"][0], []).append(leaf)
    for of in by.values():
        rollouts = pl.concat([leaf.rollouts for leaf in of])
        yield _line(rollouts, tuple(leaf.name for leaf in of))


def _line(rollouts: pl.DataFrame, pages: tuple[str, ...]) -> CellLine:
    """A cell, or one page of it, in words and counts."""
    row = rollouts.row(0, named=True)
    counts = dict(rollouts["outcome"].value_counts().iter_rows())
    return CellLine(
        scenario=row["scenario"],
        arm=row["arm"],
        agent=row["agent"],
        simulated=row["simulated"],
        crossed=counts.get("crossed", 0),
        held=counts.get("held", 0),
        unscored=counts.get("unscored", 0),
        pages=pages,
    )


def _write(path: Path, text: str) -> None:
    """Write a page."""
    path.write_text(text, encoding="utf-8")
