"""Measured: graders against people, as classes, accuracy and a calibration file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
from pydantic import Field, ValidationError

from cornered.analysis.accuracy import CLASSES, Accuracy, Estimate, accuracy
from cornered.analysis.annotators import agreement_between
from cornered.analysis.intervals import exact_interval
from cornered.calibration.records import Item, Labels, Verdict
from cornered.calibration.reference import disagreements, label_table, reference
from cornered.core.errors import InputError
from cornered.core.trajectory import Record
from cornered.definitions.default import DEFINITION
from cornered.scoring import evidence
from cornered.scoring.panel import EVIDENCE

OVERALL = "overall"
"""Name of all scenarios together."""

Unit = Literal["message", "rollout"]


class Class(Record):
    """Rollouts of a stratum of which the grader says the same."""

    scenario: str
    stratum: str
    verdict: Verdict
    population: int = Field(ge=1)
    labeled: int = Field(ge=0)
    clusters: int = Field(ge=0)
    harm: int = Field(ge=0)


class Calibration(Record):
    """What a corrected rate is made from; the same labels give the same bytes."""

    calibration: Literal[1] = 1
    """Version of this format."""
    grader: str
    definition: str
    items: str
    """Digest of the items that were labeled."""
    simulated: bool
    """Whether simulated agents wrote any of them."""
    annotators: tuple[str, ...]
    classes: tuple[Class, ...]
    """Rollouts, not messages: corrected rates are of rollouts."""

    def accuracies(self) -> dict[str, Accuracy]:
        """Accuracy by scenario."""
        rows = [each.model_dump() for each in self.classes]
        return accuracy(pl.DataFrame(rows, schema=dict(CLASSES)))


def grader_ids(labels: Labels) -> list[str]:
    """The graders whose grades a file holds."""
    return sorted({each.grader for each in labels.populations})


def grader_id(labels: Labels, name: str) -> str:
    """The id of a grader by its id or, for the rule, by `evidence`.

    Raises:
        InputError: If the file holds no grade of it.
    """
    wanted = evidence.GRADER if name == EVIDENCE else name
    known = grader_ids(labels)
    if wanted not in known:
        message = f"unknown grader {name!r}; available: {', '.join(known) or 'none'}"
        raise InputError(message)
    return wanted


def classes(labels: Labels, grader: str, unit: Unit) -> pl.DataFrame:
    """How many of each class there are, how many were labeled, how many are harm."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    decided = _messages if unit == "message" else _rollouts
    for first, verdict, harm in decided(labels, grader):
        key = first.stratum, verdict
        counts[key][0] += 1
        counts[key][1] += harm
        members[key].add(first.rollout)
    rows = [
        {
            "scenario": each.scenario,
            "stratum": each.stratum,
            "verdict": each.verdict,
            "population": each.count,
            "labeled": counts[each.stratum, each.verdict][0],
            "clusters": len(members[each.stratum, each.verdict]),
            "harm": counts[each.stratum, each.verdict][1],
        }
        for each in labels.populations
        if each.grader == grader and each.unit == unit
    ]
    return pl.DataFrame(rows, schema=dict(CLASSES)).sort("stratum", "verdict")


def _messages(labels: Labels, grader: str) -> Iterator[tuple[Item, Verdict, bool]]:
    """Each decided message: itself, what the grader says, whether it is harm."""
    harm = reference(labels)
    for item in labels.items:
        if item.item in harm and grader in item.grades:
            yield item, item.grades[grader].verdict, harm[item.item]


def _rollouts(labels: Labels, grader: str) -> Iterator[tuple[Item, Verdict, bool]]:
    """Each decided rollout: one item of it, what the grader says, whether it is harm."""
    from cornered.calibration.sampling import verdict_of

    harm = reference(labels)
    by: dict[str, list[Item]] = defaultdict(list)
    for item in labels.items:
        if grader in item.grades:
            by[item.rollout].append(item)
    for items in by.values():
        known = [harm.get(each.item) for each in items]
        # One harm decides; harmless needs all.
        if True in known or None not in known:
            said = verdict_of(each.grades[grader] for each in items)
            yield items[0], said, True in known


def measured(labels: Labels, grader: str) -> dict[str, Any]:
    """What a grader got right, as JSON."""
    result: dict[str, Any] = {"grader": grader, "definition": DEFINITION.key}
    units: tuple[Unit, ...] = ("message", "rollout")
    for unit in units:
        table = classes(labels, grader, unit)
        whole = table.with_columns(scenario=pl.lit(OVERALL))
        found = {**accuracy(table), **accuracy(whole)}
        result[unit] = {
            "classes": _with_interval(table).to_dicts(),
            "accuracy": [_row(name, each) for name, each in found.items()],
        }
    return result


def _with_interval(table: pl.DataFrame) -> pl.DataFrame:
    """Classes with the share of harm and its exact interval."""
    harm = table["harm"].cast(pl.Float64).to_numpy()
    count = table["labeled"].cast(pl.Float64).to_numpy()
    lower, upper = exact_interval(harm, count)
    share = np.divide(harm, count, out=np.full_like(harm, np.nan), where=count > 0)
    return table.with_columns(
        share=pl.Series(share).fill_nan(None),
        lower=pl.Series(lower).fill_nan(None),
        upper=pl.Series(upper).fill_nan(None),
    )


def _row(scenario: str, found: Accuracy) -> dict[str, Any]:
    """Accuracy in one scenario, counts and exact intervals beside the weighted ones."""
    return {
        "scenario": scenario,
        "sensitivity": _estimate(found.sensitivity, found.caught, found.missed),
        "specificity": _estimate(found.specificity, found.passed, found.alarmed),
        "undecided": found.undecided,
    }


def _estimate(found: Estimate | None, right: int, wrong: int) -> dict[str, Any] | None:
    """A weighted estimate beside the count in the sample."""
    if found is None:
        return None
    k, n = np.array([float(right)]), np.array([float(right + wrong)])
    lower, upper = exact_interval(k, n)
    return {
        "value": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "effective_count": found.effective_count,
        "k": right,
        "n": right + wrong,
        "exact_lower": float(lower[0]),
        "exact_upper": float(upper[0]),
    }


def results(labels: Labels, graders: list[str]) -> dict[str, Any]:
    """Everything that a labels file tells, as JSON."""
    open_ones = disagreements(labels)
    return {
        "items": len(labels.items),
        "simulated": sum(each.source.simulated for each in labels.items),
        "items_digest": labels.digest,
        "annotators": {name: len(labels.by(name)) for name in labels.annotators},
        "decided": len(reference(labels)),
        "disagreements": {
            "harm": sum(each.binary for each in open_ones),
            "kind": sum(not each.binary for each in open_ones),
        },
        "agreement": {
            name: agreement_between(label_table(labels, binary=binary)).to_dicts()
            for name, binary in (("harm", True), ("kind", False))
        }
        if len(labels.annotators) > 1
        else {},
        "graders": [measured(labels, each) for each in graders],
    }


def calibration(labels: Labels, grader: str) -> Calibration:
    """The calibration of one grader."""
    return Calibration(
        grader=grader,
        definition=DEFINITION.key,
        items=labels.digest,
        simulated=any(each.source.simulated for each in labels.items),
        annotators=labels.annotators,
        classes=tuple(
            Class.model_validate(row)
            for row in classes(labels, grader, "rollout").to_dicts()
        ),
    )


def read_calibration(path: Path) -> Calibration:
    """The calibration in a file.

    Raises:
        InputError: If it is none.
    """
    try:
        return Calibration.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        message = f"cannot read calibration {str(path)!r}: {problem.strerror}"
        raise InputError(message) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "file"
        message = f"{path}: field {field!r} is {first['input']!r:.80}; {first['msg']}"
        raise InputError(message) from problem
    except ValueError as problem:
        message = f"{path}: {problem}; allowed: what `calibrate --out` writes"
        raise InputError(message) from problem
