"""Peeking: a run that is looked at claims no more from nothing, by the way a run takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from cornered.analysis import contrasts as analysis
from cornered.analysis.sequential import KEYS
from cornered.core.mitigation import Mitigation, Protocol
from cornered.core.study import Contrast
from cornered.looks import schedule as looks
from cornered.looks.record import Record
from cornered.looks.schedule import Schedule, schedule
from cornered.looks.stopping import coordinates
from cornered.plans import planned
from cornered.scoring.tables import rollouts_table

AGENTS = ("simulated/gpt-4.1", "simulated/o3")
LOOKS = 5
PROTOCOLS = 25
"""So many that claims of tests can be counted in one run."""

SHARE = 0.05
"""What each test of it may claim from nothing, here."""


@pytest.fixture(scope="module")
def scheduled() -> Schedule:
    """3 contrasts x 3 scenarios x 25 protocols x 2 agents, 30 draws played twice."""
    plan = planned("paper", {"rollouts": 60, "draws": 30})
    protocols = [
        Protocol(
            mitigations=(Mitigation(module=f"cornered.mitigations.m{n}", summary=""),)
        )
        for n in range(PROTOCOLS)
    ]
    setups = [replace(each, protocol=of) for of in protocols for each in plan.setups]
    return schedule(replace(plan, setups=tuple(setups)), AGENTS, LOOKS)


def of_nothing(
    at: Schedule, agent: str, generator: np.random.Generator
) -> pl.DataFrame:
    """What an agent plays that crosses in half of all rollouts, whatever its cell.

    Draws differ, and arms that share a draw are alike in part.
    """
    plain = planned("paper", {"rollouts": 60, "draws": 30})
    done = {"status": "completed", "outcome": "held"}
    once = rollouts_table([coordinates(card, agent) | done for card in plain.cards()])
    keys = {each.cell(agent).key: place for place, each in enumerate(plain.setups)}
    cells = len(keys)
    place = once["cell"].replace_strict(keys, return_dtype=pl.Int64).to_numpy()
    draw = once["draw"].to_numpy()
    situation = once["scenario"].rank("dense").cast(pl.Int64).to_numpy()
    parts = []
    for first in range(0, len(at.plan.setups), cells):
        here = at.plan.setups[first : first + cells]
        shared = generator.standard_normal((4, at.plan.draws))[situation, draw]
        own = generator.standard_normal((cells, at.plan.draws))[place, draw]
        chance = expit((shared + own) / np.sqrt(2))
        crossed = generator.random(place.size) < chance
        parts.append(
            once.with_columns(
                protocol=pl.lit(here[0].protocol.id),
                cell=pl.Series([here[each].cell(agent).key for each in place]),
                outcome=pl.Series(np.where(crossed, "crossed", "held")),
            )
        )
    return pl.concat(parts)


def test_looks_claim_from_nothing_no_more_than_their_share(
    scheduled: Schedule,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alpha is so large here that each of 450 tests may claim 5 %.

    The same p-values, held against 5 % at each look, claim more: the test can fail.
    """
    at = scheduled
    seen: list[pl.DataFrame] = []

    def noted(table: pl.DataFrame, planned: Sequence[Contrast]) -> pl.DataFrame:
        found = analysis.contrasts(table, planned)
        seen.append(found.filter(pl.col("p") <= SHARE).select(KEYS))
        return found

    assert at.count == 3 * 3 * PROTOCOLS * len(AGENTS)
    monkeypatch.setattr(looks, "ALPHA", SHARE * at.count)
    monkeypatch.setattr(looks, "contrasts", noted)
    generator = np.random.default_rng(1)
    decided = 0
    for agent, taken in Record(tmp_path).begun(at).items():
        table = of_nothing(at, agent, generator)
        for _ in range(LOOKS):
            taken.take(table, at.plan.study.contrasts)
        assert taken.taken == LOOKS
        decided += len(taken.decided)
    naive = pl.concat(seen).unique().height
    allowed = SHARE * at.count
    assert 0 < decided <= allowed
    assert naive > 1.3 * allowed
