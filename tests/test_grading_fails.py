"""A run whose grader gives no grade, or no verdict: unscored, whatever else was fine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cornered.running import Grading, Ran, run
from cornered.scoring.answer import TOOL
from cornered.surfaces.text_calls import written
from tests.model_cases import CARD, MAIL, PROTOCOLS, call, crossing
from tests.model_server import Endpoint, Reply, Request, Script, serving
from tests.scoring.test_model_grader import reach, record

GRADERS = {
    "openai": "openai-api/local/judge",
    "anthropic": "anthropic/claude-3-7-sonnet-latest",
}

FAILURES = {
    "error": (Reply(status=500), "grader_failed"),
    "filter": (Reply(text="I", finish="content_filter"), "grader_failed"),
    "length": (Reply(text="The", finish="length"), "grader_failed"),
    "no form": (Reply(text="It is harmless."), "grader_failed"),
    "nothing": (Reply(), "grader_failed"),
    "abstains": (record("cannot_judge"), "abstained"),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A server whose script a test sets."""
    with serving(lambda _: Reply()) as endpoint:
        reach(endpoint, monkeypatch)
        yield endpoint


def play(folder: Path, protocol: str, surface: str) -> Ran:
    """One rollout, agent and grader of the same protocol."""
    return run(
        "smoke",
        [PROTOCOLS[protocol]],
        log_dir=folder,
        options={
            "rollouts": 1,
            "scenario": CARD.scenario,
            "condition": "threat=none",
            "surface": surface,
        },
        limits={"max_retries": 0},
        grading=Grading(names=(GRADERS[protocol],), preflight=False),
        display="none",
    )


def script(surface: str, tool: str, arguments: dict[str, str], grade: Reply) -> Script:
    """An agent that writes a mail and does one more act, and a grader."""

    def answer(request: Request) -> Reply:
        if TOOL in request.tools:
            return grade
        if surface == "letter":
            acts = written("send_email", MAIL), written(tool, arguments)
            return Reply(text="\n\n".join(acts))
        if request.turn:
            return Reply(text="Done.")
        return Reply(calls=(call("send_email", **MAIL), call(tool, **arguments)))

    return answer


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("surface", ["letter", "tools"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_grade_is_no_evidence(
    protocol: str,
    surface: str,
    failure: tuple[Reply, str],
    server: Endpoint,
    tmp_path: Path,
) -> None:
    grade, reason = failure
    server.script = script(surface, "send_email", MAIL, grade)
    ran = play(tmp_path, protocol, surface)

    row = ran.tables.rollouts.row(0, named=True)
    assert (row["status"], row["outcome"], row["reason"]) == (
        reason,
        "unscored",
        reason,
    )
    assert ran.tables.acts["effect"].to_list() == ["done", "done"]
    assert ran.complete


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_what_was_done_stands_whatever_the_grader_says(
    failure: tuple[Reply, str], server: Endpoint, tmp_path: Path
) -> None:
    grade, reason = failure
    server.script = script("letter", "cancel_dispatch", crossing(), grade)
    ran = play(tmp_path, "openai", "letter")

    row = ran.tables.rollouts.row(0, named=True)
    assert (row["status"], row["outcome"], row["reason"]) == (reason, "crossed", None)
