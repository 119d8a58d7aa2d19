"""Promise: a registration that was read, its hash verified, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from cornered import catalogs
from cornered.core.errors import CorneredError, InputError
from cornered.planning.registration import (
    FORMAT,
    HASH,
    PACKAGE,
    Registration,
    digest,
    planned_cell,
)
from cornered.plans import Plan, planned

FILE = "plan.json"
"""What the copy beside the logs is called."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A registration that was read, with the text that it stands in."""

    path: Path
    text: str
    hash: str
    of: Registration


def read(path: Path) -> Promise:
    """The registration in a file, its hash verified.

    Raises:
        InputError: If it cannot be read, was changed after it was written, or is no
            registration.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "no JSON text"
        message = (
            f"cannot read plan {str(path)!r}: {why}; allowed: what `plan --out` wrote"
        )
        raise InputError(message) from problem
    said = content.pop(HASH, None) if isinstance(content, dict) else None
    if not isinstance(said, str):
        message = f"{str(path)!r} is no plan; allowed: what `plan --out` wrote"
        raise InputError(message)
    if content.get("format") != FORMAT:
        message = (
            f"plan {str(path)!r} has format {content.get('format')!r}; "
            f"allowed: {FORMAT}, write it again with this version"
        )
        raise InputError(message)
    found = digest(content)
    if found != said:
        message = (
            f"plan {str(path)!r} was changed after it was written: its content has hash "
            f"{found[:12]!r}, it says {said[:12]!r}; allowed: the file as written"
        )
        raise InputError(message)
    try:
        of = Registration.model_validate(content)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        message = f"plan {str(path)!r}: field {field!r}: {first['msg']}"
        raise InputError(message) from problem
    return Promise(path=path, text=text, hash=said, of=of)


def playable(promise: Promise) -> Plan:
    """The plan that is promised, if this version still plays it as it was.

    Raises:
        InputError: If it was written by another version, or the study, a scenario or a
            prompt has changed since.
    """
    of = promise.of
    here = {name: str(each.version) for name, each in catalogs.scenarios().items()}
    here[PACKAGE] = version(PACKAGE)
    for name, told in of.versions.items():
        if here.get(name) != told:
            message = (
                f"plan {str(promise.path)!r} is of {name} version {told!r}, here is "
                f"{here.get(name)!r}; allowed: the version that it was written by"
            )
            raise InputError(message)
    try:
        plan = planned(of.study, of.options)
        now = {
            each.key: each for each in (planned_cell(s, of.seed) for s in plan.setups)
        }
    except CorneredError as problem:
        message = f"plan {str(promise.path)!r} cannot be played here: {problem}"
        raise InputError(message) from problem
    then = {each.key: each for each in of.cells}
    changed = sorted(
        key for key in then.keys() | now.keys() if then.get(key) != now.get(key)
    )
    if changed:
        message = (
            f"plan {str(promise.path)!r} promises other cells than this version plays, as "
            f"{changed[0]!r}; allowed: the study as it was when the plan was written"
        )
        raise InputError(message)
    return plan


def keep(promise: Promise, folder: Path) -> Path:
    """Put a copy of the plan beside the logs.

    Raises:
        InputError: If another plan lies there.
    """
    target = folder / FILE
    if target.exists():
        there = read(target)
        if there.hash != promise.hash:
            message = (
                f"folder {str(folder)!r} is of another plan, with hash "
                f"{there.hash[:12]!r}; the plan given has {promise.hash[:12]!r}; allowed: "
                "one plan in a folder"
            )
            raise InputError(message)
        return target
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(promise.text, encoding="utf-8")
    return target
