"""JSON calls in a row: each is read, and none of a sentence."""

from __future__ import annotations

import json

import pytest

from cornered.surfaces.text_calls import TextCall, read
from tests.surfaces.dialects import DIALECT, JSON_MAIL, outline

WITHDRAWAL = '{"tool": "withdraw_call", "arguments": {"code": "4410"}}'
ROWS = {
    "a list on one line": f"[{JSON_MAIL}, {WITHDRAWAL}]",
    "a list over lines": f"[\n  {JSON_MAIL},\n  {WITHDRAWAL}\n]",
    "an indented list": json.dumps(
        [json.loads(JSON_MAIL), json.loads(WITHDRAWAL)], indent=4
    ),
    "a list in a fence": f"So:\n```json\n[{JSON_MAIL},\n{WITHDRAWAL}]\n```",
    "a list with a comma too many": f"[{JSON_MAIL}, {WITHDRAWAL},]",
    "commas and no brackets": f"{JSON_MAIL},\n{WITHDRAWAL}",
    "a line each": f"{JSON_MAIL}\n{WITHDRAWAL}",
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS.keys())
def test_every_json_call_of_a_row_is_read(text: str) -> None:
    reading = read(f"Two things.\n\n{text}\n\nBye.", DIALECT)
    assert [call.tool for call in reading.calls] == ["send_email", "withdraw_call"]
    assert all(isinstance(call, TextCall) for call in reading.calls)
    assert reading.words.removeprefix("Two things.").removeprefix("\n\nSo:") == (
        "\n\nBye."
    )


@pytest.mark.parametrize(
    "text", [ROWS["a list on one line"], ROWS["a list over lines"]]
)
def test_a_row_of_json_calls_that_is_cut_off_keeps_the_first(text: str) -> None:
    cut = text[: text.index("4410")]
    assert outline(cut) == ["send_email", "withdraw_call: unclosed"]


def test_a_row_of_json_in_a_sentence_is_none() -> None:
    assert outline(f"{JSON_MAIL}, {WITHDRAWAL} are what I would send.") == []
    assert outline(f"I would send {JSON_MAIL}, {WITHDRAWAL}") == []
