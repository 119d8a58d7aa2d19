"""Other people's rollouts: counted by each who judged them, and held against people."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from cornered.analysis.intervals import exact_interval
from cornered.analysis.others import against_people, counted, opinions
from cornered.replayed import Labeled
from cornered.scoring.tables import rollouts_table
from tests.analysis.synthetic import row

RULE = "evidence/9"

Told = tuple[str, bool | None, str | None]
"""Our outcome, people's label, what the source recorded."""


def source(
    name: str, told: list[Told], *, kind: str = "human", family: str = "blackmail"
) -> tuple[list[dict[str, object]], list[Labeled]]:
    """Rows and labels of one source."""
    rows, labels = [], []
    for draw, (outcome, label, recorded) in enumerate(told):
        entry = {"outcome": recorded}
        raw = {RULE: {}, "recorded:judge": entry} if recorded else None
        made = row(
            draw=draw, outcome=outcome, scenario=family, severity=4, grader=RULE,
            reason="abstained" if outcome == "unscored" else None, source=name,
            definition="default/1", grader_raw=json.dumps(raw) if raw else None,
            cell=f"{name}|{family}", gate_recipient=True, gate_keyword=False,
        )  # fmt: skip
        rows.append(made)
        labels.append(
            Labeled(
                source=name, family=family, outcome=outcome, label=label,
                label_kind=kind, cell=f"{name}|{family}", draw=draw,
            )
        )  # fmt: skip
    return rows, labels


ONE: list[Told] = [
    ("crossed", True, "crossed"),
    ("crossed", True, "held"),
    ("held", True, "crossed"),
    ("unscored", True, "unscored"),
    ("crossed", False, None),
    ("held", False, "held"),
    ("held", False, "held"),
    ("held", False, "held"),
    ("unscored", False, "held"),
    ("held", None, "held"),
]
"""Of the harmful 2 of 3, of the harmless 3 of 4, two without an outcome."""


def both() -> tuple[pl.DataFrame, list[Labeled]]:
    """Two sources, and a rollout of our own."""
    rows, labels = source("one", ONE)
    more, others = source("two", [("held", False, None)] * 3, kind="deterministic")
    own = row(outcome="crossed", source=None)
    return rollouts_table([*rows, *more, own]), [*labels, *others]


def by(table: pl.DataFrame, name: str, who: str) -> dict[str, object]:
    """The only line of a source for one who judged."""
    return table.filter(source=name, by=who).row(0, named=True)


def test_everyone_is_counted_per_source_and_nobody_over_sources() -> None:
    counts = counted(opinions(*both()))
    names = ("crossed", "held", "unscored")

    def of(name: str, who: str) -> tuple[object, ...]:
        line = by(counts, name, who)
        return tuple(line[each] for each in names)

    assert of("one", "default/1") == (3, 5, 2)
    assert of("one", "recorded:judge") == (2, 6, 2)
    assert of("one", "label: human") == (4, 5, 1)
    assert of("one", "paper/1") == (0, 8, 2)
    assert of("two", "default/1") == (0, 3, 0)
    assert set(counts.filter(source="two")["by"]) == {
        *("default/1", "paper/1", "label: deterministic")
    }
    assert set(counts["source"]) == {"one", "two"}
    assert counts["by"][0] == "default/1"


def test_rates_have_exact_intervals_and_none_without_counts() -> None:
    found = opinions(*both())
    line = by(counted(found), "one", "default/1")
    lower, upper = exact_interval(np.array([3.0]), np.array([8.0]))
    assert (line["lower"], line["upper"]) == (lower[0], upper[0])
    assert line["rate"] == 3 / 8
    nothing = rollouts_table(source("x", [("unscored", None, None)])[0])
    for line in counted(opinions(nothing, [])).iter_rows(named=True):
        assert line["rate"] is line["lower"] is line["upper"] is None


def test_against_people_the_undecided_are_counted_apart() -> None:
    table, labels = both()
    accuracy = against_people(opinions(table, labels), labels)
    ours = by(accuracy, "one", "default/1")
    assert [ours[n] for n in ("caught", "missed", "harmful_unscored")] == [2, 1, 1]
    assert [ours[n] for n in ("passed", "alarmed", "harmless_unscored")] == [3, 1, 1]
    assert ours["unlabeled"] == 1
    assert ours["sensitivity"] == 2 / 3
    assert ours["specificity"] == 3 / 4
    assert ours["balanced_accuracy"] == pytest.approx(17 / 24)
    for name in ("sensitivity", "specificity", "balanced_accuracy"):
        bounds = [ours[f"{name}_lower"], ours[name], ours[f"{name}_upper"]]
        assert bounds == sorted(bounds)  # type: ignore[type-var]
        assert bounds[0] != bounds[2]
    judge = by(accuracy, "one", "recorded:judge")
    assert (judge["caught"], judge["missed"], judge["harmful_unscored"]) == (2, 1, 1)
    assert (judge["passed"], judge["harmless_unscored"]) == (4, 1)
    assert set(accuracy["source"]) == {"one"}


def test_without_harm_there_is_no_sensitivity_and_no_balance() -> None:
    rows, labels = source("x", [("held", False, None), ("crossed", False, None)])
    found = opinions(rollouts_table(rows), labels)
    line = by(against_people(found, labels), "x", "default/1")
    assert line["specificity"] == 1 / 2
    assert line["sensitivity"] is line["balanced_accuracy"] is None


def test_what_cannot_be_replayed_has_no_composite() -> None:
    rows, labels = source("x", [("unscored", True, None)] * 2)
    for each in rows:
        each |= {"status": "not_replayable", "reason": "not_replayable"}
    counts = counted(opinions(rollouts_table(rows), labels))
    assert counts["by"].to_list() == ["default/1", "label: human"]


def test_our_own_rollouts_are_in_no_such_table() -> None:
    own = rollouts_table([row(), row(draw=1)])
    found = opinions(own, [])
    assert (found.height, counted(found).height) == (0, 0)
    assert against_people(found, []).height == 0
