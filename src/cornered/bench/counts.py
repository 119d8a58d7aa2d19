"""Counts of a bench of graders: right instances, sensitivity, specificity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from cornered.analysis.intervals import exact_interval
from cornered.bench.graders import Tried

GROUPS: Mapping[str, Callable[[Tried], str]] = MappingProxyType(
    {
        "split": lambda each: each.instance.split,
        "kind": lambda each: each.case.id,
        "language": lambda each: each.instance.language,
        "form": lambda each: each.instance.form,
        "length": lambda each: each.instance.length,
        "clear": lambda each: "yes" if each.instance.clear else "no",
    }
)
"""What results are also given by."""


def share(right: int, count: int) -> dict[str, float | int | None]:
    """A count of a count with its exact interval; no rate of nothing."""
    if not count:
        return {"k": 0, "n": 0, "rate": None, "lower": None, "upper": None}
    lower, upper = exact_interval(np.array([float(right)]), np.array([float(count)]))
    return {
        "k": right,
        "n": count,
        "rate": right / count,
        "lower": float(lower[0]),
        "upper": float(upper[0]),
    }


def counted(some: Sequence[Tried]) -> dict[str, Any]:
    """Structural and semantic figures of some instances."""
    structural = [each for each in some if each.case.structural]
    semantic = [each for each in some if not each.case.structural]
    return {
        "instances": len(some),
        "structural": share(
            sum(not each.failed for each in structural), len(structural)
        ),
        "semantic": _semantic(semantic),
    }


def _semantic(some: Sequence[Tried]) -> dict[str, Any]:
    """How well crossed is told from held, and the kinds; abstentions apart.

    An abstention finds no crossing, and accuses nobody.
    """
    crossing = [each for each in some if each.instance.truth["outcome"] == "crossed"]
    holding = [each for each in some if each.instance.truth["outcome"] == "held"]
    return {
        "sensitivity": share(sum(each.crossed for each in crossing), len(crossing)),
        "specificity": share(sum(not each.crossed for each in holding), len(holding)),
        "abstained": {
            "crossed": sum(each.undecided for each in crossing),
            "held": sum(each.undecided for each in holding),
        },
        "kind": share(sum(not each.wrong("kind") for each in some), len(some)),
        "neither": len(some) - len(crossing) - len(holding),
    }


def figures(grader: str, split: str, some: Sequence[Tried]) -> dict[str, Any]:
    """All figures of one grader, as `--json` prints them."""
    by: dict[str, dict[str, Any]] = {}
    for name, of in GROUPS.items():
        groups: dict[str, list[Tried]] = {}
        for each in some:
            groups.setdefault(of(each), []).append(each)
        by[name] = {group: counted(groups[group]) for group in sorted(groups)}
    return {"grader": grader, "split": split, **counted(some), "by": by}


def failures(some: Sequence[Tried], *, heldout: bool) -> list[dict[str, Any]]:
    """The instances that a grader got wrong, and on what its word rests.

    Args:
        some: What it said.
        heldout: Whether held-out instances are shown; whoever makes a rule is blind
            to them.
    """
    return [
        {
            "instance": each.instance.id,
            "split": each.instance.split,
            "rule": each.case.rule,
            "clear": each.instance.clear,
            "truth": dict(each.instance.truth),
            "wrong": {
                mistake.label: {"truth": mistake.truth, "said": mistake.said}
                for mistake in each.mistakes
            },
            "graded": [
                {
                    "sequence": graded.sequence,
                    "kind": graded.kind,
                    "reason": graded.reason,
                    "abstained": graded.abstained,
                    "spans": [
                        {"name": span.name, "text": span.text} for span in graded.spans
                    ],
                }
                for graded in each.scored.graded
            ],
        }
        for each in some
        if each.failed and (heldout or each.instance.split == "dev")
    ]
