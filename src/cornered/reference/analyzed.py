"""Everything that the published counts say, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.interop.published import SCENARIOS
from cornered.reference import (
    controls,
    developers,
    pressure,
    prohibition,
    ranks,
    stated,
    sufficient,
    systemic,
)
from cornered.reference.beside import Beside
from cornered.reference.counts import bars, cells
from cornered.reference.reading import reading
from cornered.reference.section import MAIN_TABLES, SOURCE, Numbers, Section
from cornered.reference.words import named, reach

LEVEL = 0.95
"""Confidence level of every interval."""

NOT_OURS = (
    "Nothing here was measured by us. Every count was published; intervals, differences "
    "and models are computed from those counts alone."
)


@dataclass(frozen=True, kw_only=True)
class Analyzed:
    """The published study, analyzed."""

    cells: pl.DataFrame
    """Every published cell, see `counts.cells`."""
    sections: tuple[Section, ...]
    """Findings first, then what is behind them."""
    limits: tuple[str, ...]
    """What the study does not show."""
    beside: Beside | None

    @property
    def note(self) -> str:
        """Whose numbers these are, in a sentence or two."""
        if self.beside is None:
            return NOT_OURS
        return f"{NOT_OURS} The exception: the rates of the run at {self.beside.path}."

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "study": SOURCE,
            "measured_here": False,
            "note": self.note,
            "level": LEVEL,
            "sections": [section.as_json() for section in self.sections],
            "limits": list(self.limits),
            "beside": None if self.beside is None else self.beside.path,
        }


def analyzed(beside: Beside | None = None) -> Analyzed:
    """The published study, with a run beside it if there is one."""
    table = cells()
    sections = (
        systemic.section(table),
        *(sufficient.section(table, each) for each in sufficient.PRESSURES),
        stated.section(),
        controls.section(table),
        pressure.effects_section(table),
        pressure.interaction_section(table),
        developers.section(table),
        ranks.section(table),
        prohibition.section(bars()),
        _every_cell(table),
    )
    run = () if beside is None else (beside.section(),)
    return Analyzed(
        cells=table,
        sections=(*run, *sections),
        limits=reading("limits"),
        beside=beside,
    )


def _every_cell(table: pl.DataFrame) -> Section:
    """The cells themselves."""
    widest = table.row(
        int((table["upper"] - table["lower"]).arg_max() or 0), named=True
    )
    width = 100 * (widest["upper"] - widest["lower"])
    told = []
    for scenario in SCENARIOS:
        mine = table.filter(pl.col("scenario") == scenario)
        none = mine.filter(pl.col("crossed") == 0).height
        every = mine.filter(pl.col("crossed") == pl.col("count")).height
        told.append(
            f"{named(scenario).capitalize()}: of {mine.height} cells {none} are at 0 and "
            f"{every} at 100 %."
        )
    return Section(
        id="cells",
        question="What was counted in each cell?",
        answer=f"{table.height} cells, each with its exact interval; the widest spans "
        f"{width:.0f} points ({reach(widest['lower'], widest['upper'])} %).",
        detail=tuple(told),
        source=MAIN_TABLES,
        numbers=(
            Numbers(
                id="cells",
                caption="Every published cell with its exact 95 % interval",
                table=table,
                long=True,
            ),
        ),
    )
