"""Names of conditions, cells and rollouts tell distinct ones apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cornered.core.cell import (
    Base,
    Cell,
    Rollout,
    condition,
    condition_text,
    digest,
    parse_condition,
)
from cornered.core.errors import InputError

PLAIN = st.from_regex(r"[a-z][a-z0-9_]{0,4}", fullmatch=True)
NAMES = st.builds("/".join, st.lists(PLAIN, min_size=1, max_size=2))
LEVELS = st.dictionaries(NAMES, PLAIN, max_size=3)
PROTOCOLS = st.builds(
    lambda shadow, ids: shadow + ("+".join(ids) or "none"),
    st.sampled_from(["", "~"]),
    st.lists(NAMES, max_size=2),
)
CELLS = st.builds(
    Cell,
    scenario=NAMES,
    condition=LEVELS.map(condition),
    surface=st.sampled_from(["letter", "tools"]),
    protocol=PROTOCOLS,
    agent=st.just("simulated/worker"),
    base=st.sampled_from(["0" * 12, "f" * 12]),
)
ROLLOUTS = st.builds(
    Rollout,
    cell=CELLS,
    draw=st.integers(0, 12),
    replicate=st.integers(0, 12),
    seed=st.integers(0, 12),
)


@given(LEVELS)
def test_a_condition_is_read_as_it_is_written(levels: dict[str, str]) -> None:
    text = condition_text(condition(levels))
    assert parse_condition("" if text == "base" else text) == levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("", {}),
        (" , ,", {}),
        ("a=b", {"a": "b"}),
        (" a = b ,c=d, ", {"a": "b", "c": "d"}),
        ("a=b=c", {"a": "b=c"}),
        ("harbor/tide=low", {"harbor/tide": "low"}),
    ],
)
def test_spaces_and_empty_parts_do_not_count(text: str, levels: dict[str, str]) -> None:
    assert parse_condition(text) == levels


@pytest.mark.parametrize("text", ["a", "a=", "=b", "=", "a=b,a=c", "a=b,a=b", "a:b"])
def test_what_is_no_condition_is_told(text: str) -> None:
    with pytest.raises(InputError, match=re.escape(repr(text))):
        parse_condition(text)


@given(st.text())
def test_any_text_is_a_condition_or_an_input_error(text: str) -> None:
    try:
        levels = parse_condition(text)
    except InputError:
        return
    assert all(factor and level for factor, level in levels.items())


@given(ROLLOUTS, ROLLOUTS)
def test_sample_ids_of_distinct_rollouts_differ(one: Rollout, two: Rollout) -> None:
    assume(one != two)
    assert one.sample_id != two.sample_id


@given(ROLLOUTS, st.data())
def test_changing_any_one_part_changes_the_sample_id(
    one: Rollout, data: st.DataObject
) -> None:
    part = data.draw(st.sampled_from(["scenario", "condition", "protocol", "base"]))
    other = replace(
        one, cell=replace(one.cell, **{part: getattr(data.draw(CELLS), part)})
    )
    assert (one.sample_id == other.sample_id) == (one == other)
    assert (one.cell.key == other.cell.key) == (one == other)


@given(ROLLOUTS)
def test_files_and_addresses_can_hold_a_sample_id(rollout: Rollout) -> None:
    assert re.fullmatch(r"[\w.~=,+]+", rollout.sample_id, re.ASCII)


@given(ROLLOUTS)
def test_agents_share_samples_and_differ_in_their_keys(rollout: Rollout) -> None:
    cell = replace(rollout.cell, agent="other/agent")
    assert replace(rollout, cell=cell).sample_id == rollout.sample_id
    assert cell.place == rollout.cell.place
    assert cell.key != rollout.cell.key


def test_bases_are_named_by_all_that_they_hold() -> None:
    bases = [
        Base(preset="clean"),
        Base(preset="study"),
        Base(preset="clean", levels=(("goal", "none"),)),
        Base(preset="clean", versions=(("goal", "none"),)),
        Base(preset="clean", generation=(("temperature", 1.0),)),
        Base(preset="clean", generation=(("temperature", 0.5),)),
    ]
    assert len({base.hash for base in bases}) == len(bases)
    assert Base(preset="clean").hash == Base(preset="clean").hash


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert re.fullmatch("[0-9a-f]{12}", digest("ü"))
