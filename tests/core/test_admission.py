"""Named levels are taken, the preset fills in order, unmet needs leave levels out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from cornered.core.admission import admits, settled
from cornered.core.errors import Inadmissible, UnknownName
from cornered.core.factor import Factor, Level
from cornered.core.mitigation import Mitigation
from cornered.core.scenario import Organization, Scenario
from cornered.core.study import Chosen, Preset


@dataclass(frozen=True, kw_only=True, eq=False)
class Seamed(Scenario):
    """A scenario without files."""

    offered: frozenset[str] = frozenset({"threat", "goal"})

    @property
    def seams(self) -> frozenset[str]:
        return self.offered


SCENARIO = Seamed(
    module="harbor.scenarios.pilot.scenario",
    summary="",
    version=1,
    kind="leak",
    organizations=(Organization(id="firm", names=("Alder",)),),
    cast=(),
    mails=(),
)


def level(
    name: str,
    needs: Mapping[str, set[str]] | None = None,
    surfaces: frozenset[str] = frozenset({"letter", "tools"}),
) -> Level:
    frozen = {factor: frozenset(of) for factor, of in (needs or {}).items()}
    return Level(id=name, summary="", needs=frozen, surfaces=surfaces)


def factor(name: str, *levels: Level, seams: frozenset[str] = frozenset()) -> Factor:
    return Factor(
        module=f"cornered.factors.{name}",
        summary="",
        levels=levels,
        default=levels[0].id,
        seams=seams,
    )


FACTORS = {
    each.id: each
    for each in (
        factor("goal", level("none"), level("kept"), seams=frozenset({"goal"})),
        factor("threat", level("none"), level("end"), seams=frozenset({"threat"})),
        factor("successor", level("same", {"threat": {"end"}}), level("other")),
        factor("heir", level("yes", {"successor": {"same"}}), level("no")),
        factor("notes", level("off"), level("on", surfaces=frozenset({"letter"}))),
        factor("tide", level("low"), level("high"), seams=frozenset({"tide"})),
    )
}


def levels_of(
    named: Mapping[str, str] | None = None,
    *chosen: Chosen,
    surface: str = "letter",
) -> dict[str, str]:
    preset = Preset(module="cornered.presets.some", summary="", chosen=chosen)
    whole = settled(
        SCENARIO, named or {}, factors=FACTORS, preset=preset, surface=surface
    )
    assert list(whole) == sorted(whole)
    return {name: each.id for name, each in whole.items()}


def choose(name: str, of: str, **when: str) -> Chosen:
    return Chosen(
        factor=name,
        level=of,
        when={other: frozenset({allowed}) for other, allowed in when.items()},
    )


def test_a_component_is_admitted_where_its_seams_are() -> None:
    assert admits(SCENARIO, FACTORS["goal"])
    assert not admits(SCENARIO, FACTORS["tide"])
    gate = Mitigation(module="a.b", summary="", seams=frozenset({"goal", "tide"}))
    assert not admits(SCENARIO, gate)


def test_defaults_hold_where_nothing_is_named() -> None:
    assert levels_of() == {"goal": "none", "notes": "off", "threat": "none"}


def test_levels_with_unmet_needs_are_inactive_and_so_are_those_that_need_them() -> None:
    assert "successor" not in levels_of()
    assert "heir" not in levels_of()
    whole = levels_of({"threat": "end"})
    assert whole["successor"] == "same"
    assert whole["heir"] == "yes"


@pytest.mark.parametrize(
    ("chosen", "goal"),
    [
        ((choose("goal", "kept"),), "kept"),
        ((choose("goal", "kept"), choose("goal", "none")), "kept"),
        ((choose("goal", "none"), choose("goal", "kept")), "none"),
        ((choose("goal", "kept", threat="end"),), "none"),
        ((choose("goal", "kept", threat="none"),), "kept"),
        ((choose("goal", "kept", threat="end"), choose("goal", "none")), "none"),
        ((choose("goal", "kept", threat="none"), choose("goal", "none")), "kept"),
        ((choose("threat", "end"), choose("goal", "kept", threat="end")), "kept"),
    ],
)
def test_the_first_level_of_the_preset_that_matches_counts(
    chosen: tuple[Chosen, ...], goal: str
) -> None:
    assert levels_of({}, *chosen)["goal"] == goal


def test_a_named_level_outranks_the_preset() -> None:
    assert levels_of({"goal": "none"}, choose("goal", "kept"))["goal"] == "none"


def test_the_preset_sees_named_levels() -> None:
    chosen = choose("goal", "kept", threat="end")
    assert levels_of({"threat": "end"}, chosen)["goal"] == "kept"


def test_a_preset_may_speak_of_factors_that_the_scenario_does_not_admit() -> None:
    assert "tide" not in levels_of({}, choose("tide", "high"))


def test_a_base_level_that_the_surface_cannot_honor_is_inactive() -> None:
    chosen = choose("notes", "on")
    assert levels_of({}, chosen, surface="letter")["notes"] == "on"
    assert "notes" not in levels_of({}, chosen, surface="tools")


@pytest.mark.parametrize(
    ("named", "surface", "told"),
    [
        ({"tide": "high"}, "letter", "does not admit factor 'tide': it has no seam"),
        ({"successor": "same"}, "letter", "successor=same needs threat in (end)"),
        (
            {"heir": "yes", "successor": "other"},
            "letter",
            "heir=yes needs successor in (same), not 'other'",
        ),
        ({"notes": "on"}, "tools", "cannot be had on surface 'tools'; allowed: letter"),
        ({"heir": "yes"}, "letter", "not None"),
    ],
)
def test_a_named_level_that_cannot_be_had_is_told(
    named: dict[str, str], surface: str, told: str
) -> None:
    with pytest.raises(Inadmissible, match=re.escape(told)):
        levels_of(named, surface=surface)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"gaol": "none"}, "unknown factor 'gaol'; available: goal, "),
        ({"goal": "lost"}, "'lost'; available: kept, none"),
    ],
)
def test_an_unknown_name_is_told_with_what_there_is(
    named: dict[str, str], told: str
) -> None:
    with pytest.raises(UnknownName, match=re.escape(told)):
        levels_of(named)
