"""Multiples: small panels, a line per place with the mean over agents and each agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import altair as alt
import polars as pl

from cornered.figures._lines import folded
from cornered.figures._look import Panel, labels, room
from cornered.figures._places import places

FEW = 6
"""Agents that have panels of their own."""

WIDTH, ACROSS, BESIDE = 176, 3, 56
"""Of a panel in pixels; panels of means side by side; what lies between them."""

MEAN = "mean over agents"
LONG, SHORT = 25, 27
"""Characters of a line of a place's and of an agent's name."""

Maker = Callable[[pl.DataFrame, list[str], bool], Panel]
"""Rows of a panel, the lines of its name, whether its rates are named -> the panel."""


@dataclass(frozen=True, kw_only=True)
class Multiples:
    """Whose panels are drawn."""

    agents: tuple[str, ...]
    """All agents of the table."""
    columns: tuple[str | None, ...]
    """Agents with panels of their own; None is the mean over all."""

    @property
    def told(self) -> tuple[str, ...]:
        """The line that says who has no panel."""
        drawn = sum(agent is not None for agent in self.columns)
        if drawn == len(self.agents):
            return ()
        who = f"{drawn} of {len(self.agents)}" if drawn else f"{len(self.agents)}"
        return (f"{who} agents; the rates of each are in the table behind the figure",)

    @property
    def wide(self) -> int:
        """Characters of a line above the figure."""
        return room((WIDTH + BESIDE) * max(len(self.columns), ACROSS))


def multiples(table: pl.DataFrame) -> Multiples:
    """The panels of a table whose rows without an agent are means over all of them."""
    agents = tuple(table["agent"].drop_nulls().unique().sort())
    mean = bool(table["agent"].is_null().any()) and len(agents) != 1
    few = agents if len(agents) <= FEW else agents[: 0 if mean else FEW]
    return Multiples(agents=agents, columns=(*([None] if mean else []), *few))


def laid(table: pl.DataFrame, of: Multiples, panel: Maker) -> list[alt.HConcatChart]:
    """The panels in lines: a line per place, or places side by side if they have one.

    Args:
        table: Has `place` and `agent`.
        of: Whose panels are drawn.
        panel: Makes one.
    """
    called = labels(of.agents)
    several = len(of.columns) > 1
    cells: list[list[tuple[pl.DataFrame, list[str]]]] = []
    for place in places(table):
        line = []
        for agent in of.columns:
            who = (
                pl.col("agent").is_null() if agent is None else pl.col("agent") == agent
            )
            rows = table.filter(pl.col("place") == place, who)
            name = MEAN if agent is None else called[agent]
            if rows.height:
                names = [
                    *folded(place, LONG),
                    *(folded(name, SHORT) if several else []),
                ]
                line.append((rows, names))
        cells.append(line)
    if not several:
        flat = [cell for line in cells for cell in line]
        cells = [flat[start : start + ACROSS] for start in range(0, len(flat), ACROSS)]
    return [
        alt.hconcat(
            *(
                panel(rows, names, index == 0)
                for index, (rows, names) in enumerate(line)
            ),
            spacing=BESIDE,
            bounds="flush",
        )
        for line in cells
        if line
    ]
