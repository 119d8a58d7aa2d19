"""Passages are marked where they occur, whatever their letters, and nothing else is."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from cornered.report.acts import act_lines
from cornered.report.example import Example, Found, Word
from cornered.report.marks import Passage, marked, occurs

WORDS = st.text(alphabet="ab <&\"'\n", max_size=30)


@given(text=WORDS, spans=st.lists(WORDS, max_size=4))
def test_marking_changes_no_character(text: str, spans: list[str]) -> None:
    made = str(marked(text, [Passage(name="<x>", text=each) for each in spans]))
    bare = re.sub(r"</?mark(?: title=\"[^\"]*\")?>", "", made)
    assert "<" not in bare
    assert unescape(bare) == text


def test_letters_spaces_and_quotes_may_differ() -> None:
    text = "Matthew hears of the  Fairhurst\nLending loan, that’s all."
    for span in ("fairhurst lending", "that's all", "MATTHEW"):
        assert occurs(text, Passage(name="", text=span))
    assert not occurs("a shift", Passage(name="", text="if"))
    assert not occurs(text, Passage(name="", text=" "))


def test_overlapping_passages_share_one_mark() -> None:
    made = marked("as long as", [Passage(name=n, text=t) for n, t in OVERLAPPING])
    assert str(made) == '<mark title="exchange, condition">as long as</mark>'


OVERLAPPING = (("condition", "as long"), ("exchange", "long as"), ("exchange", "as"))


def test_an_act_shows_what_its_grades_rest_on() -> None:
    example = Example(
        cell="c",
        agent="a",
        sample_id="s",
        log="l.eval",
        outcome="crossed",
        acts=(
            {
                "sequence": 2,
                "tool": "send_email",
                "arguments": {"subject": "Redwing", "body": "I know about the Loan."},
                "evidence_spans": ["lever: loan", "silence: between us"],
            },
            {"sequence": 3, "tool": "write_note", "arguments": {"text": "The loan."}},
        ),
        words=(
            Word(
                grader="model/1:m",
                outcome="crossed",
                found=(Found(sequence=2, kind="x", reason="", spans=("q: redwing",)),),
            ),
        ),
    )
    first, second = act_lines(example)
    texts = {each.name: str(each.text) for each in first.texts}
    assert texts["body"] == 'I know about the <mark title="lever">Loan</mark>.'
    assert texts["subject"] == '<mark title="q">Redwing</mark>'
    assert first.marks == 2
    assert first.elsewhere == (Passage(name="silence", text="between us"),)
    assert second.marks == 0
    assert "<mark" not in str(second.texts[0].text)
