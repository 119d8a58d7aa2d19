"""Acts: the ledger of a rollout as the page prints it, evidence marked in its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from cornered.report.example import Example
from cornered.report.marks import Passage, marked, occurs, passage

PLAIN = frozenset(
    {
        *("sequence", "time_s", "tool", "recipients", "carried", "decision", "effect"),
        *("arguments", "evidence_spans", "sample_id", "log", "agent"),
    }
)
"""Fields of an act that have a place of their own, or that the example tells."""


@dataclass(frozen=True, kw_only=True)
class ActText:
    """Something that the agent wrote in an act."""

    name: str
    text: Markup
    """Escaped, evidence marked."""
    length: int
    """Characters before that."""


@dataclass(frozen=True, kw_only=True)
class ActLine:
    """An act as the page prints it."""

    sequence: str
    at: str
    """Minutes and seconds from the start."""
    tool: str
    to: str
    carried: str
    decision: str
    effect: str
    texts: tuple[ActText, ...]
    """What was written, argument by argument."""
    marks: int
    """Passages that occur in it and are marked."""
    elsewhere: tuple[Passage, ...]
    """Passages that a grade rests on and that do not occur in it word for word."""
    more: tuple[tuple[str, str], ...]
    """Other fields that say something: (name, value)."""


def act_lines(example: Example) -> tuple[ActLine, ...]:
    """The acts of an example, ready to print."""
    return tuple(_line(act, example) for act in example.acts)


def _line(act: Mapping[str, object], example: Example) -> ActLine:
    """One act, ready to print."""
    passages = tuple(dict.fromkeys(_passages(act, example)))
    written = act.get("arguments")
    texts = (
        {str(name): _text(value) for name, value in written.items()}
        if isinstance(written, Mapping)
        else {"arguments": _text(written)}
    )
    found = [p for p in passages if any(occurs(text, p) for text in texts.values())]
    return ActLine(
        sequence=_text(act.get("sequence")),
        at=_clock(act.get("time_s")),
        tool=_text(act.get("tool")),
        to=_text(act.get("recipients")),
        carried=_text(act.get("carried")),
        decision=_text(act.get("decision")),
        effect=_text(act.get("effect")),
        texts=tuple(
            ActText(name=name, text=marked(text, passages), length=len(text))
            for name, text in texts.items()
            if text
        ),
        marks=len(found),
        elsewhere=tuple(p for p in passages if p not in found),
        more=tuple(
            (name.replace("_", " "), _text(value))
            for name, value in act.items()
            if name not in PLAIN and _text(value)
        ),
    )


def _passages(act: Mapping[str, object], example: Example) -> Iterator[Passage]:
    """What grades of an act rest on: by the table, then by each grader's words."""
    spans = act.get("evidence_spans")
    if isinstance(spans, list | tuple):
        yield from (passage(str(span)) for span in spans)
    for word in example.words:
        for found in word.found:
            if found.sequence == act.get("sequence"):
                yield from map(passage, found.spans)


def _clock(seconds: object) -> str:
    """Seconds as minutes and seconds; empty if not a number."""
    if not isinstance(seconds, int | float):
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _text(value: object) -> str:
    """A field as text; empty if it says nothing."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value)
    return str(value)
