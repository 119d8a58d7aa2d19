"""Every invariant over every component that the catalogs find.

Parameters come from the catalogs alone, so a component of another package is held to
the same invariants as ours by being installed.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cornered import catalogs
from cornered.core.admission import admits, unmet
from cornered.core.cell import condition, condition_text, parse_condition
from cornered.core.component import HOME
from cornered.core.definition import Stored
from cornered.core.errors import FactConflict, Inadmissible, UnknownName
from cornered.core.factor import SURFACES, Factor
from cornered.core.facts import Contribution
from cornered.core.outcome import BENIGN_KINDS, KINDS, Crossed, Held, Labels
from cornered.core.scenario import Choice, Number, Organization, Role, Scenario, Script
from cornered.definitions.default import crosses
from cornered.plans import plan
from cornered.preflight import set_anchor
from cornered.scoring.messages import messages
from cornered.scoring.outcomes import scored
from cornered.setups import setup
from cornered.surfaces.letter import take_reply, user_text
from cornered.surfaces.text_calls import written as tags
from cornered.workplace.factsheet import fact_sheet
from cornered.workplace.prose import wordings
from cornered.workplace.scripts import replay, script_steps
from cornered.workplace.seams import Speaker
from cornered.workplace.staging import stage
from cornered.workplace.world import Workplace
from tests.comparisons import (
    assert_clean,
    assert_clear_of,
    assert_differ_only_where_declared,
    differing,
    met,
)
from tests.strategies import conditions, places
from tests.worlds import (
    PRESSED,
    SEAM,
    SEED,
    Where,
    admitted,
    audible,
    cells,
    fewest_wordings,
    fingerprint,
    fitting,
    headers,
    level_cells,
    masked,
    played,
    pressures,
    prose_files,
    speakers_of,
    suited,
    templates,
    written,
)

ROOT = Path(__file__).parents[1]
DRAWS = 3
SCENARIOS = list(catalogs.scenarios().values())
FACTORS = list(catalogs.factors().values())
MEETINGS = [(s, f) for s in SCENARIOS for f in admitted(s).values()]
SCRIPTS = [(s, script) for s in SCENARIOS for script in s.scripts]

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.id)
each_factor = pytest.mark.parametrize("factor", FACTORS, ids=lambda f: f.id)
each_meeting = pytest.mark.parametrize(
    ("scenario", "factor"), MEETINGS, ids=lambda component: component.id
)
each_script = pytest.mark.parametrize(
    ("scenario", "script"), SCRIPTS, ids=lambda component: component.id
)
each_kind = pytest.mark.parametrize("kind", list(catalogs.KINDS))


# Catalogs


@each_kind
def test_catalog_ids_are_file_names(kind: str) -> None:
    for name, component in getattr(catalogs, kind)().items():
        package, *inner = component.module.split(".")
        file = inner[-2] if kind == "scenarios" else inner[-1]
        assert inner[0] == kind
        assert (
            name == component.id == (file if package == HOME else f"{package}/{file}")
        )
        assert component.summary
        assert "\n" not in component.summary


def test_catalog_ids_are_unique_across_agents_and_kinds_of_speaker() -> None:
    played_names = [name for a in catalogs.agents().values() for name in a.names()]
    assert len(played_names) == len(set(played_names))
    speakers = [f"{f.id}.{level.id}" for f in FACTORS for level in f.levels]
    speakers += list(catalogs.mitigations())
    assert len(speakers) == len(set(speakers))


@each_factor
def test_factor_has_distinct_levels_and_its_default(factor: Factor) -> None:
    names = [level.id for level in factor.levels]
    assert len(names) == len(set(names)) > 1
    assert factor.default in names
    for level in factor.levels:
        assert level.summary
        assert level.surfaces <= SURFACES
        for other, allowed in level.needs.items():
            assert allowed <= {each.id for each in catalogs.factors()[other].levels}


@each_factor
def test_factor_is_admitted_and_every_level_can_be_had(factor: Factor) -> None:
    for level in factor.levels:
        assert any(
            level_cells(scenario, factor, level)
            for scenario in SCENARIOS
            if admits(scenario, factor)
        ), level.id


@pytest.mark.parametrize("study", catalogs.studies())
def test_study_names_what_exists_and_has_cells(study: str) -> None:
    bound = plan(study)
    assert {each.scenario.id for each in bound.setups} == set(bound.study.scenarios)
    for levels in (bound.study.crosses, bound.study.fixed):
        for name, of in levels.items():
            known = {level.id for level in catalogs.factors()[name].levels}
            assert {of} if isinstance(of, str) else set(of) <= known
    for contrast in bound.study.contrasts:
        for arm in (contrast.low, contrast.high):
            for name, level in arm.items():
                assert level in bound.study.crosses[name]


@pytest.mark.parametrize("preset", catalogs.presets())
def test_preset_names_what_exists(preset: str) -> None:
    for chosen in catalogs.presets()[preset].chosen:
        catalogs.factors()[chosen.factor].level(chosen.level)
        for name, levels in chosen.when.items():
            for level in levels:
                catalogs.factors()[name].level(level)


@each_scenario
def test_preset_study_gives_the_choices_of_the_study(scenario: Scenario) -> None:
    for goal, successor in (("explicit", "opposite"), ("none", "same")):
        named = condition({"goal": goal, "threat": "replacement"})
        levels = Where(scenario.id, named, "letter", preset="study").levels
        emphasis = {"goal_emphasis": "twice", "goal_value": "america"}
        wanted = {
            "agency_line": "on",
            "reasoning": "private_notes",
            "successor": successor,
            **(emphasis if goal == "explicit" else {}),
        }
        assert wanted.items() <= levels.items()
        assert levels.keys().isdisjoint(set(emphasis) - set(wanted))


# Names that do not exist, and cells that cannot


@each_scenario
def test_unknown_names_raise(scenario: Scenario) -> None:
    for unknown in (
        {"scenario": "nobody"},
        {"named": {"nobody": "none"}},
        {"named": {FACTORS[0].id: "nobody"}},
        {"fixed": {"nobody": "none"}},
        {"preset": "nobody"},
        {"surface": "nobody"},
        {"mitigations": ("nobody",)},
    ):
        given_names: dict[str, object] = {"scenario": scenario.id, "named": {}}
        with pytest.raises(UnknownName, match=r"'nobody'; available: "):
            setup(**{**given_names, **unknown})  # type: ignore[arg-type]


@each_meeting
def test_a_level_whose_needs_are_unmet_is_inadmissible(
    scenario: Scenario, factor: Factor
) -> None:
    for level in factor.levels:
        base = suited(scenario, factor.id, level)
        for surface in SURFACES - level.surfaces:
            with pytest.raises(Inadmissible, match=level.id):
                setup(scenario.id, {factor.id: level.id}, surface=surface)
        for other, allowed in level.needs.items():
            every = {each.id for each in catalogs.factors()[other].levels}
            for wrong in sorted(every - allowed):
                named = {**(base or {}), factor.id: level.id, other: wrong}
                with pytest.raises(Inadmissible, match="needs"):
                    setup(scenario.id, named, surface=min(level.surfaces))


# Prose


@each_scenario
def test_every_seam_has_a_neutral_text_and_is_used(scenario: Scenario) -> None:
    used = set(SEAM.findall(templates(scenario)))
    assert used == scenario.seams
    for seam in scenario.seams:
        assert (scenario.folder / "seams" / seam / "neutral.md").is_file(), seam


@each_scenario
def test_no_override_names_what_does_not_exist(scenario: Scenario) -> None:
    known = {f"{f.id}.{level.id}" for f in FACTORS for level in f.levels}
    known |= set(catalogs.mitigations())
    stems = {Speaker(name=name, gives=Contribution()).stem for name in known}
    for path in (scenario.folder / "seams").rglob("*.md"):
        assert path.stem in stems | {"neutral", "seam"}, path.name


@each_scenario
def test_no_prose_file_is_left_over(scenario: Scenario) -> None:
    scripts = (*scenario.scripts, *scenario.anchors)
    wanted = {*prose_files(scenario), *(f"{s.folder}/{s.id}.md" for s in scripts)}
    there = {
        path.relative_to(scenario.folder).as_posix()
        for path in scenario.folder.rglob("*.md")
        if "seams" not in path.parts
    }
    assert there == wanted


@each_scenario
def test_load_bearing_mails_have_four_wordings(scenario: Scenario) -> None:
    assert sum(mail.load_bearing for mail in scenario.mails) >= 3
    for mail in scenario.mails:
        if mail.load_bearing:
            assert fewest_wordings(scenario, f"mail/{mail.id}.md") >= 4, mail.id


@each_scenario
def test_wordings_of_a_file_differ(scenario: Scenario) -> None:
    for path in scenario.folder.rglob("*.md"):
        if not {"scripts", "anchors"} & set(path.parts):
            options = wordings(path.read_text(encoding="utf-8"))
            assert len(set(options)) == len(options), path.name


@each_meeting
def test_every_level_renders_clean(scenario: Scenario, factor: Factor) -> None:
    for level in factor.levels:
        for where in level_cells(scenario, factor, level):
            for preset, draw in itertools.product(catalogs.presets(), range(DRAWS)):
                assert_clean(replace(where, preset=preset).stage(draw))


@each_scenario
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_admissible_cell_renders_clean(
    scenario: Scenario, data: st.DataObject
) -> None:
    where = data.draw(places(scenario))
    try:
        here = where.setup()
    except Inadmissible:
        assume(False)  # noqa: FBT003 - Hypothesis' signature
    for name, level in here.levels.items():
        assert not unmet(name, level, here.levels, surface=where.surface)
        assert dict(where.named).get(name, level.id) == level.id
    assert_clean(where.stage(data.draw(st.integers(0, 200))))


@each_scenario
@given(data=st.data())
def test_conditions_survive_being_written(
    scenario: Scenario, data: st.DataObject
) -> None:
    named = data.draw(conditions(scenario))
    if named:
        assert parse_condition(condition_text(condition(named))) == named


# What differs between cells


@each_scenario
def test_distinct_conditions_render_distinct_prompts(scenario: Scenario) -> None:
    every = templates(scenario)
    seen: dict[frozenset[str], Where] = {}
    for where in cells(scenario):
        seen.setdefault(frozenset(s.name for s in speakers_of(where)), where)
    for one, other in itertools.combinations(seen.values(), 2):
        apart = differing(one, other)
        both = {s.name: s for s in (*speakers_of(one), *speakers_of(other))}
        assert met(one.stage()) != met(other.stage())
        if any(audible(scenario, both[name], every) for name in apart):
            assert one.stage().hash != other.stage().hash, apart


@each_meeting
def test_every_level_changes_something(scenario: Scenario, factor: Factor) -> None:
    pairs = itertools.combinations(factor.levels, 2)
    for pair in filter(None, (level_cells(scenario, factor, *two) for two in pairs)):
        one, other = pair
        assert met(one.stage()) != met(other.stage()), (one, other)


@each_meeting
def test_cells_differ_only_where_the_factor_says(
    scenario: Scenario, factor: Factor
) -> None:
    for one, other in itertools.combinations(factor.levels, 2):
        pair = level_cells(scenario, factor, one, other)
        if not pair:
            continue
        first, second = pair
        apart = differing(first, second)
        follow = {f"{factor.id}.{level.id}" for level in (one, other)}
        for name in apart - follow:
            owner = name.rpartition(".")[0]
            needs = [level.needs for level in catalogs.factors()[owner].levels]
            assert any(factor.id in each for each in needs), name
        for draw in range(2):
            assert_differ_only_where_declared(first, second, draw)


def test_catalog_mitigations_change_only_what_they_declare() -> None:
    for scenario, mitigation in itertools.product(
        SCENARIOS, catalogs.mitigations().values()
    ):
        if not admits(scenario, mitigation):
            continue
        bare = Where(scenario.id, condition(PRESSED), min(mitigation.surfaces))
        guarded = replace(bare, mitigations=(mitigation.id,))
        assert differing(bare, guarded) == {mitigation.id}
        assert mitigation.gate or met(bare.stage()) != met(guarded.stage())
        for draw in range(DRAWS):
            assert_clean(guarded.stage(draw))
            assert_differ_only_where_declared(bare, guarded, draw)


def test_catalog_mitigations_are_admitted_and_do_something() -> None:
    for mitigation in catalogs.mitigations().values():
        assert any(admits(scenario, mitigation) for scenario in SCENARIOS)
        assert mitigation.gate or mitigation.gives != Contribution()


@each_scenario
def test_a_fact_set_twice_is_a_conflict(scenario: Scenario) -> None:
    where = Where(scenario.id, condition(PRESSED), "letter")
    for speaker in speakers_of(where):
        for fact in speaker.gives.facts:
            again = Speaker(name="again", gives=Contribution(facts=(fact,)))
            with pytest.raises(FactConflict, match=re.escape(repr(fact.id))):
                stage(scenario, (*speakers_of(where), again), seed=1, draw=0)


# Draws


@each_scenario
def test_names_of_a_scenario_do_not_collide(scenario: Scenario) -> None:
    facts = {
        fact.id.partition(".")[0]
        for factor in FACTORS
        for level in factor.levels
        for fact in level.facts
    }
    facts |= {fact.id.partition(".")[0] for fact in scenario.gives.facts}
    names = [
        "assistant",
        "everyone",
        *(role.id for role in scenario.cast),
        *(organization.id for organization in scenario.organizations),
        *(each.id for each in scenario.drawn),
        *("clock", "day", "date", "seam", "id"),
        *facts,
    ]
    assert sorted(set(names)) == sorted(names)
    items = [*scenario.mails, *scenario.papers, *scenario.notices]
    for of in (items, scenario.scripts, scenario.harms, scenario.tools):
        ids = [each.id for each in of]  # type: ignore[attr-defined]
        assert len(ids) == len(set(ids))


@each_scenario
def test_adding_a_drawn_thing_shifts_no_other(scenario: Scenario) -> None:
    where = Where(scenario.id, condition(PRESSED), "letter")
    added = replace(
        scenario,
        drawn=(
            Choice(id="added_choice", options=("one", "other")),
            Number(id="added_number", low=1, high=9),
            *scenario.drawn,
        ),
        organizations=(
            Organization(id="added_body", names=("Added", "Further")),
            *scenario.organizations,
        ),
        cast=(*scenario.cast, Role(id="added_role", title="Added")),
    )
    for draw in range(DRAWS):
        before = where.stage(draw)
        after = stage(added, speakers_of(where), seed=before.seed, draw=draw)
        assert written(after) == written(before)
        assert headers(after) == headers(before)
        assert before.people.items() <= after.people.items()
        assert before.organizations.items() <= after.organizations.items()
        assert after.calendar == before.calendar


@each_scenario
def test_same_seed_gives_same_bytes_in_another_process(scenario: Scenario) -> None:
    program = (
        f"from tests.worlds import fingerprint; print(fingerprint({scenario.id!r}))"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "77")
    ]
    assert {*found, fingerprint(scenario.id)} == {found[0]}


@each_scenario
def test_another_seed_gives_another_surface(scenario: Scenario) -> None:
    where = Where(scenario.id, condition(PRESSED), "letter")
    hashes = {where.stage(draw, seed).hash for draw in range(4) for seed in range(1, 5)}
    assert len(hashes) == 16


@each_scenario
def test_draws_differ_in_more_than_names_dates_and_firm(scenario: Scenario) -> None:
    where = Where(scenario.id, condition(PRESSED), "letter")
    speakers = speakers_of(where)
    bearing = [f"mail/{mail.id}.md" for mail in scenario.mails if mail.load_bearing]
    seen: set[int] = set()
    before: dict[str, str] = {}
    for draw in range(1000):
        texts = masked(stage(scenario, speakers, seed=SEED, draw=draw))
        seen.add(hash(tuple(texts.values())))
        if before:
            assert sum(texts[each] != before[each] for each in bearing) >= 3, draw
        before = texts
    assert len(seen) >= 900


# The goal, the lever, and the ground truth


@each_scenario
@pytest.mark.parametrize("goal", ["explicit", "swap"])
def test_facts_and_prose_of_a_goal_point_the_same_way(
    scenario: Scenario, goal: str
) -> None:
    course = [
        name
        for name, template in prose_files(scenario).items()
        if "course" in SEAM.findall(template)
    ]
    assert course
    for value in catalogs.factors()["goal_value"].levels:
        named = {"goal": goal, "goal_value": value.id}
        where = Where(scenario.id, condition(named), "letter")
        for draw in range(4):
            here = where.stage(draw)
            aim, other = here.facts["value.aim"], here.facts["value.other_aim"]
            held, turned_to = (aim, other) if goal == "explicit" else (other, aim)
            assert held in here.system
            assert turned_to not in here.system
            for name in course:
                text = written(here)[name]
                assert aim in text
                assert other in text
                assert text.index(aim) < text.index(other)


@each_scenario
def test_the_temptation_is_in_what_the_agent_reads(scenario: Scenario) -> None:
    for draw, pressed in itertools.product(range(12), ({}, PRESSED)):
        present, absent = (
            Where(scenario.id, condition({**pressed, "lever": level}), "letter").stage(
                draw
            )
            for level in ("present", "absent")
        )
        shown = user_text(present)
        bearing = [item for item in present.items if item.bears_lever]
        dated = [item for item in bearing if item.kind != "document"]
        assert dated
        assert all(item.text in shown for item in dated)
        terms = fact_sheet(present).lever_terms
        if scenario.lever:
            told = "\n".join(item.text for item in dated).casefold()
            assert any(term.casefold() in told for term in terms)
        assert not any(item.bears_lever or item.asset for item in absent.items)
        assert_clear_of(terms, absent)
        without = written(absent)
        changed = [n for n, text in written(present).items() if without[n] != text]
        assert changed


@each_scenario
def test_ground_truth_covers_the_scenario(scenario: Scenario) -> None:
    crossing = [script for script in scenario.scripts if script.crosses]
    holding = [script for script in scenario.scripts if not script.crosses]
    assert len(crossing) >= 2
    assert len(holding) >= 3
    kinds = {scenario.kind, *(each.kind for each in scenario.scripts)}
    package, slash, _ = scenario.id.partition("/")
    for kind in kinds | {harm.kind for harm in scenario.harms}:
        assert kind in KINDS or (slash and kind.startswith(f"{package}/")), kind
    for where in (w for surface in SURFACES for w in pressures(scenario, surface)):
        for scripts, fewest in ((crossing, 1), (holding, 2)):
            fits = [
                s for s in scripts if _fits(s, {**where.levels, "lever": "present"})
            ]
            assert len(fits) >= fewest, (where, scripts[0].crosses)


def _fits(script: Script, levels: Mapping[str, str]) -> bool:
    """Whether a script makes sense under some levels."""
    return all(levels.get(name) in of for name, of in script.requires.items())


@each_script
def test_scripts_cross_or_hold_as_declared(scenario: Scenario, script: Script) -> None:
    for surface in sorted(script.surfaces):
        for where, draw in itertools.product(
            fitting(script, scenario, surface), range(DRAWS)
        ):
            here = where.stage(draw)
            trajectory = played(here, script, surface)
            label = f"{condition_text(where.named)} {surface} draw {draw}"
            known = set(where.setup().workplace(here).tools)
            assert {act.tool for act in trajectory.acts} <= known, label
            found = scored(trajectory)
            grades = [(g.kind, g.score, g.reason) for g in found.graded]
            if script.crosses:
                assert found.outcome == Crossed(kind=script.kind), (label, grades)
                assert (found.labels.act, found.labels.route) == (
                    script.act,
                    script.route,
                ), (label, grades)
            else:
                assert found.outcome == Held(), (label, found.labels, grades)
                assert found.labels.reversed is script.reversed, label


@each_script
def test_a_script_written_as_a_letter_does_the_same(
    scenario: Scenario, script: Script
) -> None:
    if "letter" not in script.surfaces:
        return
    here = fitting(script, scenario, "letter")[0].stage()
    world, said = replay(here, script, surface="letter")
    other = Workplace.staged(here, surface="letter")
    other.present([item.id for item in other.inbox])
    calls = [
        tags(act.tool, {name: str(value) for name, value in act.arguments.items()})
        for act in world.ledger.acts
    ]
    reading = asyncio.run(take_reply(other, "\n\n".join([said, *calls])))
    assert reading.words.strip() == said.strip()
    assert other.ledger.acts == world.ledger.acts
    assert other.ledger.state == world.ledger.state


@each_scenario
def test_an_anchor_is_one_message_that_arrives(scenario: Scenario) -> None:
    for anchor in scenario.anchors:
        (mail,) = messages(set_anchor(scenario, anchor))
        assert mail.delivered, anchor.id
        assert mail.act.recipients, anchor.id


@each_script
def test_a_script_declares_what_its_outcome_needs(
    scenario: Scenario, script: Script
) -> None:
    assert script.surfaces <= SURFACES
    assert script.surfaces
    assert script_steps(scenario, script)
    labels = Labels(act=script.act, kind=script.kind, reversed=script.reversed)
    assert crosses(Stored(labels=labels)) is script.crosses
    if script.crosses:
        assert script.kind not in BENIGN_KINDS
    for name, levels in script.requires.items():
        assert levels <= {level.id for level in catalogs.factors()[name].levels}
