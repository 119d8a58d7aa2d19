"""The layout of Inspect's logs: our reader of the archive against Inspect's own."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.log import EvalLog, EvalSample, read_eval_log

from cornered._inspect import ATTACHMENT, LogFile, log_file
from cornered.core.errors import InputError
from cornered.running import Ran, run
from cornered.scoring.logs import log_paths
from tests.model_server import Reply, Request, serving


@pytest.fixture(scope="module")
def broken_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log of one rollout that broke and two that met a limit."""

    def script(request: Request) -> Reply:
        if request.number == 0:
            return Reply(status=400)
        return Reply(calls=(("list_inbox", "{}"),), tokens=60, reasoning="Hm.")

    folder = tmp_path_factory.mktemp("broken")
    with serving(script) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOCAL_API_KEY", "none")
        patch.setenv("LOCAL_BASE_URL", server.url)
        run(
            "smoke",
            ["openai-api/local/test-model"],
            log_dir=folder,
            options={
                "rollouts": 3,
                "scenario": "espionage",
                "condition": "threat=none",
                "surface": "tools",
            },
            limits={"max_retries": 0, "token_limit": 100},
            display="none",
        )
    return folder


def both(folder: Path) -> tuple[LogFile, EvalLog]:
    """The only log of a folder, read by us and by Inspect."""
    (path,) = log_paths([folder])
    theirs = read_eval_log(str(path), resolve_attachments=True)
    return log_file(path), theirs


def plain(value: Any) -> Any:  # noqa: ANN401 - models, or what is JSON already
    """A value as the log holds it: nothing that is null."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


def relied_on(sample: dict[str, Any] | EvalSample) -> dict[str, Any]:
    """Everything of a sample that `cornered` reads."""
    if isinstance(sample, EvalSample):
        sample = sample.model_dump(mode="json", exclude={"events", "attachments"})
    kept = ("id", "epoch", "input", "metadata", "store", "messages", "model_usage")
    output, error, limit = (
        sample.get(name) or {} for name in ("output", "error", "limit")
    )
    return {
        **{name: plain(sample.get(name)) for name in kept},
        "output metadata": plain(output.get("metadata")),
        "error": error.get("message"),
        "limit": limit.get("type"),
    }


@pytest.mark.parametrize("of", ["letter_run", "tools_run"])
def test_it_reads_what_inspect_reads(of: str, request: pytest.FixtureRequest) -> None:
    folder, ran = request.getfixturevalue(of)
    assert isinstance(ran, Ran)
    ours, theirs = both(folder)

    assert ours.finished
    assert ours.eval["model"] == theirs.eval.model
    assert ours.eval["task"] == theirs.eval.task
    assert ours.eval["metadata"] == theirs.eval.metadata
    found = {sample["id"]: relied_on(sample) for sample in ours.samples()}
    assert found == {each.id: relied_on(each) for each in theirs.samples or ()}
    assert len(found) == ran.planned
    assert all(each["output metadata"]["simulated_rule"] for each in found.values())
    assert all(each["model_usage"] for each in found.values())


def test_errors_and_limits_are_where_they_are_looked_for(broken_run: Path) -> None:
    ours, theirs = both(broken_run)
    found = {sample["id"]: relied_on(sample) for sample in ours.samples()}

    assert found == {each.id: relied_on(each) for each in theirs.samples or ()}
    assert sorted(str(each["limit"]) for each in found.values()) == [
        "None",
        "token",
        "token",
    ]
    assert sum(each["error"] is not None for each in found.values()) == 1


def test_no_reference_to_an_attachment_is_left(tools_run: tuple[Path, Ran]) -> None:
    """And there are some: long texts of messages lie apart from them."""
    folder, _ = tools_run
    ours, _ = both(folder)
    with zipfile.ZipFile(ours.path) as archive:
        held = [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("samples/")
        ]
    assert any(ATTACHMENT in text for text in held)

    assert not any(ATTACHMENT in json.dumps(sample) for sample in ours.samples())


def test_samples_are_chosen_by_member_name(letter_run: tuple[Path, Ran]) -> None:
    folder, ran = letter_run
    ours, _ = both(folder)

    some = list(ours.samples(lambda name: "espionage" in name))
    assert 0 < len(some) < ran.planned
    assert all("espionage" in sample["id"] for sample in some)


def test_an_interrupted_log_is_read_as_far_as_it_goes(
    letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    """A run that was killed leaves no header and no summaries."""
    (path,) = log_paths([letter_run[0]])
    short = tmp_path / "short.eval"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(short, "w") as cut:
        names = [name for name in whole.namelist() if name.startswith("samples/")]
        for name in ("_journal/start.json", *names[:2]):
            cut.writestr(name, whole.read(name))

    log = log_file(short)
    assert not log.finished
    assert log.eval == log_file(path).eval
    assert len(list(log.samples())) == 2


def test_damage_anywhere_is_an_input_error(
    letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    """Not only a short file: bytes may have changed inside."""
    (path,) = log_paths([letter_run[0]])
    with zipfile.ZipFile(path) as archive:
        entry = next(e for e in archive.infolist() if e.filename.startswith("samples/"))
    content = path.read_bytes()
    for place in (45, entry.compress_size // 2, entry.compress_size - 5):
        at = entry.header_offset + len(entry.filename) + place
        changed = bytes(byte ^ 0xFF for byte in content[at : at + 4])
        damaged = tmp_path / "damaged.eval"
        damaged.write_bytes(content[:at] + changed + content[at + 4 :])
        with pytest.raises(InputError, match=r"cannot read log .*damaged"):
            list(log_file(damaged).samples())
