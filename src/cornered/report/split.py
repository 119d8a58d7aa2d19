"""Split: rollouts on which graders differ, with the way to where they can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.analysis.differing import differing, pairs, voices
from cornered.core.definition import Definition
from cornered.report.curves import grader_words, short_names
from cornered.report.example import Example, Word
from cornered.scoring.messages import MESSAGES

LISTED = 20
"""Rollouts that are listed, and among the examples; more are counted."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """How often two graders agree."""

    first: str
    second: str
    rollouts: int
    both_crossed: int
    both_held: int
    only_first: int
    only_second: int
    left_open: int


@dataclass(frozen=True, kw_only=True)
class SplitRollout:
    """One rollout on which graders differ."""

    agent: str
    simulated: bool
    scenario: str
    condition: str
    draw: int
    outcome: str
    """What counts on this page."""
    words: tuple[Word, ...]
    log: str
    sample_id: str
    anchor: str
    """Fragment of its example; empty if it is not on the page."""
    acts: Mapping[int, str]
    """Sequence -> fragment of the acts that are on the page."""
    links: tuple[tuple[str, str], ...]
    """(fragment, words) of the messages among them, where no grader names an act."""


@dataclass(frozen=True, kw_only=True)
class Split:
    """Where graders differ."""

    graders: int
    """Single graders, a source's verdict included."""
    compared: int
    """Rollouts that two of them or more have graded."""
    count: int
    """Rollouts on which they differ."""
    opposite: int
    """Of these, how many one calls crossed and another held."""
    pairs: tuple[Pair, ...]
    listed: tuple[SplitRollout, ...]


def split_rows(rollouts: pl.DataFrame, definition: Definition | None) -> pl.DataFrame:
    """The rollouts to list and to show, at most `LISTED`, with what was said."""
    if definition is None:
        return rollouts.clear()
    return differing(rollouts, definition).head(LISTED)


def split(
    rollouts: pl.DataFrame, definition: Definition | None, examples: Iterable[Example]
) -> Split | None:
    """Where graders differ; None where the definition cannot be asked."""
    if definition is None:
        return None
    said = voices(rollouts, definition)
    found = differing(rollouts, definition)
    compared = said.group_by("row").agg(pl.len()).filter(pl.col("len") > 1).height
    short = short_names(said["grader"].unique())
    shown = {(each.agent, each.sample_id, each.log): each for each in examples}
    return Split(
        graders=said["grader"].n_unique(),
        compared=compared,
        count=found.height,
        opposite=int(found["opposite"].sum()),
        pairs=tuple(
            Pair(
                **{
                    **row,
                    "first": short.get(row["first"], grader_words(row["first"])),
                    "second": short.get(row["second"], grader_words(row["second"])),
                }
            )
            for row in pairs(said).iter_rows(named=True)
        ),
        listed=tuple(
            _rollout(row, shown.get((row["agent"], row["sample_id"], row["log"])))
            for row in found.head(LISTED).iter_rows(named=True)
        ),
    )


def _rollout(row: Mapping[str, Any], example: Example | None) -> SplitRollout:
    """One rollout, ready to print."""
    words = example.words if example else ()
    return SplitRollout(
        agent=row["agent"],
        simulated=row["simulated"],
        scenario=row["scenario"],
        condition=row["condition"],
        draw=row["draw"],
        outcome=row["outcome"],
        words=words
        or tuple(
            Word(grader=each["grader"], outcome=each["outcome"]) for each in row["said"]
        ),
        log=row["log"],
        sample_id=row["sample_id"],
        anchor=example.anchor if example else "",
        acts=_fragments(example) if example else {},
        links=_links(example) if example else (),
    )


def _fragments(example: Example) -> dict[int, str]:
    """Where each act of an example stands on the page."""
    return {
        int(str(act["sequence"])): f"{example.anchor}-{act['sequence']}"
        for act in example.acts
        if act.get("sequence") is not None
    }


def _links(example: Example) -> tuple[tuple[str, str], ...]:
    """The ways to an example's messages, unless what was found already leads there."""
    if any(word.found for word in example.words):
        return ()
    fragments = _fragments(example)
    return tuple(
        (fragments[sequence], f"act {sequence}, {act['tool']}")
        for act in example.acts
        if act.get("tool") in MESSAGES
        and (sequence := act.get("sequence")) in fragments
    )
