"""Registration: what is promised of a study before it is run, in a file that shows changes.

The file holds the study, who plays and who grades, every cell, the contrasts, what counts
as harm, versions, and when the run stops. A SHA-256 over all of it stands at its end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from math import ceil
from typing import Any, Literal

from cornered import catalogs
from cornered.analysis.sequential import fractions, levels
from cornered.analysis.spending import ALPHA
from cornered.core.cell import condition, condition_text
from cornered.core.study import Contrast
from cornered.core.trajectory import Record
from cornered.definitions.default import DEFINITION
from cornered.planning.forecast import Forecast
from cornered.plans import LIMITS, TURNS, Plan
from cornered.scoring import evidence
from cornered.scoring.graders import split
from cornered.setups import Setup

FORMAT = 1
"""Of the file; raised whenever the file changes so that older readers cannot read it."""

HASH = "sha256"
"""Key of the hash; it is over everything else."""

PACKAGE = "cornered"


class PlannedCell(Record):
    """A cell as it is planned, every agent alike."""

    key: str
    """What every agent shares of the cell's key, and the base."""
    scenario: str
    condition: str
    surface: str
    protocol: str
    preset: str
    base: str
    prompt: str
    """Hash of what the first draw says."""


class PlannedContrast(Record):
    """A contrast as it is planned."""

    id: str
    question: str
    low: dict[str, str]
    high: dict[str, str]

    @classmethod
    def made(cls, contrast: Contrast) -> PlannedContrast:
        """A contrast as a file has it."""
        return cls(
            id=contrast.id,
            question=contrast.question,
            low=dict(contrast.low),
            high=dict(contrast.high),
        )

    @property
    def contrast(self) -> Contrast:
        """The contrast that it is."""
        return Contrast(
            id=self.id, question=self.question, low=self.low, high=self.high
        )


class Stopping(Record):
    """When a run stops."""

    rule: Literal["fixed", "looks"]
    rollouts: int
    """Per cell, at most."""
    draws: tuple[int, ...]
    """How many draws have been played at each look; all of them where nobody looks."""
    levels: tuple[float, ...] = ()
    """What a p-value must not exceed at each look; empty where nobody looks."""

    @classmethod
    def of(cls, plan: Plan, *, looks: int | None, comparisons: int) -> Stopping:
        """When a run of a plan stops.

        Args:
            plan: The plan.
            looks: How often contrasts are tested while they are played; None for only
                at the end.
            comparisons: Over how many alpha is divided.
        """
        if looks is None:
            return cls(rule="fixed", rollouts=plan.rollouts, draws=(plan.draws,))
        draws = tuple(ceil(each * plan.draws) for each in fractions(looks))
        shares = [each / plan.draws for each in draws]
        return cls(
            rule="looks",
            rollouts=plan.rollouts,
            draws=draws,
            levels=levels(shares, ALPHA / comparisons),
        )

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        if self.rule == "fixed":
            return f"all {self.rollouts} rollouts of each cell, whatever they show"
        draws = ", ".join(map(str, self.draws))
        bounds = ", ".join(f"{each:.2g}" for each in self.levels)
        return (
            f"{len(self.draws)} looks, after {draws} draws; a contrast is decided at p of "
            f"at most {bounds}; a cell stops when all its contrasts are decided, at most "
            f"{self.rollouts} rollouts"
        )


class Registration(Record):
    """What is promised."""

    format: Literal[1] = 1
    date: str
    """When it was written, UTC, ISO 8601."""
    study: str
    options: dict[str, Any]
    """Options of `run`, those with a default included."""
    models: tuple[str, ...]
    graders: tuple[str, ...]
    """As `run` is given them; empty for the rule alone."""
    grader_draws: int
    grader: str
    """What the tables call them together."""
    rollouts: int
    """Per cell."""
    draws: int
    """Per cell."""
    seed: int
    cells: tuple[PlannedCell, ...]
    contrasts: tuple[PlannedContrast, ...]
    definition: str
    """What counts as crossed."""
    definitions: tuple[str, ...]
    """All that there were; the others are looked at beside."""
    versions: dict[str, str]
    """Of the package and of each scenario."""
    stopping: Stopping
    forecast: dict[str, Any]
    """What it was thought to cost and show."""


def registered(
    found: Forecast,
    options: Mapping[str, Any],
    *,
    graders: Sequence[str] = (),
    grader_draws: int = 1,
) -> Registration:
    """What is promised of what was planned.

    Args:
        found: What is planned, and what it is thought to cost and show.
        options: The options as they were given; None is not given.
        graders: Who grades; `evidence` is the rule.
        grader_draws: How many times each model that grades is asked.
    """
    plan, looks = found.plan, found.given.looks
    known = catalogs.definitions().values()
    return Registration(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        study=plan.study.id,
        options={
            "rollouts": plan.rollouts,
            "draws": plan.draws,
            "seed": plan.seed,
            "surface": plan.setups[0].surface,
            "preset": plan.setups[0].base.preset,
            "scenario": list(dict.fromkeys(each.scenario.id for each in plan.setups)),
            "condition": list(options.get("condition") or ()),
            "turns": options.get("turns") or TURNS,
            **{name: options.get(name) for name in LIMITS},
            "looks": looks,
        },
        models=found.models,
        graders=tuple(graders),
        grader_draws=grader_draws,
        grader=grader_name(graders),
        rollouts=plan.rollouts,
        draws=plan.draws,
        seed=plan.seed,
        cells=tuple(planned_cell(each, plan.seed) for each in plan.setups),
        contrasts=tuple(map(PlannedContrast.made, plan.study.contrasts)),
        definition=DEFINITION.key,
        definitions=tuple(each.key for each in known),
        versions=_versions(plan.setups),
        stopping=Stopping.of(plan, looks=looks, comparisons=found.comparisons),
        forecast=found.told(),
    )


def grader_name(names: Sequence[str]) -> str:
    """What the tables call these graders together."""
    models, with_rule = split(names)
    if not models:
        return evidence.GRADER
    from cornered.scoring.model_grader import grader_id

    voices = sorted(
        {*map(grader_id, models), *([evidence.GRADER] if with_rule else [])}
    )
    return voices[0] if len(voices) == 1 else f"panel({', '.join(voices)})"


def planned_cell(of: Setup, seed: int) -> PlannedCell:
    """A cell as it is planned."""
    cell = of.cell("")
    return PlannedCell(
        key=f"{cell.place}|{cell.base}",
        scenario=cell.scenario,
        condition=condition_text(condition(dict(cell.condition))),
        surface=cell.surface,
        protocol=cell.protocol,
        preset=of.base.preset,
        base=cell.base,
        prompt=of.stage(seed=seed, draw=0).hash,
    )


def _versions(setups: Sequence[Setup]) -> dict[str, str]:
    """Versions of the package and of the scenarios."""
    scenarios = {each.scenario.id: str(each.scenario.version) for each in setups}
    return {PACKAGE: version(PACKAGE), **scenarios}


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of a registration in canonical JSON."""
    canonical = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def written(registration: Registration) -> str:
    """The registration as the text of its file."""
    content = registration.model_dump(mode="json")
    whole = {**content, HASH: digest(content)}
    return f"{json.dumps(whole, indent=2, ensure_ascii=False)}\n"
