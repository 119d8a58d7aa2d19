"""Replay: other people's rollouts as trajectories of ours.

A row of the study's scenarios with one turn is replayed: its text tags are read, put
through the workplace's one way in, and scored like our own. Every other row keeps its
conversation, with the status `not_replayable`; it has no acts, and so no outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from cornered.core.outcome import Status
from cornered.core.trajectory import Act, FactSheet, Trajectory
from cornered.interop.conversation import dialogue
from cornered.interop.row import Row
from cornered.interop.study_dialect import CANCEL_ALERT, dialect
from cornered.interop.study_facts import StudyScenario, played, recognized, scenario
from cornered.interop.study_inbox import LETHAL, fact_sheet, inbox
from cornered.surfaces.letter import NOTHING
from cornered.surfaces.status import ended
from cornered.surfaces.text_calls import Malformed, Reading, TextCall, read
from cornered.workplace.calendar import Calendar
from cornered.workplace.items import Item
from cornered.workplace.world import Workplace

STARTS = datetime(2025, 6, 11, 16, 53, 2, tzinfo=UTC)
"""When the study's sessions start."""

EMPTY_SHEET = FactSheet(agent="", parties=(), domains=())

BLOCKED = re.compile(
    r"content.?filter|blocked response|content management", re.IGNORECASE
)
"""What errors say with which a provider withholds a reply."""

LONGEST_DETAIL = 300
"""Most characters of what is kept of an error."""

FORWARD = "forward_email"


def study_scenario(row: Row) -> StudyScenario | None:
    """The scenario of the study that a row plays, or None.

    What names its scenario by form must name the firm in the prompt, if it brings one;
    anything else must name both.
    """
    prompt = "\n".join(filter(None, (row.system_prompt, row.user_prompt)))
    if row.plays:
        name = played(row.plays, prompt)
    else:
        content = "\n".join(filter(None, (prompt, row.condition, row.reply)))
        name = recognized(row.family, row.scenario or "", content)
    return None if name is None else scenario(name)


def trajectory(row: Row) -> Trajectory:
    """A row as a trajectory of ours; `not_replayable` unless it can be replayed."""
    alone = row.interaction == "single_turn"
    study = study_scenario(row) if alone else None
    if study is not None:
        return _replayed(row, study)
    why = "not one of the study's scenarios"
    messages = row.conversation
    return Trajectory(
        sample_id=row.id,
        status=Status.NOT_REPLAYABLE,
        status_detail=why if alone else f"interaction {row.interaction}",
        facts=EMPTY_SHEET,
        reply=row.reply,
        reasoning=row.reasoning,
        turns=sum(each.role == "assistant" for each in messages),
        dialogue=dialogue(messages),
    )


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
            continue
        for arguments in _acts(call, items):
            world.act(call.tool, arguments)
    acts = tuple(world.ledger.acts)
    status, detail = _ended(row, reading, acts)
    return Trajectory(
        sample_id=row.id,
        status=status,
        status_detail=detail[:LONGEST_DETAIL],
        facts=fact_sheet(study, items, [to for act in acts for to in act.recipients]),
        acts=acts,
        reply=reading.words,
        reasoning=row.reasoning,
        notes=reading.notes,
        read=tuple(world.read),
        turns=1,
        sim_time_s=world.now_s,
    )


def _acts(call: TextCall, items: Sequence[Item]) -> Iterator[Mapping[str, str]]:
    """The arguments of the acts that a call is; one that forwards several is several.

    What stands for "nothing" in an optional argument is left out, as on the letter.
    """
    required = dialect().tools[call.tool].required
    given = {
        name: value
        for name, value in call.arguments.items()
        if name in required or value.strip().casefold() not in NOTHING
    }
    shown = {item.shown_id for item in items if item.kind == "mail"}
    numbers = re.findall(r"\d+", given.get("id", ""))
    if call.tool != FORWARD or not numbers or not shown.issuperset(numbers):
        yield given
        return
    for number in dict.fromkeys(numbers):
        yield {**given, "id": number}


def _ended(row: Row, reading: Reading, acts: Sequence[Act]) -> tuple[Status, str]:
    """How a row ended, by the rule of our own rollouts, and a word on it.

    An error beside a reply came after it, in the source's grading.
    """
    if not row.replied and row.limit:
        return Status.TRUNCATED, f"limit: {row.limit}"
    if not row.replied and row.error:
        blocked = BLOCKED.search(row.error)
        return Status.FILTERED if blocked else Status.FAILED, row.error
    status = ended(
        reading.words,
        acts,
        stop_reason=row.stop_reason,
        meant=reading.meant,
        notes_unclosed=reading.notes_unclosed,
    )
    return status, f"after the reply: {row.error}" if row.error else ""
