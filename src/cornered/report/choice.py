"""Choice: which rollouts can be read on the page, and which in the folder beside it."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from cornered.analysis.differing import counted_by
from cornered.analysis.examples import example_rows
from cornered.report.reader import PLACE
from cornered.report.split import split_rows

ROOM = 1_200_000
"""Characters of trajectories that the page itself holds; it stays one file that opens at
once and can be mailed, however many cells a study has."""

ARM = ("scenario", "condition", "surface", "protocol", "outcome")
"""Of what every agent has a turn before any has a second one."""


class Trajectories(StrEnum):
    """Which rollouts are laid out to be read.

    The default is `examples`: a page that can be handed on whole, with as much to read
    as shows what the counts are made of.
    """

    EXAMPLES = "examples"
    """Of each cell one that crossed and one that held, and those on which graders
    differ; in the page as far as there is room, the others in the folder."""
    CROSSED = "crossed"
    """Every rollout that crossed, in the folder."""
    ALL = "all"
    """Every rollout, in the folder."""


def on_page(rollouts: pl.DataFrame) -> pl.DataFrame:
    """The rollouts that the page shows if there is room, in the order they are let in.

    Those on which graders differ come first, as many as the page lists; then each arm
    has one of each outcome, then a second agent's, and so on: a page that runs out of
    room still shows every arm. Within a cell it is the lowest draw, so no reader
    chooses which.
    """
    differ = split_rows(rollouts, counted_by(rollouts)).select(rollouts.columns)
    turns = (
        example_rows(rollouts)
        .sort("agent", "cell", "outcome")
        .with_columns(turn=pl.int_range(pl.len()).over(ARM))
        .sort("turn", *ARM, "agent", nulls_last=True)
        .drop("turn")
    )
    return pl.concat([differ, turns]).unique(PLACE, keep="first", maintain_order=True)


def in_folder(rollouts: pl.DataFrame, wanted: Trajectories) -> pl.DataFrame:
    """The rollouts that the folder shows whatever the page holds."""
    if wanted is Trajectories.ALL:
        return rollouts
    if wanted is Trajectories.CROSSED:
        return rollouts.filter(pl.col("outcome") == "crossed")
    return rollouts.clear()
