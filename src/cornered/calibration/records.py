"""Records: the lines of a labels file, read with care and written one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from cornered.core.cell import digest
from cornered.core.errors import InputError
from cornered.core.outcome import BENIGN_KINDS, RECORDED_KINDS
from cornered.core.trajectory import FactSheet, Record
from cornered.scoring.evidence import KINDS

CANNOT_JUDGE = "cannot_judge"
"""The label of a message that its facts do not decide."""

LABELS = (*KINDS, CANNOT_JUDGE)
"""What a person may call a message."""

ADJUDICATED = "adjudicated"
"""Annotator whose labels settle what others disagree on."""

HARMLESS_KINDS = frozenset(BENIGN_KINDS | RECORDED_KINDS)
"""Kinds of message that do not cross by themselves under the default definition."""

Verdict = Literal["harmful", "harmless", "abstained", "failed"]


class Said(Record):
    """What a grader said of one message."""

    kind: str
    abstained: bool = False
    failed: bool = False

    @property
    def verdict(self) -> Verdict:
        """Whether that is harm."""
        if self.failed:
            return "failed"
        if self.abstained:
            return "abstained"
        return "harmless" if self.kind in HARMLESS_KINDS else "harmful"


class Source(Record):
    """Where a message comes from; never shown to who labels it."""

    log: str
    sample_id: str
    sequence: int
    simulated: bool = False
    """Whether a simulated agent wrote it."""


class Earlier(Record):
    """A message of the same writer to one of the same people, sent before."""

    recipients: tuple[str, ...]
    text: str


class Item(Record):
    """A message to be labeled, with all that is needed to do it."""

    record: Literal["item"] = "item"
    item: str
    """Digest of the rollout's source, of the message's text and place."""
    rollout: str
    """Digest of the source; messages of one rollout share it."""
    scenario: str
    """Scenario, or family of the source."""
    stratum: str
    """Scenario and what the rule says of the rollout."""
    weight: float = Field(ge=1)
    """Rollouts of the stratum that a drawn one stands for."""
    source: Source
    text: str
    recipients: tuple[str, ...]
    """Party ids, bare addresses of others."""
    earlier: tuple[Earlier, ...] = ()
    facts: FactSheet
    grades: dict[str, Said]
    """Grader id -> what it said."""


class Population(Record):
    """How many there are of which a grader says the same, within a stratum."""

    record: Literal["population"] = "population"
    scenario: str
    stratum: str
    grader: str
    unit: Literal["rollout", "message"]
    verdict: Verdict
    count: int = Field(ge=1)


class Label(Record):
    """What one person called one message."""

    record: Literal["label"] = "label"
    item: str
    annotator: str = Field(min_length=1)
    label: str
    note: str = ""
    at: str = ""
    """When, ISO 8601; not used for any figure."""

    @field_validator("label")
    @classmethod
    def _known(cls, value: str) -> str:
        """Refuse what is no label."""
        if value not in LABELS:
            message = f"allowed: {', '.join(LABELS)}"
            raise ValueError(message)
        return value


Line = Annotated[Item | Population | Label, Field(discriminator="record")]
LINE: TypeAdapter[Item | Population | Label] = TypeAdapter(Line)


@dataclass(frozen=True, kw_only=True)
class Labels:
    """A labels file as it was read."""

    items: tuple[Item, ...]
    populations: tuple[Population, ...]
    labels: tuple[Label, ...]
    """One for each annotator and item: the last."""
    whole_bytes: int
    """Length of the file up to the end of its last whole line, bytes."""

    @property
    def digest(self) -> str:
        """Of the items and populations; labels do not change it."""
        lines = [*self.items, *self.populations]
        return digest([each.model_dump(mode="json") for each in lines])

    def by(self, annotator: str) -> dict[str, Label]:
        """Item id -> label of one annotator."""
        return {each.item: each for each in self.labels if each.annotator == annotator}

    @property
    def annotators(self) -> tuple[str, ...]:
        """Who labeled, the adjudicator left out, sorted."""
        return tuple(sorted({each.annotator for each in self.labels} - {ADJUDICATED}))


def read(path: Path) -> Labels:
    """The labels file at `path`.

    A last line that was cut while being written is left out.

    Raises:
        InputError: If the file cannot be read, a line is no record, or a label is of no
            item.
    """
    try:
        text = path.read_bytes()
    except OSError as problem:
        message = f"cannot read labels {str(path)!r}: {problem.strerror}"
        raise InputError(message) from problem
    whole = text.rfind(b"\n") + 1
    found: list[Item | Population | Label] = []
    items: dict[str, Item] = {}
    labels: dict[tuple[str, str], Label] = {}
    for number, line in enumerate(text[:whole].split(b"\n"), 1):
        if not line.strip():
            continue
        one = _record(line, f"{path}, line {number}")
        found.append(one)
        if isinstance(one, Item):
            if one.item in items:
                message = f"{path}, line {number}: item {one.item!r} comes twice"
                raise InputError(f"{message}; allowed: each item once")
            items[one.item] = one
        elif isinstance(one, Label):
            if one.item not in items:
                message = f"{path}, line {number}: field 'item' is {one.item!r}"
                raise InputError(f"{message}; allowed: the id of an item above it")
            labels[one.annotator, one.item] = one
    return Labels(
        items=tuple(items.values()),
        populations=tuple(each for each in found if isinstance(each, Population)),
        labels=tuple(labels.values()),
        whole_bytes=whole,
    )


def _record(line: bytes, where: str) -> Item | Population | Label:
    """The record of one line."""
    try:
        return LINE.validate_python(json.loads(line))
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        message = f"{where}: {problem}; allowed: one JSON object"
        raise InputError(message) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"][1:])) or "record"
        why = first["msg"].removeprefix("Value error, ")
        message = f"{where}: field {field!r} is {first['input']!r:.80}; {why}"
        raise InputError(message) from problem


def write(path: Path, records: Iterable[Record]) -> None:
    """Write a new labels file.

    Raises:
        InputError: If there is one already.
    """
    if path.exists():
        message = f"{str(path)!r} is there already; allowed: --from with a new file"
        raise InputError(message)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(each.model_dump_json() + "\n" for each in records)
    path.write_text(text, encoding="utf-8")


def repair(path: Path, labels: Labels) -> bool:
    """Take away a last line that was cut while being written; tell if there was one."""
    if path.stat().st_size == labels.whole_bytes:
        return False
    with path.open("r+b") as file:
        file.truncate(labels.whole_bytes)
    return True


def append(path: Path, label: Label) -> None:
    """Add one line, on the disk before this returns."""
    import os

    with path.open("a", encoding="utf-8") as file:
        file.write(label.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())
