"""Conversations of any form as dialogues that are typed, in order and bounded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cornered.core.trajectory import LONGEST_TEXT, MOST_TURNS, Call, Turn
from cornered.interop.conversation import MOST_CHARACTERS, Message, dialogue


def turn(**fields: Any) -> Turn:  # noqa: ANN401 - any field of a message
    """The only turn of a conversation of one message."""
    (only,) = dialogue([Message.model_validate({"role": "assistant", **fields})])
    return only


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            {"id": "1", "function": {"name": "ls", "arguments": '{"path": "/"}'}},
            Call(tool="ls", arguments={"path": "/"}),
        ),
        (
            {"function": "ls", "arguments": {"n": 1}},
            Call(tool="ls", arguments={"n": 1}),
        ),
        ({"name": "ls", "input": {"n": 1}}, Call(tool="ls", arguments={"n": 1})),
        ({"function": "ls", "arguments": "{cut"}, Call(tool="ls", written="{cut")),
        ({"function": "ls", "arguments": "[1]"}, Call(tool="ls", written="[1]")),
        ({"function": None, "arguments": "Ls{}"}, Call(written="Ls{}")),
        ({"function": "ls", "arguments": 3}, Call(tool="ls", written="3")),
        ({"function": "ls"}, Call(tool="ls")),
        ("ls /", Call(written="ls /")),
    ],
)
def test_a_call_has_name_and_arguments_where_they_can_be_told(
    call: object, expected: Call
) -> None:
    assert turn(content="Let me look.", tool_calls=[call]).calls == (expected,)


def test_content_in_parts_is_text_reasoning_and_calls() -> None:
    found = turn(
        content=[
            {"type": "reasoning", "reasoning": "Hm."},
            {"type": "thinking", "thinking": "Well."},
            {"type": "reasoning", "reasoning": "c2VjcmV0", "redacted": True},
            {
                "type": "reasoning",
                "reasoning": "c2VjcmV0",
                "redacted": True,
                "summary": "In short.",
            },
            {"type": "text", "text": "One."},
            {"type": "tool_use", "name": "ls", "input": {"n": 1}},
            "Two.",
            {"type": "image", "image": "data:"},
        ]
    )
    assert found.text == "One.\nTwo."
    assert found.reasoning == "Hm.\n\nWell.\n\nIn short."
    assert found.calls == (Call(tool="ls", arguments={"n": 1}),)


def test_a_result_says_whose_it_is() -> None:
    assert turn(role="tool", name="ls", content="a b") == Turn(
        role="tool", text="a b", tool="ls"
    )
    assert turn(role="tool", function="ls", content="a b").tool == "ls"
    result = {"type": "tool_result", "content": [{"type": "text", "text": "a b"}]}
    assert turn(role="user", content=[result]).text == "a b"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("developer", "system"),
        ("Human", "user"),
        ("model", "assistant"),
        ("environment", "tool"),
        ("narrator", "other"),
    ],
)
def test_whoever_speaks_has_a_role_of_ours(role: str, expected: str) -> None:
    assert turn(role=role, content="So.").role == expected


def test_what_is_too_long_loses_its_middle_and_says_so() -> None:
    text = "a" * LONGEST_TEXT + "b" * 1_000
    found = turn(content=text, tool_calls=[{"function": "w", "arguments": {"t": text}}])
    assert LONGEST_TEXT - 9 < len(found.text) <= LONGEST_TEXT
    assert found.text.startswith("a")
    assert found.text.endswith("b")
    assert "left out" in found.text
    assert found.calls[0].tool == "w"
    assert LONGEST_TEXT - 9 < len(found.calls[0].written) <= LONGEST_TEXT
    assert found.omitted > 2_000
    short = turn(content="a" * LONGEST_TEXT)
    assert (len(short.text), short.omitted) == (LONGEST_TEXT, 0)


def test_a_long_conversation_keeps_its_ends() -> None:
    messages = [
        Message(role="user", content=f"number {n}") for n in range(MOST_TURNS + 100)
    ]
    turns = dialogue(messages)
    assert len(turns) == MOST_TURNS
    assert turns[0].text == "number 0"
    assert turns[-1].text == f"number {MOST_TURNS + 99}"
    gone = next(each for each in turns if each.role == "other")
    kept = [each for each in turns if each.role == "user"]
    assert gone.text == f"[{len(messages) - len(kept)} messages left out]"
    assert len(dialogue(messages[:MOST_TURNS])) == MOST_TURNS
    assert all(each.role == "user" for each in dialogue(messages[:MOST_TURNS]))


def test_the_whole_is_bounded() -> None:
    messages = [Message(role="tool", content="x" * 20_000) for _ in range(400)]
    turns = dialogue(messages)
    assert sum(len(each.text) for each in turns) <= MOST_CHARACTERS
    assert all(each.omitted for each in turns)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "role": st.text(max_size=9),
                "content": st.none() | st.text() | st.lists(st.text()),
            },
            optional={
                "reasoning": st.none() | st.text(),
                "tool_calls": st.none()
                | st.lists(st.text() | st.dictionaries(st.text(), st.integers())),
            },
        ),
        max_size=5,
    )
)
def test_any_conversation_of_this_form_is_a_dialogue(given_: list[Any]) -> None:
    turns = dialogue([Message.model_validate(each) for each in given_])
    assert len(turns) == len(given_)
    again = [Turn.model_validate_json(each.model_dump_json()) for each in turns]
    assert json.dumps([each.model_dump() for each in again])
