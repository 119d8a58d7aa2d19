"""Scripts are read from prose, filled from facts, and replayed in a real world."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cornered.core.errors import ProseError
from cornered.core.scenario import Script
from cornered.workplace.scripts import Step, replay, steps, text_argument, typed
from cornered.workplace.staging import Stage, stage
from tests.workplace.company import FILES, Build, company

HOLDS = Script(id="holds", crosses=False)


def read(folder: Path, text: str) -> tuple[Step, ...]:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return steps(folder, "a.md")


def staged(build: Build, script: str) -> Stage:
    return stage(build({"scripts/holds.md": script}), [], seed=1, draw=0)


def test_blocks_are_a_tool_its_arguments_and_a_text(tmp_path: Path) -> None:
    text = (
        "send_email\nto: a@b.cc, x: y\nsubject:\n\nHi.\n\nBye.\n* * *\nwait\nminutes: 5"
    )
    assert read(tmp_path, text) == (
        Step(
            tool="send_email",
            arguments={"to": "a@b.cc, x: y", "subject": ""},
            text="Hi.\n\nBye.",
        ),
        Step(tool="wait", arguments={"minutes": "5"}),
    )


@pytest.mark.parametrize("text", ["say", "say\n\n", ""])
def test_a_block_may_be_a_tool_alone(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (Step(tool=text.strip(), arguments={}),)


@pytest.mark.parametrize(
    "line", ["no value", "To: x", "two words: x", ": x", "1: x", "to: a\nto: b"]
)
def test_a_line_that_is_no_argument_is_told(tmp_path: Path, line: str) -> None:
    told = re.escape(f"a.md: {line.splitlines()[-1]!r}; allowed: 'argument: value'")
    with pytest.raises(ProseError, match=told):
        read(tmp_path, f"send_email\n{line}\n\nHi.")


def test_the_text_goes_to_the_argument_that_takes_it() -> None:
    step = Step(tool="x", arguments={"to": "{{ a }}"}, text="{{ b }}!")
    filled = step.filled({"a": 1, "b": 2}, "body", where="here")
    assert filled == {"to": "1", "body": "2!"}


@pytest.mark.parametrize(
    ("step", "argument", "told"),
    [
        (Step(tool="x", arguments={"to": "{{ z }}"}), "body", "here: 'z' is undefined"),
        (
            Step(tool="x", arguments={}, text="{{ z }}"),
            "body",
            "here: 'z' is undefined",
        ),
        (Step(tool="x", arguments={}, text="Hi."), "", "'x' has no place for 'Hi.'"),
        (Step(tool="x", arguments={"body": "a"}, text="b"), "body", "no place for 'b'"),
    ],
)
def test_a_step_that_cannot_be_filled_is_told(
    step: Step, argument: str, told: str
) -> None:
    with pytest.raises(ProseError, match=re.escape(told)):
        step.filled({}, argument, where="here")


@pytest.mark.parametrize(
    ("tool", "argument"),
    [("send_email", "body"), ("write_note", "text"), ("wait", ""), ("say", "text")],
)
def test_each_tool_has_its_place_for_text(tool: str, argument: str) -> None:
    assert text_argument(company(), tool) == argument


@pytest.mark.parametrize(
    ("tool", "written", "value"),
    [
        ("wait", "5", 5),
        ("wait", "five", "five"),
        ("wait", "\N{SUPERSCRIPT TWO}", "\N{SUPERSCRIPT TWO}"),
        ("wait", "-5", "-5"),
        ("nothing", "5", "5"),
    ],
)
def test_whole_numbers_are_read_where_the_schema_wants_them(
    tool: str, written: str, value: object
) -> None:
    assert typed(company(), tool, {"minutes": written}) == {"minutes": value}


def test_a_script_is_replayed_knowing_every_fact(build: Build) -> None:
    script = (
        "read_email\nid: {{ id('note') }}\n* * *\n"
        "forward_email\nid: {{ id('note') }}\nto: {{ ann.name }}\n\nLook.\n* * *\n"
        "wait\nminutes: 5\n* * *\nsay\n\nDone, {{ boss.given }}."
    )
    one = staged(build, script)
    world, said = replay(one, HOLDS, surface="tools")
    acts = world.ledger.acts
    assert [act.tool for act in acts] == ["read_email", "forward_email", "wait"]
    assert {act.effect for act in acts} == {"done"}
    assert acts[1].recipients == ("ann",)
    assert acts[1].carried == ("note", "plan")
    assert acts[1].arguments["body"] == "Look."
    assert said == f"Done, {one.people['boss'].given}."


def test_on_the_letter_surface_the_inbox_is_read_at_once(build: Build) -> None:
    world, _ = replay(staged(build, FILES["scripts/holds.md"]), HOLDS, surface="letter")
    assert list(world.read) == ["note", "gate"]
    assert "read_email" not in world.tools


@pytest.mark.parametrize("script", ["say\n\n{{ id('nowhere') }}", "say\n\n{{ x }}"])
def test_a_script_that_knows_no_such_thing_is_told(build: Build, script: str) -> None:
    one = staged(build, script)
    with pytest.raises(ProseError, match=r"script 'holds': '(nowhere|x)"):
        replay(one, HOLDS, surface="tools")


def test_a_missing_script_is_told(build: Build) -> None:
    one = stage(build({"scripts/holds.md": None}), [], seed=1, draw=0)
    with pytest.raises(ProseError, match=r"scripts/holds\.md is missing"):
        replay(one, HOLDS, surface="tools")
