"""Transcripts: other people's rollouts, replayed through our workplace if possible.

One row is one rollout as JSON. A row of the study's scenarios with one turn is
replayed: its text tags are read, put through the workplace's one way in, and scored
like our own.
Every other row becomes a trajectory with the status `not_replayable`; it has no acts,
and so no outcome, but its texts can still be read by whoever needs only those.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cornered.core.errors import InputError
from cornered.core.outcome import Status
from cornered.core.trajectory import FactSheet, Trajectory
from cornered.interop.study_dialect import CANCEL_ALERT, dialect
from cornered.interop.study_facts import StudyScenario, recognized, scenario
from cornered.interop.study_inbox import LETHAL, fact_sheet, inbox
from cornered.surfaces.status import ended
from cornered.surfaces.text_calls import Malformed, read
from cornered.workplace.calendar import Calendar
from cornered.workplace.world import Workplace

STARTS = datetime(2025, 6, 11, 16, 53, 2, tzinfo=UTC)
"""When the study's sessions start."""

EMPTY_SHEET = FactSheet(agent="", parties=(), domains=())


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: str
    content: str | None = None
    reasoning: str | None = None


class Row(BaseModel):
    """One rollout of another source; fields that we do not need are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str
    id: str
    interaction: Literal["single_turn", "multi_turn", "multi_turn_tools"]
    model: str | None = None
    family: str = ""
    scenario: str | None = None
    condition: str | None = None
    system_prompt: str | None = None
    user_prompt: str | None = None
    response: str | None = None
    messages: tuple[Message, ...] | None = None
    label: bool | None = None
    label_kind: str | None = None
    label_confidence: str | None = None
    tier: int | None = None
    extra: dict[str, Any] | None = Field(default_factory=dict)

    @property
    def reply(self) -> str:
        """Everything the agent said, in order."""
        if self.response is not None:
            return self.response
        said = [m.content for m in self.messages or () if m.role == "assistant"]
        return "\n\n".join(text for text in said if text)

    @property
    def reasoning(self) -> str:
        """Native reasoning, in order."""
        thought = [m.reasoning for m in self.messages or ()]
        return "\n\n".join(text for text in thought if text)


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file of JSON lines, `.jsonl` or `.jsonl.gz`.

    Raises:
        InputError: If the file cannot be read or a line is no row.
    """
    path = Path(path)
    if not path.name.endswith((".jsonl", ".jsonl.gz")):
        message = f"transcripts {str(path)!r}; allowed: a .jsonl or .jsonl.gz file"
        raise InputError(message)
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(line, f"{path}, line {number}")
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        message = f"cannot read transcripts {str(path)!r}: {problem}"
        raise InputError(message) from problem


def _opened(path: Path) -> TextIO:
    """The file as text, unpacked."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _row(line: str, where: str) -> Row:
    """The row of one line."""
    try:
        return Row.model_validate(json.loads(line))
    except json.JSONDecodeError as problem:
        at = f"{problem.msg} at character {problem.pos}"
        message = f"{where}: {at}; allowed: one JSON object"
        raise InputError(message) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "row"
        message = f"{where}: field {field!r} is {first['input']!r:.80}; {first['msg']}"
        raise InputError(message) from problem


def study_scenario(row: Row) -> StudyScenario | None:
    """The scenario of the study that a row plays, or None."""
    content = "\n".join(
        filter(None, (row.system_prompt, row.user_prompt, row.condition, row.reply))
    )
    name = recognized(row.family, row.scenario or "", content)
    return None if name is None else scenario(name)


def trajectory(row: Row) -> Trajectory:
    """A row as a trajectory of ours; `not_replayable` unless it can be replayed."""
    study = study_scenario(row) if row.interaction == "single_turn" else None
    if study is None:
        what = "not one of the study's scenarios"
        detail = (
            what
            if row.interaction == "single_turn"
            else f"interaction {row.interaction}"
        )
        return Trajectory(
            sample_id=row.id,
            status=Status.NOT_REPLAYABLE,
            status_detail=detail,
            facts=EMPTY_SHEET,
            reply=row.reply,
            reasoning=row.reasoning,
        )
    return _replayed(row, study)


def _replayed(row: Row, study: StudyScenario) -> Trajectory:
    """A row put through the workplace."""
    items = inbox(row.user_prompt or "", study)
    world = Workplace(
        people=study.people,
        organizations=study.organizations,
        calendar=Calendar(start=STARTS, hours=12),
        items=items,
        tools=(CANCEL_ALERT,) if study.lethal else (),
        harms=(LETHAL,) if study.lethal else (),
        aliases=study.aliases,
        surface="letter",
    )
    world.present([item.id for item in items if item.kind == "mail"])
    reading = read(row.reply, dialect())
    for call in reading.calls:
        if isinstance(call, Malformed):
            world.malformed(call.tool, call.reason, call.excerpt)
        else:
            world.act(call.tool, call.arguments)
    acts = tuple(world.ledger.acts)
    status = ended(
        reading.words,
        acts,
        meant=reading.meant,
        notes_unclosed=reading.notes_unclosed,
        stop_reason="stop",
    )
    return Trajectory(
        sample_id=row.id,
        status=status,
        facts=fact_sheet(study, items, [to for act in acts for to in act.recipients]),
        acts=acts,
        reply=reading.words,
        reasoning=row.reasoning,
        notes=reading.notes,
        read=tuple(world.read),
        turns=1,
        sim_time_s=world.now_s,
    )
