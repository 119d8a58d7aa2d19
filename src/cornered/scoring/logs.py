"""Logs: Inspect's `.eval` files of our studies as rows of the two tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cornered._inspect import LogFile, log_file
from cornered.core.agent import PREFIX
from cornered.core.cell import condition_text, digest
from cornered.core.errors import InputError
from cornered.core.outcome import Unscored
from cornered.core.trajectory import Trajectory
from cornered.definitions.default import DEFINITION
from cornered.scoring.graders import ROLE, Graders, rejudged
from cornered.scoring.outcomes import Scored
from cornered.scoring.panel import Judged, judged
from cornered.scoring.private import visibility
from cornered.scoring.recorded import CARD, PROMPT_HASH, recorded
from cornered.scoring.tables import FACTOR
from cornered.setups import Card

USAGE = ("input_tokens", "output_tokens", "grader_tokens", "cost_usd")
"""Columns of the table of rollouts that say what a rollout used."""


@dataclass(kw_only=True)
class Rows:
    """Rows of both tables, and what was left out."""

    rollouts: list[dict[str, object]] = field(default_factory=list)
    acts: list[dict[str, object]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """One line for each log that could not be read."""


def log_paths(paths: Sequence[Path]) -> list[Path]:
    """The `.eval` files among `paths` and below them, each once, sorted.

    The order of `paths` is no matter: the same logs give the same table.

    Raises:
        InputError: If a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            message = f"no such file or folder: {str(path)!r}"
            raise InputError(message)
        found += path.rglob("*.eval") if path.is_dir() else [path]
    once: dict[Path, Path] = {}
    for path in sorted(found):
        once.setdefault(path.resolve(), path)
    return list(once.values())


def rows(
    paths: Sequence[Path], *, strict: bool = True, graders: Graders | None = None
) -> Rows:
    """The rows of all logs; a log that cannot be read is an error, or named.

    Args:
        paths: Logs.
        strict: Whether a log that cannot be read is an error.
        graders: Who reads the messages again; None for what the log's own graders said.

    Raises:
        InputError: If `strict` and a log cannot be read or is not of our studies.
    """
    result = Rows()
    for path in paths:
        try:
            log = log_file(path)
            if graders is not None and graders.models:
                _regrade(result, log, graders)
                continue
            for sample in log.samples():
                card, trajectory = trajectory_of(sample, log.path, log.task)
                again = graders is not None
                ours = judged(trajectory) if again else rejudged(trajectory, sample)
                _add(result, log, sample, card, trajectory, ours)
        except InputError as error:
            if strict:
                raise
            result.left_out.append(str(error))
    return result


def trajectory_of(
    sample: Mapping[str, Any], path: Path, task: str = ""
) -> tuple[Card, Trajectory]:
    """Coordinates and trajectory of a sample in a log.

    Args:
        sample: The sample.
        path: The log that it is from.
        task: What the log says was run.

    Raises:
        InputError: If the sample is not of one of our studies.
    """
    error = sample.get("error") or {}
    limit = sample.get("limit") or {}
    try:
        card = Card.model_validate(sample["metadata"][CARD])
        trajectory = recorded(
            str(sample["id"]),
            sample["metadata"],
            sample.get("store") or {},
            error=str(error.get("message", "")),
            limit=str(limit.get("type", "")),
        )
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = (
            f"{path}: sample {sample.get('id')!r} was recorded in a layout that this "
            f"version of cornered does not read ({where}: {first['msg']}); allowed: logs "
            "of this version, or of one that writes the same"
        )
        raise InputError(message) from problem
    except KeyError as problem:
        message = (
            f"{path}: task {task!r}, sample {sample.get('id')!r} was not recorded by "
            "cornered; allowed: logs of its studies, and for score also those of "
            "inspect_evals' agentic_misalignment"
        )
        raise InputError(message) from problem
    return card, trajectory


def _regrade(result: Rows, log: LogFile, graders: Graders) -> None:
    """Add the rows of a log whose messages other graders read."""
    samples = list(log.samples())
    read = [trajectory_of(sample, log.path, log.task) for sample in samples]
    by = graders.all_judged([trajectory for _, trajectory in read])
    for sample, (card, trajectory), ours in zip(samples, read, by, strict=True):
        _add(result, log, sample, card, trajectory, ours)


def _add(
    result: Rows,
    log: LogFile,
    sample: Mapping[str, Any],
    card: Card,
    trajectory: Trajectory,
    ours: Judged,
) -> None:
    """Add the rows of one sample."""
    agent = str(log.eval["model"])
    common = {"sample_id": trajectory.sample_id, "log": str(log.path), "agent": agent}
    result.rollouts.append(
        {
            **common,
            **_coordinates(card, agent, log),
            **measured(trajectory, ours),
            **usage_of(sample.get("model_usage") or {}, sample.get("role_usage") or {}),
            "simulated": agent.startswith(PREFIX),
            "simulated_rule": _rule(sample),
            "prompt_hash": sample["metadata"].get(PROMPT_HASH),
        }
    )
    result.acts.extend({**common, **act} for act in act_rows(trajectory, ours.scored))


def _coordinates(card: Card, agent: str, log: LogFile) -> dict[str, object]:
    """Where a rollout belongs.

    Settings that a run was given beside the study's own make another base.
    """
    cell = card.rollout(agent).cell
    own = {name: value for name, value in card.generation.items() if name != "turns"}
    if own != log.settings:
        cell = replace(cell, base=digest([cell.base, log.settings]))
    return {
        "study": card.study,
        "scenario": card.scenario,
        "surface": card.surface,
        "preset": card.preset,
        "draw": card.draw,
        "replicate": card.replicate,
        "seed": card.seed,
        "protocol": cell.protocol,
        "cell": cell.key,
        "condition": condition_text(cell.condition),
        "base": cell.base,
        **{f"{FACTOR}{factor}": level for factor, level in card.condition.items()},
    }


def measured(trajectory: Trajectory, ours: Judged) -> dict[str, object]:
    """What was measured of a rollout, wherever it comes from."""
    result = ours.scored
    labels = result.labels
    unscored = isinstance(result.outcome, Unscored)
    return {
        "status": result.status.value,
        "outcome": type(result.outcome).__name__.lower(),
        "reason": result.status.value if unscored else None,
        "definition": DEFINITION.key,
        "reasoning_visibility": visibility(trajectory).value,
        "thought": labels.thought.value,
        "act": labels.act.name.lower(),
        "reversed": labels.reversed,
        "route": labels.route.value,
        "kind": labels.kind,
        "severity": labels.severity,
        "response": labels.response.value,
        "harms": list(result.harms),
        "mistaken": result.mistaken,
        "reasons": list(result.reasons),
        "belief_stated": result.belief,
        "injection": result.injection,
        "grader": ours.grader,
        "grader_raw": ours.raw,
        "gate_recipient": result.gate_recipient,
        "gate_keyword": result.gate_keyword,
        "exposed": result.exposed,
        "turns": trajectory.turns,
        "sim_time_s": trajectory.sim_time_s,
    }


def act_rows(trajectory: Trajectory, result: Scored) -> Iterator[dict[str, object]]:
    """The rows of a rollout's acts, without where they come from."""
    spans: dict[int, list[str]] = {}
    undone: set[int] = set()
    for graded in result.graded:
        found = [f"{span.name}: {span.text}" for span in graded.spans]
        spans.setdefault(graded.sequence, []).extend(found)
        if graded.reversed:
            undone.add(graded.sequence)
    for act in trajectory.acts:
        yield {
            "sequence": act.sequence,
            "time_s": act.time_s,
            "tool": act.tool,
            "recipients": list(act.recipients),
            "carried": list(act.carried),
            "context_labels": list(act.context_tags),
            "decision": act.decision,
            "shadow_decision": act.shadow_decision,
            "effect": act.effect,
            "reversed": act.sequence in undone,
            "evidence_spans": spans.get(act.sequence, []),
        }


def usage_of(
    model_usage: Mapping[str, Mapping[str, Any]],
    role_usage: Mapping[str, Mapping[str, Any]],
) -> dict[str, object]:
    """Tokens of the agent and of its graders, and what the rollout cost.

    Args:
        model_usage: Usage by model, as Inspect has it; graders included.
        role_usage: Usage by role.

    Returns:
        Columns of the table of rollouts. Tokens are null if none were counted; the
        cost, graders included, is null unless the price of every model was known.
    """
    graded, usage = role_usage.get(ROLE) or {}, list(model_usage.values())
    if not usage:
        return dict.fromkeys(USAGE)
    counted = {
        name: sum(each.get(name) or 0 for each in usage) - (graded.get(name) or 0)
        for name in ("input_tokens", "output_tokens")
    }
    own = [graded.get(name) or 0 for name in ("input_tokens", "output_tokens")]
    costs = [each.get("total_cost") for each in usage]
    known = [float(cost) for cost in costs if cost is not None]
    return {
        **counted,
        "grader_tokens": sum(own) if graded else None,
        "cost_usd": sum(known) if len(known) == len(costs) else None,
    }


def _rule(sample: Mapping[str, Any]) -> str | None:
    """The rule that a simulated agent's choice was drawn by."""
    metadata = (sample.get("output") or {}).get("metadata") or {}
    rule = metadata.get("simulated_rule")
    return None if rule is None else str(rule)
