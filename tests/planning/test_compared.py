"""Compared: what is planned, looked at and reported is one family."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import polars as pl

from cornered.analysis.contrasts import contrasts
from cornered.analysis.sequential import KEYS
from cornered.core.mitigation import Mitigation, Protocol
from cornered.core.study import Contrast
from cornered.looks.schedule import schedule
from cornered.looks.stopping import coordinates
from cornered.planning.compared import arms, compared
from cornered.plans import Plan, planned
from cornered.scoring.tables import rollouts_table
from cornered.setups import Card

AGENTS = ("simulated/gpt-4.1", "simulated/o3")


def crossed() -> Plan:
    """The study `paper`, each cell with and without a mitigation, and on two surfaces."""
    plan = planned("paper", {"rollouts": 4})
    mitigation = Mitigation(module="cornered.mitigations.rule", summary="")
    rule = Protocol(mitigations=(mitigation,))
    setups = [
        replace(each, protocol=protocol, surface=surface)
        for each, protocol, surface in product(
            plan.setups, (Protocol(), rule), ("letter", "tools")
        )
    ]
    return replace(plan, setups=tuple(setups))


def played(plan: Plan) -> pl.DataFrame:
    """The table that these agents leave behind when they play a plan; all of it held."""
    rows = []
    for agent, each, draw in product(AGENTS, plan.setups, range(plan.draws)):
        card = Card(
            study=plan.study.id,
            scenario=each.scenario.id,
            condition=dict(each.condition),
            surface=each.surface,
            preset=each.base.preset,
            seed=plan.seed,
            draw=draw,
        )
        cell = each.cell(agent)
        at = {"cell": cell.key, "protocol": cell.protocol, "base": cell.base}
        done = {"status": "completed", "outcome": "held"}
        name = f"{cell.key}|{draw}"
        rows.append(coordinates(card, agent) | at | done | {"sample_id": name})
    return rollouts_table(rows)


def analyzed(table: pl.DataFrame, plan: Plan) -> set[tuple[str, ...]]:
    """The tests that the analysis makes of a table."""
    found = contrasts(table, plan.study.contrasts).drop_nulls("p")
    return set(found.select(KEYS).rows())


def watched(plan: Plan) -> set[tuple[str, ...]]:
    """The tests that looks make of a plan."""
    at = schedule(plan, AGENTS, 2)
    assert at.count == sum(len(each) for each in at.watched.values())
    return {each.key for tests in at.watched.values() for each in tests}


def test_a_study_that_crosses_protocols_has_a_family_of_all_of_them() -> None:
    """3 contrasts x 3 scenarios x 2 protocols x 2 surfaces x 2 agents."""
    plan = crossed()
    table = played(plan)
    assert compared(plan, len(AGENTS)) == 72
    assert len(analyzed(table, plan)) == 72
    assert watched(plan) == analyzed(table, plan)


def test_arms_are_not_pooled_over_protocols() -> None:
    """Each is of one group, or a design would hold twice the plays that it has."""
    assert {(len(each.low), len(each.high)) for each in arms(crossed())} == {(1, 1)}
    (paper,) = {(len(each.low), len(each.high)) for each in arms(planned("paper", {}))}
    assert paper == (1, 1)


def test_arms_in_two_protocols_are_not_compared() -> None:
    whole = crossed()
    plain = [
        each
        for each in whole.setups
        if (each.protocol.id == "none") == (dict(each.condition)["goal"] == "none")
    ]
    plan = replace(whole, setups=tuple(plain))
    names = {each.contrast.id for each in arms(plan)}
    assert names == {"replacement", "restriction"}
    assert compared(plan, len(AGENTS)) == len(analyzed(played(plan), plan)) == 24
    assert watched(plan) == analyzed(played(plan), plan)


def test_arms_without_a_level_in_common_are_no_test() -> None:
    """Goals that were each played under another threat say nothing of goals."""
    pooled = Contrast(
        id="goal", question="", low={"goal": "none"}, high={"goal": "explicit"}
    )
    whole = planned("paper", {"rollouts": 4})
    study = replace(whole.study, contrasts=(pooled,))
    apart = {("none", "none"), ("explicit", "replacement")}
    for kept, count, cells in (
        (apart, 0, 0),
        (apart | {("explicit", "none")}, 6, 2),
        (apart | {("explicit", "none"), ("none", "replacement")}, 6, 4),
    ):
        setups = [
            each
            for each in whole.setups
            if (dict(each.condition)["goal"], dict(each.condition)["threat"]) in kept
        ]
        plan = replace(whole, study=study, setups=tuple(setups))
        assert len(analyzed(played(plan), plan)) == count
        assert len(arms(plan)) * len(AGENTS) == count
        assert {len(each.low) + len(each.high) for each in arms(plan)} <= {cells}
