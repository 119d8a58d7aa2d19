"""Strategies: scenarios, conditions and cells as Hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

from cornered import catalogs
from cornered.core.cell import condition
from cornered.core.factor import SURFACES
from cornered.core.scenario import Scenario
from tests.worlds import Where, admitted


def surfaces() -> st.SearchStrategy[str]:
    """A surface."""
    return st.sampled_from(sorted(SURFACES))


def presets() -> st.SearchStrategy[str]:
    """Id of a preset."""
    return st.sampled_from(sorted(catalogs.presets()))


@st.composite
def conditions(draw: st.DrawFn, scenario: Scenario) -> dict[str, str]:
    """Levels of some factors that the scenario admits; needs may be unmet."""
    factors = admitted(scenario)
    named = draw(st.sets(st.sampled_from(sorted(factors))))
    return {
        name: draw(st.sampled_from([level.id for level in factors[name].levels]))
        for name in sorted(named)
    }


@st.composite
def places(draw: st.DrawFn, scenario: Scenario) -> Where:
    """A cell by its names; it may be inadmissible."""
    return Where(
        scenario.id,
        condition(draw(conditions(scenario))),
        draw(surfaces()),
        preset=draw(presets()),
    )
