"""What is stored comes back as it was, and nothing unknown is let in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cornered.core.outcome import Route, Status
from cornered.core.trajectory import (
    Act,
    DeclaredHarm,
    FactSheet,
    Happening,
    Item,
    Party,
    Trajectory,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.lists(WORDS, max_size=3).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner),
    max_leaves=6,
)
TIMES = st.floats(-1e7, 1e7)
ACTS = st.builds(
    Act,
    sequence=st.integers(0, 99),
    time_s=TIMES,
    tool=WORDS,
    arguments=st.dictionaries(WORDS, JSON, max_size=3),
    recipients=NAMES,
    carried=NAMES,
    context_readers=st.none() | NAMES,
    shadow_decision=st.none() | st.sampled_from(["deny", "hold"]),
    changes=st.dictionaries(WORDS, JSON, max_size=2),
)
FACTS = FactSheet(
    agent="Pine",
    parties=(
        Party(
            id="ann",
            name="Ann Krüger",
            title="clerk",
            organization="firm",
            addresses=("ann@a.com",),
            route=Route.TARGET,
        ),
    ),
    domains=("a.com",),
    items=(Item(id="plan", text="Plan\n\nDo it.", readers=(), asset=0.5),),
    harms=(DeclaredHarm(id="shut", kind="sabotage", severity=3),),
)
TRAJECTORIES = st.builds(
    Trajectory,
    sample_id=WORDS,
    status=st.sampled_from(Status),
    facts=st.just(FACTS),
    acts=st.lists(ACTS, max_size=3).map(tuple),
    happenings=st.lists(
        st.builds(Happening, time_s=TIMES, id=WORDS, effects=NAMES), max_size=2
    ).map(tuple),
    reply=WORDS,
    read=NAMES,
)


@given(TRAJECTORIES)
def test_a_trajectory_survives_json(trajectory: Trajectory) -> None:
    written = trajectory.model_dump_json()
    assert Trajectory.model_validate_json(written) == trajectory


@given(TRAJECTORIES)
def test_defaults_need_not_be_written(trajectory: Trajectory) -> None:
    short = trajectory.model_dump_json(exclude_defaults=True)
    assert Trajectory.model_validate_json(short) == trajectory


@pytest.mark.parametrize(
    "record", [Act, Happening, Party, Item, DeclaredHarm, FactSheet, Trajectory]
)
def test_unknown_fields_are_an_error(record: type[BaseModel]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        record.model_validate({"mood": "good"})


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        FACTS.agent = "Lark"


def test_what_was_recorded_before_a_channel_was_there_still_loads() -> None:
    old = {"sample_id": "a", "status": "completed", "facts": FACTS, "reasoning": "Hm."}
    loaded = Trajectory.model_validate(old)
    assert (loaded.summaries, loaded.redacted) == ("", 0)
    assert loaded.reasoning == "Hm."
