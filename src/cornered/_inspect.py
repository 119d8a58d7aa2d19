"""The only module that relies on what Inspect does not promise: the layout of its logs.

Reading samples one by one out of the archive takes about a quarter of the time that
`read_eval_log` takes, and memory for one (measured: `benchmarks/scoring.py`). A test
holds it against `read_eval_log`, so a change of layout fails there and nowhere else.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zipfile_zstd  # noqa: F401 - teaches zipfile the compression that Inspect uses
import zstandard

from cornered.core.errors import InputError

DAMAGE = (
    *(OSError, EOFError, ValueError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, zstandard.ZstdError),
)
"""What reading an archive raises that was cut off or changed."""

SETTINGS = (
    *("temperature", "top_p", "top_k", "max_tokens", "seed", "stop_seqs"),
    *("frequency_penalty", "presence_penalty", "logit_bias", "system_message"),
    *("effort", "reasoning_effort", "reasoning_tokens", "reasoning_history"),
    *("verbosity", "parallel_tool_calls"),
)
LIMITS = (
    *("token_limit", "time_limit", "message_limit", "turn_limit"),
    *("working_limit", "cost_limit"),
)

MEMBER = re.compile(r"samples/(?P<id>.*)_epoch_\d+\.json", re.DOTALL)
"""Name of the archive member that holds a sample."""

ATTACHMENT = "attachment://"
"""How a long text is referred to that lies among a sample's attachments."""


@dataclass(frozen=True, kw_only=True)
class LogFile:
    """An Inspect log that can be read sample by sample."""

    path: Path
    eval: dict[str, Any]
    """What was run: task, model, arguments, metadata."""
    settings: dict[str, Any]
    """Generation settings and limits in force that change what is measured."""
    finished: bool
    """Whether the run got to its end; a log cut short has no header."""
    stopping: dict[str, Any]
    """What a manager of early stopping left: its name, and metadata of its own."""
    status: str
    """`success`, `error`, `cancelled`, or `started` of a log cut short."""
    stats: dict[str, Any]
    """When it started and ended, and tokens by model; empty of a log cut short."""

    @property
    def task(self) -> str:
        """What was run: the name of the task."""
        return str(self.eval.get("task_registry_name") or self.eval.get("task") or "")

    def samples(
        self, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[dict[str, Any]]:
        """The samples, attachments resolved, those not wanted by member name left out.

        Raises:
            InputError: If the archive is damaged.
        """
        with _opened(self.path) as archive:
            for name in archive.namelist():
                if name.startswith("samples/") and (wanted is None or wanted(name)):
                    yield _resolved(_member(archive, name, self.path))


class Archive:
    """The samples of a log by their ids, in any order; the file stays open.

    Raises:
        InputError: If the log cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _opened(path)
        self._names: dict[str, str] = {}
        for name in self._file.namelist():
            if found := MEMBER.fullmatch(name):
                self._names.setdefault(found["id"], name)

    @property
    def ids(self) -> Iterable[str]:
        """Ids of the samples, in the order of their writing."""
        return self._names.keys()

    def sample(self, name: str) -> dict[str, Any]:
        """The sample with this id, attachments resolved.

        Raises:
            InputError: If the log has no such sample, or it is damaged.
        """
        if name not in self._names:
            message = (
                f"log {str(self._path)!r} has no sample {name!r}; "
                f"allowed: one of its {len(self._names)}"
            )
            raise InputError(message)
        return _resolved(_member(self._file, self._names[name], self._path))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def log_file(path: Path) -> LogFile:
    """The log at `path`.

    Raises:
        InputError: If it cannot be read, is damaged, or is no Inspect log.
    """
    with _opened(path) as archive:
        names = archive.namelist()
        finished = "header.json" in names
        start = "header.json" if finished else "_journal/start.json"
        if start not in names:
            message = f"{path} is no Inspect log; allowed: .eval files"
            raise InputError(message)
        header = _member(archive, start, path)
    if not isinstance(header.get("eval"), dict):
        message = f"{path} is no Inspect log; allowed: .eval files"
        raise InputError(message)
    generation = (header.get("plan") or {}).get("config") or {}
    limits = header["eval"].get("config") or {}
    return LogFile(
        path=path,
        eval=header["eval"],
        settings={
            **{name: generation[name] for name in SETTINGS if name in generation},
            **{name: limits[name] for name in LIMITS if name in limits},
        },
        finished=finished,
        stopping=(header.get("results") or {}).get("early_stopping") or {},
        status=str(header.get("status") or "started"),
        stats=header.get("stats") or {},
    )


def prerequisite_error() -> type[Exception]:
    """What Inspect raises when a user's settings do not let it start.

    A function, because Inspect takes seconds to import and readers of logs do without.
    """
    from inspect_ai._util.error import PrerequisiteError

    return PrerequisiteError


def _opened(path: Path) -> zipfile.ZipFile:
    """The archive at `path`."""
    try:
        return zipfile.ZipFile(path)
    except DAMAGE as error:
        raise _unreadable(path, error) from error


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """The JSON object that a member of the archive at `path` holds."""
    try:
        content = json.loads(archive.read(name))
    except DAMAGE as error:
        raise _unreadable(path, error) from error
    if not isinstance(content, dict):
        message = f"{path}: {name!r} is no JSON object; allowed: .eval files of Inspect"
        raise InputError(message)
    return content


def _unreadable(path: Path, error: Exception) -> InputError:
    """What is said of a log that cannot be read."""
    message = f"cannot read log {str(path)!r}: {error}; allowed: a complete .eval file"
    return InputError(message)


def _resolved(sample: dict[str, Any]) -> dict[str, Any]:
    """A sample with the references to its attachments replaced by their text.

    Events are dropped: nothing here reads them, and they hold most references.
    """
    sample.pop("events", None)
    attachments = sample.pop("attachments", None) or {}

    def walk(value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, str) and value.startswith(ATTACHMENT):
            return attachments.get(value.removeprefix(ATTACHMENT), value)
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items()}
        return value

    return {key: walk(value) for key, value in sample.items()}
