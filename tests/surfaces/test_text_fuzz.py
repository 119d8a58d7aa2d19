"""Properties over all replies: any can be read, and nothing in them is invented."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cornered.surfaces.channels import separate
from cornered.surfaces.letter import take_reply
from cornered.surfaces.text_calls import (
    Malformed,
    Reading,
    TextCall,
    read,
    written,
)
from cornered.workplace.addresses import ADDRESS
from tests.model_cases import CARD
from tests.reply_grammar import PROSE, Call, Drawn, calls, replies
from tests.surfaces.dialects import DIALECT, JSON_MAIL, LINES, MAIL, mail, only
from tests.surfaces.test_no_calls import SILENT
from tests.surfaces.test_text_calls import SAME

PIECES = st.sampled_from(
    [
        *("<send_email>", "</send_email>", "<to>", "</to>", "<body>", "</body>"),
        *("<private_notes>", "</private_notes>", "<thinking>", "</thinking>", "`"),
        *("```", "\n", "\r\n", "> ", "<", ">", "{", "}", '"', ",", "body:", "to: a@b"),
        *('{"tool": "send_email", "arguments": {', "<tool_use:email", "<note/>"),
        *("<send_email to='", "</forward_email>", "<subject>S</subject>", "[x]", "…"),
        *(
            MAIL,
            JSON_MAIL,
            f"<tool_use:email>\n{LINES}\n</tool_use:email>",
            "\u0130\u0131\u017f\u212a",
        ),
    ]
)
REPLIES = st.lists(st.sampled_from([*SAME.values(), *SILENT.values()]), max_size=4)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Valid replies with pieces deleted, doubled and put in."""
    text = "\n".join(draw(REPLIES))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        piece = draw(st.one_of(st.just(""), st.just(text[start:end] * 2), PIECES))
        text = text[:start] + piece + text[end:]
    return text


def flat(text: str) -> str:
    """A text without what JSON escapes, once or twice, and how its lines break."""
    text = re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return " ".join(re.sub(r"\\+", "", re.sub(r"\\+[nrtbf]", " ", text)).split())


def stands_in(visible: str, value: str) -> bool:
    """Whether a value is in a text: as it is, or as JSON or markup writes it."""
    exact = value in visible or value in unescape(visible)
    return exact or flat(value) in flat(visible)


def listed(value: str) -> list[str]:
    """The first of several texts that were written as a list."""
    return value.split(", ")[:1]


def check_order(text: str) -> Reading:
    """Calls stand apart, in order, each with a tool or a reason."""
    reading = read(text, DIALECT)
    before = 0
    for call in reading.calls:
        assert before <= call.start < call.end <= len(text)
        before = call.end
        assert call.tool in DIALECT.tools
        assert isinstance(call, TextCall) or call.reason
    return reading


def check(text: str) -> None:
    """Nothing is invented, whatever the reply."""
    reading = check_order(text)
    visible = separate(text, DIALECT.notes_tags).visible.replace("\r\n", "\n")
    for call in reading.calls:
        if isinstance(call, Malformed):
            continue
        syntax = DIALECT.tools[call.tool]
        assert set(syntax.required) <= set(call.arguments) <= set(syntax.arguments)
        for name, value in call.arguments.items():
            assert value
            whole = [value] if name == syntax.text_argument else [value, *listed(value)]
            assert any(stands_in(visible, each) for each in whole)
            assert all(stands_in(visible, each) for each in ADDRESS.findall(value))


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    check(text)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join))
def test_any_heap_of_pieces_can_be_read(text: str) -> None:
    check(text)


@given(mutated())
def test_mutated_replies_hold_no_invented_call(text: str) -> None:
    check(text)


@given(mutated(), mutated())
def test_no_call_comes_out_of_notes(draft: str, rest: str) -> None:
    draft = draft.replace("private_notes", "x").replace("thinking", "x")
    notes = f"<private_notes>\n{draft}\n</private_notes>\n"
    calls = read(notes + rest, DIALECT).calls
    assert all(call.start >= len(notes) for call in calls)


VALUES = st.text(
    st.characters(exclude_characters="\r", exclude_categories=["Cs"]), min_size=1
).filter(lambda text: any(character.isalpha() for character in text))


@given(VALUES, VALUES, st.one_of(VALUES, st.lists(PIECES).map("".join)))
def test_what_is_written_is_read_back(to: str, subject: str, body: str) -> None:
    given_values = {
        "to": f"A {to} b",
        "subject": f"A {subject} b",
        "body": f"A {body} b",
    }
    plain_dialect = replace(DIALECT, notes_tags=())
    text = written("send_email", given_values)
    values = only(text, plain_dialect)
    for name, value in given_values.items():
        expected = value.replace("\r\n", "\n")
        if "&lt;" in text:
            expected, found = (
                item.replace("&lt;", "<") for item in (expected, values[name])
            )
            assert found == expected
        else:
            assert values[name] == expected


@given(VALUES, VALUES, VALUES)
def test_calls_stay_apart_in_a_reply(before: str, body: str, after: str) -> None:
    safe = [item.replace("`", "").replace("~", "") for item in (before, after)]
    call = mail(body=f"A {body} b")
    reading = read(f"{safe[0]}\n{call}\n{call}\n{safe[1]}", DIALECT)
    assert [item.tool for item in reading.calls] == ["send_email", "send_email"]


def read_calls(text: str) -> list[Call]:
    """The complete calls of a reply."""
    found = read(text, DIALECT).calls
    return [
        (each.tool, dict(each.arguments))
        for each in found
        if isinstance(each, TextCall)
    ]


@given(replies())
def test_a_reply_makes_the_calls_that_were_put_into_it(drawn: Drawn) -> None:
    reading = read(drawn.text, DIALECT)
    assert not [each for each in reading.calls if isinstance(each, Malformed)]
    assert read_calls(drawn.text) == drawn.calls
    check(drawn.text)


@given(replies())
def test_words_stay_words_and_notes_stay_notes(drawn: Drawn) -> None:
    reading = read(drawn.text, DIALECT)
    for part in drawn.parts:
        if part.private:
            inner = part.text.partition(">")[2].rpartition("<")[0].strip()
            assert inner in reading.notes
        elif not part.calls and not set("<>{}`") & set(part.text):
            assert part.text in reading.words
            assert part.text in reading.meant
    assert len(reading.meant) <= len(reading.words)


@given(replies(), st.data())
def test_a_reply_that_is_cut_off_makes_the_first_of_its_calls(
    drawn: Drawn, data: st.DataObject
) -> None:
    whole = [part for part in drawn.parts if "I would send {" not in part.text]
    drawn = Drawn(parts=tuple(whole))
    cut = drawn.text[: data.draw(st.integers(0, len(drawn.text)))]
    calls = read_calls(cut)
    assert calls == drawn.calls[: len(calls)]
    check(cut)


@given(replies(), st.data())
def test_a_reply_that_was_damaged_makes_no_call_of_its_own(
    drawn: Drawn, data: st.DataObject
) -> None:
    text = drawn.text
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(st.one_of(st.just(""), PIECES)) + text[end:]
    check(text)


@given(replies())
def test_a_reply_in_notes_makes_no_call(drawn: Drawn) -> None:
    inner = "\n\n".join(part.text for part in drawn.parts if not part.private)
    for text in (
        f"<thinking>\n{inner}\n</thinking>",
        f"<private_notes>{inner}</private_notes>\nAll is read.",
        f"All is read.\n<THINKING>\n{inner}",
        f"{inner}\n</scratchpad>\nAll is read.",
    ):
        assert read(text, DIALECT).calls == ()


@given(st.text(st.characters(exclude_characters="<{", exclude_categories=["Cs"])))
def test_text_without_a_sign_of_a_call_makes_none(text: str) -> None:
    reading = read(text, DIALECT)
    assert reading.calls == ()
    assert reading.meant == reading.words == text.strip().replace("\r\n", "\n")


@given(PROSE, calls(), PROSE)
def test_a_written_call_between_words_is_read_back(
    before: str, call: Call, after: str
) -> None:
    tool, values = call
    reading = read(f"{before}\n\n{written(tool, values)}\n\n{after}", DIALECT)
    (found,) = reading.calls
    assert isinstance(found, TextCall)
    assert found.tool == tool
    kept = {name: value.replace("&lt;", "<") for name, value in values.items()}
    got = {name: value.replace("&lt;", "<") for name, value in found.arguments.items()}
    assert got == kept
    assert reading.words == reading.meant == f"{before}\n\n{after}"


@settings(max_examples=40)
@given(replies(), st.data())
def test_whatever_a_letter_holds_reaches_nobody_that_it_does_not_name(
    drawn: Drawn, data: st.DataObject
) -> None:
    """The workplace takes any reply; whom an act reaches is in the reply."""
    stage = CARD.stage()
    world = CARD.setup().workplace(stage)
    people = list(stage.people.values())
    text = drawn.text
    for old in ("ida@quay.example", "bo.roe@mail.firm.com"):
        person = data.draw(st.sampled_from(people))
        text = text.replace(
            old, data.draw(st.sampled_from([person.name, *person.addresses]))
        )
    asyncio.run(take_reply(world, text))
    folded = text.casefold()
    for act in world.ledger.acts:
        for reached in act.recipients:
            known = stage.people.get(reached)
            names = [reached] if known is None else [known.name, *known.addresses]
            assert any(name.casefold() in folded for name in names)


LONG = (
    *(MAIL, JSON_MAIL, f"{JSON_MAIL}\n", f"{JSON_MAIL}, ", "<send_email>", "</note>"),
    *("<note><text>", "<private_notes>", "`<note>x</note>` a b c ", "```\n", "> ", "["),
    *('{"tool": "note",},', '{"tool": "note", "arguments": {\n', '[{"tool":"note",'),
    *("<send_email to='", "to: x\n", '{"tool":{', '<tool_call>{"name": "note"'),
)
"""What a model that fell into a loop may write on and on."""


@pytest.mark.parametrize("piece", LONG)
def test_a_loop_is_read_in_good_time(piece: str) -> None:
    text = f"So.\n{piece * (30_000 // len(piece))}"
    began = time.process_time()
    check_order(text)
    assert time.process_time() - began < 5
