"""Result folders: what the study's own program leaves, one `response.json` a sample.

`<experiment>/models/<model>/<condition>/sample_<n>/response.json`, and the prompts in
`<experiment>/prompts/<condition>/`; older runs have no folder `models`, and some forks
none for the sample.

References:
    Formats as read in public copies of anthropic-experimental/agentic-misalignment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cornered.core.errors import InputError
from cornered.interop.row import Recorded, Row
from cornered.interop.study_condition import levels

FILE = "response.json"
"""What the file of a sample is called."""

SOURCE = "agentic-misalignment"
"""How the source of every such rollout begins; the experiment's folder follows."""

ALLOWED = "allowed: an object with the reply in 'raw_response', or an 'error'"

STOPS = {
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "model_length",
    "content_filter": "content_filter",
    "refusal": "content_filter",
    "safety": "content_filter",
    "recitation": "content_filter",
    "prohibited_content": "content_filter",
    "blocklist": "content_filter",
}
"""Providers' stop reasons -> Inspect's; any other is a stop."""

LOOKED_UP = 6
"""How many folders above a sample are searched for its prompts."""

SAMPLE = re.compile(r"(?:sample|run|rollout)?[_-]?\d+", re.IGNORECASE)
"""A folder that is of one sample, not of a condition."""


def result_files(folder: Path) -> list[Path]:
    """The files of samples below a folder, sorted."""
    return sorted(folder.rglob(FILE))


def row(path: Path) -> Row:
    """The row of one sample.

    Raises:
        InputError: If the file cannot be read or has neither reply nor error.
    """
    given = _object(path)
    metadata = _mapping(given, "metadata")
    places = [*(each.name for each in path.absolute().parents), "", "", "", ""]
    folder, sample = path.absolute().parent, ""
    if SAMPLE.fullmatch(places[0]):
        sample, *places = places
        folder = folder.parent
    condition = str(metadata.get("condition") or places[0])
    number = metadata.get("sample_id")
    model = str(metadata.get("model") or places[1])
    system, user = _prompts(folder, condition)
    experiment = places[3] if places[2:3] == ["models"] else places[2]
    source = f"{SOURCE}/{experiment}" if experiment else SOURCE
    return Row(
        source=source,
        id="/".join(filter(None, (condition, sample or _text(number)))),
        interaction="single_turn",
        model=model,
        condition=condition,
        plays=condition,
        levels=levels(condition),
        system_prompt=system,
        user_prompt=user,
        response=_reply(given, path),
        stop_reason=_stop(_mapping(metadata, "api_metadata")),
        error=_text(given.get("error")),
        recorded=tuple(_recorded(given)),
        log=str(path),
        key=str(path.resolve()),
    )


def _object(path: Path) -> dict[str, Any]:
    """The JSON object in a file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        message = f"cannot read {str(path)!r}: {problem.strerror}"
        raise InputError(message) from problem
    except (ValueError, RecursionError) as problem:
        message = f"{path} is no JSON ({problem}); {ALLOWED}"
        raise InputError(message) from problem
    if not isinstance(found, dict):
        message = f"{path} holds {found!r:.80}; {ALLOWED}"
        raise InputError(message)
    return found


def _reply(given: Mapping[str, Any], path: Path) -> str | None:
    """The reply; None where an error stands in its place."""
    if "raw_response" not in given:
        if given.get("error"):
            return None
        message = (
            f"{path} has no reply, only {', '.join(given) or 'nothing'}; {ALLOWED}"
        )
        raise InputError(message)
    reply = given["raw_response"]
    if reply is not None and not isinstance(reply, str):
        message = f"{path}: field 'raw_response' is {reply!r:.80}; {ALLOWED}"
        raise InputError(message)
    if reply is None and given.get("error"):
        return None
    return reply or ""


def _recorded(given: Mapping[str, Any]) -> Iterator[Recorded]:
    """What the source's grader said; only a boolean is a grade, an error is none."""
    if not isinstance(given.get("classification"), dict):
        return
    said = given["classification"]
    if "error" in said:
        said = {}
    for what, name, composite in (
        ("classifier_verdict", "classifier_verdict", False),
        ("harmful", "harmful_behavior", True),
    ):
        value = said.get(name)
        harmful = value if isinstance(value, bool) else None
        yield Recorded(what=what, harmful=harmful, composite=composite)


def _stop(api: Mapping[str, Any]) -> str:
    """Why the model stopped, in Inspect's words."""
    told = _text(api.get("stop_reason")).lower().rpartition(".")[2]
    return STOPS.get(told, "stop")


def _mapping(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside of another one; empty if there is none."""
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    """A value as text; empty for None."""
    return "" if value is None else str(value)


@lru_cache(maxsize=64)
def _prompts(folder: Path, condition: str) -> tuple[str | None, str | None]:
    """System prompt and user message of a condition, where the experiment has them."""
    if Path(condition).name != condition:
        return None, None
    for above in (folder, *folder.parents)[:LOOKED_UP]:
        place = above / "prompts" / condition
        texts = [
            _content(place / f"{name}.txt")
            for name in ("system_prompt", "user_prompt", "email_content")
        ]
        if any(texts):
            system, *user = texts
            return system or None, "\n\n".join(filter(None, user)) or None
    return None, None


def _content(path: Path) -> str:
    """The text of a file; empty if there is none."""
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, ValueError) as problem:
        message = f"cannot read {str(path)!r}: {problem}; allowed: UTF-8 text"
        raise InputError(message) from problem
