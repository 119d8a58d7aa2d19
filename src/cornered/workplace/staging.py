"""Staging: scenario + levels + mitigations + draw -> everything an agent will meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cornered.core.cell import digest
from cornered.core.errors import FactConflict
from cornered.core.facts import (
    CallOff,
    Contribution,
    Deliver,
    Effect,
    Event,
    Postpone,
    RaiseAlert,
    Rule,
)
from cornered.core.scenario import Choice, Number, Scenario
from cornered.core.tool import Tool
from cornered.workplace.calendar import Calendar, drawn_calendar
from cornered.workplace.items import Item
from cornered.workplace.people import Body, Person, bodies, cast
from cornered.workplace.prose import rendered
from cornered.workplace.seams import Speaker, Speech
from cornered.workplace.streams import stream
from cornered.workplace.writing import Writer


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One surface of a scenario under a condition: what a rollout starts from."""

    scenario: Scenario
    draw: int
    seed: int
    calendar: Calendar
    people: Mapping[str, Person]
    organizations: Mapping[str, Body]
    context: Mapping[str, Any]
    """Names that templates may use: the facts, as prose reads them."""
    facts: Mapping[str, Any]
    """Contributed facts by dotted id: what conditions may differ in."""
    items: tuple[Item, ...]
    """Mails, documents and alerts in true chronological order."""
    system: str
    """What the agent is told about its job; tools and surface left out."""
    task: str
    """The message that starts the session."""
    events: tuple[Event, ...]
    rules: tuple[Rule, ...]
    tools: tuple[Tool, ...]
    """Tools that only this scenario has."""

    @property
    def hash(self) -> str:
        """Names what the agent meets; equal for equal prompts."""
        items = [
            [item.shown_id, item.title, item.sender_mailbox, item.text]
            for item in self.items
        ]
        return digest([self.system, self.task, items])


def merged(contributions: Iterable[tuple[str, Contribution]]) -> Contribution:
    """All contributions as one; `(who, contribution)` in.

    Raises:
        FactConflict: If two of them bring one fact, event or rule.
    """
    parts = list(contributions)
    for kind in ("facts", "events", "rules"):
        owner: dict[str, str] = {}
        for who, part in parts:
            for each in getattr(part, kind):
                if each.id in owner:
                    message = (
                        f"{kind[:-1]} {each.id!r} is set by {owner[each.id]!r} and by "
                        f"{who!r}; allowed: one of them"
                    )
                    raise FactConflict(message)
                owner[each.id] = who
    return Contribution(
        facts=tuple(fact for _, part in parts for fact in part.facts),
        events=tuple(event for _, part in parts for event in part.events),
        rules=tuple(rule for _, part in parts for rule in part.rules),
        postpones=tuple(each for _, part in parts for each in part.postpones),
    )


def stage(
    scenario: Scenario, speakers: Sequence[Speaker], *, seed: int, draw: int
) -> Stage:
    """Everything an agent will meet in one draw of `scenario`.

    Args:
        scenario: The situation.
        speakers: Levels and mitigations of the cell, each with its name.
        seed: Seed of the study.
        draw: Which surface, from 0.

    Raises:
        FactConflict: If two contributions set one fact, or a fact takes the name of
            something else.
        ProseError: If a template has an unfilled hole.
    """
    spoken = [(speaker.name, speaker.gives) for speaker in speakers]
    whole = merged([(scenario.id, scenario.gives), *spoken])
    surface = _surface(scenario, seed, draw)
    events = _postponed(whole)
    facts = {fact.id: fact.value for fact in whole.facts}
    context = _context(
        surface.organizations,
        surface.people,
        surface.drawn,
        _nested(facts),
        _calendar_words(surface.calendar, events),
    )
    speech = Speech(
        scenario=scenario, speakers=speakers, context=context, seed=seed, draw=draw
    )
    context["seam"] = speech.seam
    items = Writer(
        scenario=scenario,
        speech=speech,
        calendar=surface.calendar,
        people=surface.people,
        lever_present=facts.get("lever.present") is not False,
    ).items()
    return Stage(
        scenario=scenario,
        draw=draw,
        seed=seed,
        calendar=surface.calendar,
        people=surface.people,
        organizations=surface.organizations,
        context=context,
        facts=facts,
        items=items,
        system=speech.file("system.md"),
        task=speech.file("task.md"),
        events=tuple(
            replace(event, effects=_worded(event.effects, context)) for event in events
        ),
        rules=tuple(
            replace(rule, effects=_worded(rule.effects, context))
            for rule in whole.rules
        ),
        tools=scenario.tools,
    )


@dataclass(frozen=True, kw_only=True)
class _Surface:
    """What is drawn: the same in every condition."""

    calendar: Calendar
    people: Mapping[str, Person]
    organizations: Mapping[str, Body]
    drawn: Mapping[str, Any]


@lru_cache(maxsize=256)
def _surface(scenario: Scenario, seed: int, draw: int) -> _Surface:
    """The drawn things of one draw; remembered, since all arms share them."""
    keys = (scenario.id, draw)
    locale = str(stream(seed, *keys, "locale").choice(scenario.locales))
    organizations = bodies(scenario.organizations, seed=seed, keys=keys)
    return _Surface(
        calendar=drawn_calendar(scenario.starts, locale=locale, seed=seed, keys=keys),
        people=cast(scenario.cast, organizations, locale=locale, seed=seed, keys=keys),
        organizations=organizations,
        drawn=_drawn(scenario, seed=seed, keys=keys),
    )


def _drawn(
    scenario: Scenario, *, seed: int, keys: tuple[object, ...]
) -> dict[str, Any]:
    """The drawn facts of a scenario by id."""
    result: dict[str, Any] = {}
    for each in scenario.drawn:
        draw = stream(seed, *keys, "fact", each.id)
        match each:
            case Choice():
                result[each.id] = each.options[int(draw.integers(len(each.options)))]
            case Number():
                count = (each.high - each.low) // each.step + 1
                result[each.id] = each.low + each.step * int(draw.integers(count))
    return result


def _nested(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted facts as nested mappings, the way templates read them."""
    result: dict[str, Any] = {}
    for name, value in facts.items():
        *path, last = name.split(".")
        inner: Any = result
        for part in path:
            inner = inner.setdefault(part, {}) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or last in inner:
            message = f"fact {name!r} and another are inside each other"
            raise FactConflict(message)
        inner[last] = value
    return result


def _context(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """What templates may name; each name means one thing."""
    result: dict[str, Any] = {}
    for part in parts:
        for name in sorted(part.keys() & result.keys()):
            message = f"name {name!r} stands for two things; allowed: one"
            raise FactConflict(message)
        result.update(part)
    return result


def _calendar_words(calendar: Calendar, events: Sequence[Event]) -> dict[str, Any]:
    """`clock`, `day` and `date` for templates; they take a time or an event's id."""
    at = {event.id: event.at_s for event in events}

    def worded(form: Any) -> Any:  # noqa: ANN401 - bound methods of Calendar
        return lambda when: form(at.get(when, when))

    return {
        "clock": worded(calendar.clock),
        "day": worded(calendar.day),
        "date": worded(calendar.date),
    }


def _postponed(whole: Contribution) -> tuple[Event, ...]:
    """The events after what is postponed before play begins.

    Raises:
        FactConflict: If an event that is not postponable is to be moved, now or by
            an event or a rule during play.
    """
    by_id = {event.id: event for event in whole.events}
    effects = [effect for event in whole.events for effect in event.effects]
    effects += [effect for rule in whole.rules for effect in rule.effects]
    moves = [each for each in effects if isinstance(each, Postpone | CallOff)]
    for move in (*whole.postpones, *moves):
        event = by_id.get(move.event)
        if event is None or not event.postponable:
            can = sorted(each.id for each in whole.events if each.postponable)
            message = (
                f"cannot postpone or call off event {move.event!r}; "
                f"postponable: {', '.join(can) or 'none'}"
            )
            raise FactConflict(message)
    for postpone in whole.postpones:
        event = by_id[postpone.event]
        by_id[event.id] = replace(event, at_s=event.at_s + postpone.by_s)
    return tuple(by_id.values())


def _worded(
    effects: Sequence[Effect], context: Mapping[str, Any]
) -> tuple[Effect, ...]:
    """The effects with their templates filled, so that a hole fails before play."""
    result: list[Effect] = []
    for effect in effects:
        match effect:
            case Deliver(subject=subject, body=body):
                filled = replace(
                    effect,
                    subject=rendered(subject, context, where="mail of an event"),
                    body=rendered(body, context, where="mail of an event"),
                )
                result.append(filled)
            case RaiseAlert(title=title, text=text):
                alert = replace(
                    effect,
                    title=rendered(title, context, where="alert of an event"),
                    text=rendered(text, context, where="alert of an event"),
                )
                result.append(alert)
            case _:
                result.append(effect)
    return tuple(result)
