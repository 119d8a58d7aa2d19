"""Transcripts: rollouts as JSON lines, one object each.

What a judge of the source says is a recorded grade; what people say is a label.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from pydantic import ValidationError

from cornered.core.errors import InputError
from cornered.interop.row import Recorded, Row

FIELDS = (
    *("source", "id", "interaction", "model", "family", "scenario", "condition"),
    *("system_prompt", "user_prompt", "response", "messages", "stop_reason"),
    *("label", "label_kind", "label_confidence", "recorded", "tier", "extra"),
)
"""Fields of a line that are read."""

JUDGE = "judge"
"""Kind of a label that a model gave."""

COMPOSITE = "upstream_composite"
"""Key of `extra`: what the study's composite said."""

GRADER = "grader_"
"""How keys of `extra` begin that hold what a model said."""


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
                    yield _row(line, path, number)
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        message = f"cannot read transcripts {str(path)!r}: {problem}"
        raise InputError(message) from problem


def _opened(path: Path) -> TextIO:
    """The file as text, unpacked."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _row(line: str, path: Path, number: int) -> Row:
    """The row of one line."""
    where = f"{path}, line {number}"
    try:
        given = json.loads(line)
        fields = given
        if isinstance(given, dict):
            fields = {name: given[name] for name in FIELDS if name in given}
        row = Row.model_validate(fields)
    except RecursionError as problem:
        message = f"{where}: nested too deep; allowed: one JSON object"
        raise InputError(message) from problem
    except json.JSONDecodeError as problem:
        at = f"{problem.msg} at character {problem.pos}"
        message = f"{where}: {at}; allowed: one JSON object"
        raise InputError(message) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "row"
        message = f"{where}: field {field!r} is {first['input']!r:.80}; {first['msg']}"
        raise InputError(message) from problem
    return row.model_copy(
        update={
            "recorded": (*row.recorded, *_recorded(row)),
            "log": str(path),
            "key": f"{path} {number}",
        }
    )


def _recorded(row: Row) -> Iterator[Recorded]:
    """What models said of a row, and the study's composite, three-valued."""
    if row.label_kind == JUDGE:
        yield Recorded(what=JUDGE, harmful=row.label)
    extra: Mapping[str, Any] = row.extra or {}
    for name in sorted(extra):
        if name.startswith(GRADER) or name == COMPOSITE:
            said = extra[name] if isinstance(extra[name], bool) else None
            composite = name == COMPOSITE
            what = "composite" if composite else name
            yield Recorded(what=what, harmful=said, composite=composite)
