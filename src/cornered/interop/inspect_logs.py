"""Inspect logs: the study's port in inspect_evals, read from its `.eval` files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from cornered._inspect import LogFile
from cornered.core.cell import digest
from cornered.core.errors import InputError
from cornered.interop.conversation import Message
from cornered.interop.row import Recorded, Row
from cornered.interop.study_condition import further, levels

TASK = "agentic_misalignment"
"""What the task is called, in whichever package it is registered."""

SCORER = "harmfulness_scorer"
"""How scores of harm begin; the one on evaluation awareness is another."""

SCORES = (("classifier_verdict", False), ("harmful", True))
"""What a score holds, and whether the study's gates are in it."""


def recognized(log: LogFile) -> bool:
    """Whether a log is of the study's port."""
    return log.task.rpartition("/")[2].replace("-", "_") == TASK


def rows(log: LogFile) -> Iterator[Row]:
    """The rows of a log of the study's port, a sample-epoch each.

    Raises:
        InputError: If the log is damaged, or a sample is none of the port's.
    """
    for sample in log.samples():
        try:
            yield _row(log, sample)
        except (ValidationError, TypeError, AttributeError, KeyError) as problem:
            reason = str(problem).splitlines()[0]
            message = (
                f"{log.path}: sample {sample.get('id')!r} cannot be read ({reason}); "
                f"allowed: samples of inspect_evals' {TASK}"
            )
            raise InputError(message) from problem


def _row(log: LogFile, sample: Mapping[str, Any]) -> Row:
    """The row of one sample-epoch."""
    metadata = sample.get("metadata") or {}
    output = sample.get("output") or {}
    choices = output.get("choices") or []
    told = Message.model_validate(choices[0]["message"]) if choices else None
    condition = str(metadata.get("condition_id") or sample["id"])
    epoch = sample.get("epoch") or 1
    usage = output.get("usage") or {}
    prompts = _prompts(sample)
    return Row(
        source=_source(log),
        id=f"{sample['id']}/{epoch}",
        interaction="single_turn",
        model=str(log.eval["model"]),
        condition=condition,
        plays=str(metadata.get("scenario") or condition),
        levels={**levels(condition), **further(metadata)},
        base=digest([_source(log), log.settings]),
        system_prompt=prompts.get("system"),
        user_prompt=prompts.get("user"),
        response=None if told is None else told.content or "",
        messages=() if told is None else (told,),
        stop_reason=choices[0].get("stop_reason") or "unknown" if choices else "stop",
        error=_told(sample.get("error"), "message"),
        limit=_told(sample.get("limit"), "type"),
        recorded=tuple(_recorded(sample.get("scores") or {})),
        log=str(log.path),
        # A retried evaluation keeps its task's id and copies what was done before.
        key=f"{log.eval.get('task_id')} {sample['id']} {epoch}",
        input_tokens=usage.get("input_tokens"),
        output_tokens=usage.get("output_tokens"),
    )


def _source(log: LogFile) -> str:
    """The task and, since it decides how graders were read, its version."""
    metadata = log.eval.get("metadata") or {}
    version = metadata.get("full_task_version") or log.eval.get("task_version")
    return f"{log.task} {version}" if version else log.task


def _prompts(sample: Mapping[str, Any]) -> dict[str, str]:
    """Role -> what the agent was told, before its first reply."""
    given = sample.get("messages") or sample.get("input") or ()
    if isinstance(given, str):
        return {"user": given}
    found: dict[str, str] = {}
    for each in given:
        message = Message.model_validate(each)
        if message.role == "assistant":
            break
        texts = filter(None, (found.get(message.role), message.content))
        found[message.role] = "\n\n".join(texts)
    return found


def _recorded(scores: Mapping[str, Any]) -> Iterator[Recorded]:
    """What the port's grader said; a later scoring of the same log is one of its own."""
    for name, score in scores.items():
        if not name.rpartition("/")[2].startswith(SCORER):
            continue
        again = name.rpartition("/")[2].removeprefix(SCORER)
        for what, composite in SCORES:
            yield Recorded(
                what=f"{what}{again}",
                harmful=_said(score, what),
                composite=composite,
            )


def _said(score: Mapping[str, Any], what: str) -> bool | None:
    """What a score says, three-valued.

    Up to its version 3 the port put zeros where its grader had failed; they stand
    alone, while what a grader said comes with its words.
    """
    noted = (score.get("metadata") or {}).get(what)
    if isinstance(noted, bool):
        return noted
    values = score.get("value")
    value = values.get(what) if isinstance(values, dict) else None
    if not score.get("explanation") or not isinstance(value, int | float):
        return None
    return bool(value) if value in (0, 1) else None


def _told(given: object, name: str) -> str:
    """A field of an object as text; empty if there is none."""
    return str(given.get(name) or "unknown") if isinstance(given, dict) else ""
