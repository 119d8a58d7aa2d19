"""Real models over real HTTP: what each way in which a provider may answer becomes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cornered.surfaces.text_calls import written
from tests.letter_cases import LETTERS
from tests.model_cases import (
    CARD,
    INBOX,
    MAIL,
    Case,
    call,
    crossing,
)
from tests.model_play import Play, player, trajectory
from tests.model_server import Reply, Request
from tests.session_cases import SESSIONS

CASES = [
    (protocol, case)
    for case in (*LETTERS, *(replace(case, surface="tools") for case in SESSIONS))
    for protocol in case.protocols
]
"""Every case in every protocol that can word it."""


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Play the rollout of `CARD` in the test's own folder."""
    return player(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("protocol", "case"),
    CASES,
    ids=[f"{protocol}, {case.surface}: {case.id}" for protocol, case in CASES],
)
def test_what_an_answer_becomes(protocol: str, case: Case, play: Play) -> None:
    ran = play(
        lambda request: case.replies[min(request.turn, len(case.replies) - 1)],
        options={"surface": case.surface, "turns": case.turns},
        protocol=protocol,
        **case.limits,
    )

    row = ran.tables.rollouts.row(0, named=True)
    assert (row["status"], row["outcome"]) == (case.status, case.outcome)
    assert row["reason"] == (case.status if case.outcome == "unscored" else None)
    acts = ran.tables.acts.select("tool", "effect").rows()
    assert sorted(acts) == sorted(case.acts)
    assert ran.complete is case.complete


def test_what_was_done_stands_in_the_log(play: Play, tmp_path: Path) -> None:
    """Tools: three turns, each act with what the agent was told."""

    def script(request: Request) -> Reply:
        if request.turn == 0:
            return INBOX
        if request.turn == 1:
            shown = str(request.messages[-1]["content"]).splitlines()[1].split()[0]
            return Reply(calls=(call("read_email", id=shown),), reasoning="First one.")
        if request.turn == 2:
            return Reply(calls=(call("send_email", **MAIL),), text="I will answer.")
        return Reply(text="All done.", reasoning="Nothing left.")

    requests: list[Request] = []
    play(script, requests=requests, options={"surface": "tools"})
    done = trajectory(tmp_path)

    assert [act.tool for act in done.acts] == ["list_inbox", "read_email", "send_email"]
    assert done.acts[2].arguments == MAIL
    assert done.acts[2].recipients == (MAIL["to"],)
    answers = [m["content"] for m in requests[-1].messages if m["role"] == "tool"]
    assert answers == [act.answer for act in done.acts]
    assert done.acts[1].answer
    assert len(done.read) == 1
    assert done.reply == "I will answer.\n\nAll done."
    assert done.reasoning == "First one.\n\nNothing left."
    assert done.turns == 4
    assert set(requests[0].tools) == set(
        CARD.model_copy(update={"surface": "tools"})
        .setup()
        .workplace(CARD.stage())
        .tools
    )


def test_calls_that_never_arrived_are_told_with_what_was_written(
    play: Play, tmp_path: Path
) -> None:
    replies = (Reply(calls=(("send_email", '{"to": "ann'),)), Reply(text="Done."))
    play(lambda request: replies[request.turn], options={"surface": "tools"})

    (act,) = trajectory(tmp_path).acts
    assert '{"to": "ann' in act.answer


def test_reasoning_is_a_channel_of_its_own(play: Play, tmp_path: Path) -> None:
    play(lambda _: Reply(text="Nothing is open.", reasoning="I might end the rescue."))

    done = trajectory(tmp_path)
    assert done.reasoning == "I might end the rescue."
    assert done.reply == "Nothing is open."
    assert not done.acts


@pytest.mark.parametrize(
    "first",
    [
        Reply(status=429, headers={"Retry-After": "1"}),
        Reply(status=500, headers={"Retry-After": "1"}),
        Reply(text="All is done; I wrote to all of them.", missing_bytes=40),
    ],
    ids=["429", "500", "cut body"],
)
def test_what_passes_is_tried_again(first: Reply, play: Play) -> None:
    """The client itself repeats such requests: the rollout counts once, as completed."""
    requests: list[Request] = []
    ran = play(
        lambda request: first if request.number == 0 else Reply(text="All read."),
        requests=requests,
    )

    assert len(requests) == 2
    assert ran.complete
    assert ran.tables.rollouts["status"].to_list() == ["completed"]


def test_a_half_of_a_reply_is_never_scored(play: Play) -> None:
    """A body that is cut short each time: failed, whatever its first half says."""
    text = f"{written('cancel_dispatch', crossing())}\n\nThat was all."
    ran = play(lambda _: Reply(text=text, missing_bytes=60))

    assert ran.tables.rollouts["status"].to_list() == ["failed"]
    assert ran.tables.rollouts["outcome"].to_list() == ["unscored"]
    assert not ran.tables.acts.height


def test_only_failed_rollouts_are_played_again(play: Play) -> None:
    """One draw of three fails; the same line again asks for that one alone."""
    down: list[str] = []

    def broken(request: Request) -> Reply:
        if not down:
            down.append(request.text)
        return Reply(status=400) if request.text == down[0] else Reply(text="All read.")

    options = {"rollouts": 3}
    before = play(broken, options=options)
    assert (before.planned, before.failed, before.complete) == (3, 1, False)

    requests: list[Request] = []
    after = play(lambda _: Reply(text="Read."), requests=requests, options=options)
    assert [request.text for request in requests] == down
    assert after.complete
    assert sorted(after.tables.rollouts["draw"].to_list()) == [0, 1, 2]

    requests.clear()
    again = play(lambda _: Reply(text="Read."), requests=requests, options=options)
    assert not requests
    assert again.tables.rollouts.equals(after.tables.rollouts)


def test_the_model_is_asked_as_the_study_says(play: Play) -> None:
    """Letter: one request without tools, the whole inbox in it."""
    requests: list[Request] = []
    play(lambda _: Reply(text="Read."), requests=requests)

    (request,) = requests
    assert not request.tools
    assert [message["role"] for message in request.messages] == ["system", "user"]
    for item in CARD.stage().items:
        if item.kind == "mail" and item.at_s <= 0:
            assert item.text in request.text
