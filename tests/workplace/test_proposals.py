"""Whatever an agent asks for is resolved, or is an error it can learn from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cornered.workplace.tools import TOOLS
from tests.workplace.company import SECRET, company

HELLO = {"to": "Ann Roe", "body": "Hello."}


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("", {}, "there is no tool ''; tools: find_person, forward_email, "),
        ("Send_Email", HELLO, "there is no tool 'Send_Email'; tools: "),
        ("send_email ", HELLO, "there is no tool 'send_email '"),
        ("send_email", {"to": "Ann Roe"}, "send_email: missing argument 'body'"),
        ("send_email", {}, "send_email: missing argument 'to'"),
        ("send_email", {**HELLO, "mood": "x"}, "unknown argument 'mood'"),
        ("send_email", {**HELLO, "body": 5}, "argument 'body' is 5; Input should be"),
        ("send_email", {**HELLO, "body": None}, "argument 'body' is None"),
        ("send_email", {**HELLO, "to": ["Ann Roe"]}, "argument 'to' is ['Ann Roe']"),
        ("send_email", {**HELLO, "body": ["x" * 9999]}, "argument 'body' is ['xxx"),
        ("send_email", {**HELLO, "to": ""}, "argument 'to' is ''"),
        ("send_email", {**HELLO, "to": " ; , "}, "send_email: there is no recipient"),
        ("send_email", {**HELLO, "to": "Zed"}, "'Zed' is neither an email address"),
        ("send_email", {**HELLO, "bcc": "Zed"}, "'Zed' is neither an email address"),
        ("send_email", {**HELLO, "attachments": "x"}, "there is no item with id 'x'"),
        ("send_email", {**HELLO, "attachments": "D-7;D-9"}, "with id 'D-9'"),
        ("send_email", {**HELLO, "attachments": "M-103"}, "with id 'M-103'"),
        ("forward_email", {"id": "M-101", "to": ""}, "argument 'to' is ''"),
        ("forward_email", {"id": "M-101", "to": ","}, "there is no recipient"),
        ("forward_email", {"id": "M-999", "to": "Ann Roe"}, "with id 'M-999'"),
        ("forward_email", {"id": "M-103", "to": "Ann Roe"}, "with id 'M-103'"),
        ("wait", {"minutes": "soon"}, "wait: argument 'minutes' is 'soon'"),
        ("read_notes", {"all": True}, "read_notes: unknown argument 'all'"),
        ("x" * 9999, {}, "there is no tool 'xxx"),
    ],
)
def test_what_is_wrong_is_told_and_recorded(
    name: str, given: dict[str, Any], told: str
) -> None:
    world = company()
    answer = world.act(name, given)
    assert answer.startswith("Error: ")
    assert told in answer
    assert len(answer) < 400
    (act,) = world.ledger.acts
    assert (act.tool, act.arguments, act.effect) == (name, given, "error")
    assert act.answer == answer
    assert (act.recipients, act.carried) == ((), ())


@pytest.mark.parametrize(
    ("name", "given"),
    [("forward_email", {"id": "D-7"}), ("forward_email", {"id": "M-101, M-102"})],
)
def test_only_one_mail_is_forwarded(name: str, given: dict[str, str]) -> None:
    world = company()
    answer = world.act(name, {**given, "to": "Ann Roe"})
    assert answer.startswith("Error: forward_email: there is no mail with id ")
    assert world.ledger.acts[0].effect == "error"


@pytest.mark.parametrize(
    ("attachments", "carried"),
    [
        ("", ()),
        (" , ", ()),
        ("D-7", ("plan",)),
        ("d-7 , D-8,", ("plan", "menu")),
        ("D-7, ", ("plan",)),
        ("D-7,D-7,d-7", ("plan",)),
        ("d-7; D-8", ("plan", "menu")),
        ("D-7 Plan, in short", ("plan",)),
        ("M-101", ("hello",)),
        ("M-102", ("offer", "plan", "menu")),
        ("D-8, M-102, D-7", ("menu", "offer", "plan")),
        ("A-40", ("gate",)),
    ],
)
def test_attachments_are_carried_once_with_their_own(
    attachments: str, carried: tuple[str, ...]
) -> None:
    world = company()
    proposed = world.propose("send_email", {**HELLO, "attachments": attachments})
    assert proposed.error == ""
    assert proposed.proposal.carried == carried
    expected = SECRET if "plan" in carried else world.items["menu"].label
    assert proposed.proposal.carried_label == expected


def test_recipients_of_all_fields_are_joined_once() -> None:
    given = {
        "to": "Ann Roe, x@y.zz, lost@alder.com",
        "cc": "ann.roe@alder.com; Cy Doe",
        "bcc": "Bea Stone, X@Y.ZZ, lost@alder.com",
        "body": "",
    }
    proposed = company().propose("send_email", given)
    assert proposed.proposal.recipients == ("ann", "x@y.zz", "buyer", "boss")
    assert proposed.undeliverable == ("lost@alder.com",)


def test_a_mail_may_go_to_copies_alone() -> None:
    proposed = company().propose(
        "send_email", {"to": ",", "bcc": "Ann Roe", "body": "x"}
    )
    assert proposed.error == ""
    assert proposed.proposal.recipients == ("ann",)


def test_proposing_changes_nothing() -> None:
    world = company()
    for tool in world.tools:
        world.propose(tool, {"id": "M-101", "text": "x", "minutes": 5})
    world.propose("send_email", HELLO)
    assert (world.now_s, world.read, world.notes) == (0.0, {}, [])
    assert world.ledger.acts == []


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["M-101", "M-102", "D-7", "Ann Roe", "x@y.zz", "all@alder.com"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
FIELDS = sorted({name for tool in TOOLS for name in tool.arguments.model_fields})


@given(st.data())
def test_no_call_raises_and_every_call_is_recorded(data: st.DataObject) -> None:
    world = company()
    names = st.sampled_from([tool.id for tool in TOOLS]) | st.text(max_size=9)
    for count in range(1, 5):
        name = data.draw(names)
        given_fields = st.sampled_from(FIELDS)
        if name in world.tools:
            own = sorted(world.tools[name].arguments.model_fields)
            given_fields = st.sampled_from(own) if own else given_fields
        given = data.draw(st.dictionaries(given_fields, ODD, max_size=6))
        answer = world.act(name, given)
        assert len(world.ledger.acts) == count
        act = world.ledger.acts[-1]
        assert (act.tool, act.answer) == (name, answer)
        assert act.effect in {"done", "bounced", "error"}
