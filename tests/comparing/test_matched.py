"""Matched: which cells of two runs are laid side by side, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from inspect_ai.log import read_eval_log, write_eval_log

from cornered.comparing.matched import matched
from cornered.core.errors import CorneredError, EstimateError, InputError
from cornered.running import Ran
from tests.comparing.runs import ARMS, run, side_by_side, tables, with_level


def test_the_same_agent_is_matched_with_itself() -> None:
    found = side_by_side(run(0.5), run(0.5, random=1))
    assert found.whole()["cells"] == 3
    assert found.whole()["paired"]
    assert found.differs == {}
    assert found.notes == ()


def test_one_agent_each_is_before_and_after() -> None:
    found = side_by_side(run(0.5), run(0.5, agent="openai/gpt-5"))
    assert found.differs["agent"] == ("openai/gpt-4.1", "openai/gpt-5")
    assert any("before and after" in note for note in found.notes)


def test_several_agents_are_compared_where_both_runs_have_them() -> None:
    a = pl.concat([run(0.5), run(0.5, agent="openai/gpt-5")])
    b = pl.concat([run(0.5), run(0.5, agent="openai/o3")])
    found = side_by_side(a, b)

    assert found.whole()["cells"] == 3
    told = " ".join(found.notes)
    assert "3 cells of A are not in B" in told
    assert "openai/gpt-5" in told
    assert "openai/o3" in told
    with pytest.raises(EstimateError, match="which agent"):
        side_by_side(a, run(0.5, agent="openai/o3"))


def test_cells_of_one_run_are_named() -> None:
    found = side_by_side(run(0.5), run([0.5], arms=ARMS[:1]))
    assert found.whole()["cells"] == 1
    (note,) = found.notes
    assert note.startswith("2 cells of A are not in B and are not compared: ")
    assert "espionage" in note
    assert "(40 rollouts)" in note
    assert found.unmatched["only"].to_list() == ["a", "a"]


def test_a_factor_with_one_level_each_is_what_differs() -> None:
    plain = run(0.9)
    told = with_level(run(0.2, random=1), "prohibition", "direct")
    for a, x in ((with_level(plain, "prohibition", "none"), "none"), (plain, None)):
        found = side_by_side(a, told)
        assert found.whole()["cells"] == 3
        assert found.differs["prohibition"] == (x or "not crossed", "direct")
        assert any("prohibition differs" in note for note in found.notes)


def test_a_factor_that_a_run_crosses_is_not_dropped() -> None:
    """Threat has two levels in A and one, another, in B: nothing is alike."""
    a = run(0.5, arms=ARMS[:2])
    b = run(0.5, arms=[("blackmail", "restriction")])
    with pytest.raises(EstimateError, match="no cell in common"):
        side_by_side(a, b)


def test_unlike_bases_are_told() -> None:
    a, b = run(0.5), run(0.5).with_columns(base=pl.lit("f" * 12))
    found = side_by_side(a, b)
    assert found.whole()["cells"] == 3
    assert any(note.startswith("base differs") for note in found.notes)


def test_other_draws_are_not_paired() -> None:
    found = side_by_side(run(0.5), run(0.5, seed=8))
    assert not found.whole()["paired"]
    few = run(0.5).filter(pl.col("draw") < 30)
    half = side_by_side(run(0.5), few)
    assert half.whole()["paired"]
    assert any("30 scored rollouts" in note for note in half.notes)


@pytest.mark.parametrize("side", ["A", "B"])
@pytest.mark.parametrize(
    ("column", "values"),
    [("base", ("aaa", "bbb")), ("definition", ("default/1", "strict/1"))],
)
def test_what_never_merges_is_an_error_that_names_the_run(
    side: str, column: str, values: tuple[str, str]
) -> None:
    first, second = (
        run(0.5).with_columns(pl.lit(value).alias(column), cell=pl.lit(value))
        for value in values
    )
    mixed = pl.concat([first, second])
    pair = (mixed, run(0.5)) if side == "A" else (run(0.5), mixed)
    with pytest.raises(InputError, match=f"run {side} mixes {column}") as told:
        side_by_side(*pair)
    assert all(value in str(told.value) for value in values)


def test_unlike_definitions_are_an_error() -> None:
    strict = run(0.5).with_columns(definition=pl.lit("strict/1"))
    with pytest.raises(CorneredError, match="strict/1"):
        side_by_side(run(0.5), strict)


def test_a_rollout_that_comes_twice_is_an_error() -> None:
    with pytest.raises(CorneredError, match="more than once"):
        side_by_side(run(0.5), pl.concat([run(0.5), run(0.5).head(3)]))


def test_an_empty_run_is_an_error() -> None:
    with pytest.raises(InputError, match="run B has no rollouts"):
        side_by_side(run(0.5), run(0.5).head(0))


def test_studies_and_remarks_are_told() -> None:
    two = pl.concat([run(0.5), run(0.5, arms=[("lethal_action", "none")], study="b")])
    found = matched(tables(two, left_out=("x.eval: damaged",)), tables(run(0.5)))
    assert "A holds several studies: b, replication." in found.notes
    assert "A: Left out: x.eval: damaged" in found.notes
    other = side_by_side(run(0.5), run(0.5, study="later"))
    assert other.differs["study"] == ("replication", "later")


def test_versions_that_differ_are_told_as_the_logs_have_them(
    letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    a = letter_run[1].tables.rollouts
    older = read_eval_log(a["log"][0])
    assert older.eval.metadata is not None
    scenario = a["scenario"][0]
    older.eval.metadata["versions"] |= {scenario: "0"}
    log = tmp_path / "older.eval"
    write_eval_log(older, str(log))
    b = a.with_columns(base=pl.lit("f" * 12), log=pl.lit(str(log)))

    (note,) = (n for n in side_by_side(a, b).notes if n.startswith("base differs"))

    assert note.startswith(f"base differs: {scenario} version 1 / 0")
    assert "cornered version" not in note
