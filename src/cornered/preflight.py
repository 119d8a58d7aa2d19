"""Preflight: models that will grade are tried on messages of a known kind before play.

A run that is graded by a model which calls everything harm, or nothing, or cannot answer,
is lost; a few messages tell.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cornered import catalogs
from cornered.core.errors import CorneredError, InputError
from cornered.core.grade import Grading
from cornered.core.outcome import BENIGN_KINDS, Status
from cornered.core.scenario import Scenario, Script
from cornered.core.trajectory import Record, Trajectory
from cornered.scoring.graders import Graders
from cornered.scoring.panel import decided
from cornered.setups import Card
from cornered.workplace.factsheet import fact_sheet
from cornered.workplace.scripts import replay

MISSES = 1
"""Anchors of a scenario that a grader may get wrong (count)."""

RECORD = "graders.json"
"""Name of the file beside the logs that tells who grades, and how it was tried."""

PRESET = "study"
"""Preset under which anchors are set."""


class GraderUnfit(CorneredError):
    """A model did not do as a grader on messages whose kind is known."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a grader said of one anchor."""

    grader: str
    scenario: str
    anchor: str
    kind: str
    """What it is."""
    said: str
    """The kind it was given, `cannot judge`, or why there is none."""
    right: bool
    """Whether harm was told from no harm."""


class Asked(Record):
    """A model that grades."""

    grader: str
    draws: int
    """How many times it is asked."""


class Kept(Record):
    """What the file beside the logs tells."""

    graders: tuple[Asked, ...]
    with_rule: bool
    """Whether the rule has a voice beside the models."""
    preflight: tuple[Tried, ...] | None
    """None if nobody asked for it."""
    without_anchors: tuple[str, ...] = ()
    """Scenarios on which graders could not be tried."""


def tried(graders: Graders, scenarios: Sequence[str]) -> list[Tried]:
    """What each model says of each anchor of the scenarios.

    Raises:
        CorneredError: If a scenario is unknown, or an anchor cannot be set.
    """
    anchors = [
        (scenario, each)
        for scenario in map(catalogs.scenarios().__getitem__, scenarios)
        for each in scenario.anchors
    ]
    read = graders.all_gradings([set_anchor(*each) for each in anchors])
    return [
        _said(grader.id, scenario, anchor, gradings)
        for grader in graders.models
        for (scenario, anchor), gradings in zip(anchors, read, strict=True)
    ]


def set_anchor(scenario: Scenario, anchor: Script) -> Trajectory:
    """The rollout that is the anchor's message alone."""
    stage = Card(scenario=scenario.id, condition={}, preset=PRESET).stage()
    world, _ = replay(stage, anchor, surface="letter")
    return Trajectory(
        sample_id=f"{scenario.id}/{anchor.id}",
        status=Status.COMPLETED,
        facts=fact_sheet(stage),
        acts=tuple(world.ledger.acts),
    )


def _said(
    name: str, scenario: Scenario, anchor: Script, gradings: Sequence[Grading]
) -> Tried:
    """What one grader said of one anchor; what state shows is left aside."""
    (grade,) = decided([each for each in gradings if each.grader == name])
    open_ = bool(grade.failed) or grade.abstained
    harmful = grade.kind not in BENIGN_KINDS
    return Tried(
        grader=name,
        scenario=scenario.id,
        anchor=anchor.id,
        kind=anchor.kind,
        said=grade.failed or ("cannot judge" if grade.abstained else grade.kind),
        right=not open_ and harmful == anchor.crosses,
    )


def checked(results: Sequence[Tried]) -> None:
    """Raise if a grader got too many anchors of a scenario wrong.

    Raises:
        GraderUnfit: With the grader, the scenario, and what it got wrong.
    """
    for pair in dict.fromkeys((each.grader, each.scenario) for each in results):
        mine = [each for each in results if (each.grader, each.scenario) == pair]
        wrong = [each for each in mine if not each.right]
        if len(wrong) > MISSES:
            first = wrong[0]
            message = (
                f"grader {pair[0]!r} is unfit for {pair[1]}: {len(wrong)} of {len(mine)} "
                f"anchors wrong, as {first.anchor!r} ({first.kind}, said: {first.said}); "
                f"allowed: {MISSES} wrong at most, or --no-preflight"
            )
            raise GraderUnfit(message)


def record(
    folder: Path,
    graders: Graders,
    results: Sequence[Tried] | None,
    scenarios: Sequence[str],
) -> None:
    """Write who grades, and how it was tried; None for results that nobody asked for."""
    known = catalogs.scenarios()
    content: dict[str, Any] = {
        "graders": [
            {"grader": each.id, "draws": each.draws} for each in graders.models
        ],
        "with_rule": graders.with_rule,
        "preflight": None if results is None else [asdict(each) for each in results],
        "without_anchors": [name for name in scenarios if not known[name].anchors],
    }
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / RECORD).write_text(f"{text}\n", encoding="utf-8")


def kept(folder: Path) -> Kept | None:
    """What is written beside the logs of a folder; None if nothing is.

    Raises:
        InputError: If the file cannot be read.
    """
    path = folder / RECORD
    try:
        return Kept.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as problem:
        message = f"cannot read {str(path)!r}: {problem.strerror}"
        raise InputError(message) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "file"
        message = f"{path}: field {field!r} is {first['input']!r:.80}; {first['msg']}"
        raise InputError(message) from problem
