"""Absent: what was planned and is not in the table, and what never merges in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from cornered import catalogs
from cornered.core.cell import condition_text
from cornered.core.errors import CorneredError
from cornered.plans import planned
from cornered.report.manifest import Manifest
from cornered.report.views import words

NAMED = 12
"""Agents that are named of an arm; more are counted."""


@dataclass(frozen=True, kw_only=True)
class AbsentArm:
    """A cell of the study's grid that some agents were not played in."""

    scenario: str
    condition: str
    protocol: str
    agents: str
    """Who, in words."""
    count: int
    asked: int
    """How many of them the logs were to play."""


@dataclass(frozen=True, kw_only=True)
class ShortCell:
    """A cell with fewer rollouts than were to be played."""

    scenario: str
    condition: str
    agent: str
    expected: int
    found: int


@dataclass(frozen=True, kw_only=True)
class Absent:
    """What was planned and is not there."""

    arms: tuple[AbsentArm, ...] = ()
    short: tuple[ShortCell, ...] = ()
    by_logs: bool = False
    """Whether the logs say how many rollouts there should be; else the fullest cell."""
    unknown: tuple[str, ...] = ()
    """Studies whose grid is not known here, and why."""

    @property
    def cells(self) -> int:
        """How many cells are absent."""
        return sum(each.count for each in self.arms)

    @property
    def rollouts(self) -> int:
        """How many rollouts cells that were played lack."""
        return sum(each.expected - each.found for each in self.short)


def absent(rollouts: pl.DataFrame, manifest: Manifest) -> Absent:
    """What a study's grid and the logs' own lists have, and the table has not."""
    asked = _asked(manifest)
    arms, unknown = _arms(rollouts, asked)
    return Absent(
        arms=tuple(arms),
        short=tuple(_short(rollouts, asked)),
        by_logs=bool(asked),
        unknown=tuple(unknown),
    )


def _asked(manifest: Manifest) -> Counter[tuple[str, str]]:
    """(place, agent) -> rollouts that the logs were to play, each once."""
    wanted = {(name, each.agent) for each in manifest.logs for name in each.expected}
    # A sample's id is its place, then base, seed, draw and replicate.
    return Counter((name.rsplit(".", 4)[0], agent) for name, agent in wanted)


def _name(place: tuple[str, str, str, str]) -> str:
    """A place as ids of samples write it."""
    return "|".join(place).replace("/", "~").replace("|", ".")


def _played(rollouts: pl.DataFrame) -> pl.DataFrame:
    """The cells of a table with their counts."""
    keys = ("scenario", "condition", "surface", "protocol", "agent")
    return rollouts.group_by(keys).agg(found=pl.len()).sort(keys, nulls_last=True)


def _arms(
    rollouts: pl.DataFrame, asked: Counter[tuple[str, str]]
) -> tuple[list[AbsentArm], list[str]]:
    """Cells of the studies' grids that were not played, and grids that are not known."""
    found, unknown = [], []
    ours = rollouts.filter(pl.col("source").is_null() & pl.col("study").is_not_null())
    kinds = ours.select("study", "surface", "preset").unique().sort(pl.all())
    for study, surface, preset in kinds.iter_rows():
        of = ours.filter(
            (pl.col("study") == study)
            & (pl.col("surface") == surface)
            & (pl.col("preset") == preset)
        )
        if study not in catalogs.studies():
            unknown.append(f"study {study!r} is not installed here")
            continue
        try:
            plan = planned(study, {"surface": surface, "preset": preset})
        except CorneredError as problem:
            unknown.append(f"study {study!r}: {problem}")
            continue
        agents = sorted(of["agent"].unique())
        played = set(
            of.select("scenario", "condition", "surface", "protocol", "agent").rows()
        )
        for setup in plan.setups:
            cell = setup.cell("")
            place = (
                cell.scenario,
                condition_text(cell.condition),
                cell.surface,
                cell.protocol,
            )
            without = [agent for agent in agents if (*place, agent) not in played]
            if without:
                found.append(
                    AbsentArm(
                        scenario=place[0],
                        condition=place[1],
                        protocol=place[3],
                        agents=_who(without, agents),
                        count=len(without),
                        asked=sum((_name(place), each) in asked for each in without),
                    )
                )
    return found, unknown


def _who(without: list[str], agents: list[str]) -> str:
    """Some of the agents in words."""
    if len(without) == len(agents):
        return "every agent" if len(agents) > 1 else agents[0]
    named = words(without[:NAMED])
    more = len(without) - NAMED
    return f"{named} and {more} more" if more > 0 else named


def _short(
    rollouts: pl.DataFrame, asked: Counter[tuple[str, str]]
) -> Iterator[ShortCell]:
    """Cells that hold fewer rollouts than the logs were to play, or than the fullest."""
    played = _played(rollouts.filter(pl.col("source").is_null()))
    fullest = max(played["found"], default=0)
    for row in played.iter_rows(named=True):
        place = (row["scenario"], row["condition"], row["surface"], row["protocol"])
        expected = asked[_name(place), row["agent"]] if asked else fullest
        if row["found"] < expected:
            yield ShortCell(
                scenario=row["scenario"],
                condition=row["condition"],
                agent=row["agent"],
                expected=expected,
                found=row["found"],
            )


def unlike_notes(rollouts: pl.DataFrame) -> tuple[str, ...]:
    """What a table holds beside each other and never merges, a sentence each."""
    notes = []
    for column, several in (
        ("study", "studies"),
        ("preset", "presets"),
        ("surface", "surfaces"),
        ("source", "sources"),
    ):
        counts = rollouts.drop_nulls(column).group_by(column).len().sort(column).rows()
        whole = rollouts.height
        rest = whole - sum(count for _, count in counts)
        told = [f"{value} ({count:,} rollouts)" for value, count in counts]
        if column == "source" and counts and rest:
            told.append(f"our own ({rest:,} rollouts)")
        if len(told) > 1:
            notes.append(
                f"This page holds {len(told)} {several}: {words(told)}. Their cells "
                "stand apart and no rate merges them."
            )
    bases = rollouts.group_by("scenario").agg(pl.col("base").unique().sort())
    for scenario, found in bases.sort("scenario").iter_rows():
        if len(found) > 1:
            named = words([str(each) for each in found])
            notes.append(
                f"In {scenario.replace('_', ' ')} rollouts have {len(found)} bases "
                f"({named}): their preset, fixed levels, versions or generation "
                "settings differ. Their cells stand apart and no rate merges them."
            )
    return tuple(notes)
