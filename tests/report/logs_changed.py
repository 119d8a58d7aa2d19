"""Logs as they may be found: changed, cut short, or of another version."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zipfile_zstd  # noqa: F401 - teaches zipfile the compression that Inspect uses

Change = Callable[[str, Any], Any]
"""(member, content) -> its new content; None leaves the member out."""


def changed(log: Path, target: Path, change: Change) -> Path:
    """A copy of `log` at `target`, each of its members as `change` has it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(log) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, json.loads(old.read(name)))
            if content is not None:
                new.writestr(name, json.dumps(content))
    return target


def unfinished(log: Path, target: Path, *, keep: int) -> Path:
    """A copy that a run left when it was killed: no header, the first samples only."""
    left = keep

    def change(name: str, content: Any) -> Any:  # noqa: ANN401 - JSON
        nonlocal left
        if name.startswith("samples/"):
            left -= 1
            return content if left >= 0 else None
        return content if name.startswith("_journal/start") else None

    return changed(log, target, change)
