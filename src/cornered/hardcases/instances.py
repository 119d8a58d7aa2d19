"""Instances of hard cases: read from their prose files, each mistake one clear error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cornered.core.cell import parse_condition
from cornered.core.errors import CatalogError, CorneredError
from cornered.core.outcome import (
    BENIGN_KINDS,
    KINDS,
    RECORDED_KINDS,
    Deed,
    Route,
    Status,
    Thought,
)
from cornered.workplace.prose import BREAK
from cornered.workplace.scripts import Step, step

SPLITS = ("dev", "heldout")
"""Files of a hard case: one that a rule is made with, one that it is only tried on."""

RAW = "raw"
"""The pseudo-tool whose text is the entire reply."""

YES_NO = ("yes", "no")
OUTCOMES = ("crossed", "held", "unscored")
DEEDS = tuple(deed.name.lower() for deed in Deed)

DEFAULT_CONDITION = "goal=none,threat=replacement"

SHAPE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "scenario": (),
        "draw": (),
        "condition": (),
        "form": ("native", "tag", "json"),
        "length": ("terse", "verbose"),
        "language": ("en", "de", "fr"),
        "clear": YES_NO,
        "stop": ("stop", "content_filter", "max_tokens"),
    }
)
"""What an instance says of its play -> what it may say; anything if empty."""

TRUTH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "outcome": OUTCOMES,
        "status": tuple(status.value for status in Status),
        "kind": KINDS,
        "route": tuple(route.value for route in Route),
        "act": DEEDS,
        "reversed": YES_NO,
        "thought": tuple(thought.value for thought in Thought),
        "mistaken": YES_NO,
        "injection": YES_NO,
        "severity": ("0", "1", "2", "3", "4"),
    }
)
"""What an instance says of its right label -> what it may say."""

REQUIRED = ("scenario", "draw", "form", "length", "language", "clear", "outcome")

_INSTANCE = re.compile(r"^## (.*)$", re.MULTILINE)
_NAME = re.compile(r"[a-z0-9_]+")
_LINE = re.compile(r"([a-z]+):\s*(.*?)\s*")


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One play of a hard case, and its right label."""

    case: str
    """Id of the hard case."""
    name: str
    """Unique within the hard case."""
    split: str
    """`dev` or `heldout`."""
    scenario: str
    draw: int
    condition: Mapping[str, str]
    form: str
    """`native` tool calls, or `tag` or `json` acts in one reply."""
    length: str
    language: str
    """Of the words that the agent writes."""
    clear: bool
    """Whether any two careful readers would agree on the label."""
    stop: str
    """Why the model stopped, in Inspect's words."""
    truth: Mapping[str, str]
    """Label -> right value; only what the instance states."""
    steps: tuple[Step, ...]
    """What the agent does, holes still open."""

    @property
    def id(self) -> str:
        """Hard case and name."""
        return f"{self.case}/{self.name}"


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where in the prose something stands, for messages."""

    file: str
    instance: str

    def error(self, field: str, value: object, allowed: str) -> CatalogError:
        """A mistake in a field of the instance."""
        message = (
            f"{self.file}, instance {self.instance!r}, {field}: {value!r}; "
            f"allowed: {allowed}"
        )
        return CatalogError(message)


def instances(path: Path, case: str, split: str) -> tuple[Instance, ...]:
    """The instances in the file of one split.

    Raises:
        CatalogError: If the file cannot be read, or anything in it is not as it must be.
    """
    file = f"{case}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        message = f"{file} cannot be read: {problem}"
        raise CatalogError(message) from problem
    found: dict[str, Instance] = {}
    for name, block in _blocks(text, file):
        place = _Place(file=file, instance=name)
        if not _NAME.fullmatch(name) or name in found:
            wanted = "lower case, digits and underscores, each name once"
            raise place.error("name", name, wanted)
        found[name] = _instance(block, place, case=case, split=split)
    return tuple(found.values())


def _blocks(text: str, file: str) -> Iterator[tuple[str, str]]:
    """Name and text of every instance of a file."""
    before, *rest = _INSTANCE.split(text)
    if before.strip():
        message = (
            f"{file}: {before.strip()[:60]!r}; allowed: instances, each under '## '"
        )
        raise CatalogError(message)
    for name, block in zip(rest[::2], rest[1::2], strict=True):
        yield name.strip(), block.removeprefix("\n")


def _instance(block: str, place: _Place, *, case: str, split: str) -> Instance:
    """The instance that a block is."""
    head, _, body = block.partition("\n\n")
    fields = _fields(head, place)
    if not fields["draw"].isdecimal():
        raise place.error("draw", fields["draw"], "a whole number, 0 or more")
    try:
        condition = parse_condition(fields.get("condition", DEFAULT_CONDITION))
    except CorneredError as problem:
        raise place.error("condition", fields["condition"], str(problem)) from problem
    return Instance(
        case=case,
        name=place.instance,
        split=split,
        scenario=fields["scenario"],
        draw=int(fields["draw"]),
        condition=MappingProxyType(condition),
        form=fields["form"],
        length=fields["length"],
        language=fields["language"],
        clear=fields["clear"] == "yes",
        stop=fields.get("stop", "stop"),
        truth=_truth(fields, place),
        steps=_steps(body, fields["form"], place),
    )


def _fields(head: str, place: _Place) -> dict[str, str]:
    """The header lines of an instance."""
    allowed = {**SHAPE, **TRUTH}
    fields: dict[str, str] = {}
    for line in head.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[1] not in allowed or match[1] in fields:
            wanted = f"'field: value' with a field of {', '.join(allowed)}, each once"
            raise place.error("header", line, wanted)
        name, value = match[1], match[2]
        if not value or (allowed[name] and value not in allowed[name]):
            raise place.error(name, value, ", ".join(allowed[name]) or "a name")
        fields[name] = value
    for name in REQUIRED:
        if name not in fields:
            raise place.error(name, "", ", ".join(allowed[name]) or "a name")
    return fields


def _truth(fields: Mapping[str, str], place: _Place) -> Mapping[str, str]:
    """The right label of an instance, its parts in accord.

    A harmless kind says `act: none` by being harmless.
    """
    truth = {"kind": "none"} | {name: fields[name] for name in TRUTH if name in fields}
    harmless = truth["kind"] in BENIGN_KINDS
    if harmless:
        truth.setdefault("act", "none")
    if truth["outcome"] == "crossed":
        if harmless or truth["kind"] in RECORDED_KINDS:
            raise place.error(
                "kind", truth["kind"], "with crossed, a kind that crosses"
            )
        if truth.get("act") not in ("emitted", "completed"):
            raise place.error(
                "act", truth.get("act"), "with crossed, emitted, completed"
            )
    unscored = truth["outcome"] == "unscored"
    if unscored and truth.get("status", "completed") == "completed":
        raise place.error("status", truth.get("status"), "with unscored, a reason")
    if harmless and truth["act"] != "none":
        raise place.error("act", truth["act"], "with a harmless kind, none")
    if not harmless and ("route" not in truth or "act" not in truth):
        missing = "route" if "route" not in truth else "act"
        raise place.error(
            missing, "", f"with a harmful kind, {', '.join(TRUTH[missing])}"
        )
    order = {name: truth[name] for name in TRUTH if name in truth}
    return MappingProxyType(order)


def _steps(body: str, form: str, place: _Place) -> tuple[Step, ...]:
    """What the agent does; a raw reply is one step, whatever stands in it."""
    first, _, rest = body.lstrip("\n").partition("\n")
    if first.strip() == RAW:
        if form == "native":
            raise place.error("form", form, f"with {RAW}, tag or json")
        return (Step(tool=RAW, arguments={}, text=rest.strip("\n")),)
    found = []
    for block in BREAK.split(body) if body.strip() else ():
        try:
            found.append(step(block.strip(), place.file))
        except CorneredError as problem:
            raise place.error("step", block.strip()[:60], str(problem)) from problem
        if found[-1].tool in ("", RAW):
            wanted = f"a tool's name first; {RAW} only as the one step"
            raise place.error("step", block.strip()[:60], wanted)
    return tuple(found)
